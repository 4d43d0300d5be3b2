"""Tables of who and where: kinds, their state variables, the country of day 0."""

from functools import cache

import numpy as np

from sim.document.formulas import KINDS
from sim.document.markdown import code, first_line, number, span, table
from sim.geography import lifelines
from sim.model import Model, RunSpec
from sim.places import HOSTILE, SIDES
from sim.scenario import load_scenario
from sim.seeds import load_seeds
from sim.table import Column, Table
from sim.world import World

MILLION = 1e6
SINGULAR = {
    "places": "place", "groups": "group", "states": "state", "communities": "origin", "hosts": "host",
    "electorates": "electorate", "beliefs": "run", "country": "run", "sides": "side", "sites": "site",
}  # fmt: skip
BEHAVES = ("stock", "level", "state", "fact")


@cache
def day0() -> World:
    """Return the world of day 0 with every figure at its best value, for one run."""
    return Model([RunSpec(load_scenario("reference"), {}, 0)], keep_postings=False).world


def kinds() -> str:
    """Every kind of entity: how many rows, what a row is, how many state variables of each behaviour."""
    rows = []
    for name, kind in KINDS.items():
        held: Table = getattr(day0(), name)
        behaves = [each.behaves for each in kind.columns.values()]
        counts = [str(behaves.count(each)) for each in BEHAVES]
        rows.append([code(name), number(len(held)), first_line(kind), *counts])
    return table(["kind", "rows", "what a row is", *BEHAVES], rows, right=("rows", *BEHAVES))


def variables(kind: str) -> str:
    """Every state variable of one kind."""
    columns = KINDS[kind].columns.items()
    rows = [[code(name), each.behaves, axes(kind, each), each.unit, span(each.low, each.high), each.about]
            for name, each in columns]  # fmt: skip
    return table(["variable", "behaves", "one for each", "unit", "range", "is"], rows)


def axes(kind: str, column: Column) -> str:
    """Say along which tables a column runs."""
    return " and ".join(SINGULAR.get(each, each) for each in (column.axes or (KINDS[kind].kind,)))


def sides() -> str:
    """The four sides on day 0: places, people, area, fighters, and whom each attacks."""
    world, rows = day0(), []
    for at, side in enumerate(SIDES):
        held = world.places.held_by(at)[0]
        foes = [in_words(other) for row, other in enumerate(SIDES) if HOSTILE[at, row]]
        area = float(world.places.area[0, held].sum() / world.places.area[0].sum())
        rows.append(
            [in_words(side), str(int(held.sum())), millions(world.communities.residents[0, held].sum()),
             f"{100 * area:.0f} %", str(int(world.groups.of_side(at).sum())), number(float(world.men_of(at)[0].sum())),
             ", ".join(foes)]
        )  # fmt: skip
    header = ["side", "places", "residents", "area", "groups", "fighters", "attacks"]
    return table(header, rows, right=header[1:6])


def in_words(side: str) -> str:
    """Return the name of a side as prose has it."""
    return "SDF" if side == "sdf" else side.replace("_", " ").replace("islamic state", "Islamic State")


def millions(people: float) -> str:
    """Write millions of people."""
    return f"{people / MILLION:.2f} m"


def population() -> str:
    """The people of day 0: at home, displaced, abroad, under arms."""
    world = day0()
    communities = world.communities
    rows = [
        ["living at home in Syria", millions(communities.natives.sum())],
        ["displaced inside Syria", millions(communities.displaced.sum())],
        ["abroad", millions(communities.abroad.sum())],
        ["bearing arms", millions(world.groups.size.sum())],
        ["occupied cells of people (origin and site)", number(float((communities.people > 0).sum()))],
        ["occupied cells of fighters (group and place)", number(float((world.groups.fighters > 0).sum()))],
    ]
    return table(["on day 0", "number"], rows, right=("number",))


def roads() -> str:
    """The road net: links by mode and status, sieges on day 0."""
    seeds = load_seeds()
    found: dict[tuple[str, str], list[float]] = {}
    for row in seeds.routes:
        found.setdefault((row["mode"], row["status"]), []).append(float(row["km_best"]))
    rows = [[mode, status.replace("_", " "), str(len(km)), f"{number(min(km))} to {number(max(km))}"]
            for (mode, status), km in sorted(found.items())]  # fmt: skip
    hanging = [seeds.ids("places")[at] for at in np.flatnonzero(lifelines(seeds) >= 0)]
    besieged = [seeds.ids("places")[at] for at in np.flatnonzero(day0().places.besieged()[0])]
    told = table(["mode", "status in late 2016", "links", "length, km"], rows, right=("links",))
    return (
        f"{told}\n\nPlaces that hang on one narrow road: {', '.join(map(code, hanging))}. "
        f"Besieged on day 0: {', '.join(map(code, besieged))}."
    )
