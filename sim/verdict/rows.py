"""Verdicts as a table: one row a verdict, reading, number behind, or manipulation check."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sim.outcomes import Outcome
from sim.verdict.checks import Check
from sim.verdict.contrasts import Contrast, Level
from sim.verdict.judge import Judged
from sim.verdict.robustness import NOT_ASSESSED, Robustness
from sim.verdict.verdicts import Reading, Verdict

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    "kind", "number", "title", "reading", "window", "versus", "outcome", "claim", "word", "attribution", "robustness",
    "share_of_points", "points", "fall", "broken", "difference", "low", "high", "sesoi", "pairs", "null",
    "null_difference", "excess", "excess_low", "excess_high", "sentence",
)  # fmt: skip


def as_rows(
    verdicts: Mapping[str, Verdict],
    checks: Iterable[Check],
    robustness: Robustness | None,
    sentences: Mapping[str, str],
) -> "pandas.DataFrame":
    """Return everything that was found as rows; columns that do not apply are empty.

    `difference` with `low` and `high` is the number judged: fall minus broken, or a share of fall runs; `excess` is
    that number with claims minus the same without.
    """
    import pandas

    rows: list[dict[str, Any]] = []
    for number, verdict in verdicts.items():
        named = {"number": number, "title": verdict.forecast.title}
        rows.append({"kind": "verdict", **named, **summary(verdict, robustness), "sentence": sentences[number]})
        for reading in verdict.readings:
            where = named | {"reading": reading.kind, "window": reading.window}
            rows.append({"kind": "reading", **where, "word": reading.word, "attribution": reading.attribution})
            rows += [{**where, **row} for row in behind(reading)]
    rows += [check_row(each) for each in checks]
    return pandas.DataFrame(rows).reindex(columns=list(COLUMNS))


def summary(verdict: Verdict, robustness: Robustness | None) -> dict[str, Any]:
    """Return the cells of a verdict as a whole."""
    head = verdict.headline
    found = {"reading": head.kind, "window": head.window, "word": head.word, "attribution": head.attribution}
    if robustness is None:
        return found | {"robustness": NOT_ASSESSED}
    number = verdict.forecast.number
    return found | {
        "robustness": robustness.label(number, head.word),
        "share_of_points": robustness.shares[number].get(head.word, 0.0),
        "points": robustness.points,
    }


def behind(reading: Reading) -> Iterable[dict[str, Any]]:
    """Yield the rows behind a reading: its word against each broken siege, and every number."""
    for versus, word in reading.by_version.items():
        yield {"kind": "version", "versus": versus, "word": word}
    for each in reading.contrasts:
        yield contrast_row(each)
    if reading.level is not None:
        yield level_row(reading.level)


def contrast_row(of: Contrast) -> dict[str, Any]:
    """Return one contrast."""
    return {
        "kind": "contrast",
        "versus": of.versus,
        **outcome_cells(of.outcome),
        "word": of.word,
        "attribution": of.attribution,
        "fall": of.fall,
        "broken": of.broken,
        "pairs": of.pairs,
        **judged_cells(of.difference, of.excess),
        "null_difference": of.null.mean,
    }


def level_row(of: Level) -> dict[str, Any]:
    """Return one share of fall runs."""
    return {
        "kind": "share",
        **outcome_cells(of.outcome),
        "word": of.word,
        "attribution": of.attribution,
        "fall": of.share.mean,
        **judged_cells(of.share, of.excess),
        "null": of.null.mean,
    }


def check_row(of: Check) -> dict[str, Any]:
    """Return one manipulation check: `difference` is what the claims move where Aleppo falls."""
    return {
        "kind": "check",
        "title": of.outcome.title,
        "claim": of.claim,
        **outcome_cells(of.outcome),
        "word": of.word,
        "fall": of.on,
        "null": of.null,
        "difference": of.moved.mean,
        "low": of.moved.low,
        "high": of.moved.high,
    }


def outcome_cells(of: Outcome) -> dict[str, Any]:
    """Return what an outcome is called and what size matters."""
    return {"outcome": of.name, "sesoi": of.sesoi}


def judged_cells(found: Judged, excess: Judged) -> dict[str, Any]:
    """Return the number judged and its excess over the null."""
    return {
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
        "excess": excess.mean,
        "excess_low": excess.low,
        "excess_high": excess.high,
    }
