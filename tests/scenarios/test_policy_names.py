"""Policies are added to scenarios by `+`, on the command line and in files; what cannot be meant is refused."""

from itertools import combinations
from pathlib import Path
from typing import get_args

import numpy as np
import pandas
import pytest
from typer.testing import CliRunner, Result

from sim.cli import app
from sim.errors import ScenarioError
from sim.events import EVENTS, AnyEvent, Event
from sim.model import Model, RunSpec
from sim.paths import SCENARIOS
from sim.scenario import POLICIES, load_scenario, names

POLICY = names(SCENARIOS / POLICIES)
HEAD = 'title = "A test"\nabout = "Nothing of note."\n'
every_policy = pytest.mark.parametrize("policy", POLICY)


@every_policy
def test_a_policy_can_be_added_to_every_scenario(policy: str) -> None:
    for name in names(SCENARIOS):
        base, found = load_scenario(name), load_scenario(f"{name}+{policy}")
        assert found.name == f"{name}+{policy}"
        expected = sorted(
            (*base.events, *load_scenario(str(SCENARIOS / POLICIES / f"{policy}.toml")).events),
            key=lambda each: (each.week, each.name),
        )
        assert list(found.events) == expected


@pytest.mark.parametrize(("one", "other"), list(combinations(POLICY, 2)))
def test_any_two_policies_can_be_added_together_in_either_order(one: str, other: str) -> None:
    there, back = load_scenario(f"reference+{one}+{other}"), load_scenario(f"reference+{other}+{one}")
    assert there.events == back.events


def test_the_same_event_twice_is_refused() -> None:
    with pytest.raises(ScenarioError, match="the event 'break' is there already"):
        load_scenario("aleppo_falls+us_repudiates+us_repudiates")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("aleppo_falls+us_repudiate", "policy 'us_repudiate': there is none; did you mean 'us_repudiates'?"),
        ("alepo_falls+us_repudiates", "scenario 'alepo_falls': there is none; did you mean 'aleppo_falls'?"),
        ("us_repudiates", "'us_repudiates': is a policy; add it to a scenario, as in reference+us_repudiates"),
        ("aleppo_falls+siege_broken", "'siege_broken': is a scenario; only policies are added by +"),
        ("aleppo_falls+", "name a policy after each +"),
    ],
)
def test_a_wrong_sum_is_refused_in_the_readers_words(name: str, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(name)
    assert told in str(caught.value)


def test_blanks_around_a_plus_mean_nothing() -> None:
    assert load_scenario("aleppo_falls + us_repudiates") == load_scenario("aleppo_falls+us_repudiates")


def test_a_file_may_extend_a_sum_and_move_its_events(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + 'extends = "aleppo_falls+us_repudiates"\n', encoding="utf-8")
    assert load_scenario(str(path)).events == load_scenario("aleppo_falls+us_repudiates").events


def test_a_policy_of_the_readers_own_is_added_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + '[[events]]\nkind = "air"\nname = "sky"\nweek = 5\npower = 0.5\n', encoding="utf-8")
    found = load_scenario(f"aleppo_falls+{path}")
    assert [each.name for each in found.events] == ["buses", "fall", "sky"]
    assert load_scenario(f"{path}+us_repudiates").name == "mine+us_repudiates"


