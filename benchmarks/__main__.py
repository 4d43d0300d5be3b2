"""How fast, how large, and where the time goes: `python -m benchmarks` measures on this machine and asserts nothing.

Repetitions of all measurements are interleaved; the table shows medians, and the range over repetitions.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.browsers import Tabs
from benchmarks.fresh import in_fresh_process
from benchmarks.persons import tell_by_cells, tell_by_persons
from benchmarks.phases import RULES, Clocks, dissect
from benchmarks.questions import QUESTIONS, ask
from benchmarks.seminar import QUICK_CLASS, Class, measure_class
from benchmarks.sweeps import measure_large, measure_runners, measure_store
from sim import run
from sim.assumptions import load_assumptions, override
from sim.model import Model, RunSpec
from sim.scenario import WEEKS, load_scenario

TOP = 15  # parts of the week that are listed one by one


@dataclass(frozen=True)
class Setting:
    """What is measured, how large and how often."""

    scenario: str = "aleppo_falls"
    assumptions: str = "essay"
    weeks: int = WEEKS
    batches: tuple[int, ...] = (1, 32, 256)
    dissected: int = 64  # one block, as larger batches are stepped
    persons: int = 30_000
    person_weeks: int = 4
    asked: float = 1.0  # share of the replicates that whole questions take
    swept: int = 2048
    peered: int = 48  # runs of other runners, which take a model a run
    large: int = 100_000
    repeat: int = 3
    cold: bool = False
    sweeps_only: bool = False
    seminar: Class | None = None

    def request(self, replicates: int, **more: Any) -> dict[str, Any]:
        """Return the words `sim.run` is called with."""
        words = {"scenario": self.scenario, "assumptions": self.assumptions, "weeks": self.weeks, "postings": False}
        return words | {"replicates": replicates} | more


QUICK = Setting(weeks=26, batches=(1, 16), dissected=16, persons=3_000, person_weeks=2, asked=0.05, swept=256, peered=8)


@dataclass
class Figure:
    """One line of the report: what it is, its unit, and its value at each repetition."""

    section: str
    what: str
    unit: str
    values: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The figure that is shown."""
        return statistics.median(self.values)


class Report:
    """All figures, in the order in which they first came."""

    def __init__(self) -> None:
        self.figures: dict[tuple[str, str, str], Figure] = {}

    def add(self, section: str, what: str, unit: str, value: float) -> None:
        """Enter one repetition of a figure."""
        self.figures.setdefault((section, what, unit), Figure(section, what, unit)).values.append(value)

    def median(self, section: str, what: str, unit: str) -> float:
        """Return the median of a figure."""
        return self.figures[section, what, unit].median

    def lines(self) -> Iterator[str]:
        """Yield the table as plain text."""
        sections: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.figures.values():
            sections[figure.section].append(figure)
        for section, figures in sections.items():
            yield ""
            yield section
            width = max(len(each.what) for each in figures)
            unit = max(len(each.unit) for each in figures)
            for each in figures:
                low, high = min(each.values), max(each.values)
                spread = f"  {number(low)} to {number(high)}" if low != high else ""
                yield f"  {each.what:<{width}}  {number(each.median):>12} {each.unit:<{unit}}{spread}".rstrip()


def number(value: float) -> str:
    """Write a number with about three digits that count, without exponents where a reader can do without."""
    if value == 0:
        return "0"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 1e-3 else f"{value:.2e}"


SPEED = "Speed: weekly series included, compiled code warm"
SIZE = "Size of the world: cells that are not empty, mean over runs"
WHOLE = "Whole questions: a command in a fresh process, nothing kept from before, all cores"
FIRST = "First result: a fresh process, from its start until one run stands"
MEMORY = "Memory: the most a fresh process had resident"
PHASES = "Cost of each phase: share of CPU time, rules, decisions and their settling"
PARTS = f"Where it goes: the {TOP} dearest parts"
SWEEP = "Sweeps: all cores, processes' start-up included; memory with pages that processes share counted in each"
LARGE = "A large sweep, kept in the folder named by --large"
PEER = "A naive Mesa peer: the tiny war of tests/naive.py, one mesa.Agent a person"
RUNS, CPU_RUNS = "runs / s of wall time", "runs / s of CPU time"


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def measure_speed(setting: Setting, report: Report) -> None:
    """Time every size of batch once, the largest also on all cores."""
    cases = [(size, 1, False) for size in setting.batches]
    if cores() > 1:
        cases.append((max(setting.batches), cores(), False))
    cases.append((max(setting.batches), 1, True))
    for size, jobs, postings in cases:
        wall, cpu = time.perf_counter(), time.process_time()
        run(**setting.request(size, jobs=jobs, postings=postings))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        what = f"batch of {size}, jobs = {jobs}" + (", with postings" if postings else "")
        report.add(SPEED, what, RUNS, size / wall)
        report.add(SPEED, what, CPU_RUNS, size / cpu)


