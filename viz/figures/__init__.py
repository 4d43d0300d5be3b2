"""Figures: each a pure function of a table of results and the sweep's manifest; nothing is drawn at import."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import ExperimentError, guess
from sim.experiments.sweep.folder.manifest import Manifest
from viz.figures.canvas import FORMS, NothingToDrawError, file_bytes

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

__all__ = ["FORMS", "KINDS", "NothingToDrawError", "check", "describe", "draw", "file_bytes", "save"]

# The module that draws what a method of `aftermath analyse` returns; `weekly` and `grid` are the report's own.
KINDS = {
    "ci": "dots",
    "diff": "forest",
    "tornado": "tornado",
    "shapley": "waterfall",
    "sets": "sets",
    "morris": "morris",
    "sobol": "sobol",
    "prim": "boxes",
    "cart": "tree",
    "weekly": "fan",
    "converge": "converge",
    "grid": "heat",
}


def draw(method: str, table: "pandas.DataFrame | tuple[Any, ...]", manifest: Manifest) -> "Figure":
    """Return the figure of a method's table.

    ExperimentError if there is no such method, NothingToDrawError (one of them) if the table holds nothing to draw.
    """
    figure: Figure = _module(method).draw(table, manifest)
    return figure


def describe(method: str, table: "pandas.DataFrame | tuple[Any, ...]", manifest: Manifest) -> str:
    """Return in words, with its numbers, what the figure of a method's table shows."""
    words: str = _module(method).describe(table, manifest)
    return words


def save(figure: "Figure", path: Path, title: str = "") -> None:
    """Write a figure to a file whose ending says its form; ExperimentError if that cannot be done."""
    check(path)
    try:
        path.write_bytes(file_bytes(figure, path.suffix.removeprefix(".").lower(), title))
    except OSError as problem:
        raise ExperimentError(f"{path}: cannot be written ({problem.strerror})") from None


def check(path: Path) -> None:
    """Raise ExperimentError if no figure can be written there."""
    form = path.suffix.removeprefix(".").lower()
    if form not in FORMS:
        allowed = ", ".join(f".{each}" for each in FORMS)
        hint = guess(form, FORMS)
        near = hint if "did you mean" in hint else ""
        raise ExperimentError(f"{path}: a figure is written to a file ending in {allowed}{near}")
    if not path.parent.is_dir():
        raise ExperimentError(f"{path}: there is no folder {path.parent}")


def _module(method: str) -> Any:
    if method not in KINDS:
        raise ExperimentError(f"there is no figure of '{method}'{guess(method, KINDS)}")
    return import_module(f"viz.figures.{KINDS[method]}")
