"""Asks a sweep's folder for all that its design can tell, and says why it cannot tell the rest."""

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import ExperimentError
from sim.experiments.analysis.quantities import Quantity, differences_of, levels_of
from sim.experiments.analysis.study import Study
from viz.report.findings import ORDER, Findings

if TYPE_CHECKING:
    import pandas

    from sim.experiments.analysis.conclusions import Conclusion

CROSSED = ("full_factorial", "file")  # designs in which every level of a factor may meet every one of another
ALWAYS = ("ci", "converge")
SPREAD = "points spread over the ranges, such as sobol_sequence or latin_hypercube"
NEEDS = {"prim": SPREAD, "cart": SPREAD, "grid": "full_factorial with two factors of three levels or more"}
MOST_FAILURES = 1000  # whose errors are read


@dataclass(frozen=True)
class Wish:
    """What the report is about: the leading quantity, what is to hold, and how the folder is called."""

    quantity: Quantity
    conclusion: "Conclusion | None"
    where: str
    options: tuple[str, ...] = ()


def gathered(study: Study, wish: Wish, note: Callable[[str], None] = lambda method: None) -> Findings:
    """Return all tables that the design allows; `note` is told of each method before it is asked.

    What a method refuses, and methods that need another design, are left out and say why.
    """
    tables: dict[str, Any] = {}
    left_out: dict[str, str] = {}
    for method in ORDER:
        if why := misfit(study, method):
            left_out[method] = why
            continue
        note(method)
        try:
            tables[method] = asked(study, method, wish, tables)
        except ExperimentError as refusal:
            left_out[method] = str(refusal).removeprefix(f"{method}: ")
    failed, failures = failures_of(study)
    return Findings(
        manifest=study.manifest,
        tables=tables,
        left_out=left_out,
        points=study.folder.points,
        replicates=study.folder.replicates,
        there=study.there,
        runs=study.folder.runs,
        failed=failed,
        where=wish.where,
        commands=tuple(commands(study, wish)),
        failures=failures,
    )


def misfit(study: Study, method: str) -> str:
    """Say which design a method needs, if this is not one; nothing if it is."""
    from sim.experiments.analysis.fits import MADE_FOR, SAMPLERS

    sampler = str(study.manifest.sampler["name"])
    if method == "diff":
        return "" if len(study.manifest.scenarios) > 1 else "the sweep has one scenario; a difference needs two"
    if method == "weekly":
        return "" if study.manifest.series else "the sweep keeps no weekly series (series = true in its file)"
    fits = CROSSED if method == "grid" else tuple(each for each, methods in SAMPLERS.items() if method in methods)
    if method in ALWAYS or sampler in fits:
        return ""
    return f"needs {MADE_FOR.get(method) or NEEDS[method]}"


def asked(study: Study, method: str, wish: Wish, tables: dict[str, Any]) -> Any:
    """Return the table of a method."""
    from sim.experiments import analysis

    of, name = wish.quantity, wish.quantity.outcome.name
    by_method: dict[str, Callable[[], Any]] = {
        "ci": lambda: analysis.ci(study, levels_of(study.manifest, name)),
        "diff": lambda: analysis.diff(study, differences_of(study.manifest, name)),
        "weekly": lambda: analysis.weekly(study),
        "tornado": lambda: analysis.tornado(study, of),
        "shapley": lambda: analysis.shapley(study, of),
        "sets": lambda: analysis.sets(study, of, wish.conclusion),
        "morris": lambda: analysis.morris(study, of),
        "sobol": lambda: analysis.sobol(study, of)[0],
        "grid": lambda: analysis.diff(study, [of]) if of.paired else analysis.ci(study, [of]),
        "prim": lambda: analysis.prim(study, of, wish.conclusion),
        "cart": lambda: analysis.cart(study, of, wish.conclusion),
        "converge": lambda: analysis.converge(study, of),
    }
    return by_method[method]()


def failures_of(study: Study) -> "tuple[int, pandas.DataFrame]":
    """Return how many runs failed, and the first of them: point, scenario, replicate, error."""
    import pandas

    from sim.experiments.sweep.folder.rows import FAILED

    paths = [str(path) for path in study.folder.run_files()]
    where = f"FROM read_parquet(?) WHERE status = '{FAILED}'"
    counted = study.ask(f"SELECT count(*) AS failed {where}", [paths])["failed"]
    rows = study.ask(
        f"SELECT point, scenario, replicate, error {where} ORDER BY point, scenario, replicate LIMIT {MOST_FAILURES}",
        [paths],
    )
    return int(counted[0]), pandas.DataFrame(rows)


def commands(study: Study, wish: Wish) -> Iterator[str]:
    """Yield the commands that give the same page again."""
    where = shlex.quote(wish.where)
    yield f"aftermath sweep run {where}/sweep.toml -o again"
    if study.folder.growths:
        yield f"aftermath sweep extend again{grown(study)}"
    options = "".join(f" {each}" for each in wish.options)
    yield f"aftermath analyse report again{options} -o report.html"


def grown(study: Study) -> str:
    """Return the options that bring a sweep to the size it has by now, points counted as its file counts them."""
    first, folder = study.manifest, study.folder
    more = f" --replicates {folder.replicates}" if folder.replicates != first.replicates else ""
    if folder.points == first.points:
        return more
    factors, rows = len(first.factors), len(folder.design_frame())
    each = {"saltelli": (2 if first.sampler.get("second_order") else 1) * factors + 2, "morris": factors + 1}
    return f"{more} --points {rows // each.get(str(first.sampler['name']), 1)}"


def called(folder: Path) -> str:
    """Return how a folder is called in what may be handed on: not by where it lies on this machine."""
    return folder.name if folder.is_absolute() else folder.as_posix()
