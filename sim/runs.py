"""Runs in, results out: the waist of the hourglass."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from sim.assumptions import load_assumptions, override
from sim.dates import FIRST_WEEK, LAST_WEEK
from sim.errors import ExperimentError
from sim.memory import keep_freed_memory
from sim.model import Model, RunSpec
from sim.results import Recorder, dataset
from sim.scenario import WEEKS, load_scenario

if TYPE_CHECKING:
    import xarray

BLOCK = 192  # runs stepped in lockstep: fewer share the week's fixed cost less well, more fit the cache less well
Progress = Callable[[int], None]


def run(
    scenario: str = "reference",
    *,
    replicates: int = 32,
    weeks: int = WEEKS,
    random_seed: int = 1,
    assumptions: str = "contested",
    settings: Iterable[str] = (),
    strengths: Iterable[str] = (),
    off: Iterable[str] = (),
    only: Iterable[str] = (),
    jobs: int = 1,
    postings: bool = True,
    progress: Progress | None = None,
) -> "xarray.Dataset":
    """Run one scenario many times and return its weekly series, dimensions run, week and more, with units.

    Raises ScenarioError for an unknown word or a value out of range, ExperimentError for a senseless request.

    >>> run("reference", replicates=2, weeks=4, assumptions="null").sizes["run"]
    2
    """
    chosen = load_scenario(scenario)
    values = override(load_assumptions(assumptions), chosen, settings, strengths, off, only)
    if replicates < 1:
        raise ExperimentError(f"replicates = {replicates}: there must be at least 1")
    specs = [RunSpec(chosen, values, replicate) for replicate in range(replicates)]
    return run_specs(specs, weeks=weeks, random_seed=random_seed, jobs=jobs, postings=postings, progress=progress)


def run_specs(
    specs: Sequence[RunSpec],
    *,
    weeks: int = WEEKS,
    random_seed: int = 1,
    jobs: int = 1,
    postings: bool = True,
    block: int = BLOCK,
    progress: Progress | None = None,
) -> "xarray.Dataset":
    """Run any runs, in blocks over `jobs` threads; the answer does not depend on blocks, order or jobs.

    `progress` is called with the number of run-weeks just finished.
    """
    check_request(len(specs), weeks, random_seed)
    block = max(1, min(block, -(-len(specs) // max(jobs, 1))))
    blocks = [specs[at : at + block] for at in range(0, len(specs), block)]

    def one(part: Sequence[RunSpec]) -> "xarray.Dataset":
        return run_block(part, weeks, random_seed, postings, progress)

    if jobs > 1 and len(blocks) > 1:
        with ThreadPoolExecutor(jobs) as pool:
            parts = list(pool.map(one, blocks))
    else:
        parts = [one(part) for part in blocks]
    return join(parts)


def check_request(runs: int, weeks: int, random_seed: int) -> None:
    """Refuse a senseless request with ExperimentError."""
    if not FIRST_WEEK <= weeks <= LAST_WEEK:
        raise ExperimentError(f"weeks = {weeks}: outside {FIRST_WEEK} to {LAST_WEEK}")
    if not 0 <= random_seed < 2**63:
        raise ExperimentError(f"random seed = {random_seed}: outside 0 to 2^63 - 1")
    if not runs:
        raise ExperimentError("there are no runs to run")


def run_block(
    specs: Sequence[RunSpec], weeks: int, random_seed: int, postings: bool, progress: Progress | None
) -> "xarray.Dataset":
    """Step one batch to its end and return its series."""
    keep_freed_memory()
    model = Model(specs, random_seed, postings)
    recorder = Recorder(model.world, weeks)
    for _ in range(weeks):
        model.step()
        recorder.record(model.world, model.ledger.postings)
        if progress is not None:
            progress(len(specs))
    coords = {
        "scenario": ("run", [each.scenario.name for each in specs]),
        "replicate": ("run", np.array([each.replicate for each in specs])),
    }
    found = dataset(recorder, model.world, coords)
    found.attrs = {"random_seed": random_seed, "weeks": weeks}
    return found


def join(parts: Sequence["xarray.Dataset"]) -> "xarray.Dataset":
    """Put blocks back together along the runs; a rule that posted in one block only posted nothing in others."""
    import xarray

    if len(parts) == 1:
        return parts[0]
    joined = xarray.concat(
        parts,
        dim="run",
        join="outer",
        data_vars="minimal",
        coords="minimal",
        compat="override",
        fill_value={"postings": 0},
    )
    joined.attrs = parts[0].attrs
    return joined
