"""What an explanation shows, as JSON: an answer in words, then every part of it as rows of numbers."""

import json
import math
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.bundles import load_bundles
from sim.claims import load_claims
from sim.experiments import explain_words
from sim.experiments.bookkeeping import BACKGROUND, WHOLE
from sim.experiments.knockouts import ALONE, BUNDLE, CLAIM, OFF
from sim.numerals import number, spread
from sim.rule import rules
from viz.screen.differing import SIGNS
from viz.titles import on_scale

if TYPE_CHECKING:
    import pandas

    from sim.experiments.explanation import Explanation

Texts = Mapping[str, str]  # by part of the page: answer, off, effects, moved
Cells = Mapping[Any, Any]
EXACT = 5  # significant figures of what is only drawn


@cache
def claims_text() -> str:
    """Return what every claim and every bundle says, as JSON."""
    bundles = {name: each.says for name, each in load_bundles().bundles.items()}
    return json.dumps({**{name: each.says for name, each in load_claims().items()}, **bundles}, ensure_ascii=False)


def texts(found: "Explanation", complete: Collection[str]) -> Texts:
    """Return all that is known, by part of the page; `complete` are the steps that are done."""
    return {
        "answer": dump(answer(found, complete)),
        "off": dump({**scale(found), "done": "off" in complete, "rows": knockouts(found)}),
        "effects": dump({**scale(found), "done": "effects" in complete, **effects(found)}),
        "moved": dump({"done": "postings" in complete, "targets": moved(found)}),
    }


def dump(what: object) -> str:
    """Write JSON in which no number is a NaN."""
    return json.dumps(clean(what), ensure_ascii=False, allow_nan=False)


def clean(what: Any) -> Any:
    """Return the same with None for what is no number."""
    if isinstance(what, Mapping):
        return {key: clean(each) for key, each in what.items()}
    if isinstance(what, list | tuple):
        return [clean(each) for each in what]
    if isinstance(what, float):
        return what if math.isfinite(what) else None
    return what


def scale(found: "Explanation") -> dict[str, Any]:
    """Return what a chart of differences needs beside its rows."""
    of = found.question.outcome
    return {"unit": on_scale(of.unit), "concludes": found.concludes, "sesoi": float(of.sesoi), "digits": of.digits}


# ---------------------------------------------------------------- the answer, in words
def answer(found: "Explanation", complete: Collection[str]) -> dict[str, Any]:
    """Return what can be said by now: of the difference, of what carries it, of what breaks it."""
    on, off = found.ends.to_dict("records")
    sets = () if found.sets is None else found.sets.claims
    searched = "sets" in complete
    return {
        **scale(found),
        "word": explain_words.phrase(found.word, found),
        "what": explain_words.what_is(found),
        "ends": [end(on, found), end(off, found)],
        "searched": searched,
        "carries": explain_words.what_carries(found) if searched else "",
        "sets": [sorted(each) for each in sets],
        "set_rows": set_rows(found),
        "broken": "off" in complete,
        "breaks": explain_words.what_breaks(found) if found.knockouts is not None and found.concludes else "",
        "breaking": breaking(found),
        "adds": explain_words.what_adds(found) if found.effects is not None else "",
        "waiting": explain_words.waiting(found),
        "left_out": left_out(found),
    }


def end(row: Cells, found: "Explanation") -> dict[str, Any]:
    """Return the difference with all claims on or off."""
    digits = found.question.outcome.digits
    means = {f"text_{side}": number(row[f"mean_{side}"], digits) for side in "ab"}
    return {**contrast(row, found), **means, "mean_a": row["mean_a"], "mean_b": row["mean_b"]}


def contrast(row: Cells, found: "Explanation") -> dict[str, Any]:
    """Return a difference with its interval and its word."""
    digits = found.question.outcome.digits
    return {
        **{name: float(row[name]) for name in ("difference", "low", "high")},
        "pairs": int(row["pairs"]),
        "text": number(row["difference"], digits, sign=True),
        "between": spread(row["low"], row["high"], digits, sign=True),
        "word": row["word"],
        "sign": SIGNS[row["word"]],
        "phrase": explain_words.phrase(row["word"], found),
    }


def breaking(found: "Explanation") -> list[str]:
    """Return the claims without which the word is another."""
    rows = [each for each in records(found.knockouts) if each["switched"] == OFF and each["kind"] == CLAIM]
    return [str(each["name"]) for each in rows if each["breaks"]] if found.concludes else []


def set_rows(found: "Explanation") -> list[dict[str, Any]]:
    """Return the sets that carry the conclusion, with what the difference comes to in them."""
    if found.sets is None:
        return []
    return [
        {"claims": sorted(claims), **contrast(row, found)}
        for claims, row in zip(found.sets.claims, records(found.sets.rows), strict=True)
    ]


