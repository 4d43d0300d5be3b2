"""The short answer: a paragraph of sober sentences, each composed from the numbers of one table."""

import math
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sim.compare import HIGHER, LOWER, NOWHERE, OPEN, SAME, TOO_FEW
from sim.numerals import count, number, percent, spread
from viz.figures import boxes, morris, sets, sobol, tornado, waterfall
from viz.figures.converge import WIDEST
from viz.figures.dots import BASES
from viz.figures.forest import in_numbers
from viz.figures.naming import Cells, factor_name, level_name, scenario_title
from viz.figures.subject import Subject, condition, subject
from viz.report.findings import Findings, frame_of

if TYPE_CHECKING:
    import pandas

CAVEAT = "This explores an argument; it predicts nothing."
ALL_OFF = "all off"
HALF = 0.5  # of the points in a box, from where on it is worth naming
LISTED = 3  # factors or sets named one by one
PHRASES = {
    HIGHER: "clearly higher in the first",
    LOWER: "clearly lower in the first",
    SAME: "no difference that matters",
    OPEN: "undecided with these runs",
    TOO_FEW: "too few runs to judge",
    NOWHERE: "in no run",
}
DATES = {HIGHER: "clearly later in the first", LOWER: "clearly earlier in the first"}


def answer(found: Findings) -> str:
    """Return the paragraph that stands on top of a report; nothing if there is no table to speak of."""
    return " ".join(sentences(found))


def sentences(found: Findings) -> Iterator[str]:
    """Yield what each table says, the lead first."""
    if "diff" in found.tables:
        yield from of_differences(found.tables["diff"], found)
    elif "ci" in found.tables:
        yield from of_means(found.tables["ci"], found)
    for method, say in SAY.items():
        if method in found.tables:
            table = found.tables[method]
            yield from say(table, subject(frame_of(table), found.manifest), found)
    if not found.complete:
        yield f"{found.runs - found.there:,} of {count(found.runs, 'run')} are not there yet: all this may still move."


# ---------------------------------------------------------------- what happens
def of_means(table: "pandas.DataFrame", found: Findings) -> Iterator[str]:
    """Say what an outcome comes to in each scenario, at the base if there is one."""
    of, rows = subject(table, found.manifest), based(table)
    what = f"“{of.outcome.title}”"
    if table["point"].nunique() == 1 or len(rows) < len(table):
        told = "; ".join(
            f"{of.amount(row['mean'])} in “{scenario_title(row['scenario'], found.manifest)}” "
            f"({spread(row['low'], row['high'], of.outcome.digits)})"
            for row in rows.to_dict("records")
        )
        held = "With everything as held, " if len(rows) < len(table) else ""
        yield f"{held}{what} comes to {told}."
        return
    ends = [of.amount(float(each)) for each in (table["mean"].min(), table["mean"].max())]
    points = count(table["point"].nunique(), "design point")
    yield f"Over {points} {what} comes to anything from {ends[0]} to {ends[1]}."


def of_differences(table: "pandas.DataFrame", found: Findings) -> Iterator[str]:
    """Say how the first scenario differs from each other: at the base, over all points, and with all off."""
    of, base = subject(table, found.manifest), based(table)
    phrases = PHRASES | DATES if of.outcome.unit == "week" else PHRASES
    digits, what = of.outcome.digits, f"“{of.outcome.title}”"
    for other, every in table.groupby("b", sort=False):
        titles = [f"“{scenario_title(each, found.manifest)}”" for each in (str(every["a"].iloc[0]), str(other))]
        here = base[base["b"] == other]
        if len(here) == 1:
            row: Cells = here.iloc[0].to_dict()
            held = "" if len(every) == 1 else "With everything as held, "
            yield (
                f"{held}{what} comes to {of.amount(row['mean_a'])} in {titles[0]} and {of.amount(row['mean_b'])} in "
                f"{titles[1]}: a difference of {in_numbers(row, 'difference', digits)}, {phrases[row['word']]}."
            )
        if len(every) > 1:
            counted = Counter(str(each) for each in every["word"])
            words = [f"{phrases[word]} at {counted[word]:,}" for word in phrases if counted[word]]
            points = count(len(every), "design point")
            same = next(iter(counted)) if len(counted) == 1 else ""
            spoken = f"{phrases[same]} at all of them" if same else ", ".join(words)
            if len(here) == 1:
                yield f"Over {points} it is {spoken}."
            else:
                ends = [number(float(each), digits, sign=True) for each in lowest_and_highest(every["difference"])]
                between = f"{titles[0]} and {titles[1]} by {' to '.join(ends)}"
                yield f"Over {points} {what} differs between {between}: {spoken}."
        if len(off := every[every["label"] == ALL_OFF]) == 1:
            row = off.iloc[0].to_dict()
            yield (
                f"With all of what is varied off the difference is {in_numbers(row, 'difference', digits)}, "
                f"{phrases[row['word']]}: that much is background and no claim’s doing."
            )


def lowest_and_highest(values: "pandas.Series[float]") -> tuple[float, float]:
    """Return the ends of what there is."""
    return float(values.min()), float(values.max())


def based(table: "pandas.DataFrame") -> "pandas.DataFrame":
    """Return the rows of the point in which everything is as held; all rows if there is none, or only one point."""
    base = table[table["label"].isin(BASES)]
    return base if len(base) else table


# ---------------------------------------------------------------- what it comes from
def named(name: object, found: Findings) -> str:
    """Return a factor's name in quotation marks."""
    return f"“{factor_name(str(name), found.manifest)}”"


