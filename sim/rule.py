"""How a rule is declared and found: one claim, one phase, its parameters; a folder walk, no registry."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sim.decision import PHASES
from sim.entries import Entry
from sim.parameter import Parameter, declared
from sim.world import World

Ask = Callable[[World, Any], Iterator[Entry]]
STRENGTH_LOW, STRENGTH_HIGH = 0.0, 2.0


@dataclass(frozen=True)
class Rule:
    """One causal claim (or rival) acting on the world; `reads_levels` if it pushes even when nothing changed."""

    name: str
    claim: str
    phase: str
    parameters: type | None
    ask: Ask
    about: str
    says: str
    reads_levels: bool

    @property
    def strength(self) -> Parameter:
        """The strength of the claim: 0 off, 1 as stated, 2 double."""
        return Parameter(f"{self.name}.strength", 1.0, STRENGTH_LOW, STRENGTH_HIGH, "times as stated", "choice")


def rule(*, claim: str, phase: str, reads_levels: bool = False) -> Callable[[Ask], Rule]:
    """Declare a rule on a function `(world, parameters)` that yields entries and touches nothing."""

    def declare(ask: Ask) -> Rule:
        module = sys.modules[ask.__module__]
        if phase not in PHASES:
            raise ValueError(f"{ask.__name__}: unknown phase {phase}")
        says, about = (inspect.cleandoc(each.__doc__ or "") for each in (module, ask))  # 3.13 dedents by itself
        parameters = getattr(module, "Parameters", None)
        return Rule(ask.__name__, claim, phase, parameters, ask, about, says, reads_levels)

    return declare


@cache
def rules() -> dict[str, Rule]:
    """Return every rule and rival by name, sorted by claim; a file must hold the rule of its own name."""
    found: dict[str, Rule] = {}
    for package in ("sim.rules", "sim.rivals"):
        for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
            each = getattr(importlib.import_module(f"{package}.{module.name}"), module.name, None)
            if not isinstance(each, Rule):
                raise TypeError(f"{package}.{module.name}: holds no rule named {module.name}")
            found[module.name] = each
    return dict(sorted(found.items(), key=lambda item: item[1].claim))


def parameters_of(each: Rule) -> Iterator[Parameter]:
    """Yield the strength and the parameters of a rule."""
    yield each.strength
    yield from declared(each.name, each.parameters)
