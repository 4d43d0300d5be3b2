"""The game of claims: any set of them switched on, all others off, and what the outcome then comes to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.bundles import load_bundles
from sim.compare import contrast
from sim.experiments.points import Point
from sim.outcomes import Outcome
from sim.rule import rules
from sim.scenario import Scenario
from sim.table import Array

if TYPE_CHECKING:
    import pandas

Coalition = frozenset[str]  # of claims switched on; all others are off
Ask = tuple[Coalition, tuple[int, ...]]  # with the replicates wanted of it
Lot = tuple[int, Coalition, tuple[int, ...]]  # which case, the claims that are on, the replicates
Evaluate = Callable[[Sequence[Point], Sequence[Sequence[int]]], "pandas.DataFrame"]
NOBODY: Coalition = frozenset()


@dataclass(frozen=True)
class Case:
    """A scenario with the values a reader holds."""

    scenario: Scenario
    values: Mapping[str, float]

    @property
    def on(self) -> Coalition:
        """The claims and rivals that are switched on."""
        held = {each.claim: self.values.get(each.strength.name, each.strength.default) for each in rules().values()}
        return frozenset(claim for claim, strength in held.items() if strength != 0)

    def point(self, claims: Coalition) -> Point:
        """Return the design point in which only these claims are on, each as strongly as the reader holds it."""
        off = {each.strength.name: 0.0 for each in rules().values() if each.claim not in claims}
        return Point(self.scenario, {**self.values, **off})


@dataclass(frozen=True)
class Question:
    """What is to be explained: A minus B in an outcome; without B, A minus A with every claim off."""

    outcome: Outcome
    one: Case
    other: Case | None

    @cached_property
    def players(self) -> tuple[str, ...]:
        """Every claim and rival that is on, in the order of their numbers."""
        return tuple(sorted(NOBODY.union(*(each.on for each in self.cases))))

    @cached_property
    def events(self) -> frozenset[str]:
        """The kinds of events that are forced."""
        return frozenset(event.kind for each in self.cases for event in each.scenario.events if hasattr(event, "kind"))

    @property
    def cases(self) -> tuple[Case, ...]:
        """A, and B if there is one."""
        return (self.one,) if self.other is None else (self.one, self.other)

    @property
    def everybody(self) -> Coalition:
        """All players together."""
        return frozenset(self.players)

    def driven(self, claims: Coalition) -> Coalition:
        """Return those of the claims that have something to read: the others do nothing, by construction."""
        return frozenset(each for each in claims if not self.waits_for(each, claims))

    def waits_for(self, claim: str, on: Coalition) -> tuple[str, ...]:
        """Return what a claim waits for while these are on; nothing if it has something to read."""
        return load_bundles().undriven(claim, on, self.events)

    def lots(self, ask: Ask) -> tuple[Lot, Lot]:
        """Return the runs of A and those of B."""
        claims, replicates = self.driven(ask[0]), ask[1]
        return (0, claims, replicates), (0, NOBODY, replicates) if self.other is None else (1, claims, replicates)


class Game:
    """What sets of claims come to: asked in any order, and each run done once."""

    def __init__(self, question: Question, evaluate: Evaluate) -> None:
        self.question = question
        self.evaluate = evaluate
        self.known: dict[tuple[int, Coalition, int], float] = {}
        self.points: dict[tuple[int, Coalition], Point] = {}

    def missing(self, asks: Iterable[Ask]) -> list[Lot]:
        """Return the lots of which some run is not known yet, each once.

        They are kept whole, even where one run of many is known: whole blocks are found again in the store.
        """
        lots = dict.fromkeys(lot for ask in asks for lot in self.question.lots(ask))
        return [(case, on, some) for case, on, some in lots if any((case, on, each) not in self.known for each in some)]

    def cost(self, asks: Iterable[Ask]) -> set[tuple[int, Coalition, int]]:
        """Return the runs that would have to be done."""
        return {(case, claims, each) for case, claims, some in self.missing(asks) for each in some}

    def wanted(self, asks: Iterable[Ask]) -> tuple[list[Point], list[tuple[int, ...]]]:
        """Return what would have to be run, as design points with replicates."""
        lots = self.missing(asks)
        return [self.point(case, claims) for case, claims, _ in lots], [some for _, _, some in lots]

    def point(self, case: int, claims: Coalition) -> Point:
        """Return the design point of a case with these claims on."""
        if (case, claims) not in self.points:
            self.points[case, claims] = self.question.cases[case].point(claims)
        return self.points[case, claims]

    def fetch(self, asks: Sequence[Ask]) -> None:
        """Run what is missing, all at once."""
        lots = self.missing(asks)
        if lots:
            points = [self.point(case, claims) for case, claims, _ in lots]
            found = self.evaluate(points, [some for _, _, some in lots])[self.question.outcome.name]
            runs = [(case, claims, each) for case, claims, some in lots for each in some]
            self.known.update(zip(runs, found.to_numpy(dtype=float), strict=True))

    def pairs(self, ask: Ask) -> tuple[Array, Array]:
        """Return the outcome in A and in B, one number a replicate."""
        self.fetch([ask])
        one, other = (
            np.array([self.known[case, claims, each] for each in some])
            for case, claims, some in self.question.lots(ask)
        )
        return one, other

    def values(self, asks: Sequence[Ask]) -> list[Array]:
        """Return A minus B of every set asked, one number a replicate."""
        self.fetch(asks)
        return [np.subtract(*self.pairs(ask)) for ask in asks]

    def contrast(self, ask: Ask) -> dict[str, Any]:
        """Return how A differs from B with these claims on: see `sim.compare.compare` for the columns."""
        return contrast(self.question.outcome, *self.pairs(ask))


def ask_all(claims: Iterable[Coalition], replicates: int) -> list[Ask]:
    """Ask the same replicates, 0 to n - 1, of many sets."""
    return [(each, tuple(range(replicates))) for each in claims]
