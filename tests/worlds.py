"""What tests share: models of a few runs, what a rule asks, totals that must not move."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

import numpy as np

from sim.agents.country import Country
from sim.assumptions import PRESETS, load_assumptions
from sim.catalogue import decisions
from sim.entries import Adjust, Flow, Influence
from sim.ledger import Influences
from sim.model import Model, RunSpec
from sim.rule import Rule, rules
from sim.scenario import Scenario, load_scenario, names
from sim.world import World

# Statistical tests share one chance of a false alarm: each may use up its part of it.
FALSE_ALARM, STATISTICAL_TESTS = 1e-4, 50
ALPHA = FALSE_ALARM / STATISTICAL_TESTS


def widest_assumptions() -> str:
    """Return the preset that switches most on: the contested one if there is one, else the essay's."""
    return "contested" if "contested" in names(PRESETS) else "essay"


def spec(
    scenario: str | Scenario = "aleppo_falls",
    replicate: int = 0,
    assumptions: str = "essay",
    values: Mapping[str, float] | None = None,
) -> RunSpec:
    """Return one run."""
    chosen = load_scenario(scenario) if isinstance(scenario, str) else scenario
    merged = {**load_assumptions(assumptions).values, **chosen.settings, **(values or {})}
    return RunSpec(chosen, merged, replicate)


def all_rules_at(strength: float) -> dict[str, float]:
    """Return values that set every rule and rival to one strength."""
    return {each.strength.name: strength for each in rules().values()}


def stepped(model: Model, weeks: int) -> Model:
    """Run a model for some weeks."""
    for _ in range(weeks):
        model.step()
    return model


def untouched(model: Model) -> Model:
    """Open the first week of a model, so that single phases can be asked and settled by hand."""
    model.world.open_week()
    model.ledger.open_week()
    model.chance.week = model.world.week
    model.world.influences = {name: Influences(of.axes, of.parts) for name, of in decisions().items()}
    model.world.open_phase()
    return model


def forget(world: World) -> None:
    """Forget what was computed before a hand changed the world behind the ledger's back."""
    world.open_phase()
    for table in world.tables:
        table.__dict__.get("memo", {}).clear()


def ask(model: Model, rule: Rule, parameters: object = None) -> list[tuple[str, np.ndarray]]:
    """Return what a rule asks, one named array an entry."""
    forget(model.world)
    chosen = model.settings.get(rule.name) if parameters is None else parameters
    return [named(entry) for entry in rule.ask(model.world, chosen)]


def named(entry: Influence | Adjust | Flow) -> tuple[str, np.ndarray]:
    """Return what an entry is about, and how much it asks."""
    if isinstance(entry, Influence):
        return f"{entry.decision} {entry.part or ''}".strip(), np.asarray(entry.by, dtype=float)
    if isinstance(entry, Adjust):
        return f"{entry.of.kind}.{entry.level}", np.asarray(entry.by, dtype=float)
    return f"{entry.of.kind}.{entry.stock} {entry.into or entry.out_of}", entry.amount.astype(float)


def extreme(rule: Rule, end: str) -> object:
    """Return the parameters of a rule, all at the low or at the high end of their ranges."""
    if rule.parameters is None:
        return None
    found = rule.parameters()
    ends = {
        name: np.array([[each.metadata[end]]], dtype=float)
        for name, each in rule.parameters.__dataclass_fields__.items()
    }
    return replace(found, **ends)


def every_array(world: World) -> Iterator[tuple[str, np.ndarray]]:
    """Yield every array a rule can see, by name."""
    for table in world.tables:
        for name, value in {**vars(table), **table.arrays}.items():
            if isinstance(value, np.ndarray):
                yield f"{table.kind}.{name}", value
    rooms = {
        "roads": world.places.roads,
        "records": world.records,
        "recording": world.recording,
        "world": world,
    }
    for room, holder in rooms.items():
        for name, value in vars(holder).items():
            if isinstance(value, np.ndarray):
                yield f"{room}.{name}", value
    for name, value in world.seen.items():
        if isinstance(value, np.ndarray):
            yield f"seen.{name}", value


def digest(world: World) -> dict[str, str]:
    """Return a checksum of every array a rule can see."""
    return {name: sha256(np.ascontiguousarray(value).tobytes()).hexdigest() for name, value in every_array(world)}


def people_of(world: World) -> np.ndarray:
    """Return everybody, the dead and the enlisted included, `(runs,)`."""
    table = world.communities
    books = [value.sum(axis=1) for name, value in table.arrays.items() if name.startswith("people_")]
    return table.people.sum(axis=(1, 2)) + sum(books)


def fighters_of(world: World) -> np.ndarray:
    """Return every fighter, with what accounts hold of each group, `(runs, groups)`."""
    table = world.groups
    books = [value for name, value in table.arrays.items() if name.startswith("fighters_")]
    return table.fighters.sum(axis=2) + sum(books)


def broken_promises(world: World) -> list[str]:
    """Return what is out of range or impossible in a world; empty if it is sound."""
    found = []
    for table in world.tables:
        for name, column in table.columns.items():
            value = table.arrays[name]
            if value.dtype.kind == "f" and not np.isfinite(value).all():
                found.append(f"{table.kind}.{name} is not finite")
            if column.behaves == "stock" and value.min() < 0:
                found.append(f"{table.kind}.{name} is negative")
            if column.behaves == "level" and (value.min() < column.low or value.max() > column.high):
                found.append(f"{table.kind}.{name} is out of {column.low} to {column.high}")
    groups, people = world.groups, world.communities
    if not np.array_equal(groups.size, groups.fighters.sum(axis=2)):
        found.append("the size of a group is out of date")
    paid = (world.states.allocation * world.states.backing[:, :, None]).sum(axis=1)
    if not np.array_equal(world.states.support, paid):
        found.append("the support of a group is out of date")
    if not np.isin(world.places.control, (0, 1, 2, 3)).all():
        found.append("a place is held by nobody")
    if groups.dislodged.min() < 0:
        found.append("less than nobody is dislodged")
    if groups.fighters_dead.min() < 0 or groups.fighters_left.min() < 0:
        found.append("accounts of the dead and gone are negative")
    if groups.fighters_enlisted.max() > 0 or groups.fighters_sent.max() > 0:
        found.append("accounts of the enlisted and sent are positive")
    if people.people_dead.min() < 0 or people.people_enlisted.min() < 0:
        found.append("accounts of people are negative")
    if (people.people_enlisted.sum(axis=1) != -groups.fighters_enlisted.sum(axis=1)).any():
        found.append("recruits are not those who enlisted")
    for name in Country.columns:
        if world.country.arrays[name].min() < 0:
            found.append(f"country.{name} is negative")
    return found


def same_rows(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray], pairs: Iterable[tuple[int, int]]) -> bool:
    """Say whether runs of two sets of arrays agree bit for bit."""
    return all(one[name][a].tobytes() == other[name][b].tobytes() for name in one for a, b in pairs)


def tables_of(model: Model) -> dict[str, np.ndarray]:
    """Return every column of every table, by name."""
    return {f"{table.kind}.{name}": value for table in model.world.tables for name, value in table.arrays.items()}


Shock = Callable[[World], None]