def measure_size(setting: Setting, report: Report) -> int:
    """Count occupied cells of people and fighters on day 0 and at the end; return the persons of day 0."""
    scenario = load_scenario(setting.scenario)
    values = override(load_assumptions(setting.assumptions), scenario)
    model = Model([RunSpec(scenario, values, each) for each in range(min(32, max(setting.batches)))])
    world = model.world
    persons = int((world.communities.people.sum() + world.groups.fighters.sum()) / world.runs)
    for week in (0, setting.weeks):
        while model.week < week:
            model.step()
        for what, cells in (("people", world.communities.people), ("fighters", world.groups.fighters)):
            label = f"{what}, week {week} (of {cells[0].size:,} cells)"
            report.add(SIZE, label, "cells", float(np.count_nonzero(cells) / world.runs))
    report.add(SIZE, "people and fighters, one for one, week 0", "persons", persons)
    return persons


def measure_fresh(setting: Setting, report: Report) -> None:
    """Time the first result, and read the memory of one run and of the largest batch."""
    for name, cold in (("compiled code cached", False), ("nothing cached (NUMBA_CACHE_DIR empty)", True)):
        if cold and not setting.cold:
            continue
        took = in_fresh_process(setting.request(1), cold)
        report.add(FIRST, name, "s of wall time", took.wall)
        report.add(FIRST, name, "s of CPU time", took.cpu)
        if not cold:
            report.add(FIRST, "  of it Python and `from sim import run`", "s of CPU time", took.importing)
            report.add(MEMORY, "one run", "MB", took.peak_mb)
    largest = max(setting.batches)
    for jobs in dict.fromkeys((1, cores())):
        took = in_fresh_process(setting.request(largest, jobs=jobs))
        report.add(MEMORY, f"batch of {largest}, jobs = {jobs}", "MB", took.peak_mb)


def measure_questions(setting: Setting, report: Report) -> None:
    """Time whole commands."""
    for title, (words, replicates) in QUESTIONS.items():
        number_of = max(round(setting.asked * replicates), 4)
        report.add(WHOLE, f"{title}; {number_of} replicates", "s of wall time", ask(words, number_of))


