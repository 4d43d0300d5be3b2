"""Fan chart: how a weekly series goes in each scenario, its median and where half and nine tenths of runs lie."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.dates import day_of
from sim.experiments.sweep.folder.manifest import Manifest, SeriesRecord
from sim.numerals import count, number
from viz.figures.canvas import NothingToDrawError, house, label, page, settled, ticks
from viz.figures.marks import keys_of_scenarios
from viz.figures.naming import scenario_title
from viz.figures.subject import provenance
from viz.style import MUTED, SMALL, TINY, Look, looks

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 8  # series in one figure; the others stay in the table
PANEL = 1.75  # inches

YEAR = 52  # weeks between the dates along the axis
FINE, SMALL_NUMBERS = 2, 10.0  # digits of series that stay below that
PERCENTILES = ("p5", "p25", "p50", "p75", "p95")


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw a panel a series: `table` has one row a series, scenario and week, and the percentiles of runs.

    Raises NothingToDrawError where no series was kept.
    """
    with house():
        return _draw(table, manifest)


def series_of(table: "pandas.DataFrame", manifest: Manifest) -> list[SeriesRecord]:
    """Return the series that move, in the order in which they are kept."""
    there = set(table.loc[table["p50"].notna(), "series"])
    return [each for each in manifest.series if each.name in there]


def _draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    every = series_of(table, manifest)
    if not every:
        raise NothingToDrawError("weekly series: none was kept, or none has a value")
    kept = every[:MOST]
    scenarios = list(dict.fromkeys(table["scenario"]))
    columns = 1 if len(kept) == 1 else 2
    lines = math.ceil(len(kept) / columns)
    panel = PANEL * (1.6 if columns == 1 else 1)
    left = len(every) - len(kept)
    subtitle = "Line: median of runs; dark band: the middle half of them; light band: nine tenths."
    subtitle += f" Runs {table.attrs['at']}." if "at" in table.attrs else ""
    subtitle += f" {count(left, 'further series')} in the table." if left else ""
    keys = keys_of_scenarios(scenarios, manifest, 2)
    title = kept[0].about if len(kept) == 1 else "Week by week"
    title = f"{title[:1].upper()}{title[1:]} ({kept[0].unit})" if len(kept) == 1 else title
    figure = page(lines * (panel + 0.35) + 0.3, title, subtitle, provenance(table, manifest), keys)
    panels = figure.subplots(lines, columns, sharex=True, squeeze=False)
    look = looks(each.name for each in manifest.scenarios)
    for axes, of in zip(panels.flat, kept, strict=False):
        for scenario in scenarios:
            here = (table["series"] == of.name) & (table["scenario"] == scenario)
            _fan(axes, table[here].sort_values("week"), look[scenario])
        if len(kept) > 1:
            axes.set_title(label(f"{of.about} ({of.unit})", 50), loc="left", size=SMALL)
        ticks(axes.yaxis)
        axes.grid(axis="y")
        dates(axes, int(table["week"].max()))
    for axes in panels.flat[len(kept) :]:
        axes.set_visible(False)
    for axes in panels.flat[max(0, len(kept) - columns) : len(kept)]:  # the lowest in each column
        axes.tick_params(labelbottom=True)
        axes.set_xlabel("week, and the Monday it begins on", size=SMALL, color=MUTED)
    return settled(figure)


def _fan(axes: "Axes", found: "pandas.DataFrame", drawn: Look) -> None:
    weeks = found["week"].to_numpy()
    for low, high, strength in (("p5", "p95", 0.13), ("p25", "p75", 0.28)):
        axes.fill_between(weeks, found[low], found[high], color=drawn.colour, alpha=strength, lw=0)
    axes.plot(weeks, found["p50"], color=drawn.colour, ls=drawn.dash, lw=1.8)
    every = max(1, len(weeks) // 6)
    axes.plot(
        weeks[::every], found["p50"].to_numpy()[::every], drawn.marker, color=drawn.colour, ms=4, mec="white", mew=0.5
    )


def dates(axes: "Axes", last: int) -> None:
    """Write weeks with their dates, one a year or, in short runs, a quarter."""
    step = YEAR if last > YEAR else max(1, YEAR // 4)
    shown = range(0, last + 1, step)
    names = [f"{week}\n{day_of(week).strftime('%b %Y')}" for week in shown]
    axes.set_xticks(list(shown), names, size=TINY)
    axes.set_xlim(0, max(1, last))


def ends(table: "pandas.DataFrame", series: str, scenarios: Iterable[str]) -> list[tuple[str, dict[str, float]]]:
    """Return the percentiles of a series in its last week, by scenario."""
    of = table[table["series"] == series]
    last = of[of["week"] == of["week"].max()].set_index("scenario")
    return [
        (each, {name: float(last.at[each, name]) for name in PERCENTILES}) for each in scenarios if each in last.index
    ]


def digits_of(table: "pandas.DataFrame", series: str) -> int:
    """Return how many digits after the point a series is written with: shares have two, people none."""
    most = float(table.loc[table["series"] == series, "p95"].abs().max())
    return FINE if most < SMALL_NUMBERS else 0


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    told = []
    for of in series_of(table, manifest)[:MOST]:
        digits = digits_of(table, of.name)
        each = "; ".join(
            f"{scenario_title(scenario, manifest)} median {number(at['p50'], digits)} "
            f"({number(at['p5'], digits)} to {number(at['p95'], digits)} in nine tenths of runs)"
            for scenario, at in ends(table, of.name, dict.fromkeys(table["scenario"]))
        )
        told.append(f"{of.about} ({of.unit}), last week: {each}")
    return f"Week by week. {'. '.join(told)}."
