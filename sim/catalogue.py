"""Everything a reader may set, by name: strengths, parameters of rules, decisions and tables, day-0 figures."""

import importlib
import pkgutil
from functools import cache

from sim import agents
from sim.decision import PHASES, Decision
from sim.errors import ScenarioError, guess
from sim.initialise import Origins
from sim.parameter import Parameter, declared
from sim.places import Places
from sim.rule import parameters_of, rules
from sim.seeds import load_seeds
from sim.table import Table


@cache
def decisions() -> dict[str, Decision]:
    """Return every decision in the order of the week; TypeError if a phase lists one that nobody declares."""
    found: dict[str, Decision] = {}
    for module in pkgutil.iter_modules(agents.__path__):
        room = vars(importlib.import_module(f"sim.agents.{module.name}"))
        found |= {each.name: each for each in room.values() if isinstance(each, Decision)}
    listed = [name for names in PHASES.values() for name in names]
    missing = set(listed) ^ set(found)
    if missing:
        raise TypeError(f"the week and the agents disagree on {sorted(missing)}")
    return {name: found[name] for name in listed}


@cache
def tables() -> tuple[type[Table], ...]:
    """Return every kind of table that has parameters of its own."""
    kinds: set[type[Table]] = {Places}
    for module in pkgutil.iter_modules(agents.__path__):
        room = vars(importlib.import_module(f"sim.agents.{module.name}"))
        kinds |= {each for each in room.values() if isinstance(each, type) and issubclass(each, Table)}
    return tuple(sorted((each for each in kinds if each.Parameters is not None), key=lambda each: each.kind))


@cache
def owners() -> dict[str, type]:
    """Return who owns parameters, by name: rules, decisions, tables, and the prior of origins."""
    found: dict[str, type] = {each.kind: each.Parameters for each in tables() if each.Parameters}
    found |= {name: each.parameters for name, each in decisions().items() if each.parameters}
    found |= {name: each.parameters for name, each in rules().items() if each.parameters}
    return found | {"origins": Origins}


@cache
def catalogue() -> dict[str, Parameter]:
    """Return every parameter by its full name."""
    found = {each.name: each for rule in rules().values() for each in parameters_of(rule)}
    for owner, kind in owners().items():
        found |= {each.name: each for each in declared(owner, kind)}
    return found | {name: figure.parameter for name, figure in load_seeds().figures.items()}


def checked(name: str, value: object, where: str) -> float:
    """Return a value for a parameter, in its range; ScenarioError says what was allowed."""
    known = catalogue()
    if name not in known:
        owner, _, word = name.rpartition(".")
        same_owner = [each.removeprefix(f"{owner}.") for each in known if each.startswith(f"{owner}.")]
        hint = guess(word, same_owner) if same_owner else guess(name, known)
        raise ScenarioError(f"{where}: {name}: unknown parameter{hint}")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ScenarioError(f"{where}: {name} = {value!r} is not a number")
    of = known[name]
    if not of.low <= value <= of.high:
        raise ScenarioError(f"{where}: {name} = {value:g} is outside {of.low:g} to {of.high:g} {of.unit}")
    return float(value)
