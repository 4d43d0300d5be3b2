"""Lines: a complaint names the line of its key, whatever else the file holds."""

import tomllib

import pytest

from sim.experiments.sweep.file.lines import lines_of

TEXT = '''\
# C14 = 9 """ in a comment
title = "x"
about = """
C14 = 3, and [vary] in a text
"""
question = \'\'\'one line\'\'\'
[settings.cut_or_renew]   # a comment
rate = 0.003
[vary]
switches = [
    "C13",
    "a = b",
]
strengths.C14 = {}
"weeks"."fall" = { low = 3, high = 9 }
[ vary . choices . lead ]
"al qaeda" = {}
[vary.settings]
"flee.scale" = {}
'''
EXPECTED = {
    "title": 2,
    "about": 3,
    "question": 6,
    "settings": None,
    "settings.cut_or_renew": 7,
    "settings.cut_or_renew.rate": 8,
    "vary": 9,
    "vary.switches": 10,
    "vary.strengths.C14": 14,
    "vary.strengths.C14.low": 14,
    "vary.weeks.fall.high": 15,
    "vary.choices.lead": 16,
    "vary.choices.lead.al qaeda": 17,
    "vary.choices.lead.al qaeda.with": 17,
    "vary.settings.flee.scale": 19,
    "nothing": None,
}


@pytest.mark.parametrize("key", EXPECTED)
def test_a_key_has_the_line_it_begins_on_or_that_of_what_holds_it(key):
    tomllib.loads(TEXT)
    line = EXPECTED[key]
    where = "x.toml" if line is None else f"x.toml, line {line}"
    assert lines_of("x.toml", TEXT).at(*key.split(".")) == f"{where}: {key}"


def test_without_a_key_only_the_file_is_named():
    assert lines_of("x.toml", TEXT).at() == "x.toml"
