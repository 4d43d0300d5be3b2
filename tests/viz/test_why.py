"""Why, without a browser: the numbers of `aftermath explain`, shown part by part as they come."""

import json
import shlex
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.compare import FEWEST_PAIRS
from sim.experiments.budget import METHODS
from sim.experiments.runner import evaluate
from sim.experiments.store import Store, open_store
from sim.experiments.workers import Workers
from sim.outcomes import OUTCOMES
from viz.reader.actions import RefusedError
from viz.reader.command import explain_command
from viz.reader.files import WHY, why_file
from viz.reader.question import why_of
from viz.reader.state import State
from viz.screen import standing
from viz.screen.why import DEPTHS, FIRST_DEPTH, Why, cost_of, find_out

# A few claims of the essay on, one of them doubled, one number set: 52 weeks are enough for the outcome.
FEW = State(
    page="why",
    preset="null",
    b="siege_broken_turkey",
    strengths=(("C19", 1.0), ("C28", 1.0), ("C37", 2.0)),
    parameters=(("cut_or_renew.rate", 0.002),),
    random_seed=3,
    outcome="rad_share_short",
    depth="glance",
)


class Here:
    """A bench where everything is done in this process, and all that is said is remembered."""

    def __init__(self, store: Store) -> None:
        self.store, self.hands = store, Workers(1)
        self.expected, self.done = 0, 0
        self.words: list[str] = []
        self.shown: list[dict[str, Any]] = []

    def expect(self, run_weeks: int) -> None:
        self.expected += run_weeks

    def progress(self, run_weeks: int) -> None:
        self.done += run_weeks

    def say(self, words: str) -> None:
        self.words.append(words)

    def show(self, partial: Any) -> None:
        self.shown.append(read(partial))


