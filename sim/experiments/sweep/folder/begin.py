"""Begins a sweep's folder, takes it up again, and lets it grow; refuses to mix what does not belong together."""

import io
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import ExperimentError, RefusedError
from sim.experiments.points import digest_of
from sim.experiments.store import model_digest
from sim.experiments.sweep.folder.companions import BESIDE, companions, keep, lay_out
from sim.experiments.sweep.folder.folder import (
    DESIGN,
    GROWN,
    JSON,
    MANIFEST,
    POINTS,
    POINTS_AT_ONCE,
    SCHEMA,
    TEXT,
    Folder,
    open_folder,
)  # fmt: skip
from sim.experiments.sweep.folder.lock import beginning
from sim.experiments.sweep.folder.manifest import (
    FORMAT,
    FactorRecord,
    Growth,
    Manifest,
    OutcomeRecord,
    Titled,
)  # fmt: skip
from sim.experiments.sweep.folder.parts import Span, default_block
from sim.experiments.sweep.folder.place import Place
from sim.experiments.sweep.folder.rows import schema_rows, series_records
from sim.experiments.sweep.sweep import Sweep, load_sweep
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pandas

OURS = (TEXT, DESIGN, POINTS, SCHEMA)  # what stands there before the manifest does
PACKAGES = ("aftermath", "mesa", "numba", "numpy", "pandas", "pyarrow", "scipy", "xarray")


def take_up(place: Place, sweep: Sweep, beside: Path, block: int | None = None) -> Folder:
    """Return the folder of a sweep, begun if nothing is there yet; to be called by whoever holds the lock.

    `beside` is where the files lie that the sweep's file names. Raises RefusedError if the folder is of another
    sweep or model, or is something else.
    """
    if not place.exists(MANIFEST):
        with beginning(place):
            if not place.exists(MANIFEST):
                begin(place, sweep, beside, block)
    folder = open_folder(place.address)
    check_same(folder, sweep)
    if block is not None and block != folder.manifest.block:
        raise RefusedError(
            f"{place.address}: begun with {folder.manifest.block} runs a part, which cannot change; leave out --block"
        )
    return folder


def begin(place: Place, sweep: Sweep, beside: Path, block: int | None) -> None:
    """Write all that a folder holds before any run; the manifest comes last, so that a folder with one is whole."""
    refuse_others(place)
    manifest = describe(sweep, block or default_block(sweep.weeks))
    place.write_whole(TEXT, sweep.text.encode())
    keep(place, companions(sweep.text, beside))
    write_points(place, sweep)
    place.write_whole(SCHEMA, schema_rows(manifest).to_csv(index=False).encode())
    place.write_whole(MANIFEST, manifest.model_dump_json(indent=1).encode())


def refuse_others(place: Place) -> None:
    """Raise RefusedError if a folder holds something, and no sweep."""
    ours = (*OURS, BESIDE)
    strange = sorted(name for name in place.names() if not name.startswith(ours))
    if strange and not place.exists(MANIFEST):  # a shard may have begun it meanwhile
        raise RefusedError(f"{place.address}: holds other things ({strange[0]}) and no sweep; name a new folder")


def describe(sweep: Sweep, block: int) -> Manifest:
    """Return the manifest of a sweep."""
    return Manifest(
        format=FORMAT,
        sweep=digest_of(sweep.content),
        model=model_digest(),
        text=sweep.text,
        name=sweep.name,
        title=sweep.title,
        question=sweep.question,
        about=sweep.about,
        sampler=dict(sweep.sampler),
        scenarios=sweep.titled,
        assumptions=Titled.model_validate(sweep.assumptions, from_attributes=True),
        held=sweep.held(),
        factors=tuple(FactorRecord(**asdict(each)) for each in sweep.design.factors),
        outcomes=tuple(outcome_record(name) for name in sweep.outcomes),
        series=series_records(sweep.series),
        weeks=sweep.weeks,
        random_seed=sweep.random_seed,
        points=sweep.design.points,
        replicates=sweep.replicates,
        block=block,
        versions=versions(),
        created=now(),
    )


def outcome_record(name: str) -> OutcomeRecord:
    """Return what a reader must know of an outcome."""
    return OutcomeRecord(**{word: getattr(OUTCOMES[name], word) for word in OutcomeRecord.model_fields})


