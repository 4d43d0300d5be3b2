"""What tables by design point say in a sentence or two: means, differences, changes, convergence."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sim.cli.analyse_words import Cells, between, level_in_words, listing, named, unit_of_change, value
from sim.cli.screen import count
from sim.compare import HIGHER, LOWER, SAME
from sim.experiments.explain_words import DATES, PHRASES

if TYPE_CHECKING:
    import pandas

    from sim.experiments.analysis import Quantity

CALLED = 3  # changes told one by one


def phrase(word: str, quantity: "Quantity") -> str:
    """Say a word of a difference in a sentence; of dates, more is later."""
    return (PHRASES | DATES if quantity.outcome.unit == "week" else PHRASES)[word]


def records(rows: "pandas.DataFrame") -> list[dict[str, Any]]:
    """Return rows as plain cells."""
    return [{str(name): each for name, each in row.items()} for row in rows.to_dict("records")]


# ---------------------------------------------------------------- means
def means_say(rows: "pandas.DataFrame", quantities: "Sequence[Quantity]") -> Iterator[str]:
    """Say between which points means range, scenario by scenario."""
    for quantity in quantities:
        known = rows[(rows["scenario"] == quantity.of) & rows["mean"].notna()]
        if not len(known):
            yield f"{quantity.of}: no run has a value."
            continue
        least, most = records(known.loc[[known["mean"].idxmin(), known["mean"].idxmax()]])
        if value(least["mean"], quantity) == value(most["mean"], quantity):
            yield f"{quantity.of}: {mean(least, quantity)}{' at every design point' if len(known) > 1 else ''}."
        else:
            yield (
                f"{quantity.of}: from {mean(least, quantity)} at {named(least)} "
                f"to {mean(most, quantity)} at {named(most)}."
            )


def mean(row: Cells, quantity: "Quantity") -> str:
    """Write a mean with its interval."""
    return f"{value(row['mean'], quantity)} ({between(row['low'], row['high'], quantity)})"


# ---------------------------------------------------------------- differences
def differences_say(rows: "pandas.DataFrame", quantity: "Quantity") -> Iterator[str]:
    """Say at how many points A and B differ, and where most."""
    for other, some in rows.groupby("b", sort=False):
        against = f"Against {other}: " if rows["b"].nunique() > 1 else ""
        known = some[some["difference"].notna()]
        if not len(known):
            yield f"{against}no pair of runs has a value."
            continue
        if len(some) == 1:
            (row,) = records(some)
            yield f"{against}A − B is {difference(row, quantity)}: {phrase(row['word'], quantity)}."
            continue
        counted = Counter(some["word"])
        told = "; ".join(f"{phrase(word, quantity)} at {counted[word]:,}" for word in PHRASES if counted[word])
        yield f"{against}{'of' if against else 'Of'} {count(len(some), 'design point')}: {told}."
        (largest,) = records(known.loc[[known["difference"].abs().idxmax()]])
        yield f"A − B is largest at {named(largest)}: {difference(largest, quantity)}."


def difference(row: Cells, quantity: "Quantity") -> str:
    """Write a difference with its interval and unit."""
    told = f"{value(row['difference'], quantity, True)} ({between(row['low'], row['high'], quantity, True)})"
    return f"{told} {unit_of_change(quantity)}"


def pool_says(rows: "pandas.DataFrame", quantity: "Quantity") -> Iterator[str]:
    """Say how A and B differ over all points, and which factor's level turns that."""
    whole, *levels = records(rows)
    if whole["difference"] != whole["difference"]:
        yield "No pair of runs has a value."
        return
    yield (
        f"Over {count(whole['points'], 'design point')} A − B is {difference(whole, quantity)}: "
        f"{phrase(whole['word'], quantity)}."
    )
    turned: dict[str, list[str]] = {}
    for row in levels:
        if row["word"] != whole["word"]:
            where = level_in_words(row["factor"], row["level"])
            turned.setdefault(phrase(row["word"], quantity), []).append(where)
    if turned:
        yield f"It is otherwise {'; '.join(f'with {listing(some)}: {word}' for word, some in turned.items())}."
    elif levels:
        yield "No level of any factor, taken over all others, changes that word."


# ---------------------------------------------------------------- changes
def changes_say(rows: "pandas.DataFrame", quantity: "Quantity") -> Iterator[str]:
    """Say what the largest changes are, and which cannot be told from none."""
    clear = [row for row in records(rows) if row["word"] in (HIGHER, LOWER)]
    what = "the difference" if quantity.paired else "it"
    for row in clear[:CALLED]:
        goes = "rises" if row["change"] > 0 else "falls"
        yield (
            f"With {level_in_words(row['factor'], row['level'])} {what} {goes} by "
            f"{value(abs(row['change']), quantity, False)} ({size(row, quantity)}) {unit_of_change(quantity)}, "
            f"from {value(row['base'], quantity)} to {value(row['value'], quantity)}."
        )
    if len(clear) > CALLED:
        yield f"{len(clear) - CALLED} more changes are clear."
    if not clear:
        yield f"No single change moves {what} clearly."
    same = [row for row in records(rows) if row["word"] == SAME]
    if same:
        told = listing(list(dict.fromkeys(str(row["factor"]) for row in same)))
        yield f"No practical change from {told}: {smallest(quantity)} would matter."


def size(row: Cells, quantity: "Quantity") -> str:
    """Write the interval of a change's size."""
    low, high = (row["low"], row["high"]) if row["change"] > 0 else (-row["high"], -row["low"])
    return between(low, high, quantity, False).replace("–", " to ")


def smallest(quantity: "Quantity") -> str:
    """Write the smallest difference of interest."""
    return f"{value(quantity.outcome.sesoi, quantity, False)} {unit_of_change(quantity)}"


# ---------------------------------------------------------------- convergence
def convergence_says(rows: "pandas.DataFrame", quantity: "Quantity") -> Iterator[str]:
    """Say how wide intervals are by now, and how many replicates a wished width takes."""
    last = records(rows)[-1]
    if last["half_width"] != last["half_width"]:
        yield "No point has two runs with a value: there is no interval yet."
        return
    yield (
        f"With all {count(last['replicates'], 'replicate')} the half-width is "
        f"±{value(last['half_width'], quantity, False)} at the median point and "
        f"±{value(last['half_width_widest'], quantity, False)} at the widest; "
        f"{value(quantity.outcome.sesoi, quantity, False)} is the smallest difference of interest."
    )
    wished, enough = rows.attrs.get("wished"), rows.attrs.get("enough")
    if wished is None or enough is None:
        return
    now = last["replicates"]
    if enough <= now:
        yield f"That is within ±{wished:g} already."
    else:
        yield (
            f"For ±{wished:g} at the widest point some {enough:,} replicates would do, {enough - now:,} more than "
            "there are, if intervals go on shrinking with the root of their number."
        )