@pytest.mark.parametrize("extends", ["mine", "mine+us_repudiates", "other+mine"])
def test_what_extends_itself_by_way_of_a_policy_is_refused(extends: str, tmp_path: Path) -> None:
    folder = tmp_path / POLICIES
    folder.mkdir()
    (tmp_path / "other.toml").write_text(HEAD, encoding="utf-8")
    for path in (tmp_path / "mine.toml", folder / "mine.toml"):
        path.write_text(f'{HEAD}extends = "{extends}"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match="'mine' extends itself"):
        load_scenario("mine" if extends.startswith("mine") else "other+mine", tmp_path)


NOWHERE = {
    "an institution that is none": ('kind = "funds"\ninstitutions = ["turkey"]\ndecision = "release"', "eu, ifis, un"),
    "soldiers of a state that has none there": ('kind = "forces"\nstate = "qatar"\ntimes = 2.0', "turkey, usa"),
    "an operation of a state that has none": ('kind = "operation"\nstate = "usa"\ntimes = 2.0', "allowed: turkey"),
    "money of a state that pays nobody": ('kind = "support"\nstate = "japan"\ntimes = 2.0', "unknown sponsor"),
    "the way to Europe from Europe": ('kind = "passage"\nhost = "germany"\ntimes = 2.0', "host outside Europe"),
}


@pytest.mark.parametrize("wrong", NOWHERE)
def test_an_event_that_could_touch_nothing_is_refused(wrong: str, tmp_path: Path) -> None:
    text, told = NOWHERE[wrong]
    path = tmp_path / "mine.toml"
    path.write_text(f'{HEAD}[[events]]\nname = "nowhere"\nweek = 5\n{text}\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(str(path))
    assert "mine.toml: event 'nowhere': unknown" in str(caught.value)
    assert told in str(caught.value)


def test_a_policys_event_can_be_moved_to_another_week() -> None:
    moved = {"event.break.week": 20.0}
    scenario = load_scenario("reference+us_repudiates")
    model = Model([RunSpec(scenario, moved, 0), RunSpec(scenario, {}, 1)], keep_postings=False)
    seen = []
    for _ in range(20):
        model.step()
        seen.append(model.world.states.veto_lifted[:, 0].copy())
    own, *_ = (each.week for each in scenario.events)
    assert (np.array(seen).argmax(axis=0) + 1).tolist() == [20, own]


def test_every_kind_of_event_can_be_written_in_a_file() -> None:
    union, *_ = get_args(AnyEvent)
    assert get_args(union) == EVENTS
    assert all(issubclass(each, Event) for each in EVENTS)


# ---------------------------------------------------------------- on the command line
SMALL = ("--replicates", "3", "--weeks", "12", "--assumptions", "null")


def aftermath(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), prog_name="aftermath", env={"COLUMNS": "140", "NO_COLOR": "1"})


def test_a_sum_is_run_planned_and_compared_by_its_name(tmp_path: Path) -> None:
    planned = aftermath("plan", "reference+us_repudiates")
    assert "declaration" in planned.stdout
    assert "repudiates" in planned.stdout
    assert aftermath("run", "reference+us_repudiates", *SMALL).exit_code == 0
    file = tmp_path / "contrasts.csv"
    compared = aftermath("compare", "reference+us_repudiates", "reference", *SMALL, "--output", str(file))
    assert compared.exit_code == 0, compared.stderr
    found = pandas.read_csv(file, comment="#").set_index("outcome")
    assert set(found["a"]) == {"reference+us_repudiates"}
    assert found.loc["support"].difference < 0


def test_a_policys_event_is_moved_on_the_command_line() -> None:
    moved = aftermath("plan", "reference+us_repudiates", "--set", "event.break.week=20")
    assert moved.exit_code == 0
    assert "20*" in moved.stdout
    wrong = aftermath("plan", "reference", "--set", "event.break.week=20")
    assert wrong.exit_code == 2
    assert "reference has no such event" in wrong.stderr


@pytest.mark.parametrize("command", ["run", "plan"])
def test_an_unknown_policy_is_one_line_with_the_nearest_guess_and_exit_code_2(command: str) -> None:
    found = aftermath(command, "reference+us_repudiate")
    assert found.exit_code == 2
    assert found.stderr == "error: policy 'us_repudiate': there is none; did you mean 'us_repudiates'?\n"
    assert found.stdout == ""


def test_policies_are_listed_with_scenarios() -> None:
    found = aftermath("scenarios", "--output", "csv")
    assert all(f"policy,{name}," in found.stdout for name in POLICY)
