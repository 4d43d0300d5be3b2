"""What rows of seeds, and the sides of the war, are called on the screen."""

from functools import cache

from sim.places import SIDES
from sim.seeds import load_seeds

SIDE_TITLES = dict(zip(SIDES, ("the regime", "the opposition", "Islamic State", "the SDF"), strict=True))

INDICES = ("0 to 1", "−1 to 1", "0 to 100")  # units that say no more than the ends of a scale


def difference_unit(unit: str) -> str:
    """Return what a difference of two numbers of a unit is counted in."""
    return "points" if unit.startswith("%") else unit


def on_scale(unit: str) -> str:
    """Return what a difference is counted in, as it is said after a number."""
    return f"on a scale of {unit}" if unit in INDICES else difference_unit(unit)


@cache
def titles(kind: str) -> dict[str, str]:
    """Return what the rows of a kind are called, by id; what a name adds in brackets is left to the tables."""
    return {row["id"]: row["name"].split(" (")[0] for row in load_seeds().rows[kind]}
