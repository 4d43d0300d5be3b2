"""What makes two sweeps the same: all that can change a run, and nothing that only a reader sees."""

import json

import pytest

from sim.catalogue import catalogue
from tests.experiments.sweep.files import LEADS, sweep_of

TEXT = f"""\
title = "A title"
question = "A question?"
about = "About it."
scenarios = ["aleppo_falls", "siege_broken"]
assumptions = "contested"
replicates = 2
weeks = 156
random_seed = 1
outcomes = ["rad_share_long", "pacified"]
series = ["deaths"]
[strengths]
C13 = 0.5
[settings.cut_or_renew]
rate = 0.003
[design]
sampler = "sobol_sequence"
points = 8
random_seed = 5
[vary]
switches = ["Turkey"]
[vary.strengths]
C14 = {{ low = 0.5, high = 1.5 }}
[vary.weeks]
fall = {{ low = 3, high = 9 }}
{LEADS}[stop]
outcome = "pacified"
half_width = 0.1
most = 100
"""
CHANGES = {
    "the scenarios": ('"siege_broken"]', '"siege_broken", "frozen"]'),
    "what a scenario forces": ('"aleppo_falls",', '"aleppo_falls_late",'),
    "the order of scenarios": ('["aleppo_falls", "siege_broken"]', '["siege_broken", "aleppo_falls"]'),
    "the set": ('"contested"', '"essay"'),
    "the weeks": ("weeks = 156", "weeks = 157"),
    "the random seed": ("random_seed = 1", "random_seed = 2"),
    "the points' random seed": ("random_seed = 5", "random_seed = 6"),
    "the sampler": ("sobol_sequence", "latin_hypercube"),
    "the outcomes": ('"rad_share_long", "pacified"', '"rad_share_long", "outflow", "pacified"'),
    "the series": ('series = ["deaths"]', "series = false"),
    "a held strength": ("C13 = 0.5", "C13 = 0.6"),
    "a held parameter": ("rate = 0.003", "rate = 0.0031"),
    "what is switched": ('["Turkey"]', '["People"]'),
    "whose strength": ("C14 =", "C15 ="),
    "a low end": ("low = 0.5", "low = 0.4"),
    "a high end": ("high = 1.5", "high = 1.6"),
    "levels instead of a range": ("{ low = 0.5, high = 1.5 }", "[0.5, 1.5]"),
    "which date": ("fall = {", "buses = {"),
    "what an alternative is": ('siege_broken_turkey"', 'siege_broken_mainstream"'),
    "what an alternative is called": ("jihadist", "qaeda"),
    "the order of alternatives": (LEADS.split("\n", 1)[1], "\n".join(reversed(LEADS.strip().split("\n")[1:])) + "\n"),
}
SAME = {
    "the title": ("A title", "Another title"),
    "the question": ("A question?", "Another?"),
    "what it is about": ("About it.", "More about it."),
    "a comment": ("[design]", "# a comment\n[design]"),
    "the replicates": ("replicates = 2", "replicates = 3"),
    "the points": ("points = 8", "points = 16"),
    "when to stop": ("half_width = 0.1", "half_width = 0.2"),
    "how a number is written": ("C13 = 0.5", "C13 = 0.50"),
}


def content(folder, text):
    found = sweep_of(folder, text).content
    return json.dumps(found, sort_keys=True, allow_nan=False)


def changed(old, new):
    assert TEXT.count(old) >= 1, old
    return TEXT.replace(old, new)


@pytest.mark.parametrize("what", CHANGES)
def test_what_can_change_a_run_makes_another_sweep(what, tmp_path):
    assert content(tmp_path, changed(*CHANGES[what])) != content(tmp_path, TEXT)


@pytest.mark.parametrize("what", SAME)
def test_what_only_a_reader_sees_or_what_can_grow_makes_no_other_sweep(what, tmp_path):
    assert content(tmp_path, changed(*SAME[what])) == content(tmp_path, TEXT)


def test_a_value_held_at_its_default_is_as_good_as_not_held(tmp_path):
    said = f"rate = 0.003\n[settings.settle]\nrate = {catalogue()['settle.rate'].default}"
    assert content(tmp_path, changed("rate = 0.003", said)) == content(tmp_path, TEXT)


def test_words_about_an_event_make_no_other_sweep(tmp_path):
    event = 'title = "x"\nabout = "x"\nextends = "aleppo_falls"\n'
    event += '[[events]]\nkind = "air"\nname = "sky"\nweek = 4\npower = 0.5\n'
    texts = []
    for name, about in (("one", "So."), ("other", "Otherwise.")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "own.toml").write_text(f'{event}about = "{about}"\n')
        texts.append(content(tmp_path / name, changed('"aleppo_falls",', '"own.toml",')))
    assert texts[0] == texts[1]