def read(texts: Any) -> dict[str, Any]:
    """Return what a page's texts hold."""
    return {part: json.loads(text) for part, text in texts.items() if part != "tables"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Here:
    return Here(open_store(tmp_path_factory.mktemp("store")))


@pytest.fixture(scope="module")
def content(bench: Here) -> Any:
    return find_out(why_of(FEW), bench)


@pytest.fixture(scope="module")
def found(content: Any) -> dict[str, Any]:
    return read(content)


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    """What the command says that stands on the page."""
    words = shlex.split(explain_command(FEW))
    assert words[0] == "aftermath"
    result = CliRunner().invoke(app, [*words[1:], "--output", "json", "--no-store", "--jobs", "1", "--quiet"])
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def near(what: Any) -> Any:
    """Return numbers, and whatever is among them, as near as JSON writes them: to 15 figures."""
    if isinstance(what, float):
        return pytest.approx(what, rel=1e-13, abs=1e-13)
    if isinstance(what, dict):
        return {key: near(each) for key, each in what.items()}
    return [near(each) for each in what] if isinstance(what, list) else what


# ---------------------------------------------------------------- the same as the command
def test_the_difference_is_that_of_the_command(found: dict[str, Any], told: dict[str, Any]) -> None:
    names = ("mean_a", "mean_b", "difference", "low", "high", "pairs", "word")
    ours = [[row[name] for name in names] for row in found["answer"]["ends"]]
    assert ours == near([[row[name] for name in names] for row in told["contrast"]])


def test_every_knock_out_is_that_of_the_command(found: dict[str, Any], told: dict[str, Any]) -> None:
    theirs = {row["name"]: row for row in told["knockouts"] if row["switched"] == "off"}
    assert {row["name"] for row in found["off"]["rows"]} == set(theirs)
    for row in found["off"]["rows"]:
        of = theirs[row["name"]]
        assert [row["value"], row["low"], row["high"]] == near([of["change"], of["change_low"], of["change_high"]])
        assert [row["then"]["difference"], row["then"]["word"]] == near([of["difference"], of["word"]])
    assert max(abs(row["value"]) for row in found["off"]["rows"]) > 0


def test_every_shapley_effect_is_that_of_the_command(found: dict[str, Any], told: dict[str, Any]) -> None:
    ours = {row["name"]: [row["value"], row["low"], row["high"]] for row in found["effects"]["rows"]}
    assert ours == near({row["claim"]: [row["effect"], row["low"], row["high"]] for row in told["shapley"]})
    assert set(ours) == {"C19", "C28", "C37"}


def test_postings_and_sets_are_those_of_the_command(found: dict[str, Any], told: dict[str, Any]) -> None:
    ours = {
        (of["target"], each["who"]): each["sums"]["difference"]["mean"]
        for of in found["moved"]["targets"]
        for each in of["movers"]
    }
    whole = [row for row in told["postings"] if row["span"] == "whole run"]
    assert ours == near({(row["target"], row["who"]): row["difference"] for row in whole})
    for of in found["moved"]["targets"]:
        for each in of["movers"]:
            assert sum(each["weeks"]["a"]) == pytest.approx(each["sums"]["a"]["mean"], rel=1e-3, abs=1e-6)
    sets = [[" ".join(row["claims"]), row["difference"], row["word"]] for row in found["answer"]["set_rows"]]
    assert sets == near([[row["name"], row["difference"], row["word"]] for row in told["sets"]])
    assert sets


def test_the_command_of_a_level_names_no_second_world() -> None:
    words = shlex.split(explain_command(State(alone=True, outcome="returns")))
    assert "--level" in words
    assert State().b not in words
    assert "--weeks" not in words


# ---------------------------------------------------------------- part by part
def test_parts_are_shown_as_they_come_and_only_grow(bench: Here, found: dict[str, Any]) -> None:
    shown = [*bench.shown, found]
    assert not shown[0]["moved"]["done"]
    assert shown[0]["answer"]["ends"] == found["answer"]["ends"]
    for part in ("moved", "off", "effects"):
        done = [each[part]["done"] for each in shown]
        assert done == sorted(done)
        assert done[-1]
    for part in ("off", "effects"):
        sizes = [len(each[part]["rows"]) for each in shown]
        assert sizes == sorted(sizes)
    assert [each["answer"]["searched"] for each in shown[:-1]] == [False] * len(bench.shown)
    assert found["answer"]["searched"]
    assert found["answer"]["carries"]
    assert found["answer"]["breaks"] or not found["answer"]["concludes"]


def test_all_that_is_expected_is_done_but_what_the_search_did_not_need(bench: Here, found: dict[str, Any]) -> None:
    cost = cost_of(why_of(FEW))
    assert cost.weeks == OUTCOMES["rad_share_short"].last_week
    assert cost.runs * cost.weeks <= bench.done <= bench.expected
    assert bench.expected <= (cost.runs + cost.for_sets) * cost.weeks
    assert cost.runs + cost.for_sets <= DEPTHS["glance"].budget
    assert len(dict.fromkeys(bench.words)) >= 4


def test_what_was_run_is_found_in_the_store(
    bench: Here, found: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*_: object) -> None:
        raise AssertionError("run again")

    monkeypatch.setattr("sim.experiments.runner.run_block", run)
    again = Here(bench.store)
    assert read(find_out(why_of(FEW), again)) == found
    assert again.done == bench.done


# ---------------------------------------------------------------- what is asked
def test_two_questions_are_the_same_if_the_runs_and_the_outcome_are() -> None:
    asked = why_of(FEW)
    assert asked.key == why_of(FEW).key
    others = [
        why_of(State()),
        Why("rad_share_long", asked.one, asked.other, 3, "glance"),
        Why("rad_share_short", asked.one, None, 3, "glance"),
        Why("rad_share_short", asked.one, asked.other, 4, "glance"),
        Why("rad_share_short", asked.one, asked.other, 3, "full"),
    ]
    assert len({each.key for each in (asked, *others)}) == 6


def test_every_depth_can_judge_and_is_deeper_than_the_last() -> None:
    assert FIRST_DEPTH in DEPTHS
    of = list(DEPTHS.values())
    assert of[0].replicates >= FEWEST_PAIRS
    assert [each.budget for each in of] == sorted({each.budget for each in of})
    assert [each.replicates for each in of] == sorted({each.replicates for each in of})


def test_a_closer_look_finds_the_runs_of_the_first_again(
    bench: Here, found: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert found
    made: list[int] = []

    def counted(points: Any, replicates: Any, **asked: Any) -> Any:
        about = {name: asked[name] for name in ("weeks", "random_seed", "store")}
        made.append(standing.outstanding(points, replicates, **about))
        return evaluate(points, replicates, **asked)

    monkeypatch.setattr(standing, "evaluate", counted)
    monkeypatch.setitem(DEPTHS, "quick", replace(DEPTHS["quick"], replicates=20))
    closer = why_of(replace(FEW, depth="quick"))
    after = find_out(closer, Here(bench.store))
    saved, made = sum(made), []
    afresh = find_out(closer, Here(open_store(tmp_path)))
    assert after == afresh
    first = cost_of(why_of(FEW)).runs - 2 * DEPTHS["glance"].replicates  # its postings are runs of another kind
    assert sum(made) - saved >= first > 100


def test_the_deepest_is_what_the_command_does_unasked() -> None:
    from sim.cli.explain import BUDGET, REPLICATES

    last = list(DEPTHS.values())[-1]
    assert (last.replicates, last.budget) == (REPLICATES, BUDGET)
    assert set(why_of(FEW).wish.methods) == set(METHODS)


def test_every_outcome_can_be_asked_for_under_the_preset() -> None:
    for outcome in OUTCOMES:
        why = why_of(State(outcome=outcome))
        assert why.weeks >= OUTCOMES[outcome].last_week
        assert cost_of(why).runs > 0


# ---------------------------------------------------------------- to take away
MOST_KEPT = 500_000  # bytes of a study's tables: they wait in memory beside what is drawn


def file_of(content: Any, chart: str, whole: bool = True) -> tuple[pandas.DataFrame, dict[str, Any]]:
    """Return a file of the page as pandas reads it, and what it says of itself."""
    file = BytesIO(why_file({"why": chart}, FEW, content["tables"], whole))
    return pandas.read_parquet(file), json.loads(pyarrow.parquet.read_schema(file).metadata[b"aftermath"])


def test_a_file_of_everything_holds_what_the_command_writes(content: Any, told: dict[str, Any]) -> None:
    rows, said = file_of(content, "all")
    theirs = {name: of for name, of in told.items() if name not in ("provenance", "units")}
    assert set(rows["table"]) == {name for name, of in theirs.items() if of}
    for name, table in theirs.items():
        ours = rows[rows["table"] == name]
        assert len(ours) == len(table)
        for column in table[0] if table else ():
            mine = [None if pandas.isna(each) else each for each in ours[column]]
            assert mine == near([row[column] for row in table]), (name, column)
    assert said["provenance"]["command"] == explain_command(FEW)
    assert (said["provenance"]["replicates"], said["provenance"]["weeks"]) == (8, 52)
    assert said["units"]["difference"] == "points"
    assert said["outcome"]["unit"] == OUTCOMES[FEW.outcome].unit


def test_numbers_are_numbers_and_words_are_words_in_every_file(content: Any) -> None:
    for chart in WHY:
        schema = pyarrow.parquet.read_schema(BytesIO(why_file({"why": chart}, FEW, content["tables"], True)))
        kinds = {each.name: str(each.type) for each in schema}
        assert not any(kind == "null" for kind in kinds.values()), (chart, kinds)
        for name in ("difference", "low", "effect", "change_high", "b_low"):
            assert kinds.get(name, "double") == "double"
        for name in ("week", "pairs", "first_week"):
            assert kinds.get(name, "int64") == "int64"
        assert kinds.get("word", "string") == "string"


def test_a_charts_file_has_the_numbers_of_its_table(content: Any, found: dict[str, Any]) -> None:
    for kind in ("claim", "bundle"):
        rows, _ = file_of(content, kind)
        assert set(rows["kind"]) == {kind}
        off = rows[rows["switched"] == "off"].set_index("name")
        drawn = {each["name"]: each for each in found["off"]["rows"] if each["kind"] == kind}
        assert set(off.index) == set(drawn)
        for name, each in drawn.items():
            assert [each["value"], each["low"], each["high"]] == list(
                off.loc[name, ["change", "change_low", "change_high"]]
            )
    rows, _ = file_of(content, "effect")
    effects = rows[rows["table"] == "shapley"].set_index("claim")["effect"]
    assert effects.to_dict() == {each["name"]: each["value"] for each in found["effects"]["rows"]}
    rows, _ = file_of(content, "moved")
    weekly = rows[rows["table"] == "postings_by_week"].set_index(["target", "who"])
    for target in found["moved"]["targets"]:
        for mover in target["movers"]:
            of = weekly.loc[(target["target"], mover["who"])]
            assert list(of["week"]) == list(range(1, 53))
            for side, values in mover["weeks"].items():
                assert list(of[side]) == pytest.approx(values, rel=1e-4)  # drawn to five figures
                assert (of[f"{side}_low"] <= of[side]).all()
                assert (of[side] <= of[f"{side}_high"]).all()


def test_what_is_known_so_far_is_marked_as_a_part(bench: Here) -> None:
    shown: list[Any] = []
    again = Here(bench.store)
    again.show = shown.append  # type: ignore[method-assign]
    find_out(why_of(FEW), again)
    _, said = file_of(shown[0], "all", whole=False)
    assert "had not come to its end" in said["provenance"]["partial"]
    with pytest.raises(RefusedError, match="nothing of this is known yet"):
        file_of(shown[0], "effect", whole=False)
    _, said = file_of(shown[-1], "all")
    assert "partial" not in said["provenance"]


def test_tables_take_little_memory(content: Any) -> None:
    assert sum(map(len, content["tables"].values())) < MOST_KEPT


@pytest.mark.parametrize("said", [None, "all", {}, {"why": None}, {"why": ["all"]}, {"why": "../all"}, {"whom": "all"}])
def test_what_there_is_not_is_refused(content: Any, said: Any) -> None:
    with pytest.raises(RefusedError):
        why_file(said, FEW, content["tables"], True)


def test_what_is_of_other_assumptions_is_refused() -> None:
    with pytest.raises(RefusedError, match="other assumptions"):
        why_file({"why": "all"}, FEW, None, True)
