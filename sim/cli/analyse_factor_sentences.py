"""What sensitivity tables and sets of claims say in a sentence or two."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.cli.analyse_sentences import records
from sim.cli.analyse_words import between, listing, unit_of_change, value
from sim.cli.screen import count, percent

if TYPE_CHECKING:
    import pandas

    from sim.experiments.analysis import Quantity
    from sim.experiments.analysis.claims import Sets

CALLED = 3  # factors told one by one
MUCH_LUCK = 0.1  # of the variance of means, from which more replicates are called for
UNEVEN = 0.5  # sigma of mu*, from which effects differ much from one another
ONE_WAY = 0.9  # |mu| of mu*, from which nearly all effects have one sign
SETS_CALLED = 5


# ---------------------------------------------------------------- Morris
def effects_say(rows: "pandas.DataFrame", quantity: "Quantity") -> Iterator[str]:
    """Say which factors move the outcome most, and which cannot be told from luck."""
    clear = [row for row in records(rows) if row["mu_star_low"] > 0]
    what = "the difference" if quantity.paired else "it"
    for row in clear[:CALLED]:
        steady = abs(row["mu"]) >= ONE_WAY * row["mu_star"]
        way = ("upwards" if row["mu"] > 0 else "downwards") if steady else "upwards or downwards as the others stand"
        steadily = "" if row["sigma"] < UNEVEN * row["mu_star"] else "; how far hangs on the other factors"
        yield (
            f"{row['factor']} moves {what} by {value(row['mu_star'], quantity, False)} "
            f"({between(row['mu_star_low'], row['mu_star_high'], quantity, False)}) {unit_of_change(quantity)} "
            f"over its whole range, {way}{steadily}."
        )
    idle = [str(row["factor"]) for row in records(rows) if row["mu_star"] == 0]
    unclear = [str(row["factor"]) for row in records(rows) if row["mu_star"] > 0 and not row["mu_star_low"] > 0]
    if unclear:
        yield f"Cannot be told from luck: {listing(unclear)}."
    if idle:
        yield f"Exactly no effect, in any run: {listing(idle)}."
    yield from dropped(rows, "trajectory", "trajectories")


def dropped(rows: "pandas.DataFrame", one: str, many: str) -> Iterator[str]:
    """Say what was dropped for want of values."""
    about = rows.attrs
    if about["dropped"] or about["left_out"]:
        yield (
            f"Dropped: {about['dropped']} {one if about['dropped'] == 1 else many} in which no replicate has a value "
            f"in every run; besides, in {about['left_out']:,} cases a replicate was left out of one {one}."
        )


# ---------------------------------------------------------------- Sobol'
def indices_say(rows: "pandas.DataFrame") -> Iterator[str]:
    """Say where the variance comes from, and how much of it is luck."""
    about = rows.attrs
    if rows["ST"].isna().all():
        yield "It is the same at every point, or too few groups of runs are complete: no variance to share out."
        return
    clear = [row for row in records(rows) if row["ST_low"] > 0]
    for row in clear[:CALLED]:
        yield (
            f"{row['factor']} makes {percent(max(row['S1'], 0))} of the variance over points alone, and "
            f"{percent(row['ST'])} ({percent(max(row['ST_low'], 0))} to {percent(row['ST_high'])}) with all that it "
            "does together with others."
        )
    if clear:
        alone = float(rows["S1"].clip(lower=0).sum())
        yield f"Alone, the factors make {percent(min(alone, 1))} of it; the rest comes from their acting together."
    idle = [str(row["factor"]) for row in records(rows) if row["ST_low"] <= 0]
    if idle:
        yield f"Cannot be told from nothing: {listing(idle)}."
    if about["blocks"] > 1:
        blocks = f"Intervals take luck from {about['blocks']} disjoint blocks of replicates."
    else:
        blocks = "Replicates are too few for blocks (it takes five): intervals leave luck out."
    yield f"{luck_says(about['noise_share'], about['noise_left'])}{blocks}"
    yield from dropped(rows, "group of rows", "groups of rows")


def luck_says(runs: float, means: float) -> str:
    """Say how much of the variance of runs, and of means over points, is luck."""
    told = f"Of the variance of single runs {percent(runs)} is luck" if runs == runs else ""
    if means != means:
        return f"{told}. " if told else ""
    less = "; with more replicates it would be less" if means > MUCH_LUCK else ""
    return f"{told}; of that of means over design points {percent(min(means, 1))}{less}. "


# ---------------------------------------------------------------- Shapley
def additions_say(rows: "pandas.DataFrame", quantity: "Quantity") -> Iterator[str]:
    """Say what all factors make together, and which add most."""
    about = rows.attrs
    yield (
        f"With none of them it is {value(about['none'], quantity)}, with all {value(about['all'], quantity)}: "
        f"the effects sum to {value(about['all'] - about['none'], quantity, True)} {unit_of_change(quantity)}, on "
        f"{count(about['used'], 'replicate')} with a value in every one of {about['sets']:,} sets."
    )
    clear = [row for row in records(rows) if row["low"] > 0 or row["high"] < 0]
    told = [
        f"{row['factor']} {value(row['effect'], quantity, True)} ({between(row['low'], row['high'], quantity, True)})"
        for row in clear[:CALLED]
    ]
    yield f"Most comes from {'; '.join(told)}." if told else "No single one's part can be told from nothing."
    idle = [str(row["factor"]) for row in records(rows) if row["low"] <= 0 <= row["high"]]
    if idle and told:
        yield f"Cannot be told from nothing: {listing(idle)}."


# ---------------------------------------------------------------- sets
def sets_say(found: "Sets") -> Iterator[str]:
    """Say which sets carry the conclusion, whether more claims ever break it, and what it cannot do without."""
    about, rows = found.sets.attrs, found.sets
    conclusion, minimal = f"“{about['conclusion']}”", [str(each) for each in rows.loc[rows["minimal"], "set"]]
    if about["with_all_off"]:
        yield f"{conclusion} holds with every claim off: the background carries it, and none is needed."
    elif minimal:
        yield f"Enough for {conclusion}, all other claims off: {ways(minimal)}. No smaller set surely is."
    else:
        yield f"No set of these claims surely carries {conclusion}, {about['sets']:,} of them tried."
    unsure = about["unsure"]
    yield (
        f"It surely holds in {about['holding']:,} of {about['sets']:,} sets"
        f"{f'; in {unsure:,} these runs cannot tell' if about['unsure'] else ''}."
    )
    if about["sure_drops"]:
        primes = [str(each) for each in rows.loc[rows["prime_implicant"], "set"]]
        yield (
            f"More claims do not always help: in {about['sure_drops']:,} of {about['steps']:,} steps one more claim "
            f"breaks it. Enough whatever the claims not named are: {ways(primes)}."
        )
    elif about["drops"]:
        yield f"In {about['drops']:,} of {about['steps']:,} steps one more claim makes it less sure; none breaks it."
    if about["with_all_on"] and len(found.cuts):
        yield f"With all other claims on, it is lost without {ways([str(each) for each in found.cuts['set']])}."


def ways(sets: list[str]) -> str:
    """Write sets as alternatives."""
    shown = "; or ".join(f"({each})" if " + " in each and len(sets) > 1 else each for each in sets[:SETS_CALLED])
    return f"{shown}; or {len(sets) - SETS_CALLED} more" if len(sets) > SETS_CALLED else shown
