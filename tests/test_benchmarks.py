"""The benchmarks run: every kind of measurement once, at a tiny size; no speed is promised."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks import seminar, sweeps
from benchmarks.fresh import in_fresh_process
from benchmarks.peers import BARE, MESA, Job, time_peer
from benchmarks.persons import tell_by_cells, tell_by_persons, war_of
from benchmarks.phases import REST, Clocks, clocked, dissect
from benchmarks.questions import ask
from sim.catalogue import decisions
from sim.decision import PHASES
from sim.model import Model
from sim.rule import rules

TINY = replace(benchmarks.QUICK, weeks=2, batches=(1, 2), dissected=2, persons=60, person_weeks=1, repeat=1, swept=16)


def test_everything_is_measured_and_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fresh = in_fresh_process(TINY.request(1))  # one process stands for all: each takes a second
    monkeypatch.setattr(benchmarks, "in_fresh_process", lambda *_: fresh)
    monkeypatch.setattr(benchmarks, "ask", lambda words, replicates: float(replicates))
    monkeypatch.setattr(sweeps, "time_peer", lambda peer, job: float(job.runs))
    monkeypatch.setattr(benchmarks, "QUICK", TINY)
    benchmarks.main(["--quick", "--repeat", "1", "--json", str(tmp_path / "found.json")])
    table = capsys.readouterr().out
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    sections = {each["section"] for each in found["figures"]}
    assert len(sections) == 9
    assert 0 < fresh.importing < fresh.cpu
    assert 50 < fresh.peak_mb < 5_000
    assert all(section in table for section in sections)
    assert all(each["unit"] and len(each["values"]) == 1 and each["median"] >= 0 for each in found["figures"])


def test_the_clocks_see_every_phase_and_leave_no_trace() -> None:
    before = dict(decisions()), dict(rules()), Model._asked, Model.__init__
    clocks = Clocks()
    dissect(TINY.request(2), clocks)
    assert (dict(decisions()), dict(rules()), Model._asked, Model.__init__) == before
    assert set(PHASES) <= set(clocks.phases)
    assert {name for each in PHASES.values() for name in each} <= {part for _, part in clocks.parts}
    assert sum(clocks.phases.values()) == pytest.approx(clocks.total)
    assert clocks.phases[REST] >= 0


def test_the_clocks_change_no_result() -> None:
    plain = benchmarks.run(**TINY.request(2))
    with clocked(Clocks()):
        under_clocks = benchmarks.run(**TINY.request(2))
    assert plain.identical(under_clocks)


def test_both_tellings_of_the_peer_move_as_many_persons() -> None:
    war = war_of(60)
    assert sum(war.civilians) + sum(map(sum, war.fighters)) == 60
    assert [each(60, 1).persons for each in (tell_by_persons, tell_by_cells)] == [60, 60]


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (25_604_790.0, "25,604,790"), (0.51234, "0.512"), (3e-5, "3.00e-05")]
)
def test_numbers_are_written_to_be_read(value: float, text: str) -> None:
    assert benchmarks.number(value) == text


def test_a_question_that_fails_says_what_was_wrong() -> None:
    with pytest.raises(RuntimeError, match="did you mean 'null'"):
        ask("verdict --assumptions nul", 4)


@pytest.mark.parametrize("peer", [BARE, MESA])
def test_a_peer_does_the_runs_it_is_asked_for(peer: str) -> None:
    assert time_peer(peer, Job(runs=2, weeks=1, jobs=2)) > 0


def test_a_large_sweep_is_run_once_and_then_taken_up(tmp_path: Path) -> None:
    found: list[tuple[str, str, float]] = []
    for _ in range(2):
        sweeps.measure_large(lambda *figure: found.append(figure), tmp_path / "large", 16, 1, 2)
    what = [figure[0] for figure in found]
    assert sum("of them now" in each for each in what) == 1
    assert sum("taken up again" in each for each in what) == 2


def test_a_class_is_measured_from_the_first_page_to_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seminar, "SETTLE", 0.2)
    monkeypatch.setattr(seminar, "CALM", 0.0)
    report = benchmarks.Report()
    seminar.measure_class(
        report.add, seminar.Class(2, 1.0, 1.5, browsing=0.0, studying=1.5, entering=0.1, patience=3.0)
    )
    found = {(each.section, each.what): each.median for each in report.figures.values()}
    assert len({section for section, _ in found}) == 5
    assert found["2 readers open the page within 0 s", "asked"] == 2
    assert found["all 2 readers change the same claim at the same moment", "asked"] == 2
    assert all(value >= 0 for value in found.values())
    assert found["memory and threads", "server, before anybody came"] > 50
