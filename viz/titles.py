"""What rows of seeds, and the sides of the war, are called on the screen."""

from functools import cache

from sim.places import SIDES
from sim.seeds import load_seeds

SIDE_TITLES = dict(zip(SIDES, ("the regime", "the opposition", "Islamic State", "the SDF"), strict=True))


def difference_unit(unit: str) -> str:
    """Return what a difference of two numbers of a unit is counted in."""
    return "points" if unit.startswith("%") else unit


@cache
def titles(kind: str) -> dict[str, str]:
    """Return what the rows of a kind are called, by id; what a name adds in brackets is left to the tables."""
    return {row["id"]: row["name"].split(" (")[0] for row in load_seeds().rows[kind]}
