"""The same runs under other runners: `python -m benchmarks.peers mesa '{"runs": 32}'` prints what they took."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
BARE, MESA, EMA = PEERS = ("bare", "mesa", "ema")
BLOCK = 128  # runs a task of the bare engine steps in lockstep, as a sweep's part
SCENARIO, ASSUMPTIONS, VARIED = "aleppo_falls", "contested", "hopeless_cause_cuts_losses.strength"


@dataclass(frozen=True)
class Job:
    """What is run: the same for every peer."""

    runs: int
    weeks: int
    jobs: int


@cache
def believed() -> tuple[Any, dict[str, float]]:
    """Return the scenario and the values all runs share."""
    from sim.assumptions import load_assumptions, override
    from sim.scenario import load_scenario

    scenario = load_scenario(SCENARIO)
    return scenario, override(load_assumptions(ASSUMPTIONS), scenario)


# ---------------------------------------------------------------- the bare engine
def step_block(block: tuple[Job, int]) -> int:
    """Step a block of runs to its end; each has a strength of its own for one claim, as in a sweep."""
    from sim.model import RunSpec
    from sim.runs import run_block

    job, first = block
    scenario, values = believed()
    runs = [
        RunSpec(scenario, {**values, VARIED: 2 * each / job.runs}, each)
        for each in range(first, min(first + BLOCK, job.runs))
    ]
    return int(run_block(runs, job.weeks, 1, False, None).sizes["run"])


def by_the_bare_engine(job: Job) -> int:
    """Run blocks in as many processes; nothing is read off or written."""
    from sim.experiments.workers import Workers

    blocks = [(job, first) for first in range(0, job.runs, BLOCK)]
    if job.jobs == 1:
        return sum(map(step_block, blocks))
    with Workers(job.jobs) as workers:
        return sum(done for _, done in workers.each_done(step_block, blocks))


# ---------------------------------------------------------------- mesa.batch_run
def by_mesa(job: Job) -> int:
    """Run as many runs by Mesa's own runner, one model a run."""
    from mesa.batchrunner import batch_run

    from benchmarks.one_run import OneRun

    found = batch_run(
        OneRun,
        {"replicate": range(job.runs), "strength": [1.0]},
        number_processes=job.jobs,
        max_steps=job.weeks,
        display_progress=False,
    )
    return len(found)


# ---------------------------------------------------------------- EMA Workbench
def one_run(strength: float = 1.0) -> dict[str, float]:
    """Run the model once, as EMA Workbench calls it."""
    from benchmarks.one_run import OneRun, weekly_deaths

    model = OneRun(0, strength)
    for _ in range(WEEKS_OF_ONE):
        model.step()
    return {"deaths": weekly_deaths(model)}


WEEKS_OF_ONE = int(os.environ.get("BENCHMARK_WEEKS", "156"))  # EMA calls a function of the parameters alone


def by_ema(job: Job) -> int:
    """Run a Latin hypercube of as many points by EMA Workbench's evaluator."""
    import ema_workbench as ema

    model = ema.Model("aftermath", function=one_run)
    model.uncertainties = [ema.RealParameter("strength", 0.0, 2.0)]
    model.outcomes = [ema.ScalarOutcome("deaths")]
    one_process = job.jobs == 1
    evaluator = ema.SequentialEvaluator(model) if one_process else ema.MultiprocessingEvaluator(model, job.jobs)
    with evaluator:
        experiments, _ = evaluator.perform_experiments(scenarios=job.runs)
    return len(experiments)


# ---------------------------------------------------------------- from outside
def time_peer(peer: str, job: Job) -> float:
    """Return runs a second of a peer in a process of its own, its start-up not counted but its workers' is."""
    place = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]),
        "BENCHMARK_WEEKS": str(job.weeks),
        "OMP_NUM_THREADS": "1",
        "NUMBA_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    call = [sys.executable, "-W", "ignore", "-m", "benchmarks.peers", peer, json.dumps(vars(job))]
    done = subprocess.run(call, cwd=HERE, env=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{peer}: exit status {done.returncode}: {done.stderr[-400:]}")
    took = json.loads(done.stdout.splitlines()[-1])
    return float(took["runs"] / took["wall"])


def main() -> None:
    """Do what is asked, and say what it took."""
    peer, job = sys.argv[1], Job(**json.loads(sys.argv[2]))
    by = {BARE: by_the_bare_engine, MESA: by_mesa, EMA: by_ema}[peer]
    started = time.perf_counter()
    runs = by(job)
    print(json.dumps({"runs": runs, "wall": time.perf_counter() - started}), flush=True)


if __name__ == "__main__":
    from benchmarks import peers  # other processes find its functions under the module's own name

    peers.main()
