"""A world: what is asked of one side of the screen, plain enough to compare and to send."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sim.assumptions import PRESETS, load_assumptions, override, provenance
from sim.errors import ScenarioError, guess
from sim.experiments.points import Point
from sim.paths import SCENARIOS
from sim.scenario import POLICIES, load_scenario, names
from sim.sums import as_written

GHOST = "ghost_"  # before a part's name: the same scenario under the preset as it is


@dataclass(frozen=True)
class World:
    """A scenario by name, with the policies added to it, and every value that differs from the defaults, by name."""

    scenario: str
    values: tuple[tuple[str, float], ...]

    def __reduce__(self) -> tuple[type["World"], tuple[str, tuple[tuple[str, float], ...]]]:
        return World, (self.scenario, self.values)  # it travels without what it has looked up

    @cached_property
    def point(self) -> Point:
        """The design point that is run."""
        return Point(load_scenario(self.scenario), dict(self.values))

    @property
    def identity(self) -> str:
        """What is run, as a hash of its content: worlds of one identity have the same runs."""
        return self.point.identity


def world_of(
    scenario: str,
    assumptions: str,
    settings: Iterable[str] = (),
    strengths: Iterable[str] = (),
    off: Iterable[str] = (),
    only: Iterable[str] = (),
) -> World:
    """Return the world that words describe, as `sim.assumptions.override` reads them; ScenarioError names the word.

    Scenarios, policies and assumption sets are those that come with the model: a name that a link brings along
    never leads to a file.
    """
    (first, _), *policies = as_written(scenario)
    known(first, names(SCENARIOS), "scenario")
    for each, _ in policies:
        known(each, names(SCENARIOS / POLICIES), "policy")
    known(assumptions, names(PRESETS), "assumption set")
    chosen = load_scenario(scenario)
    values = override(load_assumptions(assumptions), chosen, settings, strengths, off, only)
    return World(scenario, tuple(provenance(values).items()))


def known(name: str, allowed: list[str], what: str) -> None:
    """Refuse a name that is not among those that come with the model."""
    if name not in allowed:
        raise ScenarioError(f"{what} '{name}': there is none{guess(name, allowed)}")
