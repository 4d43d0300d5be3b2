"""What is run to explain a difference, and in which order a budget of runs is spent on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.errors import ExperimentError, guess
from sim.experiments import knockouts
from sim.experiments.game import Ask, Game, ask_all
from sim.experiments.knockouts import Row
from sim.experiments.shapley import FEWEST_ORDERS, Order, asks_of, orders

POSTINGS, KNOCKOUTS, SHAPLEY, SETS = METHODS = ("postings", "knockouts", "shapley", "sets")
# Shares of a budget that does not reach for everything. Each pair of orders is one draw of a mean: below eight the
# error itself is unknown, above 32 it shrinks slowly. Among 38 claims a search tries some 20 sets.
FIRST_ORDERS, MOST_ORDERS = 8, 32
SETS_TRIED = 20


@dataclass(frozen=True)
class Wish:
    """What a reader wants to know, and what it may cost in runs."""

    methods: tuple[str, ...]
    replicates: int
    budget: int
    weeks: int
    random_seed: int


@dataclass(frozen=True)
class Share:
    """A part of the plan: what it is called, the runs it has, and how much of it the budget leaves out."""

    title: str
    runs: int
    left_out: int  # rows or pairs of orders; bundles are taken together or not at all
    runs_left_out: int


@dataclass
class Plan:
    """What a budget is spent on; `for_sets` is what the search for sets may take on top of `runs`."""

    rows: list[Row] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    postings: bool = False
    search: bool = False
    for_sets: int = 0

    @property
    def runs(self) -> int:
        """All runs that are certain."""
        return sum(each.runs for each in self.shares)


def make_plan(game: Game, wish: Wish) -> Plan:
    """Return what a budget is spent on, the most telling first; ExperimentError if it does not even reach for A and B.

    The plan depends on the request alone, not on what a store holds: the same request gives the same answer.
    """
    question, plan, planned = game.question, Plan(), set[object]()
    drawn = orders(question.players, MOST_ORDERS, wish.random_seed)

    def take(title: str, asks: Sequence[Sequence[Ask]], most: int | None = None) -> int:
        """Take as many of these as the budget allows, at most some; return how many."""
        taken = runs = 0
        for each in asks[:most]:
            new = game.cost(each) - planned
            if plan.runs + runs + plan.for_sets + len(new) > wish.budget:
                break
            planned.update(new)
            plan.asks.extend(each)
            taken, runs = taken + 1, runs + len(new)
        rest = game.cost([ask for each in asks[taken:] for ask in each]) - planned
        plan.shares.append(Share(title, runs, len(asks) - taken, len(rest)))
        return taken

    def take_rows(title: str, rows: Sequence[Row]) -> None:
        plan.rows.extend(rows[: take(title, [ask_all([row.on], wish.replicates) for row in rows])])

    def take_together(title: str, rows: Sequence[Row]) -> None:
        plan.rows.extend(rows[: len(rows) * take(title, [ask_all([row.on for row in rows], wish.replicates)])])

    take_rows("all on and all off", knockouts.ends(question))
    if len(plan.rows) < len(knockouts.ends(question)):
        least = len(game.cost(ask_all([row.on for row in knockouts.ends(question)], wish.replicates)))
        raise ExperimentError(f"--budget {wish.budget}: the comparison itself takes {least} runs; fewer --replicates?")
    if POSTINGS in wish.methods:
        runs = len(question.cases) * wish.replicates
        plan.postings = plan.runs + runs <= wish.budget
        plan.shares.append(Share("postings", runs * plan.postings, 1 - plan.postings, runs * (1 - plan.postings)))
    if KNOCKOUTS in wish.methods:
        take_rows("each claim off", list(knockouts.claims_off(question)))
        take_together("each bundle off", list(knockouts.bundles_off(question)))
    if SHAPLEY in wish.methods:
        pairs = [asks_of(order, replicate) for replicate, order in enumerate(drawn)]
        some = take("Shapley effects, first orders", pairs[:FIRST_ORDERS])
        plan.orders = drawn[: some if some >= FEWEST_ORDERS else 0]
    plan.search = SETS in wish.methods
    if plan.search:
        plan.for_sets = min(SETS_TRIED * 2 * wish.replicates, wish.budget - plan.runs)
    if KNOCKOUTS in wish.methods:
        take_together("each bundle alone", list(knockouts.bundles_alone(question)))
        take_rows("each claim alone", list(knockouts.claims_alone(question)))
    if SHAPLEY in wish.methods:
        begun = len(plan.orders) == FIRST_ORDERS
        more = take("Shapley effects, further orders", pairs[FIRST_ORDERS:], None if begun else 0)
        plan.orders = drawn[: len(plan.orders) + more]
    if plan.search:
        plan.for_sets = wish.budget - plan.runs
    return plan


def chosen_methods(text: str) -> tuple[str, ...]:
    """Read a comma list of methods; ExperimentError with the nearest word."""
    words = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    for word in words:
        if word not in METHODS:
            raise ExperimentError(f"--methods {word}: there is none{guess(word, METHODS)}")
    if not words:
        raise ExperimentError(f"--methods: name at least one of {', '.join(METHODS)}")
    return words
