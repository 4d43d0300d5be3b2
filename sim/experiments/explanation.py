"""Why: what the runs of a plan say of a difference between two scenarios."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.compare import HIGHER, LOWER, SAME
from sim.experiments import bookkeeping, knockouts
from sim.experiments.budget import KNOCKOUTS, Plan, Wish
from sim.experiments.game import Coalition, Game, Question, ask_all
from sim.experiments.knockouts import Row
from sim.experiments.shapley import shapley
from sim.experiments.sufficient import BudgetError, Found, smallest_sets

if TYPE_CHECKING:
    import pandas

CONCLUSIONS = (HIGHER, LOWER, SAME)


@dataclass(frozen=True)
class Sets:
    """Which claims carry the conclusion `word`, and what their sets come to, as in `knockouts`."""

    word: str
    found: Found
    claims: tuple[Coalition, ...]
    rows: "pandas.DataFrame"


@dataclass(frozen=True)
class Explanation:
    """What was found; None for what was not asked or what the budget did not reach for.

    `ends` has the rows `all on` and `all off`; `sets` is None, too, where there is no conclusion to carry.
    """

    question: Question
    plan: Plan
    ends: "pandas.DataFrame"
    knockouts: "pandas.DataFrame | None"
    effects: "pandas.DataFrame | None"
    sets: Sets | None
    sums: "pandas.DataFrame | None"
    weekly: "pandas.DataFrame | None"

    @property
    def word(self) -> str:
        """The word of the contrast with all claims on."""
        return str(self.ends["word"].iloc[0])

    @property
    def concludes(self) -> bool:
        """Whether the contrast with all claims on is a conclusion that claims may carry or break."""
        return self.word in CONCLUSIONS

    def tables(self) -> dict[str, "pandas.DataFrame"]:
        """Return all that was found as tables of plain rows, by name."""
        import pandas

        found: dict[str, pandas.DataFrame | None] = {
            "contrast": self.ends,
            "knockouts": self.knockouts,
            "shapley": self.effects,
            "postings": self.sums,
            "postings_by_week": self.weekly,
            "budget": pandas.DataFrame([asdict(each) for each in self.plan.shares]),
        }
        if self.effects is not None:
            found["shapley_sum"] = pandas.DataFrame(
                [{"sum_of_effects": self.effects["effect"].sum(), **self.effects.attrs}]
            )
        if self.sets is not None:
            irreducible, tried = self.sets.found.irreducible, self.sets.found.tried
            status = {"irreducible": [each in irreducible for each in self.sets.claims]}
            found["sets"] = self.sets.rows.assign(**status, smallest_proved=self.sets.found.proved)
            rows = [{"claims_on": " ".join(sorted(each)), "carries": holds} for each, holds in tried.items()]
            found["sets_tried"] = pandas.DataFrame(rows)
        return {name: each for name, each in found.items() if each is not None}


def carry_out(game: Game, wish: Wish, plan: Plan, posted: Sequence["pandas.DataFrame"]) -> Explanation:
    """Return what the runs of a plan say, running those that nobody fetched yet.

    `posted`: the rows of `weekly_postings` of each case with all claims on, if the plan has them.
    """
    question = game.question
    game.fetch(plan.asks)
    table = knockouts.knockouts(game, plan.rows, wish.replicates)
    is_end = table["switched"].isin([knockouts.ALL_ON, knockouts.ALL_OFF])
    effects = shapley(question.players, plan.orders, game.values) if plan.orders else None
    sums = weekly = None
    if plan.postings:
        book = bookkeeping.ledger(posted, bookkeeping.targets_of(question.outcome.name), wish.weeks)
        sums, weekly = bookkeeping.bookkeeping(book), bookkeeping.week_by_week(book)
    return Explanation(
        question,
        plan,
        table[is_end],
        table[~is_end] if KNOCKOUTS in wish.methods else None,
        effects,
        find_sets(game, wish, plan, table, effects) if plan.search else None,
        sums,
        weekly,
    )


def find_sets(
    game: Game, wish: Wish, plan: Plan, table: "pandas.DataFrame", effects: "pandas.DataFrame | None"
) -> Sets | None:
    """Search for the sets that carry the conclusion; None if the contrast with all claims on is no conclusion."""
    question, left = game.question, plan.for_sets
    word = str(table["word"].iloc[0])
    if word not in CONCLUSIONS:
        return None

    def carries(sets: Sequence[Coalition]) -> Mapping[Coalition, bool]:
        nonlocal left
        asks = ask_all(sets, wish.replicates)
        cost = len(game.cost(asks))
        if cost > left:
            raise BudgetError
        left -= cost
        game.fetch(asks)
        return {claims: game.contrast((claims, some))["word"] == word for claims, some in asks}

    known = {row.on: holds for row, holds in zip(plan.rows, table["word"] == word, strict=True)}
    bundles = [row.on for row in knockouts.bundles_alone(question)]
    found = smallest_sets(question.players, rankings(question, table, effects), bundles, carries, known)
    shown = found.irreducible or ((found.unfinished,) if found.unfinished is not None else ())
    rows = [Row(knockouts.ALONE, "set", " ".join(sorted(each)), each) for each in shown]
    return Sets(word, found, shown, knockouts.knockouts(game, rows, wish.replicates))


def rankings(
    question: Question, table: "pandas.DataFrame", effects: "pandas.DataFrame | None"
) -> list[tuple[str, ...]]:
    """Return orders of the claims, those first that push most towards the contrast with all claims on.

    By Shapley effects, and by what their going takes away; by their numbers where neither is known.
    """
    towards = float(np.sign(table["difference"].iloc[0] - table["difference"].iloc[1])) or 1.0
    pushes: list[dict[str, float]] = []
    if effects is not None:
        pushes.append(dict(zip(effects["claim"], towards * effects["effect"], strict=True)))
    off = table[(table["switched"] == knockouts.OFF) & (table["kind"] == knockouts.CLAIM)]
    if len(off):
        pushes.append(dict(zip(off["name"], -towards * off["change"], strict=True)))
    found = [tuple(sorted(question.players, key=lambda each: -push.get(each, 0.0))) for push in pushes]
    return found or [question.players, question.players[::-1]]
