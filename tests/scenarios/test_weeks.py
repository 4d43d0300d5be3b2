"""A scenario or policy begins in the week after `@`: its events move together, and nothing else of it changes."""

from datetime import date
from pathlib import Path

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from sim.assumptions import load_assumptions
from sim.cli import app
from sim.dates import LAST_WEEK, day_in_words, day_of
from sim.errors import ScenarioError
from sim.experiments.points import Point
from sim.paths import SCENARIOS
from sim.runs import run
from sim.scenario import POLICIES, Scenario, load_policy, load_scenario, names
from sim.sums import Term, as_written, first_name, put_together, terms_of

POLICY = names(SCENARIOS / POLICIES)
FORCING = [each for each in names(SCENARIOS) if load_scenario(each).events]
WEEKS = st.integers(1, LAST_WEEK)
HEAD = 'title = "Mine"\nabout = "Nothing of note."\n'


def sky(name: str, week: int) -> str:
    return f'[[events]]\nkind = "air"\nname = "{name}"\nweek = {week}\npower = 0.5\n'


def weeks_of(scenario: Scenario) -> dict[str, int]:
    return {each.name: each.week for each in scenario.events}


def identity(name: str) -> str:
    scenario = load_scenario(name)
    return Point(scenario, {**load_assumptions("essay").values, **scenario.settings}).identity


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A scenario of a reader's own: it inherits the fall in week 3 and adds what comes two and ten weeks later."""
    path = tmp_path / "mine.toml"
    path.write_text(f'{HEAD}extends = "aleppo_falls"\n{sky("low", 5)}{sky("lower", 13)}', encoding="utf-8")
    return path


# ---------------------------------------------------------------- what moves
@pytest.mark.parametrize("name", FORCING)
@given(week=WEEKS)
def test_a_scenario_begins_in_the_week_that_is_asked_for(name: str, week: int) -> None:
    assert load_scenario(f"{name}@{week}").events[0].week == week


@pytest.mark.parametrize("name", POLICY)
@given(week=WEEKS)
def test_a_policy_begins_in_the_week_that_is_asked_for_and_the_scenario_in_its_own(name: str, week: int) -> None:
    base, found = load_scenario("aleppo_falls"), load_scenario(f"aleppo_falls+{name}@{week}")
    assert weeks_of(found) == weeks_of(base) | weeks_of(load_policy(f"{name}@{week}"))
    assert min(weeks_of(load_policy(f"{name}@{week}")).values()) == week


@pytest.mark.parametrize("week", [1, 9, 200])
def test_what_is_inherited_moves_along_and_the_spacing_is_kept(week: int, mine: Path) -> None:
    found = weeks_of(load_scenario(f"{mine}@{week}"))
    assert found == {"buses": week, "fall": week, "low": week + 2, "lower": week + 10}


def test_nothing_but_the_week_of_an_event_changes() -> None:
    own, moved = load_scenario("siege_broken_held"), load_scenario("siege_broken_held@40")
    put_back = tuple(each.model_copy(update={"week": 3}) for each in moved.events)
    assert put_back == own.events
    assert moved.settings == own.settings


def test_only_the_term_before_the_sign_moves() -> None:
    found = weeks_of(load_scenario("aleppo_falls@30+us_repudiates+no_fly_zone@12"))
    assert found == {"buses": 30, "fall": 30, "break": 10, "closed_sky": 12, "prospect": 12}


def test_events_stay_in_the_order_of_their_weeks() -> None:
    found = [each.week for each in load_scenario("aleppo_falls@30+us_repudiates").events]
    assert found == sorted(found) != [each.week for each in load_scenario("aleppo_falls+us_repudiates").events]


def test_a_file_may_extend_what_begins_in_another_week(tmp_path: Path) -> None:
    path = tmp_path / "later.toml"
    path.write_text(f'{HEAD}extends = "aleppo_falls@9+us_repudiates@20"\n', encoding="utf-8")
    assert load_scenario(str(path)).events == load_scenario("aleppo_falls@9+us_repudiates@20").events
    assert weeks_of(load_scenario(f"{path}@11")) == {"buses": 11, "fall": 11, "break": 22}


