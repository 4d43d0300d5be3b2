"""The same request gives the same rows, whatever is kept, killed, joined or run at once."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas
import pytest

from sim.assumptions import load_assumptions, override
from sim.catalogue import catalogue
from sim.errors import ExperimentError
from sim.experiments import runner
from sim.experiments.parts import BLOCK, Part, Request, parts_of
from sim.experiments.points import Point
from sim.experiments.runner import evaluate, outstanding
from sim.experiments.store import Store, open_store
from sim.experiments.workers import WorkerLostError, Workers
from sim.outcomes import outcomes_of
from sim.runs import run
from sim.scenario import load_scenario

WEEKS = 6
ROOT = Path(__file__).resolve().parents[2]


def point(scenario="reference", assumptions="contested", **words):
    chosen = load_scenario(scenario)
    return Point(chosen, override(load_assumptions(assumptions), chosen, **words))


def two_points():
    return [point(), point("aleppo_falls", off=["C13"])]


@pytest.fixture
def store(tmp_path):
    return open_store(tmp_path / "runs")


def parts_in(store):
    return sorted(store.folder.glob("*/*.parquet"))


def test_rows_are_those_of_a_plain_run_in_the_order_asked():
    found = evaluate(two_points(), 3, weeks=WEEKS)
    plain = outcomes_of(run("aleppo_falls", replicates=3, weeks=WEEKS, off=["C13"], postings=False))
    assert list(found.index) == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    pandas.testing.assert_frame_equal(found.loc[1].reset_index(drop=True), plain.reset_index(drop=True))


def test_rows_depend_on_neither_blocks_nor_order_nor_company(monkeypatch):
    first, second = two_points()
    whole = evaluate([first, second], [[0, 1, 2], [2, 5]], weeks=WEEKS)
    turned = evaluate([second, first], [[5, 2], [2, 0, 1]], weeks=WEEKS)
    monkeypatch.setattr("sim.experiments.parts.BLOCK", 2)
    cut = evaluate([first, second], [[0, 1, 2], [2, 5]], weeks=WEEKS)
    pandas.testing.assert_frame_equal(cut, whole)
    pandas.testing.assert_frame_equal(turned.loc[0].sort_index(), whole.loc[1])
    pandas.testing.assert_frame_equal(turned.loc[1].sort_index(), whole.loc[0])


def test_processes_give_the_same_rows_and_leave_nobody_behind(monkeypatch, store):
    monkeypatch.setattr("sim.experiments.parts.BLOCK", 2)
    monkeypatch.setattr("sim.experiments.runner.BLOCK", 2)
    told = []
    alone = evaluate(two_points(), 3, weeks=WEEKS)
    together = evaluate(two_points(), 3, weeks=WEEKS, jobs=2, store=store, progress=told.append)
    pandas.testing.assert_frame_equal(together, alone)
    assert sum(told) == len(alone) * WEEKS
    assert len(parts_in(store)) == 3


def test_a_second_request_runs_only_what_is_missing(monkeypatch, store):
    first = evaluate([point()], BLOCK, weeks=2, store=store)
    assert outstanding([point()], BLOCK, weeks=2, store=store) == 0
    assert outstanding([point(), point("aleppo_falls")], BLOCK + 20, weeks=2, store=store) == BLOCK + 2 * 20
    monkeypatch.setattr(runner, "run_batch", lambda *_: pytest.fail("ran what it had"))
    pandas.testing.assert_frame_equal(evaluate([point()], BLOCK, weeks=2, store=store), first)


def test_what_can_change_a_run_changes_the_name_of_its_part_and_nothing_else_does():
    def name(of=None, replicate=0, weeks=WEEKS, random_seed=1, read=outcomes_of, postings=False):
        return Part(((of or point(), replicate),)).name(Request(weeks, random_seed, read, postings))

    default = catalogue()["cut_or_renew.rate"].default
    same = [name(), name(point(settings=[f"cut_or_renew.rate={default!r}"])), name(point("reference"))]
    other = [
        name(point("aleppo_falls")),
        name(point(off=["C13"])),
        name(point(settings=[f"cut_or_renew.rate={float(np.nextafter(default, 1))!r}"])),
        name(point("aleppo_falls", settings=["event.fall.week=4"])),
        name(replicate=1),
        name(weeks=WEEKS + 1),
        name(random_seed=2),
        name(read=one_row_too_many),
        name(postings=True),
    ]
    assert len(set(same)) == 1
    assert len({*same, *other}) == 1 + len(other)


def test_a_value_given_as_its_default_is_the_same_run():
    default = {name: each.default for name, each in catalogue().items() if name not in point().values}
    spelt_out = Point(point().scenario, {**default, **point().values})
    found = evaluate([point(), spelt_out], 2, weeks=WEEKS)
    assert point().identity == spelt_out.identity
    pandas.testing.assert_frame_equal(
        outcomes_of_specs([spelt_out.spec(0), spelt_out.spec(1)]), found.loc[0].reset_index(drop=True)
    )


def outcomes_of_specs(specs):
    from sim.runs import run_specs

    return outcomes_of(run_specs(specs, weeks=WEEKS, postings=False)).reset_index(drop=True)


def test_a_point_asked_twice_is_run_once(monkeypatch):
    told = []
    found = evaluate([point(), point()], 2, weeks=WEEKS, progress=told.append)
    assert sum(told) == 2 * WEEKS
    pandas.testing.assert_frame_equal(found.loc[0], found.loc[1])


@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda whole: b""])
def test_a_damaged_part_is_said_so_and_run_again(store, damage, capsys):
    before = evaluate(two_points(), 2, weeks=WEEKS, store=store)
    (path,) = parts_in(store)
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    after = evaluate(two_points(), 2, weeks=WEEKS, store=store)
    pandas.testing.assert_frame_equal(after, before)
    assert "running it again" in capsys.readouterr().err
    assert path.read_bytes() == whole


def test_points_with_many_replicates_have_parts_of_their_own_and_few_share():
    first, second = two_points()
    many = [(each, range(130)) for each in (first, second)]
    few = [(each, range(2)) for each in (first, second)]
    assert [len(part.runs) for part in parts_of(many)] == [64, 64, 2, 64, 64, 2]
    assert all(len({one.identity for one, _ in part.runs}) == 1 for part in parts_of(many))
    assert [len(part.runs) for part in parts_of(few)] == [4]


def test_a_longer_list_of_points_with_few_replicates_finds_the_parts_of_its_beginning():
    first, second = two_points()
    short = [((first, second)[at % 2], [at]) for at in range(2 * BLOCK)]
    longer = [*short, (second, [3]), (first, [3, 700])]
    assert [*parts_of(longer)][:2] == [*parts_of(short)]


def test_small_parts_are_run_together_and_kept_apart(store):
    points = [point(settings=[f"cut_or_renew.rate={0.001 * at}"]) for at in (1, 2, 3)]
    parts = [*parts_of([(each, range(20)) for each in points])]
    assert [len(batch) for batch in runner.batched([*parts, parts[0]])] == [3, 1]
    together = evaluate(points, 20, weeks=2, store=store)
    assert len(parts_in(store)) == 3
    assert outstanding(points[1:2], 20, weeks=2, store=store) == 0
    pandas.testing.assert_frame_equal(evaluate(points[1:2], 20, weeks=2, store=store).loc[0], together.loc[1])
    pandas.testing.assert_frame_equal(evaluate(points[1:2], 20, weeks=2).loc[0], together.loc[1])


def test_no_run_is_in_two_parts():
    first, second = two_points()
    asked = [(first, [1, 2]), (second, range(20)), (first, range(BLOCK)), (second, [19, 20]), (first, range(70))]
    found = runs_of(parts_of(asked))
    assert len(found) == len(set(found))
    assert set(found) == {(point.identity, at) for point, some in asked for at in some}


def runs_of(parts):
    return [(point.identity, replicate) for part in parts for point, replicate in part.runs]


def one_row_too_many(results):
    return pandas.concat([outcomes_of(results)] * 2)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ({"replicates": 0}, "at least 1"),
        ({"replicates": [0, 0]}, "each once"),
        ({"replicates": [[0]]}, "1 of 2 points"),
        ({"weeks": 0}, "outside 1 to 520"),
        ({"random_seed": -1}, "random seed"),
        ({"read": lambda results: None}, "function of a module"),
        ({"read": one_row_too_many}, "expected one a run"),
    ],
)
def test_nonsense_is_refused(words, complaint):
    with pytest.raises(ExperimentError, match=complaint):
        evaluate(two_points(), **{"replicates": 1, "weeks": 1, **words})


# ---------------------------------------------------------------- killed
def kill_oneself(task):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_lost_worker_is_noticed_at_once():
    with pytest.raises(WorkerLostError):
        list(Workers(2).each_done(kill_oneself, [1, 2]))


def double(number):
    return 2 * number, os.getpid()


def test_workers_stay_for_the_next_request_and_leave_with_the_block():
    with Workers(2) as workers:
        first = {process for _, (_, process) in workers.each_done(double, range(8))}
        then = dict(workers.each_done(double, range(8)))
        assert {number: twice for number, (twice, _) in then.items()} == {at: 2 * at for at in range(8)}
        assert {process for _, process in then.values()} | first == {
            each.pid for each in multiprocessing.active_children()
        }
    assert not multiprocessing.active_children()


def test_a_lost_worker_is_told_with_what_is_kept(monkeypatch, store):
    def lose(*_):
        raise WorkerLostError
        yield

    monkeypatch.setattr(runner, "run_parts", lose)
    with pytest.raises(ExperimentError, match=r"0 of 1 parts are kept in .* the same command goes on"):
        evaluate(two_points(), 1, weeks=WEEKS, store=store)


def test_a_store_that_fills_up_stops_the_workers_and_keeps_what_it_has(monkeypatch, store):
    monkeypatch.setattr("sim.experiments.runner.BLOCK", 1)

    def full(*_):
        raise ExperimentError("the disk is full")

    monkeypatch.setattr(Store, "write", full)
    points = [point(settings=[f"cut_or_renew.rate={0.001 * at}"]) for at in (1, 2, 3)]
    with pytest.raises(ExperimentError, match="the disk is full"):
        evaluate(points, 20, weeks=2, jobs=2, store=store)
    assert not multiprocessing.active_children()


LONG = """
import sys
from pathlib import Path
from tests.experiments.test_runner import point
from sim.experiments.runner import evaluate
from sim.experiments.store import Store, open_store
points = [point("aleppo_falls", settings=[f"cut_or_renew.rate={0.001 + 0.0001 * at}"]) for at in range(6)]
evaluate(points, 64, weeks=20, jobs=2, store=open_store(Path(sys.argv[1])))
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_whoever_is_killed_leaves_whole_parts_and_no_orphans(store, how):
    process = subprocess.Popen(
        [sys.executable, "-c", LONG, str(store.folder)], cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True
    )
    give_up = time.monotonic() + 120
    while not parts_in(store) and time.monotonic() < give_up:
        time.sleep(0.02)
    process.send_signal(how)
    process.communicate(timeout=60)  # standard error is open as long as a worker lives
    kept = parts_in(store)
    assert process.returncode != 0
    assert kept
    assert all(len(store.read(path.stem)) == 64 for path in kept)