def left_out(found: "Explanation") -> str:
    """Say what the budget did not reach for."""
    left = [f"{each.title} ({each.left_out} left out)" for each in found.plan.shares if each.left_out]
    return f"The limit on runs left no room for: {', '.join(left)}." if left else ""


# ---------------------------------------------------------------- rows
def records(table: "pandas.DataFrame | None") -> list[dict[Any, Any]]:
    """Return the rows of a table that may not be there."""
    return [] if table is None else table.to_dict("records")


def knockouts(found: "Explanation") -> list[dict[str, Any]]:
    """Return one row a claim or bundle that was switched off: how the difference changes, and what it is then."""
    rows = records(found.knockouts)
    alone = {each["name"]: each for each in rows if each["switched"] == ALONE and not each["waits_for"]}
    return [knockout(each, alone.get(each["name"]), found) for each in rows if each["switched"] == OFF]


def knockout(row: Cells, alone: Cells | None, found: "Explanation") -> dict[str, Any]:
    """Return one row of them; `alone` is the same claim or bundle on while all others are off."""
    digits = found.question.outcome.digits
    bundled = row["kind"] == BUNDLE
    members = load_bundles().bundles[row["name"]].claims if bundled else (row["name"],)
    return {
        "name": row["name"],
        "kind": row["kind"],
        "claims": sorted(found.question.everybody.intersection(members)),
        "value": float(row["change"]),
        "low": float(row["change_low"]),
        "high": float(row["change_high"]),
        "text": number(row["change"], digits, sign=True),
        "between": spread(row["change_low"], row["change_high"], digits, sign=True),
        "change_word": row["change_word"],
        "then": contrast(row, found),
        "alone": None if alone is None else contrast(alone, found),
        "waits": explain_words.waits_for(row["waits_for"]) if row["kind"] == CLAIM else "",
        "breaks": bool(row["breaks"]) and found.concludes,
        "luck": bool(row["change_low"] <= 0 <= row["change_high"]),
        "small": abs(row["change"]) < 0.5 * 10.0**-digits and not row["breaks"],
    }


def effects(found: "Explanation") -> dict[str, Any]:
    """Return the Shapley effect of every claim, and what they sum to."""
    if found.effects is None:
        return {"rows": [], "sum": "", "adds": ""}
    digits, of = found.question.outcome.digits, found.effects.attrs
    rows = [
        {
            "name": each["claim"],
            "kind": CLAIM,
            "claims": [each["claim"]],
            "value": float(each["effect"]),
            "low": float(each["low"]),
            "high": float(each["high"]),
            "se": float(each["se"]),
            "text": number(each["effect"], digits, sign=True),
            "between": spread(each["low"], each["high"], digits, sign=True),
            "luck": bool(each["low"] <= 0 <= each["high"]),
            "small": abs(each["effect"]) < 0.5 * 10.0**-digits,
        }
        for each in records(found.effects)
    ]
    told = explain_words.sum_line(found) if of["used"] else ""
    return {"rows": rows, "sum": told, "adds": explain_words.what_adds(found), "used": of["used"]}


# ---------------------------------------------------------------- who moved it
def moved(found: "Explanation") -> list[dict[str, Any]]:
    """Return who moved each target, week by week and over the run."""
    if found.sums is None or found.weekly is None or not len(found.sums):
        return []
    whole = found.sums[found.sums["span"] == WHOLE]
    weekly = {key: rows for key, rows in found.weekly.groupby(["target", "who"], sort=False)}
    by_target: dict[str, list[dict[str, Any]]] = {}
    for row in records(whole):
        line = weekly[row["target"], row["who"]]
        by_target.setdefault(str(row["target"]), []).append(mover(row, line))
    return [{"target": target, "movers": movers} for target, movers in by_target.items()]


def mover(row: Cells, line: "pandas.DataFrame") -> dict[str, Any]:
    """Return one mover: a claim's rule, or what agents do without any claim."""
    who = str(row["who"])
    sides = [each for each in ("a", "b", "difference") if each in row]
    return {
        "who": who,
        "claim": rules()[who].claim if who in rules() else "",
        "says": what_moves(who),
        "sums": {each: {"mean": row[each], "low": row[f"{each}_low"], "high": row[f"{each}_high"]} for each in sides},
        "weeks": {each: rounded(line[each].to_numpy().tolist()) for each in sides},
    }


def what_moves(who: str) -> str:
    """Say who a mover is."""
    if who == BACKGROUND:
        return "what agents do without any claim"
    return load_claims()[rules()[who].claim].says if who in rules() else who


def rounded(values: Sequence[float]) -> list[float]:
    """Return numbers as short as a drawing needs them."""
    return [float(f"{each:.{EXACT}g}") for each in values]