def of_changes(table: Any, of: Subject, found: Findings) -> Iterator[str]:
    """Say which single change moves the result most, and how many move it by what matters."""
    groups = tornado.ordered(table)
    if not groups:
        return
    name, rows = groups[0]
    row = max(rows.to_dict("records"), key=lambda each: abs(each["change"]))
    matter = sum(bool(each["word"].isin([HIGHER, LOWER]).any()) for _, each in groups)
    level = level_name(name, str(row["level"]), found.manifest)
    how = "Switched off alone" if level == "off" else f"Changed alone (to {level})"
    yield f"{how}, {named(name, found)} moves it most, by {in_numbers(row, 'change', of.outcome.digits)}."
    many = "None" if not matter else "All" if matter == len(groups) else f"{matter:,}"
    verb = "moves" if matter < 2 else "move"
    factors = count(len(groups), "factor")
    yield f"{many} of the {factors} clearly {verb} it by what matters, {of.outcome.sesoi:g} or more."


def of_effects(table: Any, of: Subject, found: Findings) -> Iterator[str]:
    """Say what the factors add between none and all."""
    rows, sign = waterfall.ordered(table), of.is_difference
    if not len(rows):
        return
    none, every = (number(float(table.attrs[each]), of.outcome.digits, sign=sign) for each in ("none", "all"))
    sure = rows[(rows["low"] > 0) | (rows["high"] < 0)]
    told = ", ".join(
        f"{named(row['factor'], found)} {in_numbers(row, 'effect', of.outcome.digits)}"
        for row in sure.head(LISTED).to_dict("records")
    )
    most = f"most is added by {told}" if told else "no single part can be told from nothing"
    yield f"From {none} with none of the factors on to {every} with all on, {most} (Shapley effects)."


def of_sets(table: Any, of: Subject, found: Findings) -> Iterator[str]:
    """Name the smallest sets that are enough."""
    rows, goal = sets.shown(table.sets), condition(table.sets)
    if table.sets.attrs["with_all_off"]:
        yield f"That {goal} needs none of the factors: it is so with all of them off."
    elif len(rows):
        each = [sets.asked(row["set"], not row["prime_implicant"]) for row in rows.to_dict("records")]
        told = "; ".join(f"“{sets.in_words(one, found.manifest)}”" for one in each[:LISTED])
        enough = "is" if len(rows) == 1 else "are"
        yield f"{count(len(rows), 'set')} of factors {enough} enough for it that {goal}, the smallest: {told}."


def of_screening(table: Any, of: Subject, found: Findings) -> Iterator[str]:
    """Say how many factors stand out, and which most."""
    rows = morris.ordered(table)
    sure = [row for row in rows.to_dict("records") if morris.above(row)]
    told = ", ".join(named(row["factor"], found) for row in sure[:LISTED])
    most = f", most of all {told}" if told else ""
    yield f"{len(sure):,} of {count(len(rows), 'factor')} stand out from the noise{most}."


def of_indices(table: Any, of: Subject, found: Findings) -> Iterator[str]:
    """Say where the variance comes from."""
    rows = sobol.ordered(table)
    if not len(rows):
        return
    told = ", ".join(
        f"{named(row['factor'], found)} {percent(max(row['S1'], 0))} by itself and {percent(row['ST'])} with all it "
        "takes part in"
        for row in rows[rows["ST_low"] > 0].head(LISTED).to_dict("records")
    )
    luck = float(table.attrs.get("noise_share", math.nan))
    single = "" if math.isnan(luck) else f"; of that of single runs, {percent(luck)} is luck"
    makes = f"{told} make up the most" if told else "no factor’s part can be told from nothing"
    yield f"Of the variance over design points, {makes}{single}."


def of_boxes(table: Any, of: Subject, found: Findings) -> Iterator[str]:
    """Say where it holds."""
    rows = table.boxes
    if not len(rows):
        return
    first = rows[rows["box"] == rows["box"].min()].sort_values("quasi_p", kind="stable")
    sure = first[first["quasi_p"] < boxes.BY_CHANCE]
    limits = ", ".join(
        f"{named(row['factor'], found)} {boxes.limit_words(row, found.manifest)}"
        for row in sure.head(LISTED).to_dict("records")
    )
    more = len(first) - min(len(sure), LISTED)
    limits += f" and {count(more, 'further limit')}" if more else ""
    if not len(sure):
        yield f"No limit of a factor tells where {condition(rows)} better than chance would."
    else:
        found_there: Cells = boxes.chosen_of(table, rows["box"].min()) or rows.attrs
        covered, dense = percent(found_there["coverage"]), percent(found_there["density"])
        if found_there["density"] < HALF:
            yield f"No corner of the assumptions tells where {condition(rows)}: in the best that is {dense} of points."
        else:
            yield f"With {limits}, {condition(rows)} at {dense} of points; {covered} of all such points lie there."


def of_widths(table: Any, of: Subject, found: Findings) -> Iterator[str]:
    """Say whether intervals are as narrow as what matters."""
    widest, sesoi, replicates = float(table[WIDEST].iloc[-1]), of.outcome.sesoi, int(table["replicates"].iloc[-1])
    if math.isnan(widest):
        return
    wide = number(widest, of.outcome.digits + 1)
    reach = f"With {count(replicates, 'replicate')} the widest interval reaches {wide} either way"
    if widest <= sesoi:
        yield f"{reach}, less than what matters ({sesoi:g})."
        return
    needed = math.ceil(replicates * (widest / sesoi) ** 2)
    yield f"{reach}, more than what matters ({sesoi:g}): some {needed:,} would be needed there."


SAY = {
    "tornado": of_changes,
    "shapley": of_effects,
    "sets": of_sets,
    "morris": of_screening,
    "sobol": of_indices,
    "prim": of_boxes,
    "converge": of_widths,
}
