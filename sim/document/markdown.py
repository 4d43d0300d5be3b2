"""Markdown: tables, cells and numbers as the documents write them."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

THOUSAND = 1000


def table(header: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[str] = ()) -> str:
    """Return a Markdown table; columns named in `right` are set to the right."""
    flush = set(right)
    lines = [list(header), ["---:" if each in flush else "---" for each in header], *map(list, rows)]
    return "\n".join(f"| {' | '.join(cell(each) for each in line)} |" for line in lines)


def cell(text: str) -> str:
    """Return a text that fits into one cell: one line, no bare bars."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Return a text as code, and nothing for nothing."""
    return f"`{text}`" if text else ""


def number(value: float) -> str:
    """Write a number plainly: no powers of ten, thousands set apart."""
    if math.isinf(value):
        return "any"
    if abs(value) >= THOUSAND:
        return f"{value:,.10g}"
    return np.format_float_positional(value, precision=7, trim="-").replace("-", "−")


def span(low: float, high: float) -> str:
    """Write a range."""
    if math.isinf(low) and math.isinf(high):
        return ""
    return f"from {number(low)}" if math.isinf(high) else f"{number(low)} to {number(high)}"


def paragraph(text: str) -> str:
    """Return a docstring as one line of prose."""
    return " ".join(text.split())


def docstring(quantity: object) -> str:
    """Return what a quantity says of itself, nothing if there is no quantity: since 3.13 None has a docstring."""
    return "" if quantity is None else quantity.__doc__ or ""


def first_line(kind: object) -> str:
    """Return the first line of a docstring."""
    return docstring(kind).strip().splitlines()[0]