# ---------------------------------------------------------------- what it is called
def test_name_title_and_words_say_the_week() -> None:
    found = load_scenario("aleppo_falls@9")
    assert (found.name, found.title) == ("aleppo_falls@9", "Aleppo falls (from week 9)")
    assert found.about.startswith(load_scenario("aleppo_falls").about)
    assert found.about.endswith("begins in week 9 (30 January 2017), not in week 3 (19 December 2016).")


def test_a_sum_says_the_week_of_each_term() -> None:
    found = load_scenario("aleppo_falls@9+us_repudiates@20")
    assert found.name == "aleppo_falls@9+us_repudiates@20"
    assert found.title == "Aleppo falls (from week 9) + Washington breaks with the rebels (from week 20)"


@pytest.mark.parametrize(
    ("spelt", "plain"),
    [
        ("aleppo_falls@3", "aleppo_falls"),
        ("aleppo_falls @ 009", "aleppo_falls@9"),
        ("reference + us_repudiates@10", "reference+us_repudiates"),
        ("aleppo_falls@29", "aleppo_falls@29"),
    ],
)
def test_two_spellings_of_one_week_are_one_scenario(spelt: str, plain: str) -> None:
    assert load_scenario(spelt) == load_scenario(plain)
    assert load_scenario(spelt).name == plain
    assert identity(spelt) == identity(plain)


def test_the_same_events_are_the_same_runs_whatever_they_are_called(tmp_path: Path) -> None:
    path = tmp_path / "twin.toml"
    path.write_text(f'{HEAD}extends = "aleppo_falls@9"\n', encoding="utf-8")
    assert identity(str(path)) == identity("aleppo_falls@9") != identity("aleppo_falls")
    assert identity("aleppo_falls@29") == identity("aleppo_falls_late")


@given(st.lists(st.builds(Term, st.sampled_from(POLICY), st.none() | WEEKS), min_size=1))
def test_a_name_taken_apart_and_put_together_is_the_same(terms: list[Term]) -> None:
    assert terms_of(put_together(terms)) == tuple(terms)


@given(st.text())
def test_no_text_breaks_what_reads_names_for_their_colour(text: str) -> None:
    assert first_name(text) == as_written(text)[0][0]


def test_a_file_whose_name_holds_the_signs_is_that_file(tmp_path: Path) -> None:
    path = tmp_path / "a+b@9.toml"
    path.write_text(HEAD + sky("low", 5), encoding="utf-8")
    assert weeks_of(load_scenario(str(path))) == {"low": 5}
    assert weeks_of(load_scenario(f"{path}@7")) == {"low": 7}


