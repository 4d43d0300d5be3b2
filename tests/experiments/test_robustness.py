"""The sweep: all stated ranges and nothing else, the same points every time, and never run twice."""

from pathlib import Path

import numpy as np
import pytest

from sim.catalogue import catalogue
from sim.errors import ExperimentError
from sim.experiments import robustness
from sim.experiments.robustness import Sweep, assessed, hypercube, ranged, run_sweep
from sim.experiments.store import Store, open_store
from sim.experiments.verdicts import Worlds, believed, design, run_verdict, runs_of, worlds_of
from sim.rule import rules
from sim.verdict.forecasts import DECIDING, FALL, SCENARIOS
from sim.verdict.words import VERDICTS

WEEKS = 3


@pytest.fixture(name="worlds")
def some_worlds() -> Worlds:
    return worlds_of("essay", settings=["quit_war.rate=0.002"])


@pytest.fixture(name="store")
def some_store(tmp_path: Path) -> Store:
    return open_store(tmp_path)


# ---------------------------------------------------------------- what is swept
def test_strengths_and_what_was_set_stay(worlds: Worlds) -> None:
    names = ranged(worlds)
    assert not [each for each in names if each.endswith(".strength")]
    assert "quit_war.rate" not in names
    assert {"cut_or_renew.rate", "groups.jfs.fighters", "presence.jfs.idlib_north"} & set(names)


def test_only_rules_that_are_on_are_swept(worlds: Worlds) -> None:
    names = {each.partition(".")[0] for each in ranged(worlds)}
    off = {name for name, each in rules().items() if each.claim.startswith("E")}
    assert not names & off
    assert "hopeless_cause_cuts_losses" in names


def test_nothing_outside_its_stated_range_is_tried_and_every_slice_is(worlds: Worlds) -> None:
    names, points = ranged(worlds), 10
    drawn = hypercube(names, points, random_seed=1)
    for name, column in zip(names, drawn.T, strict=True):
        of = catalogue()[name]
        assert of.low <= column.min() <= column.max() <= of.high
        slices = (column - of.low) / (of.high - of.low) * points
        assert sorted(np.floor(slices).clip(0, points - 1)) == list(range(points))


def test_the_four_scenarios_of_a_point_share_its_values(worlds: Worlds) -> None:
    points = Sweep(worlds, points=2).design()
    assert [each.scenario.name for each in points] == [*DECIDING, *DECIDING]
    values = [each.values["cut_or_renew.rate"] for each in points]
    assert len(set(values[:4])) == len(set(values[4:])) == 1
    assert values[0] != values[4]


def test_the_same_random_seed_gives_the_same_points(worlds: Worlds) -> None:
    one, same, other = (
        [each.identity for each in Sweep(worlds, points=2, random_seed=seed).design()] for seed in (1, 1, 2)
    )
    assert one == same
    assert not set(one) & set(other)


def test_a_senseless_sweep_is_refused(worlds: Worlds) -> None:
    with pytest.raises(ExperimentError, match="at least 1 of 3"):
        Sweep(worlds, points=3, pairs=2)


# ---------------------------------------------------------------- run once
def test_a_sweep_that_was_run_is_found_again_without_running(
    worlds: Worlds, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = Sweep(worlds, points=2, pairs=3, weeks=WEEKS)
    assert assessed(sweep, store) is None
    assert assessed(sweep, None) is None
    assert sweep.runs == 24
    found = run_sweep(sweep, jobs=1, store=store)
    assert (found.points, found.pairs) == (2, 3)
    assert all(sum(shares.values()) == pytest.approx(1) for shares in found.shares.values())
    assert {word for shares in found.shares.values() for word in shares} <= set(VERDICTS)
    monkeypatch.setattr("sim.experiments.runner.run_block", None)
    assert assessed(sweep, store) == found
    assert run_sweep(sweep, jobs=1, store=store) == found


def test_a_sweep_that_was_stopped_has_no_robustness_yet(
    worlds: Worlds, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    sweep = Sweep(worlds, points=2, pairs=3, weeks=WEEKS)
    monkeypatch.setattr("sim.experiments.robustness.words_at", stopped)
    with pytest.raises(KeyboardInterrupt):
        run_sweep(sweep, jobs=1, store=store)
    assert assessed(sweep, store) is None


def test_a_damaged_record_is_as_good_as_none(worlds: Worlds, store: Store) -> None:
    sweep = Sweep(worlds, points=1, pairs=3, weeks=WEEKS)
    run_sweep(sweep, jobs=1, store=store)
    store.path(sweep.identity).write_bytes(b"nothing")
    assert assessed(sweep, store) is None
    assert run_sweep(sweep, jobs=1, store=store) == assessed(sweep, store)


def test_other_assumptions_are_another_sweep(worlds: Worlds, store: Store) -> None:
    run_sweep(Sweep(worlds, points=1, pairs=3, weeks=WEEKS), jobs=1, store=store)
    assert assessed(Sweep(worlds_of("null"), points=1, pairs=3, weeks=WEEKS), store) is None
    assert robustness.POINTS >= 300


# ---------------------------------------------------------------- the runs of a verdict
def test_the_null_of_a_verdict_has_every_rule_off_and_all_else_alike(worlds: Worlds) -> None:
    on, null = design(worlds)[: len(worlds)], design(worlds)[len(worlds) :]
    strengths = {each.strength.name for each in rules().values()}
    assert [each.scenario.name for each in null] == list(DECIDING)
    for one, other in zip(on, null, strict=False):
        assert one.scenario is other.scenario
        assert {other.values[name] for name in strengths} == {0.0}
        assert {k: v for k, v in one.values.items() if k not in strengths} == {
            k: v for k, v in other.values.items() if k not in strengths
        }


@pytest.mark.parametrize(
    ("assumptions", "said"),
    [("null", "nothing"), ("essay", "claims"), ("rivals_only", "rivals"), ("contested", "claims and rivals")],
)
def test_it_is_told_what_is_on(assumptions: str, said: str) -> None:
    assert believed(worlds_of(assumptions)) == said


def test_with_every_rule_off_nothing_is_run_twice() -> None:
    assert runs_of(worlds_of("null"), 7) == 7 * len(SCENARIOS)
    assert runs_of(worlds_of("essay"), 7) == 7 * (len(SCENARIOS) + len(DECIDING))


def test_a_verdict_of_real_runs_pairs_scenarios_by_replicate(worlds: Worlds) -> None:
    found = run_verdict(worlds, 3, weeks=WEEKS)
    assert FALL in worlds
    assert list(found.verdicts) == list(found.sentences)
    assert found.checks
