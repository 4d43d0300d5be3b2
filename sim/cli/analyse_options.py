"""What the commands of `analyse` share: their options, and from a folder to what is asked of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import options
from sim.errors import ExperimentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas

    from sim.cli.output import Destination
    from sim.experiments.analysis import Quantity, Study
    from sim.table import Array

LEVEL = 0.95
LEAST_LEVEL = 0.5
ASKED = "What to ask"

Directory = Annotated[Path, typer.Argument(metavar="DIR", help="A sweep's folder, complete or not.")]
Outcome = Annotated[
    str | None,
    typer.Option("--outcome", metavar="NAME", help="Which outcome.", show_default="the first", rich_help_panel=ASKED),
]
Of = Annotated[
    str | None,
    typer.Option(
        "--of",
        metavar="'A - B'|SCENARIO",
        help="A paired difference, or one scenario by itself.",
        show_default="the first scenario minus the second",
        rich_help_panel=ASKED,
    ),
]
Level = Annotated[float, typer.Option("--level", help="Confidence of intervals.", rich_help_panel=ASKED)]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="FACTOR=LEVEL",
        help="Only points like that; also <, <=, >, >=; repeatable.",
        rich_help_panel=ASKED,
    ),
]
Holds = Annotated[
    str | None,
    typer.Option(
        "--holds",
        metavar="CONDITION",
        help="What is to hold: a condition on the mean, such as '>= 0.5', or a word, such as 'clearly higher'.",
        rich_help_panel=ASKED,
    ),
]


def drawable(path: Path | None) -> Path | None:
    """Refuse a figure that could not be written, before anything is computed."""
    if path is not None:
        from viz.figures import check

        check(path)
    return path


Figure = Annotated[
    Path | None,
    typer.Option(
        "--figure",
        metavar="FILE",
        help="Draw it too: a FILE ending in .svg, .png or .pdf.",
        callback=drawable,
        rich_help_panel=options.RESULTS,
    ),
]


@dataclass(frozen=True)
class Asked:
    """A sweep's folder, what is asked of it, and where the answer goes."""

    method: str
    study: "Study"
    quantity: "Quantity"
    level: float
    to: "Destination"
    where: tuple[str, ...]
    points: "Array | None"
    quiet: bool

    @property
    def provenance(self) -> "dict[str, Any]":
        """What is needed to get the same numbers again."""
        manifest = self.study.manifest
        return {
            "analysis": self.method,
            "sweep": manifest.name,
            "folder": self.study.folder.place.address,
            "scenarios": [each.name for each in manifest.scenarios],
            "assumptions": manifest.assumptions.name,
            "sampler": dict(manifest.sampler),
            "where": list(self.where),
            "random_seed": manifest.random_seed,
            "weeks": manifest.weeks,
            "model": manifest.model,
            "versions": dict(manifest.versions),
        }


def ask(
    method: str,
    directory: Path,
    outcome: str | None,
    of: str | None,
    level: float,
    output: str,
    where: list[str] | None,
    quiet: bool,
) -> Asked:
    """Open a folder and read what is asked of it; ExperimentError before anything is computed."""
    from sim.cli.output import destination
    from sim.experiments.analysis import open_study, quantity_of
    from sim.experiments.analysis.where import points_where

    to = destination(output)
    if not LEAST_LEVEL <= level < 1:
        raise ExperimentError(f"--level {level:g}: expected a share from {LEAST_LEVEL} to below 1, such as 0.95")
    study = open_study(directory)
    quantity = quantity_of(study.manifest, of, outcome)
    conditions = tuple(where or ())
    return Asked(method, study, quantity, level, to, conditions, points_where(study, conditions), quiet)


def write(asked: Asked, tables: "Mapping[str, pandas.DataFrame]") -> None:
    """Write the tables of an analysis, with what they rest on."""
    from sim.cli import screen
    from sim.cli.output import write as write_one
    from sim.cli.output import write_tables

    first = next(iter(tables.values()))
    provenance = {**asked.provenance, **{str(word): each for word, each in first.attrs.items()}}
    units = {asked.quantity.outcome.name: asked.quantity.outcome.unit}
    units |= {each.name: each.unit for each in asked.study.manifest.factors if each.unit}
    plain = {name: each.copy() for name, each in tables.items()}
    for each in plain.values():
        each.attrs = {}  # pandas compares them when it joins tables
    if len(plain) == 1 or not any(map(len, plain.values())):
        write_one(next(iter(plain.values())), asked.to, provenance, units)
    else:
        write_tables(plain, asked.to, provenance, units)
    if asked.to.file is not None:
        screen.say(f"wrote {asked.to.file}", asked.quiet)


def draw(path: Path | None, asked: Asked, table: "pandas.DataFrame | tuple[Any, ...]") -> None:
    """Draw the table of an analysis to a file, if one is named; ExperimentError if it holds nothing to draw."""
    if path is None:
        return
    from sim.cli import screen
    from viz import figures

    if asked.points is not None:  # a figure says how many points it shows
        shown = [each.copy(deep=False) for each in (table if isinstance(table, tuple) else (table,))]
        for each in shown:
            each.attrs = {**each.attrs, "points": len(asked.points)}
        table = type(table)(*shown) if isinstance(table, tuple) else shown[0]
    figure = figures.draw(asked.method, table, asked.study.manifest)
    figures.save(figure, path, asked.study.manifest.title)
    screen.say(f"wrote {path}", asked.quiet)