# ---------------------------------------------------------------- what cannot be meant
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("reference@9", "scenario 'reference@9': reference forces nothing"),
        ("reference@9+us_repudiates", "scenario 'reference@9': reference forces nothing"),
        (
            "aleppo_falls@",
            "scenario 'aleppo_falls@': '' is no week; a whole one from 1 to 520 is, as in aleppo_falls@9",
        ),
        ("aleppo_falls@nine", "'nine' is no week"),
        ("aleppo_falls@9.5", "'9.5' is no week"),
        ("aleppo_falls@-9", "'-9' is no week"),
        ("aleppo_falls@٩", "'٩' is no week"),
        ("aleppo_falls@0", "week 0 is outside 1 to 520; did you mean 'aleppo_falls@1'?"),
        ("aleppo_falls@521", "week 521 is outside 1 to 520; did you mean 'aleppo_falls@520'?"),
        (f"aleppo_falls@{'9' * 6000}", "is outside 1 to 520; did you mean 'aleppo_falls@520'?"),
        ("aleppo_falls@9@10", "scenario 'aleppo_falls@9': there is none; did you mean 'aleppo_falls'?"),
        ("alepo_falls@9", "scenario 'alepo_falls': there is none; did you mean 'aleppo_falls'?"),
        ("@9", "name what begins in that week"),
        ("reference+us_repudiates@0", "policy 'us_repudiates@0': week 0 is outside 1 to 520"),
        ("reference+us_repudiate@20", "policy 'us_repudiate': there is none; did you mean 'us_repudiates'?"),
        ("us_repudiates@20", "is a policy; add it to a scenario, as in reference+us_repudiates@20"),
    ],
)
def test_a_wrong_week_is_refused_in_a_sentence(name: str, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(name)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_would_end_after_the_last_week_is_refused_with_the_latest_that_would_not(mine: Path) -> None:
    latest = LAST_WEEK - 10
    assert max(weeks_of(load_scenario(f"{mine}@{latest}")).values()) == LAST_WEEK
    with pytest.raises(ScenarioError, match=f"after week {LAST_WEEK}; did you mean 'mine@{latest}'"):
        load_scenario(f"{mine}@{latest + 1}")


def test_a_wrong_week_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(f'{HEAD}extends = "aleppo_falls@x"\n', encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"wrong\.toml: extends 'aleppo_falls@x': 'x' is no week"):
        load_scenario(str(path))


# ---------------------------------------------------------------- days
def test_weeks_begin_on_mondays_and_week_0_is_day_0() -> None:
    assert day_of(0) == date(2016, 11, 28)
    assert {day_of(week).weekday() for week in range(160)} == {0}
    assert day_in_words(9) == "30 January 2017"


# ---------------------------------------------------------------- on the command line
SMALL = ("--replicates", "3", "--weeks", "12", "--assumptions", "essay")


def aftermath(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), prog_name="aftermath", env={"COLUMNS": "140", "NO_COLOR": "1"})


def rows(file: Path) -> pandas.DataFrame:
    return pandas.read_csv(file, comment="#").drop(columns="scenario", errors="ignore")


def test_a_week_after_the_sign_runs_what_two_settings_would(tmp_path: Path) -> None:
    short, long = tmp_path / "short.csv", tmp_path / "long.csv"
    assert aftermath("run", "aleppo_falls@9", *SMALL, "-o", str(short)).exit_code == 0
    weeks = ("--set", "event.fall.week=9", "--set", "event.buses.week=9")
    assert aftermath("run", "aleppo_falls", *weeks, *SMALL, "-o", str(long)).exit_code == 0
    pandas.testing.assert_frame_equal(rows(short), rows(long), check_exact=True)


def test_two_spellings_of_one_scenario_are_not_compared() -> None:
    found = aftermath("compare", "aleppo_falls", "aleppo_falls@3", *SMALL)
    assert found.exit_code == 2
    assert "named twice" in found.stderr


@pytest.mark.parametrize("command", [("run",), ("plan",), ("backtest",), ("explain", "rad_share_long")])
def test_a_wrong_week_is_one_line_and_exit_code_2(command: tuple[str, ...]) -> None:
    found = aftermath(*command, "reference@9")
    assert found.exit_code == 2
    assert found.stderr.startswith("error: scenario 'reference@9': reference forces nothing")
    assert found.stderr.count("\n") == 1


def test_a_plan_shows_the_week(tmp_path: Path) -> None:
    found = aftermath("plan", "aleppo_falls@9+us_repudiates@20")
    assert "(from week 9)" in found.stdout
    assert found.exit_code == 0


def test_a_verdict_may_add_a_policy_from_another_week_on() -> None:
    found = aftermath("verdict", "--with", "us_repudiates@0", "--no-store")
    assert found.exit_code == 2
    assert "policy 'us_repudiates@0': week 0 is outside 1 to 520" in found.stderr


def test_until_it_begins_a_moved_scenario_is_the_war_without_it_bit_by_bit() -> None:
    asked = {"replicates": 3, "weeks": 10, "assumptions": "essay", "postings": False}
    moved, without = (run(each, **asked) for each in ("aleppo_falls@9", "reference"))
    weekly = [name for name, each in without.data_vars.items() if "week" in each.dims]
    for name in weekly:
        at_first, plain = (each[name].isel(week=slice(0, 9)).values for each in (moved, without))
        assert at_first.tobytes() == plain.tobytes(), name
    assert not (moved.control.isel(week=9).values == without.control.isel(week=9).values).all()
