"""Runs that stand already: a closer look takes those that a shallower one left in the store, and makes the others."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from sim.experiments import knockouts
from sim.experiments.budget import Wish, make_plan
from sim.experiments.game import Ask, Game, Question, ask_all
from sim.experiments.knockouts import ALONE, OFF, Row
from sim.experiments.points import Point
from sim.experiments.runner import evaluate, outstanding
from sim.experiments.shapley import Order, asks_of

if TYPE_CHECKING:
    import pandas

    from viz.service import Bench

CHUNK = 256  # runs between two looks at what is known: a few seconds' worth, and whole blocks for several workers
Lots = list[tuple[Point, Sequence[int]]]


class NotStandingError(Exception):
    """Runs that are only to be read have not been made."""


class Standing:
    """One outcome of all runs that a study has made or found, by design point and replicate.

    Points asked with few replicates share files with their neighbours, so that the first replicates of a longer
    request are not found by themselves: they are when the shorter request is made again, as it was.
    """

    def __init__(self, outcome: str, weeks: int, random_seed: int, bench: "Bench") -> None:
        self.outcome, self.weeks, self.random_seed, self.bench = outcome, weeks, random_seed, bench
        self.values: dict[tuple[str, int], float] = {}

    def read_again(self, question: Question, wish: Wish) -> None:
        """Read what a look with this wish has left, in the steps in which it made them, as far as it came."""
        game = Game(question, self.read)
        plan = make_plan(game, wish)
        off, alone = ([each for each in plan.rows if each.switched == how] for how in (OFF, ALONE))
        with suppress(NotStandingError):
            game.fetch(ask_all([each.on for each in knockouts.ends(question)], wish.replicates))
            for needs in (
                needs_of_rows(off, wish.replicates),
                needs_of_orders(plan.orders),
                needs_of_rows(alone, wish.replicates),
            ):
                for _, asks in in_chunks(game, needs):
                    game.fetch(asks)

    def read(self, points: Sequence[Point], replicates: Sequence[Sequence[int]]) -> "pandas.DataFrame":
        """Return runs that are in the store; NotStandingError if one is not."""
        return self.fetch(points, replicates, make=False)

    def fetch(
        self, points: Sequence[Point], replicates: Sequence[Sequence[int]], make: bool = True
    ) -> "pandas.DataFrame":
        """Return one row a run: those that are known, those in the store, and the others made."""
        import pandas

        whole = list(zip(points, replicates, strict=True))
        unknown = (
            (point, [each for each in some if (point.identity, each) not in self.values]) for point, some in whole
        )
        rest: Lots = [(point, some) for point, some in unknown if some]
        asked = whole if rest and self.stands(whole) else rest
        if asked and not make and not self.stands(asked):
            raise NotStandingError
        if make:
            runs, to_run = (sum(len(some) for _, some in lots) for lots in (whole, asked))
            self.bench.progress((runs - to_run) * self.weeks)
        if asked:
            some_points, some = zip(*asked, strict=True)
            found = evaluate(
                some_points,
                some,
                weeks=self.weeks,
                random_seed=self.random_seed,
                jobs=self.bench.hands,
                store=self.bench.store,
                progress=self.bench.progress if make else None,
            )[self.outcome]
            keys = [(point.identity, each) for point, some in asked for each in some]
            self.values.update(zip(keys, found.to_numpy(dtype=float), strict=True))
        return pandas.DataFrame(
            {self.outcome: [self.values[point.identity, each] for point, some in whole for each in some]}
        )

    def stands(self, lots: Lots) -> bool:
        """Whether all these runs are in the store, in the parts in which they would be asked for."""
        points, replicates = zip(*lots, strict=True)
        return not outstanding(
            points, replicates, weeks=self.weeks, random_seed=self.random_seed, store=self.bench.store
        )


# ---------------------------------------------------------------- steps
def needs_of_rows(rows: Sequence[Row], replicates: int) -> list[list[Ask]]:
    """Return what each row needs to be run."""
    return [ask_all([each.on], replicates) for each in rows]


def needs_of_orders(orders: Sequence[Order]) -> list[list[Ask]]:
    """Return what each order of the claims needs to be run."""
    return [asks_of(order, replicate) for replicate, order in enumerate(orders)]


def in_chunks(game: Game, needs: Sequence[Sequence[Ask]]) -> Iterator[tuple[int, list[Ask]]]:
    """Yield, a few at a time, what is to be fetched, and how many of the needs are met by then."""
    asked: list[Ask] = []
    for at, each in enumerate(needs, 1):
        asked.extend(each)
        if len(game.cost(asked)) >= CHUNK or at == len(needs):
            yield at, asked
            asked = []