def versions() -> dict[str, str]:
    """Return what made the runs."""
    found = {"python": python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def now() -> str:
    """Return the time, to the second."""
    return datetime.now(UTC).isoformat("T", "seconds")


def write_points(place: Place, sweep: Sweep) -> None:
    """Write the sampler's rows and the points."""
    import pandas

    design = sweep.design
    shares = {f"share of {each.name}": column for each, column in zip(design.factors, design.shares.T, strict=True)}
    rows = {"row": np.arange(len(design.point_of_row)), "point": design.point_of_row, **shares}
    place.write_whole(DESIGN, as_parquet(pandas.DataFrame(rows)))
    place.write_whole(POINTS, as_parquet(design.frame()))


def as_parquet(rows: "pandas.DataFrame") -> bytes:
    """Return rows as a Parquet file, cut so that a few of them can be read without the rest."""
    sink = io.BytesIO()
    rows.to_parquet(sink, index=False, compression="zstd", row_group_size=POINTS_AT_ONCE, write_page_checksum=True)
    return sink.getvalue()


# ---------------------------------------------------------------- again
def check_same(folder: Folder, sweep: Sweep) -> None:
    """Raise RefusedError unless a folder is of this sweep and of the model as it is now."""
    where, manifest = folder.place.address, folder.manifest
    check_model(folder)
    if manifest.sweep != digest_of(sweep.content):
        raise RefusedError(f"{where}: belongs to another sweep, or {sweep.name} has changed since; name a new folder")
    if sweep.replicates not in (manifest.replicates, folder.replicates):
        raise RefusedError(
            f"{where}: begun with {manifest.replicates} replicates, the file now says {sweep.replicates}; "
            f"more are added by: aftermath sweep extend {where} --replicates N"
        )
    points = sweep.design.points
    shared = min(points, folder.points)
    if points not in (manifest.points, folder.points) or not same_points(folder, sweep, shared):
        raise RefusedError(
            f"{where}: the sweep's points have changed since it was begun; name a new folder, or, where the sampler "
            f"can do it, add points by: aftermath sweep extend {where} --points N"
        )


def same_points(folder: Folder, sweep: Sweep, points: int) -> bool:
    """Return whether the first points are those of the folder."""
    cuts = (Span(at, min(at + POINTS_AT_ONCE, points)) for at in range(0, points, POINTS_AT_ONCE))
    return all(np.array_equal(folder.values(some), sweep.design.values[some.first : some.end]) for some in cuts)


def check_model(folder: Folder) -> None:
    """Raise RefusedError unless the folder was begun by the model as it is here and now."""
    if folder.manifest.model != model_digest():
        raise RefusedError(
            f"{folder.place.address}: begun with another version of the model or its arithmetic "
            f"({told(folder.manifest.versions)}; here {told(versions())}); name a new folder, or use that version"
        )


def told(found: Mapping[str, str]) -> str:
    """Say which versions."""
    return ", ".join(f"{name} {found.get(name, '?')}" for name in ("aftermath", "numpy", "numba", "scipy"))


def sweep_of(folder: Folder) -> Sweep:
    """Return the sweep as the folder's own copy of its file says; RefusedError if that has another content by now."""
    found = parsed(folder.manifest.text, folder.manifest.name, folder.place)
    if digest_of(found.content) != folder.manifest.sweep:
        raise RefusedError(f"{folder.place.address}: its {TEXT} says something else here than where it was begun")
    return found


def parsed(text: str, name: str, place: Place) -> Sweep:
    """Return the sweep that a text is, with the files beside it as the folder has them."""
    with TemporaryDirectory(prefix="aftermath-") as root:
        lay_out(place, Path(root))
        path = Path(root) / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        return load_sweep(str(path))


# ---------------------------------------------------------------- grow
def grow(folder: Folder, *, points: int | None = None, replicates: int | None = None) -> Folder:
    """Return a folder with more points or more replicates, to be run; to be called by whoever holds the lock.

    Raises ExperimentError if there would be fewer, or the sampler's points cannot be extended.
    """
    if (points is None) == (replicates is None):
        raise ExperimentError("name either --points or --replicates: one growth at a time")
    check_model(folder)
    there, wanted = (folder.points, points) if points is not None else (folder.replicates, replicates or 0)
    if points is not None:
        grown = sweep_of(folder).sized(points=points)
        wanted = grown.design.points
    if wanted <= there:
        word = "points" if points is not None else "replicates"
        raise ExperimentError(f"--{word} {wanted}: there are {there:,} already; say how many there are to be in all")
    if points is not None:
        if not same_points(folder, grown, there):
            raise ExperimentError(f"{folder.place.address}: a design of {wanted:,} points does not begin with these")
        write_points(folder.place, grown)
    growth = Growth(
        points_before=folder.points,
        replicates_before=folder.replicates,
        points=wanted if points is not None else folder.points,
        replicates=replicates or folder.replicates,
        created=now(),
    )
    name = f"{GROWN}/{len(folder.growths) + 1:04}{JSON}"
    folder.place.write_whole(name, growth.model_dump_json(indent=1).encode())
    return open_folder(folder.place.address)
