"""Writes sweeps' folders whose runs are made by a formula, so that what an analysis must find is known."""

import json
from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import pandas
import pyarrow
import pyarrow.parquet

from sim.experiments.sweep.folder.manifest import FORMAT, FactorRecord, Growth, Manifest, OutcomeRecord, Titled
from sim.experiments.sweep.folder.rows import run_schema
from sim.experiments.sweep.sampling.design import Design
from sim.experiments.sweep.sampling.factors import CHOICE, STRENGTH, SWITCH, Factor

A, B = "aleppo_falls", "siege_broken"
POINTS_A_PART, REPLICATES_A_PART = 16, 8


def switch(name):
    return Factor(name, SWITCH, f"{name} on or off", "", "", 0.0, 1.0, 1.0, (0.0, 1.0))


def strength(name, low=0.0, high=1.0):
    return Factor(name, STRENGTH, f"strength of {name}", "", "", low, high, (low + high) / 2)


def choice(name, *labels):
    levels = tuple(float(at) for at in range(len(labels)))
    return Factor(name, CHOICE, name, "", "", 0.0, levels[-1], 0.0, levels, labels)


def outcome(name="unrest", unit="share", sesoi=0.5, yes_no=False):
    return OutcomeRecord(
        name=name, title=f"{name} made up", group="made", unit=unit, sesoi=sesoi, digits=2, about="a formula",
        yes_no=yes_no, role="emergent",
    )  # fmt: skip


def luck(replicates, *words):
    """Return one standard normal draw a replicate, the same for the same words."""
    return np.random.default_rng([len(words), *(hash_of(word) for word in words)]).normal(size=replicates)


def hash_of(word):
    return sum(ord(letter) * 31**at for at, letter in enumerate(word)) % 2**31


def nowhere(scenario, point, replicate):
    return np.zeros(len(point), dtype=bool)


def write_sweep(
    path,
    design: Design,
    of: Callable,
    *,
    sampler="latin_hypercube",
    settings=None,
    scenarios=(A, B),
    outcomes=None,
    replicates=20,
    drop=nowhere,
    fail=nowhere,
    growth=None,
):
    """Write a whole folder and return its path.

    `of(values, scenario, replicate, outcome)` gives outcomes of runs: `values` `(runs, factors)`, the others `(runs,)`
    or names. `fail` and `drop` say which runs failed, and which are not there yet.
    """
    path.mkdir()
    outcomes = outcomes or (outcome(),)
    manifest = Manifest(
        format=FORMAT, sweep="0" * 32, model="1" * 32, text="title = 'Made'", name="made", title="Made up runs",
        question="Does the analysis find what was put in?", about="", sampler={"name": sampler, **(settings or {})},
        scenarios=tuple(Titled(name=name, title=name.replace("_", " "), about="") for name in scenarios),
        assumptions=Titled(name="contested", title="Contested", about=""), held=(),
        factors=tuple(FactorRecord(**asdict(each)) for each in design.factors), outcomes=outcomes, series=(),
        weeks=156, random_seed=1, points=design.points, replicates=replicates, block=128, versions={}, created="now",
    )  # fmt: skip
    (path / "manifest.json").write_text(manifest.model_dump_json())
    shares = {f"share of {each.name}": column for each, column in zip(design.factors, design.shares.T, strict=True)}
    rows = pandas.DataFrame({"row": np.arange(len(design.shares)), "point": design.point_of_row, **shares})
    rows.to_parquet(path / "design.parquet", index=False)
    frame = design.frame()
    frame.to_parquet(path / "points.parquet", index=False, row_group_size=8192)
    if growth:
        (path / "grown").mkdir()
        before = {"points_before": design.points, "replicates_before": replicates}
        (path / "grown" / "0001.json").write_text(json.dumps(before | growth | {"created": "later"}))
        Growth.model_validate_json((path / "grown" / "0001.json").read_text())
        replicates = growth["replicates"]
    schema = run_schema(manifest)
    for number, (some, repeats) in enumerate(parts(design.points, replicates)):
        runs = part(manifest, design, frame, of, some, repeats, drop, fail)
        if len(runs):
            folder = path / "runs" / f"{number % 7:02}"
            folder.mkdir(parents=True, exist_ok=True)
            table = pyarrow.Table.from_pandas(runs, schema=schema, preserve_index=False)
            pyarrow.parquet.write_table(table, folder / f"{number:06}.parquet", compression="zstd")
    return path


def parts(points, replicates):
    """Yield blocks of points and replicates: all points with the first replicates come first."""
    for repeat in range(0, replicates, REPLICATES_A_PART):
        for point in range(0, points, POINTS_A_PART):
            yield (
                np.arange(point, min(point + POINTS_A_PART, points)),
                np.arange(repeat, min(repeat + REPLICATES_A_PART, replicates)),
            )


def part(manifest, design, frame, of, points, replicates, drop, fail):
    """Return the rows of a part, as a sweep's workers write them."""
    found = []
    for scenario in manifest.scenarios:
        point, replicate = (each.ravel() for each in np.meshgrid(points, replicates, indexing="ij"))
        rows = frame.iloc[point].reset_index(drop=True)
        failed = fail(scenario.name, point, replicate)
        rows.insert(2, "scenario", scenario.name)
        rows = rows.assign(
            replicate=replicate, random_seed=1, status=np.where(failed, "failed", "ok"),
            error=np.where(failed, "ValueError: made to fail", None),
        )  # fmt: skip
        for each in manifest.outcomes:
            values = np.asarray(of(design.values[point], scenario.name, replicate, each.name), dtype=float)
            rows[each.name] = np.where(failed, np.nan, values)
        found.append(rows[~drop(scenario.name, point, replicate)])
    return pandas.concat(found, ignore_index=True)[run_schema(manifest).names]


def designed(factors, shares, labels=()):
    """Return the design of shares `(rows, factors)`: equal rows are one point."""
    from sim.experiments.sweep.sampling.design import distinct

    values = np.column_stack([each.at(column) for each, column in zip(factors, shares.T, strict=True)])
    return distinct(tuple(factors), shares, values, labels)


def all_sets(factors):
    """Return every set of switches, set number n having switch j on if bit j of n is 1."""
    bits = (np.arange(2 ** len(factors))[:, None] >> np.arange(len(factors))) & 1
    return designed(factors, bits.astype(float))
