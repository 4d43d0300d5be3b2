"""Why: what is asked of a difference between two worlds, and the study that finds out, part by part."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from sim.experiments import bookkeeping, knockouts
from sim.experiments.bookkeeping import weekly_postings
from sim.experiments.budget import METHODS, Plan, Wish, make_plan
from sim.experiments.explanation import CONCLUSIONS, Explanation, carry_out
from sim.experiments.game import Ask, Case, Game, Question, ask_all
from sim.experiments.knockouts import ALONE, OFF, Row
from sim.experiments.points import Point
from sim.experiments.runner import evaluate
from sim.experiments.shapley import FEWEST_ORDERS, shapley
from sim.outcomes import OUTCOMES, Outcome
from sim.scenario import WEEKS
from viz.screen.standing import Standing, in_chunks, needs_of_orders, needs_of_rows
from viz.screen.tables import kept
from viz.screen.why_texts import texts
from viz.screen.worlds import World

if TYPE_CHECKING:
    import pandas

    from viz.service import Bench

Shown = Mapping[str, str | dict[str, bytes]]  # texts by part of the page, and `tables`
EVERY_PART = ("ends", "postings", "off", "effects", "alone", "sets")


@dataclass(frozen=True)
class Depth:
    """How thoroughly to look: pairs of runs for every set of claims, and most runs in all."""

    name: str
    title: str
    replicates: int
    budget: int


# The glance: what goes without each claim stands after some ten seconds of two cores, all of it after half a minute.
# The last is what `aftermath explain` does if it is told nothing else.
DEPTHS = {
    each.name: each
    for each in (
        Depth("glance", "A first look", 8, 2_000),
        Depth("quick", "A closer look", 32, 6_000),
        Depth("full", "A thorough look", 64, 10_000),
    )
}
FIRST_DEPTH = "glance"


@dataclass(frozen=True)
class Why:
    """Where an outcome of A, held against B or against A with every claim off, comes from."""

    outcome: str
    one: World
    other: World | None
    random_seed: int
    depth: str = FIRST_DEPTH

    @property
    def about(self) -> Outcome:
        """The outcome."""
        return OUTCOMES[self.outcome]

    @property
    def weeks(self) -> int:
        """How long runs must be: as long as the outcome looks, else to the end."""
        return self.about.weeks[1] or WEEKS

    @property
    def question(self) -> Question:
        """What is to be explained."""
        cases = [Case(each.point.scenario, each.point.values) for each in (self.one, self.other) if each is not None]
        return Question(self.about, cases[0], cases[1] if len(cases) > 1 else None)

    @property
    def wish(self) -> Wish:
        """What is to be found out, and what it may cost."""
        of = DEPTHS[self.depth]
        return Wish(METHODS, of.replicates, of.budget, self.weeks, self.random_seed)

    @property
    def shallower(self) -> "tuple[Why, ...]":
        """The same question looked at less closely, the shallowest first."""
        names = list(DEPTHS)
        return tuple(replace(self, depth=each) for each in names[: names.index(self.depth)])

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two of them the same."""
        worlds = [None if each is None else each.identity for each in (self.one, self.other)]
        return ("why", self.outcome, *worlds, self.random_seed, self.depth)


@dataclass(frozen=True)
class Cost:
    """What a study takes: runs, at most so many more to search for sets, and how long each run is."""

    runs: int
    for_sets: int
    weeks: int


@lru_cache(maxsize=256)
def cost_of(why: Why) -> Cost:
    """Return what it takes to find out."""
    plan = make_plan(Game(why.question, nothing_to_run), why.wish)
    return Cost(plan.runs, plan.for_sets, why.weeks)


def nothing_to_run(points: Sequence[Point], replicates: Sequence[Sequence[int]]) -> "pandas.DataFrame":
    """Stand for runs where only their number is asked."""
    raise NotImplementedError


