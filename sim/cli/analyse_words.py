"""What an analysis says in plain words: what was asked, what it rests on, how numbers and factors are written."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.cli.screen import CAVEAT, count, number, percent, spread

if TYPE_CHECKING:
    from sim.cli.analyse_options import Asked
    from sim.experiments.analysis import Quantity
    from sim.experiments.sweep.folder.manifest import Manifest

PERCENT, SHARE, WEEK = "%", "share", "week"
HELD_AT_MOST = 6  # held values that are named one by one
Cells = Mapping[Any, Any]


# ---------------------------------------------------------------- what was asked
def headline(asked: "Asked", what: str, of: str | None = None) -> str:
    """Say what was asked: the sweep, then the outcome, of which scenarios (`of`, if not those asked), what of it."""
    outcome = asked.quantity.outcome
    of = of or scenarios(asked)
    some = f"; where {', '.join(asked.where)}" if asked.where else ""
    return f"{asked.study.manifest.title}\n{outcome.title} ({outcome.unit}); {of}: {what}{some}"


def scenarios(asked: "Asked") -> str:
    """Say which scenarios are looked at, by their titles."""
    titles = {each.name: each.title for each in asked.study.manifest.scenarios}
    one, other = asked.quantity.one, asked.quantity.other
    return titles[one] if other is None else f"A − B (A: {titles[one]}; B: {titles[other]})"


def every_other(asked: "Asked") -> str:
    """Say that the first scenario is held against each other one."""
    return f"A − B (A: {asked.study.manifest.scenarios[0].title}; B: each other scenario)"


# ---------------------------------------------------------------- what it rests on
def caveats(asked: "Asked", about: Cells) -> Iterator[str]:
    """Yield what a table rests on: design, luck, what is held, what was left out."""
    manifest = asked.study.manifest
    yield " · ".join(
        (
            f"{points_in(asked, about)} ({manifest.sampler['name']})",
            count(about["replicates"], "replicate"),
            count(manifest.weeks, "week"),
            f"random seed {manifest.random_seed}",
            *([] if about["level"] is None else [f"{at_level(about['level'])} intervals: {about['method']}"]),
        )
    )
    if about["level"] is None:
        yield f"{about['method']}."
    yield held(manifest)
    yield from left_out(asked.quantity, about)
    yield CAVEAT


def points_in(asked: "Asked", about: Cells) -> str:
    """Say how many design points are looked at."""
    whole = count(about["points"], "design point")
    return whole if asked.points is None else f"{len(asked.points):,} of {whole}"


def at_level(level: float) -> str:
    """Write a confidence level in percent."""
    return f"{100 * level:g} %"


def heading(level: float, of: str = " interval") -> str:
    """Return the heading of a column of intervals."""
    return f"{at_level(level)}{of}"


def held(manifest: "Manifest") -> str:
    """Say what claims and parameters are held at, but for what the design varies."""
    named = [f"{each.name} = {each.value:g}" for each in manifest.held[:HELD_AT_MOST]]
    more = len(manifest.held) - len(named)
    told = f": {', '.join(named)}{f' and {more} more (see manifest.json)' if more else ''}" if named else ""
    return f"Held at {manifest.assumptions.title} ({manifest.assumptions.name}){told}."


def left_out(quantity: "Quantity", about: Cells) -> Iterator[str]:
    """Yield what was left out, and how incomplete the folder is."""
    thing = "pair" if quantity.paired else "run"
    reasons = (
        (about["failed"], f"in which a run failed{' (aftermath sweep status names them)' if about['failed'] else ''}"),
        (about["valueless"], f"without a value of {quantity.outcome.name}"),
    )
    for how_many, why in reasons:
        if how_many:
            yield f"Left out: {count(how_many, thing)} of {about['asked']:,} {why}."
    if about["there"] < about["runs"]:
        share = percent(about["there"] / about["runs"])
        yield f"Incomplete: {about['there']:,} of {about['runs']:,} runs ({share}) are there, and analysed."


# ---------------------------------------------------------------- numbers and names
def finer(quantity: "Quantity") -> "Quantity":
    """Return a quantity whose numbers are written with one more decimal, for effects and half-widths."""
    outcome = quantity.outcome.model_copy(update={"digits": quantity.outcome.digits + 1})
    return replace(quantity, outcome=outcome)


def value(amount: float, quantity: "Quantity", sign: bool | None = None) -> str:
    """Write a value of a quantity; differences have their sign."""
    return number(amount, quantity.outcome.digits, quantity.paired if sign is None else sign)


def between(low: float, high: float, quantity: "Quantity", sign: bool | None = None) -> str:
    """Write an interval of a quantity."""
    return spread(low, high, quantity.outcome.digits, quantity.paired if sign is None else sign)


def unit_of_change(quantity: "Quantity") -> str:
    """Return what a change of a quantity is counted in."""
    unit = quantity.outcome.unit
    if unit.startswith(PERCENT):
        return "percentage points"
    if unit.startswith(SHARE):
        return f"in {unit}"
    return "weeks" if unit == WEEK else unit


def level_in_words(factor: str, level: str) -> str:
    """Say at which level a factor is: switches are on or off, others at a value."""
    return f"{factor} {level}" if level in ("on", "off") else f"{factor} at {level}"


def named(row: Cells) -> str:
    """Return how a design point is called."""
    return f"“{row['label']}”" if row["label"] else f"point {row['point']}"


def listing(words: list[str], most: int = 6) -> str:
    """Write a list, its end cut if it is long."""
    shown = ", ".join(words[:most])
    return f"{shown} and {len(words) - most} more" if len(words) > most else shown
