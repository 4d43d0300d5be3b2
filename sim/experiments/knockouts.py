"""What becomes of a contrast when a claim or a bundle is switched off, or stands alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.bundles import load_bundles
from sim.compare import CONFIDENCE, FEWEST_PAIRS, TOO_FEW, intervals, judge
from sim.experiments.game import NOBODY, Coalition, Game, Question, ask_all
from sim.table import Array

if TYPE_CHECKING:
    import pandas

ALL_ON, ALL_OFF, OFF, ALONE = "all on", "all off", "off", "alone on"
CLAIM, BUNDLE = "claim", "bundle"


@dataclass(frozen=True)
class Row:
    """A set of claims to look at, and how it came about: which claim or bundle is off, or on alone."""

    switched: str  # off, alone on, all on, all off
    kind: str
    name: str
    on: Coalition
    waits_for: tuple[str, ...] = ()  # what the claim lacks to have anything to read, with these on or before it went


def claims_off(question: Question) -> Iterator[Row]:
    """Yield a row for each claim and rival, switched off while all others stay on."""
    for claim in question.players:
        waits = question.waits_for(claim, question.everybody)
        yield Row(OFF, CLAIM, claim, question.everybody - {claim}, waits)


def bundles_off(question: Question) -> Iterator[Row]:
    """Yield a row for each bundle of which something is on, switched off as a whole."""
    for name, claims in bundles_on(question):
        yield Row(OFF, BUNDLE, name, question.everybody - claims)


def claims_alone(question: Question) -> Iterator[Row]:
    """Yield a row for each claim and rival, on while all others are off."""
    for claim in question.players:
        alone = frozenset({claim})
        yield Row(ALONE, CLAIM, claim, alone, question.waits_for(claim, alone))


def bundles_alone(question: Question) -> Iterator[Row]:
    """Yield a row for each bundle of which something is on, on while all others are off."""
    for name, claims in bundles_on(question):
        yield Row(ALONE, BUNDLE, name, claims)


def bundles_on(question: Question) -> Iterator[tuple[str, Coalition]]:
    """Yield the bundles with those of their claims that are on; a bundle without any is left out."""
    for name, bundle in load_bundles().bundles.items():
        if on := question.everybody & set(bundle.claims):
            yield name, on


def ends(question: Question) -> tuple[Row, Row]:
    """Return the two rows that everything is held against: all on, all off."""
    return Row(ALL_ON, "", "", question.everybody), Row(ALL_OFF, "", "", NOBODY)


def knockouts(game: Game, rows: Sequence[Row], replicates: int) -> "pandas.DataFrame":
    """Return one row a set: the contrast as in `compare`, and how it changes against all claims on.

    `change` is the contrast of the row minus that with all claims on, run by run with the same luck, with its
    95 % interval (see `intervals`); `change_word` judges it by the smallest effect of interest. `word_all_on`
    is the word of the contrast with all claims on, `breaks` whether the row's is another.
    """
    import pandas

    question = game.question
    game.fetch(ask_all([row.on for row in rows], replicates))
    every = (question.everybody, tuple(range(replicates)))
    whole, word = game.values([every])[0], game.contrast(every)["word"]
    found = []
    for row in rows:
        ask = (row.on, every[1])
        changed = change(game.values([ask])[0] - whole, question.outcome.yes_no, question.outcome.sesoi)
        of = game.contrast(ask)
        found.append(
            {"switched": row.switched, "kind": row.kind, "name": row.name}
            | {"claims_on": " ".join(sorted(row.on)), "waits_for": " or ".join(row.waits_for)}
            | of
            | changed
            | {"word_all_on": word, "breaks": of["word"] != word}
        )
    return pandas.DataFrame(found)


def change(difference: Array, yes_no: bool, sesoi: float) -> dict[str, object]:
    """Return the mean of paired changes with its 95 % interval and its word; runs without a value are left out."""
    difference = difference[~np.isnan(difference)]
    nothing: dict[str, object] = {"change": np.nan, "change_low": np.nan, "change_high": np.nan, "change_word": TOO_FEW}
    if len(difference) < FEWEST_PAIRS:
        return nothing
    bounds = intervals(difference, yes_no)
    return {
        "change": float(difference.mean()),
        "change_low": bounds[CONFIDENCE][0],
        "change_high": bounds[CONFIDENCE][1],
        "change_word": judge(difference, bounds, sesoi),
    }
