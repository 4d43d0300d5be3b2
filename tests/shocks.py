"""A world a few weeks in, ways to shock it by hand, and what a rule then asks."""

from dataclasses import replace

import numpy as np

from sim.assumptions import load_assumptions
from sim.catalogue import decisions
from sim.entries import Adjust, Become, Entry, Influence
from sim.ledger import Influences, Ledger
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


def assume(world: World, rule: str, **values: float) -> None:
    """Set parameters of a rule, in every run."""
    chosen = {name: np.array([[float(value)]]) for name, value in values.items()}
    world.settings[rule] = replace(world.settings[rule], **chosen)


def witness(world: World, state: str, salience: float, helped: float, foe: str = "regime") -> None:
    """Put into last week's news what one state in reach did as the rebels lost a place to a foe."""
    here = np.broadcast_to(np.arange(len(world.states)) == world.states.row(state), (world.runs, len(world.states)))
    runs, *of_sides, full, _ = news_of(world, "opposition", foe, salience, helped)
    world.records.witness(runs, *of_sides, full, helped * here, here)


def declare(world: World, state: str, stance: str) -> None:
    """Let a state break with the rebellion, or commit itself to it, as of last week."""
    here = np.broadcast_to(np.arange(len(world.states)) == world.states.row(state), (world.runs, len(world.states)))
    put(world, world.states, "repudiated", (stance == "repudiates") & here | world.states.repudiated & ~here)
    world.records.pledge(here, -1.0 if stance == "repudiates" else 1.0)


def pay(world: World, share: float) -> None:
    """Let every institution pay a share of the reconstruction money."""
    put(world, world.states, "funding", np.where(world.states.institution, share, 0.0))


def resize(world: World, groups: Array, times: float) -> None:
    """Multiply the fighters of some groups, a mask `(groups,)` or `(runs, groups)`, everywhere."""
    factor = np.where(np.broadcast_to(groups, (world.runs, len(world.groups))), times, 1.0)[:, :, None]
    put(world, world.groups, "fighters", np.rint(world.groups.fighters * factor).astype(np.int64))


def station(world: World, group: str, place: str, number: int) -> None:
    """Put fighters of a group at a place, instead of those of it who were there."""
    fighters = world.groups.fighters.copy()
    fighters[:, world.groups.row(group), world.places.row(place)] = number
    put(world, world.groups, "fighters", fighters)


def operate(world: World, effort: float) -> None:
    """Set the effort of every operation beside the rebels that there is on day 0."""
    put(world, world.states, "operation", effort * (world.states.operation > 0))


def come(world: World, host: str, number: int) -> None:
    """Let people of the most populous place be in a host country who were not, or go from there if negative."""
    people, site = world.communities.people.copy(), len(world.places) + world.hosts.row(host)
    origin = people[0, :, site].argmax()
    people[:, origin, site] += number
    put(world, world.communities, "people", people)


def ready(replicates: int = 2) -> Model:
    """Return a model of the null background in the first week, so that single decisions can be taken by hand."""
    nothing, off = load_scenario("reference"), load_assumptions("null").values
    model = Model([RunSpec(nothing, off, replicate) for replicate in range(replicates)])
    world = model.world
    world.open_week()
    model.ledger.open_week()
    model.chance.week = world.week
    world.influences = {name: Influences(of.axes, of.parts) for name, of in decisions().items()}
    world.open_phase()
    return model


def decide(model: Model, decision: str, *asked: Influence | str) -> None:
    """Take one decision under influences, or under what rules of these names ask."""
    world, times = model.world, np.ones((1, 1))
    for each in asked:
        name, entries = ("by hand", [each]) if isinstance(each, Influence) else (each, what_is_asked(each, world))
        model.ledger.ask([(name, times, entry) for entry in entries], world.influences)
    act = decisions()[decision].act
    model.ledger.settle(act(world, model.settings.get(decision), world.influences[decision], model.chance))
    world.open_phase()


def what_is_asked(rule: str, world: World) -> list[Entry]:
    """Return the entries of a rule."""
    return list(rules()[rule].ask(world, world.settings.get(rule)))
