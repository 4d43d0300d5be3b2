"""A world a few weeks in, ways to shock it by hand, and what a rule then asks."""

import numpy as np

from sim.assumptions import load_assumptions
from sim.entries import Adjust, Become, Influence
from sim.ledger import Ledger
from sim.model import Model, RunSpec
from sim.places import SIDES
from sim.rule import rules
from sim.scenario import load_scenario
from sim.table import Array, Table
from sim.world import World

WEEKS_IN = 3


def background(weeks: int, replicates: int = 2) -> World:
    """Return the world of the null model after some weeks."""
    nothing, off = load_scenario("reference"), load_assumptions("null").values
    model = Model([RunSpec(nothing, off, replicate) for replicate in range(replicates)], keep_postings=False)
    for _ in range(weeks):
        model.step()
    model.world.open_week()
    model.world.open_phase()
    return model.world


def pushes(rule: str, world: World, decision: str, part: str | None = None) -> Array:
    """Return what a rule asks of one decision, summed over its entries; zero if it asks nothing."""
    each = rules()[rule]
    asked = [
        np.asarray(entry.by, dtype=float)
        for entry in each.ask(world, world.settings.get(rule))
        if isinstance(entry, Influence) and (entry.decision, entry.part) == (decision, part)
    ]
    return np.asarray(sum(asked, start=np.zeros(1)))


def raises(rule: str, world: World, level: str) -> Array:
    """Return by how much a rule asks to raise one level; zero if it does not touch it."""
    each = rules()[rule]
    asked = [
        np.asarray(entry.by, dtype=float)
        for entry in each.ask(world, world.settings.get(rule))
        if isinstance(entry, Adjust) and entry.level == level
    ]
    return np.asarray(sum(asked, start=np.zeros(1)))


def everything(rule: str, world: World) -> list[Array]:
    """Return all numbers a rule asks for."""
    each = rules()[rule]
    return [np.asarray(entry.by) for entry in each.ask(world, world.settings.get(rule))]  # type: ignore[union-attr]


def asks_nothing(rule: str, world: World) -> bool:
    """Say whether all that a rule asks for is zero."""
    return all((by == 0).all() for by in everything(rule, world))


def put(world: World, table: Table, column: str, value: Array | float) -> None:
    """Set a column by hand, by way of the ledger, so that nothing computed from the old one survives."""
    Ledger(world.runs, keep_postings=False).settle([Become(column, table, np.asarray(value))])
    world.open_phase()


def hand_over(world: World, place: str, side: str, weeks_ago: int = 0) -> None:
    """Let a place be in other hands, without any fighting; who held it until then has lost it."""
    here, to = np.arange(len(world.places)) == world.places.row(place), SIDES.index(side)
    lost = here & ~world.places.held_by(to)
    put(world, world.places, "taken_from", np.where(lost, world.places.control, world.places.taken_from))
    put(world, world.places, "control", np.where(here, to, world.places.control))
    put(world, world.places, "weeks_held", np.where(here, weeks_ago, world.places.weeks_held))


def believe(world: World, **levels: float) -> None:
    """Set beliefs by name."""
    for name, value in levels.items():
        put(world, world.beliefs, name, value)


def lose(world: World, side: str, to: str, salience: float, help_given: float) -> None:
    """Put a place lost to a foe into last week's news, in every run."""
    world.records.lose(*news_of(world, side, to, salience, help_given))


def win(world: World, side: str, against: str, salience: float, help_given: float) -> None:
    """Put a place won from a foe, or relieved, into last week's news, in every run."""
    world.records.gain(*news_of(world, side, against, salience, help_given))


def news_of(world: World, side: str, foe: str, salience: float, help_given: float) -> tuple[Array, ...]:
    """Return one piece of news in every run, in the form in which records take it."""
    full = np.full(world.runs, 1.0)
    of_sides = (np.full(world.runs, SIDES.index(each)) for each in (side, foe))
    return np.arange(world.runs), *of_sides, salience * full, help_given * full


def try_relief(world: World, who: str, others: tuple[str, ...], success: bool) -> None:
    """Put a relief attempt into last week's news: one group alone made it, it and others were in reach."""
    groups = world.groups
    effort, reach = np.zeros((world.runs, len(groups))), np.zeros((world.runs, len(groups)))
    effort[:, groups.row(who)] = 1.0
    for each in (who, *others):
        reach[:, groups.row(each)] = 1 / (1 + len(others))
    full = np.full(world.runs, 1.0)
    world.records.attempt(np.arange(world.runs), full, effort, reach, full * success)
