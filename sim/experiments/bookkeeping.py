"""Who moved it: postings of the targets that bear on an outcome, by rule, over the run, by quarter and by week."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.compare import CONFIDENCE
from sim.table import Array

if TYPE_CHECKING:
    import pandas
    import xarray

QUARTER = 13  # weeks
BACKGROUND = "background"
MEMBERS = tuple(f"{who} who joined groups that never sign" for who in ("recruits", "switchers", "dislodged"))
GROUND = ("places captured", "places taken with a sponsor", "relief attempts", "sieges closed")
WAR = ("strength in the field, in fighters", "offensives called off", "offensives with a sponsor")
RULE = ("cap on rule, in places",)
BACKERS = ("backers who left", "backers who came back")
FLIGHT = ("people who fled", "people evacuated")

# What is posted that bears on an outcome, by its name without the window.
TARGETS: dict[str, tuple[str, ...]] = {
    "deaths": ("civilian deaths", *WAR),
    "deaths_without_reprisals": ("civilian deaths", *WAR),
    "reprisal_deaths": ("reprisal deaths",),
    "pacified": ("civilian deaths", *WAR, *GROUND),
    "pacified_strict": ("civilian deaths", *WAR, *GROUND),
    "pacified_week": ("civilian deaths", *WAR, *GROUND),
    "aleppo_held": (*GROUND, *WAR),
    "weeks_to_fall": (*GROUND, *WAR),
    "control": (*GROUND, *RULE),
    "ungoverned": ("places captured", *RULE),
    "area_regime": (*GROUND, *WAR),
    "turnover": (*GROUND, *WAR),
    "rad_share": (*MEMBERS, "recruits", "fighters who quit"),
    "rad_share_with_is": (*MEMBERS, "recruits", "fighters who quit"),
    "rad_fighters": (*MEMBERS, "recruits", "fighters who quit"),
    "rad_land": (*MEMBERS, "places captured"),
    "mainstream_left": (*MEMBERS, "recruits", "recruits with a sponsor", "fighters who quit"),
    "effective_number": MEMBERS,
    "betrayal": ("beliefs.betrayal",),
    "vindication": ("beliefs.vindication",),
    "at_ends_of_range": ("beliefs.betrayal", "beliefs.vindication", "beliefs.turkey_credibility"),
    "support": BACKERS,
    "support_ideology": ("money that changed clients", *BACKERS),
    "backers": BACKERS,
    "irremovability": ("pull on the belief that the ruler stays",),
    "willingness": ("the ruler's will to negotiate",),
    "broker": ("pull on Moscow's standing",),
    "normalised": ("states that normalised",),
    "credibility": ("beliefs.turkey_credibility",),
    "settled": ("settlements",),
    "displaced": FLIGHT,
    "outflow": FLIGHT,
    "returns": ("refugees who returned",),
    "refugees_abroad": (*FLIGHT, "refugees who returned"),
    "onward": ("refugees who moved onward",),
    "tension": ("hosts.tension",),
    "populism": ("electorates.populist_share",),
    "pro_kremlin": ("electorates.populist_share",),
}
SPANS = ("_short", "_long")
POSTED = {target for targets in TARGETS.values() for target in targets}
BETWEEN = " < "  # target and who moved it, in the name of a column
WHOLE = "whole run"


def targets_of(outcome: str) -> tuple[str, ...]:
    """Return the targets of postings that bear on an outcome."""
    return TARGETS[outcome.removesuffix(SPANS[0]).removesuffix(SPANS[1])]


def weekly_postings(results: "xarray.Dataset") -> "pandas.DataFrame":
    """Read who moved what, week by week: one row a run, one column a target and mover, each cell a list of weeks.

    Who moved nothing of a target in any of the runs has no column.
    """
    import pandas

    columns = {}
    if "postings" in results:
        book = results["postings"].transpose("target", "who", "run", "week").to_numpy()
        for target, movers in zip(results.target.to_numpy(), book, strict=True):
            for who, moved in zip(results.who.to_numpy(), movers, strict=True):
                if str(target) in POSTED and moved.any():
                    columns[f"{target}{BETWEEN}{who}"] = list(moved)
    return pandas.DataFrame(columns, index=range(results.sizes["run"]))


def ledger(
    rows: Sequence["pandas.DataFrame"], targets: Sequence[str], weeks: int
) -> dict[tuple[str, str], list[Array]]:
    """Return what was posted by target and mover: `(runs, weeks)` for each case in `rows`, weeks from 1 on."""
    found: dict[tuple[str, str], list[Array]] = {}
    columns = dict.fromkeys(str(name) for each in rows for name in each)
    for name in sorted(columns):
        target, _, who = name.partition(BETWEEN)
        if target in targets:
            found[target, who] = [posted(each, name, weeks) for each in rows]
    order = {target: at for at, target in enumerate(targets)}
    return dict(sorted(found.items(), key=lambda item: (order[item[0][0]], item[0][1] == BACKGROUND, item[0][1])))


def posted(rows: "pandas.DataFrame", name: str, weeks: int) -> Array:
    """Return one column as numbers, `(runs, weeks)`; a run that has none posted nothing."""
    nothing = np.zeros(weeks)
    if name not in rows:
        return np.tile(nothing, (len(rows), 1))
    cells = [nothing if isinstance(cell, float) else np.asarray(cell, dtype=float)[1:] for cell in rows[name]]
    return np.array(cells)


def bookkeeping(book: dict[tuple[str, str], list[Array]]) -> "pandas.DataFrame":
    """Return sums of postings over the run and over each quarter of 13 weeks, with 95 % intervals over replicates.

    One row a target, mover and span: means `a`, `b` and `difference` (A minus B, run by run), each with the bounds
    of Student's t; without B only `a`.
    """
    import pandas

    rows = []
    for (target, who), cases in book.items():
        for first, last in spans(cases[0].shape[1]):
            sums = [each[:, first - 1 : last].sum(axis=1) for each in cases]
            whole = (first, last) == (1, cases[0].shape[1])
            row: dict[str, object] = {"target": target, "who": who, "first_week": first, "last_week": last}
            row["span"] = WHOLE if whole else f"weeks {first}–{last}"
            for word, each in zip(("a", "b"), sums, strict=False):
                row |= with_bounds(word, each)
            if len(sums) > 1:
                row |= with_bounds("difference", sums[0] - sums[1])
            rows.append(row)
    return pandas.DataFrame(rows)


def spans(weeks: int) -> Iterator[tuple[int, int]]:
    """Yield first and last week of the whole run, then of each quarter."""
    yield 1, weeks
    for first in range(1, weeks + 1, QUARTER):
        if (first, min(first + QUARTER - 1, weeks)) != (1, weeks):
            yield first, min(first + QUARTER - 1, weeks)


def with_bounds(word: str, values: Array) -> dict[str, float]:
    """Return a mean and its 95 % interval (Student's t); no interval for a single run."""
    mean, low, high = bounds(values)
    return {word: float(mean), f"{word}_low": float(low), f"{word}_high": float(high)}


def bounds(values: Array) -> tuple[Array, Array, Array]:
    """Return means over runs with their 95 % intervals, each `(...)` of `(runs, ...)`; NaN bounds for a single run."""
    from scipy import stats

    runs, mean = len(values), values.mean(axis=0)
    if runs < 2:
        return mean, mean * np.nan, mean * np.nan
    reach = stats.t.ppf((1 + CONFIDENCE) / 2, runs - 1) * values.std(axis=0, ddof=1) / np.sqrt(runs)
    return mean, mean - reach, mean + reach


def week_by_week(book: dict[tuple[str, str], list[Array]]) -> "pandas.DataFrame":
    """Return mean postings of every week with 95 % intervals over replicates, as `bookkeeping` has them of spans.

    One row a target, mover and week.
    """
    import pandas

    frames = []
    for (target, who), cases in book.items():
        columns: dict[str, object] = {"target": target, "who": who, "week": np.arange(1, cases[0].shape[1] + 1)}
        series = dict(zip(("a", "b"), cases, strict=False))
        if len(cases) > 1:
            series["difference"] = cases[0] - cases[1]
        for word, each in series.items():
            columns |= dict(zip((word, f"{word}_low", f"{word}_high"), bounds(each), strict=True))
        frames.append(pandas.DataFrame(columns))
    return pandas.concat(frames, ignore_index=True) if frames else pandas.DataFrame()
