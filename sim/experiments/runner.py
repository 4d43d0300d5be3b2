"""Runs design points by the thousand: what stands in the store is read, the rest is run in parts."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import ExperimentError
from sim.experiments.parts import BLOCK, Part, Read, Replicates, Request, Wanted, check_read, parts_of, replicates_of
from sim.experiments.points import Point
from sim.experiments.store import DamagedPartError, Store
from sim.experiments.workers import Hands, WorkerLostError, Workers
from sim.outcomes import outcomes_of
from sim.runs import Progress, check_request, run_block
from sim.scenario import WEEKS

if TYPE_CHECKING:
    import pandas
    import xarray

RUN_KEYS = ["point", "replicate"]


def evaluate(
    points: Sequence[Point],
    replicates: Replicates,
    *,
    weeks: int = WEEKS,
    random_seed: int = 1,
    read: Read = outcomes_of,
    postings: bool = False,
    jobs: int | Hands = 1,
    store: Store | None = None,
    progress: Progress | None = None,
) -> "pandas.DataFrame":
    """Return one row a run, indexed by `point` (its position) and `replicate`, and one column a measure of `read`.

    `replicates`: how many (0 to n - 1), a list of them for all points, or one list for each point.
    `jobs`: how many processes, or hands such as `Workers` that stay for the next request.
    `read`: a module-level function from results to one row a run; with `postings` it finds them there.
    The rows depend on nothing but points, replicates, weeks and random seed: not on jobs, blocks or order, nor
    on what the store held. With a store every part is written as soon as it is done, so that whatever is
    killed goes on from there. `progress` is called with run-weeks just finished, those read from the store
    among them. Raises ExperimentError for a senseless request, a store that cannot be written, a lost worker.
    """
    import pandas

    request = Request(weeks, random_seed, read, postings)
    wanted = gather_wanted(points, replicates, request)
    frames, keys = [], []
    for part, rows in collect(list(parts_of(wanted)), request, jobs, store, progress):
        frames.append(rows)
        keys += [(point.identity, replicate) for point, replicate in part.runs]
    at = {key: position for position, key in enumerate(keys)}
    order = [at[point.identity, one] for point, some in wanted for one in some]
    found = pandas.concat(frames, ignore_index=True).iloc[order]
    named = [(position, one) for position, (_, some) in enumerate(wanted) for one in some]
    return found.set_axis(pandas.MultiIndex.from_tuples(named, names=RUN_KEYS), axis="index")


def outstanding(
    points: Sequence[Point],
    replicates: Replicates,
    *,
    weeks: int = WEEKS,
    random_seed: int = 1,
    read: Read = outcomes_of,
    postings: bool = False,
    store: Store | None = None,
) -> int:
    """Return how many runs `evaluate` would have to do: each once, and none whose part is in the store."""
    request = Request(weeks, random_seed, read, postings)
    parts = parts_of(gather_wanted(points, replicates, request))
    return sum(len(part.runs) for part in parts if store is None or not store.path(part.name(request)).exists())


# ---------------------------------------------------------------- steps
def gather_wanted(points: Sequence[Point], replicates: Replicates, request: Request) -> list[Wanted]:
    """Return every point with its replicates; ExperimentError for nonsense."""
    check_read(request.read)
    each = replicates_of(replicates, len(points))
    check_request(sum(map(len, each)), request.weeks, request.random_seed)
    return list(zip(points, each, strict=True))


def collect(
    parts: Sequence[Part], request: Request, jobs: int | Hands, store: Store | None, progress: Progress | None
) -> "Iterator[tuple[Part, pandas.DataFrame]]":
    """Yield every part with its rows, one a run: first what the store has, then what is run, as it is done."""
    to_run: list[Part] = []
    kept = 0
    for part in parts:
        rows = None if store is None else stored(part, request, store)
        if rows is None:
            to_run.append(part)
            continue
        kept += 1
        if progress is not None:
            progress(len(part.runs) * request.weeks)
        yield part, rows
    try:
        with closing(run_parts(to_run, request, jobs, progress)) as running:
            for part, rows in running:
                if store is not None:
                    store.write(part.name(request), rows)
                    kept += 1
                yield part, rows
    except WorkerLostError:
        where = f"are kept in {store.folder}: the same command goes on from there" if store else "were done"
        raise ExperimentError(
            "a process that runs the model was killed, perhaps because memory ran out (fewer --jobs need less); "
            f"{kept} of {len(parts)} parts {where}"
        ) from None


def stored(part: Part, request: Request, store: Store) -> "pandas.DataFrame | None":
    """Return the rows of a part if the store has them whole; says so where they are damaged."""
    try:
        rows = store.read(part.name(request))
        if rows is not None and len(rows) != len(part.runs):
            raise DamagedPartError(store.path(part.name(request)))
    except DamagedPartError as damaged:
        store.say(f"{damaged}; running it again")
        return None
    return rows


def run_parts(
    parts: Sequence[Part], request: Request, jobs: int | Hands, progress: Progress | None
) -> "Generator[tuple[Part, pandas.DataFrame], None, None]":
    """Yield parts as they are run: here, or by processes if that pays."""
    batches = list(batched(parts))
    ours: AbstractContextManager[Hands] = Workers(jobs) if isinstance(jobs, int) else nullcontext(jobs)
    with ours as hands:
        if min(hands.jobs, len(batches)) < hands.fewest:
            for batch in batches:
                yield from zip(batch, run_batch(request, batch, progress), strict=True)
            return
        for batch, found in hands.each_done(partial(run_batch, request), batches):
            if progress is not None:
                progress(sum(len(part.runs) for part in batch) * request.weeks)
            yield from zip(batch, found, strict=True)


def batched(parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    """Put small parts together up to a block, since a small block costs more a run; in their order."""
    batch: list[Part] = []
    for part in parts:
        if batch and sum(len(each.runs) for each in batch) + len(part.runs) > BLOCK:
            yield tuple(batch)
            batch = []
        batch.append(part)
    if batch:
        yield tuple(batch)


def run_batch(request: Request, batch: Sequence[Part], progress: Progress | None = None) -> "list[pandas.DataFrame]":
    """Run parts in one block and read each, one row a run in its order."""
    specs = [point.spec(replicate) for part in batch for point, replicate in part.runs]
    results = run_block(specs, request.weeks, request.random_seed, request.postings, progress)
    ends = np.cumsum([len(part.runs) for part in batch])
    return [
        read_part(request, part, results.isel(run=slice(end - len(part.runs), end)))
        for part, end in zip(batch, ends, strict=True)
    ]


def read_part(request: Request, part: Part, results: "xarray.Dataset") -> "pandas.DataFrame":
    """Read the runs of one part by themselves: what a reader returns of them may not depend on their company."""
    rows = request.read(results).reset_index(drop=True)
    if len(rows) != len(part.runs):
        name = request.read.__qualname__
        raise ExperimentError(f"{name}: {len(rows)} rows for {len(part.runs)} runs; expected one a run")
    return rows