def measure_sweeps(setting: Setting, report: Report) -> None:
    """Time a sweep beside the bare engine and other runners, and its store."""

    def add(what: str, unit: str, value: float) -> None:
        report.add(SWEEP, what, unit, value)

    measure_runners(add, setting.swept, setting.peered, setting.weeks, cores())
    measure_store(add, setting.swept // 8, setting.weeks)


def report_phases(clocks: Clocks, runs: int, report: Report) -> None:
    """Enter the shares of phases, and of the dearest parts."""
    for phase, seconds in clocks.phases.items():
        report.add(PHASES, phase, "% of CPU time", 100 * seconds / clocks.total)
    asked = sum(seconds for (_, part), seconds in clocks.parts.items() if part.startswith(RULES))
    report.add(PHASES, "rules of all phases, asking and being settled", "% of CPU time", 100 * asked / clocks.total)
    report.add(PHASES, "one run, under the clocks", "CPU ms", 1000 * clocks.total / runs)
    for (phase, part), seconds in sorted(clocks.parts.items(), key=lambda each: -each[1])[:TOP]:
        report.add(PARTS, f"{phase}: {part}", "% of CPU time", 100 * seconds / clocks.total)


def measure_peer(setting: Setting, report: Report) -> None:
    """Move some thousand persons one by one, then the same by cells."""
    by_persons = tell_by_persons(setting.persons, setting.person_weeks)
    by_cells = tell_by_cells(setting.persons, setting.person_weeks)
    of = f"{setting.persons:,} persons, {setting.person_weeks} weeks"
    report.add(PEER, f"person by person, {of}", "s of wall time", by_persons.wall)
    report.add(PEER, f"person by person, {of}", "s of CPU time", by_persons.cpu)
    report.add(PEER, f"the same war by cells, with the engine's draws, {of}", "s of CPU time", by_cells.cpu)
    report.add(PEER, "ratio, same war, same size, measured", "times", by_persons.cpu / by_cells.cpu)
    report.add(PEER, "person by person, CPU time of a person-week", "ns", 1e9 * by_persons.cpu_per_person_week)


def extrapolate_peer(setting: Setting, persons: int, report: Report) -> None:
    """Set a person-week of the peer beside one of the whole model."""
    batch = sorted(setting.batches)[len(setting.batches) // 2]
    each = report.median(PEER, "person by person, CPU time of a person-week", "ns")
    per_run = 1 / report.median(SPEED, f"batch of {batch}, jobs = 1", CPU_RUNS)
    person_weeks = persons * setting.weeks
    ours = 1e9 * per_run / person_weeks
    report.add(PEER, f"Aftermath, CPU time of a person-week (batch of {batch})", "ns", ours)
    report.add(
        PEER,
        "one run of Aftermath's size and length by the peer, EXTRAPOLATED",
        "hours of CPU time",
        each * person_weeks / 3.6e12,
    )
    report.add(PEER, "ratio to Aftermath per person-week, EXTRAPOLATED", "times", each / ours)


NOTES = """\
How to read it. Wall time suffers from whatever else the machine does, CPU time less: compare ratios, not machines.
CPU time adds up all threads. Values are medians, behind them the range over repetitions.
Larger batches are stepped in blocks of 192 at most. Clocks around phases cost a little themselves.
The peer is plain Mesa, written to be obvious, not to be fast. It has 3 places, 2 groups and three acts (fight, flee,
enlist or switch) where Aftermath has the whole war, so it does less for each person. Its hours for a full run are
extrapolated per person-week, in a straight line from a small war that fits the caches. Cells win because they count
people who are alike at once: the ratio grows with the number of people, and says nothing of models whose persons
differ. What several decisions of a phase read, such as strength, is computed once and charged to the first reader.
Sweeps and other runners do the same runs, each with its own strength of one claim; the others build one model a run
and keep one number of it."""


def heading(setting: Setting) -> Iterator[str]:
    """Yield what was measured where."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("mesa", "numpy", "numba"))
    yield f"Aftermath: {setting.weeks} weeks of {setting.scenario}, assumptions {setting.assumptions}, the whole world"
    yield f"Python {platform.python_version()}, {packages}; {platform.system()} {platform.machine()}, {cores()} cores"
    repeated = "once" if setting.seminar else f"{setting.repeat} interleaved repetitions"
    yield f"{repeated}; load average at the start: {load()}"


def load() -> str:
    """Return the load average of the last minute, where the system knows it."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def measure(setting: Setting) -> Report:
    """Measure everything; progress goes to stderr."""
    report, clocks = Report(), Clocks()
    if setting.seminar:
        measure_class(report.add, setting.seminar)
        return report
    if setting.sweeps_only:
        for at in range(setting.repeat):
            print(f"repetition {at + 1} of {setting.repeat}", file=sys.stderr, flush=True)
            measure_sweeps(setting, report)
        return report
    in_fresh_process(setting.request(1))  # compiles, if need be
    run(**setting.request(1))
    persons = measure_size(setting, report)
    for at in range(setting.repeat):
        print(f"repetition {at + 1} of {setting.repeat}", file=sys.stderr, flush=True)
        measure_speed(setting, report)
        measure_fresh(setting, report)
        measure_questions(setting, report)
        measure_sweeps(setting, report)
        measure_peer(setting, report)
        dissect(setting.request(setting.dissected), clocks)
    report_phases(clocks, setting.dissected * setting.repeat, report)
    extrapolate_peer(setting, persons, report)
    return report


def as_json(setting: Setting, report: Report) -> str:
    """Return all values of all repetitions as JSON."""
    figures = [asdict(each) | {"median": each.median} for each in report.figures.values()]
    return json.dumps({"heading": list(heading(setting)), "setting": asdict(setting), "figures": figures}, indent=2)


def main(words: list[str] | None = None) -> None:
    """Read the options, measure, print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    options.add_argument("--quick", action="store_true", help="shorter and smaller, for trying")
    options.add_argument("--repeat", type=int, default=3, metavar="N", help="interleaved repetitions (default 3)")
    options.add_argument("--cold", action="store_true", help="also time a first result with nothing compiled")
    options.add_argument("--sweeps", action="store_true", help="measure sweeps and other runners only")
    options.add_argument("--seminar", action="store_true", help="measure the app with thirty readers only")
    options.add_argument("--tabs", action="store_true", help="with --seminar: then also with thirty tabs in Chromium")
    options.add_argument(
        "--large", type=Path, metavar="DIR", help="also run a sweep of 100,000 runs there, or take up the one there is"
    )
    options.add_argument("--json", type=Path, metavar="FILE", help="also write every value of every repetition")
    chosen = options.parse_args(words)
    if chosen.repeat < 1:
        options.error("--repeat: at least 1")
    setting = replace(
        QUICK if chosen.quick else Setting(),
        repeat=chosen.repeat,
        cold=chosen.cold,
        sweeps_only=chosen.sweeps,
        seminar=replace(QUICK_CLASS if chosen.quick else Class(), tabs=Tabs() if chosen.tabs else None)
        if chosen.seminar
        else None,
    )
    head = "\n".join(heading(setting))
    report = measure(setting)
    if chosen.large:
        measure_large(lambda *figure: report.add(LARGE, *figure), chosen.large, setting.large, setting.weeks, cores())
    notes = [] if setting.seminar else ["", NOTES]
    print(head, f"load average at the end: {load()}", *report.lines(), *notes, sep="\n")
    if chosen.json:
        chosen.json.write_text(as_json(setting, report) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
