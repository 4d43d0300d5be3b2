"""A world is its content: it holds what differs, travels, and never leads to a file."""

import pickle
from pathlib import Path

import pytest

from sim.assumptions import load_assumptions, override, provenance
from sim.errors import ScenarioError
from sim.runs import run, run_specs
from sim.scenario import load_scenario
from viz.screen.worlds import World, world_of

ASKED = {"settings": ["cut_or_renew.rate=0.002"], "strengths": ["C14=0.5"], "off": ["C44"]}


def test_a_world_holds_all_that_differs_from_the_defaults() -> None:
    world = world_of("aleppo_falls+us_repudiates", "contested", **ASKED)
    scenario = load_scenario("aleppo_falls+us_repudiates")
    wanted = provenance(override(load_assumptions("contested"), scenario, *ASKED.values()))
    assert dict(world.values) == wanted
    assert list(world.values) == sorted(world.values)


def test_worlds_asked_for_in_other_words_are_equal_if_they_mean_the_same() -> None:
    one = world_of("reference", "null", strengths=["C14=1", "C12=0.5"])
    other = world_of("reference", "null", strengths=["C12=0.5", "C14=1.0"])
    assert one == other
    assert hash(one) == hash(other)
    assert one != world_of("reference", "null", strengths=["C14=1"])


def test_a_moved_event_is_another_world() -> None:
    moved = world_of("aleppo_falls", "null", settings=["event.fall.week=9"])
    assert moved.identity != world_of("aleppo_falls", "null").identity


def test_two_spellings_of_one_week_are_one_world() -> None:
    assert world_of("aleppo_falls@3", "null").identity == world_of("aleppo_falls", "null").identity
    assert world_of("aleppo_falls@9", "null").identity != world_of("aleppo_falls", "null").identity


def test_a_world_runs_what_the_model_runs_for_the_same_words() -> None:
    world = world_of("aleppo_falls", "contested", **ASKED)
    ours = run_specs([world.point.spec(each) for each in range(2)], weeks=4, random_seed=3)
    theirs = run("aleppo_falls", replicates=2, weeks=4, random_seed=3, **ASKED)
    assert ours.equals(theirs)


def test_a_world_travels_without_what_it_has_looked_up() -> None:
    world = world_of("aleppo_falls", "contested")
    before = len(pickle.dumps(world))
    assert world.point.scenario.name == "aleppo_falls"
    assert len(pickle.dumps(world)) == before
    assert pickle.loads(pickle.dumps(world)) == world


@pytest.mark.parametrize(
    "where", ["scenario", "policy", "scenario in another week", "policy in another week", "assumptions"]
)
def test_a_name_from_a_link_never_leads_to_a_file(where: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('title = "Mine"\nabout = "A file of the reader."\n')
    words = {
        "scenario": (str(file), "null"),
        "policy": (f"reference+{file}", "null"),
        "scenario in another week": (f"{file}@9", "null"),
        "policy in another week": (f"reference+{file}@9", "null"),
        "assumptions": ("reference", str(file)),
    }
    with pytest.raises(ScenarioError, match="there is none"):
        world_of(*words[where])


def test_an_unknown_word_is_refused_with_the_nearest() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'aleppo_falls'"):
        world_of("aleppo_fals", "contested")
    with pytest.raises(ScenarioError, match="did you mean 'us_repudiates'"):
        world_of("reference+us_repudiate", "contested")
    with pytest.raises(ScenarioError, match="outside"):
        world_of("reference", "contested", strengths=["C14=9"])


def test_a_world_is_what_its_fields_say() -> None:
    world = world_of("reference", "null")
    assert World(world.scenario, world.values) == world