# ---------------------------------------------------------------- finding out
@dataclass
class Search:
    """A study under way: what is planned, and what is known of it."""

    why: Why
    bench: "Bench"
    game: Game
    plan: Plan
    posted: "list[pandas.DataFrame]"

    def known(self, rows: Sequence[Row], orders: int) -> Explanation:
        """Return what the runs so far say: of some rows, and of so many orders of the claims."""
        question, replicates = self.game.question, self.why.wish.replicates
        table = knockouts.knockouts(self.game, [*knockouts.ends(question), *rows], replicates)
        ends = len(knockouts.ends(question))
        effects = None
        if orders >= FEWEST_ORDERS:
            effects = shapley(question.players, self.plan.orders[:orders], self.game.values)
        book = bookkeeping.ledger(self.posted, bookkeeping.targets_of(question.outcome.name), self.why.weeks)
        sums = bookkeeping.bookkeeping(book) if self.posted else None
        weekly = bookkeeping.week_by_week(book) if self.posted else None
        found = table[ends:] if len(rows) else None
        return Explanation(question, self.plan, table[:ends], found, effects, None, sums, weekly)

    def fetch(self, words: str, asks: Sequence[Ask]) -> None:
        """Run what some sets of claims need."""
        self.bench.say(words)
        self.game.fetch(asks)

    def show(self, part: str, rows: Sequence[Row] = (), orders: int = 0) -> None:
        """Hand out what is known: all parts before this one are complete."""
        self.bench.show(shown(self.known(rows, orders), EVERY_PART[: EVERY_PART.index(part)]))


def find_out(why: Why, bench: "Bench") -> Shown:
    """Carry out a study: the same numbers as `aftermath explain` has for the same request."""
    standing = Standing(why.outcome, why.weeks, why.random_seed, bench)
    for each in why.shallower:
        standing.read_again(each.question, each.wish)
    game = Game(why.question, standing.fetch)
    plan = make_plan(game, why.wish)
    search = Search(why, bench, game, plan, [])
    bench.expect((plan.runs + plan.for_sets) * why.weeks)
    look_at_ends(search)
    orders = len(plan.orders)
    off = [each for each in plan.rows if each.switched == OFF]
    alone = [each for each in plan.rows if each.switched == ALONE]
    look_at_rows(search, "off", "switching off each claim, then each bundle", [], off, 0)
    look_at_orders(search, off)
    look_at_rows(search, "alone", "leaving each bundle or claim on alone", off, alone, orders)
    if game.contrast(everybody(search))["word"] not in CONCLUSIONS:
        bench.expect(-plan.for_sets * why.weeks)
    bench.say("searching for the smallest sets of claims")
    return shown(carry_out(game, why.wish, plan, search.posted), EVERY_PART)


def shown(found: Explanation, complete: Collection[str]) -> Shown:
    """Return what a page draws and, as `tables`, what `aftermath explain` would write to a file."""
    return {**texts(found, complete), "tables": kept(found.tables())}


def look_at_ends(search: Search) -> None:
    """Find out how A differs from B with all claims and with none, and who moved it."""
    question, why = search.game.question, search.why
    rows = knockouts.ends(question)
    search.fetch("all claims on, and all off", ask_all([each.on for each in rows], why.wish.replicates))
    search.show("postings")
    if search.plan.postings:
        search.bench.say("who moved it, week by week")
        search.posted = postings(question, why, search.bench)
        search.show("off")


def postings(question: Question, why: Why, bench: "Bench") -> "list[pandas.DataFrame]":
    """Run each world with all claims on, and return who moved what, week by week."""
    rows = evaluate(
        [each.point(question.everybody) for each in question.cases],
        why.wish.replicates,
        weeks=why.weeks,
        random_seed=why.random_seed,
        read=weekly_postings,
        postings=True,
        jobs=bench.hands,
        store=bench.store,
        progress=bench.progress,
    )
    return [rows.loc[[at]] for at in range(len(question.cases))]


def look_at_rows(search: Search, part: str, words: str, known: Sequence[Row], rows: Sequence[Row], orders: int) -> None:
    """Find out what becomes of the difference with other sets of claims on."""
    for met, asks in in_chunks(search.game, needs_of_rows(rows, search.why.wish.replicates)):
        search.fetch(words, asks)
        search.show(part, [*known, *rows[:met]], orders)


def look_at_orders(search: Search, known: Sequence[Row]) -> None:
    """Find out what each claim adds, averaged over orders."""
    for met, asks in in_chunks(search.game, needs_of_orders(search.plan.orders)):
        search.fetch("adding the claims one by one, in many orders", asks)
        search.show("effects", known, met)


def everybody(search: Search) -> Ask:
    """Return the question of all claims on."""
    return search.game.question.everybody, tuple(range(search.why.wish.replicates))
