"""Sweeps of a second, and runs that go wrong on purpose, in this process or in a worker."""

import os
import signal
from pathlib import Path

import pandas

from sim.experiments.sweep.running import drive as driver
from sim.experiments.sweep.running import quarantine, tasks
from sim.experiments.sweep.running.drive import Orders
from sim.experiments.sweep.running.engines import Serial
from sim.experiments.sweep.running.perform import Talk, perform, wanted

POINTS, REPLICATES, SCENARIOS = 6, 4, 2
RUNS = POINTS * REPLICATES * SCENARIOS
IDENTITY = ["point", "scenario", "replicate"]
TEXT = """
title = "Small"
scenarios = ["aleppo_falls", "siege_broken"]
replicates = {replicates}
weeks = 2
outcomes = ["displaced", "betrayal", "settled"]
{more}
[design]
sampler = "{sampler}"
{design}
[vary]
switches = ["C13"]
[vary.settings.cut_or_renew]
rate = {{}}
[vary.weeks]
fall = {{ low = 1, high = 2 }}
"""
# A fault is "raise" or "kill" and the number of a replicate: it strikes in the runs of this replicate and the first
# scenario whose rate of cut_or_renew is below a limit.
FAULT = "AFTERMATH_TEST_FAULT"
RATE = "cut_or_renew.rate"
LIMIT = 0.0015


def write_sweep(
    folder: Path,
    name: str = "small",
    replicates: int = REPLICATES,
    points: int = POINTS,
    sampler: str = "sobol_sequence",
    more: str = "",
    design: str | None = None,
) -> Path:
    """Write the file of a small sweep."""
    path = folder / f"{name}.toml"
    design = f"points = {points}" if design is None else design
    path.write_text(TEXT.format(replicates=replicates, sampler=sampler, more=more, design=design))
    return path


def run_small(path: Path, into: Path, engine=None, block=None, orders=None, said=None, **more):
    """Run a sweep's file into a folder; return the folder and the last progress."""
    talk = Talk(say=(said if said is not None else []).append)
    with engine or Serial() as chosen:
        return perform(wanted(str(path), str(into)), chosen, orders or Orders(), talk, block, **more)


def rows(folder: Path) -> pandas.DataFrame:
    """Return all rows of a folder's runs, sorted by what they are."""
    found = pandas.read_parquet(folder / "runs").sort_values(IDENTITY, ignore_index=True)
    assert not found.duplicated(IDENTITY).any()
    return found


def same_rows(one: Path, other: Path) -> None:
    """Assert that two folders hold the same rows, bit by bit."""
    pandas.testing.assert_frame_equal(rows(one), rows(other), check_exact=True)


def files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return inode and time of every part: a part that is run again has others."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (folder / "runs").rglob("*.parquet")}


# ---------------------------------------------------------------- faults
def with_faults(monkeypatch, fault: str) -> None:
    """Let runs go wrong, in this process and in workers begun from now on."""
    monkeypatch.setenv(FAULT, fault)
    monkeypatch.setattr(driver, "run_part", run_part)
    monkeypatch.setattr(quarantine, "run_part", run_part)
    monkeypatch.setattr(quarantine, "probe", probe)


def struck(specs) -> bool:
    """Return whether the fault strikes among some runs."""
    replicate = int(os.environ[FAULT].split()[1])
    return any(
        spec.replicate == replicate and spec.scenario.name == "aleppo_falls" and spec.values[RATE] < LIMIT
        for spec in specs
    )


def faulty_block(specs, *rest):
    """Run a block unless the fault strikes."""
    if struck(specs):
        if os.environ[FAULT].startswith("kill"):
            os.kill(os.getpid(), signal.SIGKILL)
        raise ZeroDivisionError("on purpose")
    return REAL_BLOCK(specs, *rest)


REAL_BLOCK = tasks.run_block


def run_part(task):
    """Run a part in which runs go wrong."""
    return faulty(tasks.run_part, task)


def probe(task, some):
    """Try some runs of which some go wrong."""
    return faulty(tasks.probe, task, some)


def faulty(work, *asked):
    """Do something with the fault in place."""
    tasks.run_block = faulty_block
    try:
        return work(*asked)
    finally:
        tasks.run_block = REAL_BLOCK
