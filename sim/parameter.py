"""A number that someone could dispute: declared once, with range, unit and source."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

Number = Any  # a float where it is declared, an array `(1 or runs, 1)` where a rule or decision reads it


@dataclass(frozen=True)
class Parameter:
    """One disputable number; `name` is `owner.word`, as scenarios and `--set` write it."""

    name: str
    default: float
    low: float
    high: float
    unit: str
    source: str


def parameter(default: float, *, low: float, high: float, unit: str, source: str) -> Any:
    """Declare a field of a `Parameters` dataclass; the range includes the default."""
    if not low <= default <= high:
        raise ValueError(f"default {default} is outside {low} to {high}")
    if not (unit and source):
        raise ValueError("a parameter needs a unit and a source")
    return field(default=default, metadata={"low": low, "high": high, "unit": unit, "source": source})


def declared(owner: str, kind: type | None) -> Iterator[Parameter]:
    """Yield the parameters of one `Parameters` dataclass under its owner's name."""
    if kind is None:
        return
    for each in fields(kind):
        if each.name == "strength":
            raise ValueError(f"{owner}: 'strength' is the strength of a claim; call the parameter something else")
        yield Parameter(f"{owner}.{each.name}", each.default, **each.metadata)  # type: ignore[arg-type]
