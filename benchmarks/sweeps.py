"""What a sweep costs beside the bare engine and other runners; what its store takes; how soon it is taken up again."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.peers import BARE, EMA, HERE, MESA, Job, time_peer

MB = 1e6
LOOK_EVERY = 0.25  # seconds between looks at memory
THIRDS = 3
REPLICATES = 8
# As the peers' runs: every point another strength of one claim. The outcome needs no week in particular.
FILE = """\
question = "How long does it take?"
scenarios = ["aleppo_falls"]
assumptions = "contested"
replicates = {replicates}
weeks = {weeks}
{outcomes}
[design]
sampler = "latin_hypercube"
points = {points}

[vary.strengths]
C14 = {{}}
"""
Add = Callable[[str, str, float], None]  # what, unit, value


@dataclass(frozen=True)
class Watched:
    """A command's wall time, and the memory of its driver and of all its workers, MB, at every look."""

    wall: float
    driver: list[float]
    workers: list[float]


def write_file(folder: Path, runs: int, weeks: int) -> Path:
    """Write a sweep of so many runs."""
    kept = "" if weeks >= 156 else 'outcomes = ["aleppo_held"]'
    text = FILE.format(replicates=REPLICATES, points=max(runs // REPLICATES, 1), weeks=weeks, outcomes=kept)
    path = folder / f"sweep_of_{runs}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def call(*words: object) -> list[str]:
    """Return a command of ours."""
    return [sys.executable, "-m", "sim.cli", "sweep", *(str(each) for each in words)]


def watch(*words: object) -> Watched:
    """Run a command of ours to its end, looking at its memory; RuntimeError with its last words if it fails."""
    started = time.perf_counter()
    driver, workers = [], []
    with subprocess.Popen(
        call(*words), cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as child:
        seen = psutil.Process(child.pid)
        while child.poll() is None:
            try:
                own, others = seen.memory_info().rss, [each.memory_info().rss for each in seen.children(recursive=True)]
            except psutil.NoSuchProcess:
                continue
            driver.append(own / MB)
            workers.append(sum(others) / MB)
            time.sleep(LOOK_EVERY)
        said = child.stderr.read() if child.stderr else ""
    if child.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}: exit status {child.returncode}: {said[-300:]}")
    return Watched(time.perf_counter() - started, driver, workers)


@contextmanager
def scratch() -> Iterator[Path]:
    """Lend a folder."""
    folder = Path(tempfile.mkdtemp(prefix="aftermath-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def measure_runners(add: Add, runs: int, few: int, weeks: int, jobs: int) -> None:
    """Run the same model by the bare engine, as a sweep, by Mesa and by EMA Workbench; the last two fewer times."""
    bare = time_peer(BARE, Job(runs, weeks, jobs))
    with scratch() as folder:
        file = write_file(folder, runs, weeks)
        took = watch("run", file, "-o", folder / "out", "--jobs", jobs, "--quiet")
        again = watch("run", file, "-o", folder / "out", "--jobs", jobs, "--quiet")
        rows = sum(path.stat().st_size for path in (folder / "out" / "runs").rglob("*.parquet"))
    swept = runs / took.wall
    add(f"bare engine, {runs:,} runs in blocks, nothing kept", "runs / s", bare)
    add(f"aftermath sweep run, {runs:,} runs, from start to exit", "runs / s", swept)
    add("  of the bare engine", "%", 100 * swept / bare)
    for peer, title in ((MESA, "mesa.batch_run"), (EMA, "EMA Workbench, its multiprocessing evaluator")):
        rate = time_peer(peer, Job(few, weeks, jobs))
        add(f"{title}, {few} runs", "runs / s", rate)
        add(f"  sweep against {title.partition(',')[0]}", "times", swept / rate)
    add(f"taken up again with all {runs:,} runs there", "s of wall time", again.wall)
    add("rows on disk", "bytes a run", rows / runs)
    measure_memory(add, took)


def measure_memory(add: Add, took: Watched) -> None:
    """Set memory in the last third of a sweep beside that in the middle one: it should not have grown."""
    for who, seen in (("driver", took.driver), ("all workers together", took.workers)):
        third = max(len(seen) // THIRDS, 1)
        add(f"memory of {who}, most in the second third of the time", "MB", max(seen[third : 2 * third] or seen))
        add(f"memory of {who}, most in the last third", "MB", max(seen[-third:]))


def measure_store(add: Add, runs: int, weeks: int) -> None:
    """Run parts here, and time the writing of each beside its running."""
    from sim.experiments.sweep.folder.begin import take_up
    from sim.experiments.sweep.folder.place import place_of
    from sim.experiments.sweep.folder.tables import write
    from sim.experiments.sweep.running.drive import task_of
    from sim.experiments.sweep.running.tasks import computed
    from sim.experiments.sweep.sweep import load_sweep

    with scratch() as root:
        file = write_file(root, runs, weeks)
        folder = take_up(place_of(str(root / "out")), load_sweep(str(file)), root)
        done, ran, wrote = 0, 0.0, 0.0
        for number in range(len(folder.grid)):
            task = task_of(folder, folder.grid.part(number))
            began = time.perf_counter()
            _, rows, found = computed(task)
            there = time.perf_counter()
            write(folder, task.name, rows, found)
            done, ran, wrote = done + len(rows), ran + there - began, wrote + time.perf_counter() - there
    add("writing a part, fsync and rename included", "ms a run", 1000 * wrote / done)
    add("  of running it", "%", 100 * wrote / ran)


def measure_large(add: Add, folder: Path, runs: int, weeks: int, jobs: int) -> None:
    """Run a large sweep in a folder, unless it is there; then time what taking it up again costs."""
    folder.mkdir(parents=True, exist_ok=True)
    out, file = folder / "out", write_file(folder, runs, weeks)
    done = json.loads(
        subprocess.run(
            call("status", out, "--json"), cwd=HERE, capture_output=True, text=True, check=False
        ).stdout.splitlines()[-1]
        if (out / "manifest.json").exists()
        else '{"done": 0}'
    )["done"]
    if done < runs:
        print(f"running {runs - done:,} runs in {out}", file=sys.stderr, flush=True)
        took = watch("run", file, "-o", out, "--jobs", jobs, "--quiet")
        add(f"a sweep of {runs:,} runs, {runs - done:,} of them now", "runs / s", (runs - done) / took.wall)
        measure_memory(add, took)
    again = watch("run", file, "-o", out, "--jobs", jobs, "--quiet")
    add(f"taken up again with all {runs:,} runs there", "s of wall time", again.wall)
