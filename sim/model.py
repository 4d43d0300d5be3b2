"""The tick: one Mesa model steps a batch of runs, one week at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import mesa
import numpy as np

from sim.catalogue import catalogue, decisions, owners
from sim.chance import Chance
from sim.decision import PHASES
from sim.entries import Become, Entry
from sim.events import Event
from sim.faces import cast
from sim.initialise import initialise
from sim.ledger import Influences, Ledger
from sim.rule import Rule, rules
from sim.scenario import Scenario
from sim.seeds import load_seeds
from sim.table import Array
from sim.world import World


@dataclass(frozen=True)
class RunSpec:
    """What one run is: a scenario, the values that differ from the defaults, a replicate."""

    scenario: Scenario
    values: Mapping[str, float]
    replicate: int


class Model(mesa.Model):  # type: ignore[misc]
    """A batch of runs in lockstep; for Mesa users `agents` are faces of the rows, as run 0 has them."""

    def __init__(
        self,
        specs: Sequence[RunSpec],
        random_seed: int = 1,
        keep_postings: bool = True,
    ) -> None:
        super().__init__(rng=random_seed)
        self.specs = tuple(specs)
        self.random_seed = random_seed
        runs = len(self.specs)
        self.chance = Chance(random_seed, np.array([each.replicate for each in self.specs], dtype=np.uint64))
        self.values = gather(self.specs)
        self.settings: dict[str, Any] = {owner: self._parameters(owner, kind) for owner, kind in owners().items()}
        figures = {name: value for name, value in self.values.items() if name in load_seeds().figures}
        self.world: World = initialise(load_seeds(), runs, figures, self.settings, self.chance)
        self.ledger = Ledger(runs, keep_postings)
        self.events = tuple(self._scheduled())
        self.active = tuple(self._active())
        self._cast = False

    def _parameters(self, owner: str, kind: type) -> Any:
        """Return an owner's parameters as arrays, `(1, 1)` or `(runs, 1)` where runs differ."""
        chosen = {}
        for each in fields(kind):
            value = self.values.get(f"{owner}.{each.name}")
            chosen[each.name] = np.array([[float(each.default)]]) if value is None else value  # type: ignore[arg-type]
        return kind(**chosen)

    def _active(self) -> Iterator[tuple[Rule, Array, Any]]:
        """Yield the rules that are on in some run, with strengths `(1 or runs, 1)` and parameters."""
        for name, each in rules().items():
            strength = self.values.get(each.strength.name, np.array([[each.strength.default]]))
            if (strength != 0).any():
                yield each, strength, self.settings.get(name)

    def _scheduled(self) -> Iterator[tuple[Event, Array]]:
        """Yield every event of every scenario with the week it falls on in each run, 0 for never, `(runs,)`."""
        scenarios: list[Scenario] = []
        for spec in self.specs:
            if not any(spec.scenario is each or spec.scenario == each for each in scenarios):
                scenarios.append(spec.scenario)
        for scenario in scenarios:
            rows = np.array([spec.scenario is scenario or spec.scenario == scenario for spec in self.specs])
            for event in scenario.events:
                week = [spec.values.get(f"event.{event.name}.week", event.week) for spec in self.specs]
                yield event, np.where(rows, week, 0)

    @property
    def week(self) -> int:
        """The week the state stands at; 0 is Monday 28 November 2016."""
        return self.world.week

    def step(self) -> None:
        """Run one week: rules ask, the ledger settles, agents decide, the ledger settles."""
        world, ledger = self.world, self.ledger
        world.open_week()
        ledger.open_week()
        self.chance.week = world.week
        world.influences = {name: Influences(each.axes, each.parts) for name, each in decisions().items()}
        for phase, names in PHASES.items():
            world.open_phase()
            if phase == "events":
                self._force_events()
            elif phase == "sense":
                self._fade()
            ledger.ask(self._asked(phase), world.influences)
            world.open_phase()
            for name in names:
                each = decisions()[name]
                ledger.settle(each.act(world, self.settings.get(name), world.influences[name], self.chance))
        world.open_phase()

    def _asked(self, phase: str) -> list[tuple[str, Array, Entry]]:
        """Collect what the rules of a phase ask, all reading the world as the phase begins."""
        return [
            (rule.name, strength, entry)
            for rule, strength, parameters in self.active
            if rule.phase == phase
            for entry in rule.ask(self.world, parameters)
        ]

    def _fade(self) -> None:
        """Let every level with a half-life move towards its rest."""
        for table in self.world.tables:
            for name, half_life, rest in table.fading():
                held = table.arrays[name]
                self.ledger.settle([Become(name, table, rest + (held - rest) * np.exp2(-1.0 / half_life))])

    def _force_events(self) -> None:
        """Force what scenarios put on this week, in the runs that have it."""
        for event, weeks in self.events:
            due = weeks == self.week
            if due.any():
                self.ledger.settle(event.act(self.world, due, self.chance))

    @property
    def agents(self) -> Any:
        """The faces of all rows as a Mesa AgentSet; made when first asked for."""
        if not self.__dict__.get("_cast", True):
            self._cast = True
            cast(self)
        return super().agents

    @property
    def agents_by_type(self) -> Any:
        """The faces by class, as Mesa users expect."""
        _ = self.agents
        return super().agents_by_type


def gather(specs: Sequence[RunSpec]) -> dict[str, Array]:
    """Return every value any run sets, `(1, 1)` where all agree, else `(runs, 1)` with defaults filled in."""
    names = sorted({name for each in specs for name in each.values if not name.startswith("event.")})
    known = catalogue()
    found: dict[str, Array] = {}
    for name in names:
        column = np.array([[each.values.get(name, known[name].default)] for each in specs], dtype=float)
        found[name] = column[:1].copy() if (column == column[0]).all() else column
    return found
