"""Rules read states of the world: who bears which name, on which row, and what is forecast, they do not know."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import sim.model
from sim.model import Model
from sim.paths import ROOT
from sim.runs import run
from sim.scenario import Scenario, load_scenario
from sim.seeds import KINDS, Seeds, load_seeds
from tests.renamed import Words, new_words, renamed_events, scrambled
from tests.worlds import ALPHA, all_rules_at, spec, stepped, tables_of

CODE = [path for room in ("rules", "rivals", "agents") for path in sorted((ROOT / "sim" / room).glob("*.py"))]
FORECAST = re.compile(
    r"pacified|pacification|radicali[sz]|chaos|chaotic|verdict|\bF[1-5]\b|\bC04\b|\bC31\b|\bC42\b", re.I
)
ROOMS_OF_RESULTS = {"sim.outcomes", "sim.measures", "sim.compare", "sim.verdict", "sim.results", "sim.series"}
SWAPS = [("groups", "jfs", "levant_front"), ("groups", "ahrar", "is_syria"), ("states", "usa", "qatar")]
SCENARIO = "aleppo_falls+turkey_pushes+iran_surge"
REPLICATES = 96
COMPARED = ("deaths", "fled_abroad", "irremovability", "betrayal", "non_negotiable_share", "effective_number")


# ---------------------------------------------------------------- the forecast is coded nowhere
def forecast_words(text: str) -> list[str]:
    return FORECAST.findall(text)


def test_no_rule_rival_or_agent_names_a_forecast() -> None:
    found = {path.name: forecast_words(path.read_text(encoding="utf-8")) for path in CODE}
    assert {name: words for name, words in found.items() if words} == {}


def test_the_guard_sees_a_forecast() -> None:
    assert forecast_words("the share radicalised; see F2") == ["radicalis", "F2"]
    assert forecast_words("C13, C40 and F10 are no forecasts") == []


def test_no_rule_rival_or_agent_reads_results() -> None:
    found = {path.name: set(imported(path)) & ROOMS_OF_RESULTS for path in CODE}
    assert {name: rooms for name, rooms in found.items() if rooms} == {}


def imported(path: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    rooms = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    named = [f"{node.module}.{n.name}" for node in nodes if isinstance(node, ast.ImportFrom) for n in node.names]
    return [*plain, *rooms, *named]


# ---------------------------------------------------------------- other labels, the same war
def under(seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim.model, "load_seeds", lambda: seeds)


def renamed_scenario(words: Words) -> Scenario:
    return renamed_events(load_scenario(SCENARIO), words)


@pytest.mark.parametrize(("kind", "one", "other"), SWAPS)
def test_two_rows_that_swap_their_names_change_no_bit(
    kind: str, one: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swapped = {one: other, other: one}
    words = {each: {**names, **swapped} if each == kind else names for each, names in new_words(str).items()}
    plain = tables_of(stepped(Model([spec(SCENARIO, at, values=all_rules_at(1.0)) for at in range(2)]), 8))
    under(scrambled(tmp_path, words), monkeypatch)
    found = Model([spec(renamed_scenario(words), at, values=all_rules_at(1.0)) for at in range(2)])
    assert getattr(found.world, kind).row(one) == load_seeds().ids(kind).index(other)
    for column, value in tables_of(stepped(found, 8)).items():
        assert value.tobytes() == plain[column].tobytes(), column


def test_a_random_relabelling_leaves_statistics_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slots dealt out anew reorder every table and change every draw: only chance may show."""
    rng = np.random.default_rng(0)
    kinds = {kind: [(row["id"], row["slot"]) for row in load_seeds().rows[kind]] for kind in KINDS}
    dealt = {kind: rng.permutation(len(rows)) for kind, rows in kinds.items()}
    slots = {
        kind: {id_: rows[at][1] for (id_, _), at in zip(rows, dealt[kind], strict=True)} for kind, rows in kinds.items()
    }
    plain = levels()
    under(scrambled(tmp_path, new_words(str), slots=slots), monkeypatch)
    relabelled = levels()
    assert relabelled["deaths"].tobytes() != plain["deaths"].tobytes()
    p = {name: stats.ttest_ind(plain[name], relabelled[name], equal_var=False).pvalue for name in COMPARED}
    assert {name: value for name, value in p.items() if value < ALPHA / len(COMPARED)} == {}


def levels() -> dict[str, np.ndarray]:
    """Return means over half a year of each run, less what stood on day 0: who signs is drawn and differs by run."""
    found = run("aleppo_falls", replicates=REPLICATES, weeks=26, assumptions="essay", postings=False)
    series = {name: found[name].to_numpy().astype(float) for name in COMPARED}
    return {name: each[:, 1:].mean(axis=1) - each[:, 0] for name, each in series.items()}
