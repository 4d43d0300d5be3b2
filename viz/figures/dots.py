"""Dot and whisker: the mean of an outcome in each scenario, and how sure of it the runs are."""

from typing import TYPE_CHECKING

import numpy as np

from sim.experiments.sweep.folder.manifest import Manifest
from sim.numerals import count, number, spread
from viz.figures.canvas import NothingToDrawError, height_of_rows, house, page, rows, settled, ticks
from viz.figures.marks import beside, keys_of_scenarios, looks_of
from viz.figures.naming import Cells, point_name, scenario_title
from viz.figures.subject import interval_words, provenance, subject
from viz.style import INK

if TYPE_CHECKING:
    import pandas
    from matplotlib.figure import Figure

BASES = ("all on", "base")  # what samplers call the point in which everything is as held
FEW = 16  # points that can each have a row; of more only their spread is drawn


def draw(table: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    """Draw means with intervals: each point, or where there are many how points lie in each scenario.

    `table` as of `analyse ci`. Raises NothingToDrawError where no run has a value.
    """
    found = table[table["mean"].notna()]
    if not len(found):
        raise NothingToDrawError(f"{subject(table, manifest).outcome.title}: no run has a value")
    few = found["point"].nunique() <= FEW
    with house():
        return _points(found, manifest) if few else _spreads(found, manifest)


def _points(found: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    of = subject(found, manifest)
    scenarios = list(dict.fromkeys(found["scenario"]))
    names, single = _names(found, manifest), found["point"].nunique() == 1
    per_row = 1 if single else len(scenarios)
    keys = [] if single else keys_of_scenarios(scenarios, manifest)
    subtitle = f"Dot: mean of runs; thick line: {interval_words(found)} of the mean"
    subtitle += "." if of.outcome.yes_no else "; thin line: where 90 % of runs lie."
    figure = page(height_of_rows(names, per_row), of.axis, subtitle, provenance(found, manifest), keys)
    axes = figure.add_subplot()
    look = looks_of(scenarios, manifest)
    order = list(dict.fromkeys(found["scenario"] if single else found["point"]))
    for row in found.to_dict("records"):
        at = order.index(row["scenario"] if single else row["point"])
        shift = 0.0 if single else (scenarios.index(row["scenario"]) - (len(scenarios) - 1) / 2) * 0.7 / len(scenarios)
        drawn = look[row["scenario"]]
        if not of.outcome.yes_no:
            axes.plot([row["p5"], row["p95"]], [at + shift] * 2, color=drawn.colour, lw=1, alpha=0.55)
        axes.plot([row["low"], row["high"]], [at + shift] * 2, color=drawn.colour, lw=3.2, solid_capstyle="butt")
        axes.plot(row["mean"], at + shift, drawn.marker, color=drawn.colour, ms=6, mec="white", mew=0.6)
        if single:
            beside(axes, at, _number(row, of.outcome.digits))
    rows(axes, names)
    ticks(axes.xaxis)
    axes.set_xlabel(of.unit)
    return settled(figure)


def _spreads(found: "pandas.DataFrame", manifest: Manifest) -> "Figure":
    of = subject(found, manifest)
    scenarios = list(dict.fromkeys(found["scenario"]))
    names = [scenario_title(each, manifest) for each in scenarios]
    points = count(found["point"].nunique(), "design point")
    base = found[found["label"].isin(BASES)]
    dot = (
        f"the mean with everything as held, and its {interval_words(found)}" if len(base) else "the mean of all points"
    )
    subtitle = f"Each stroke is the mean of one of {points}; dark line: the middle half of them; dot: {dot}."
    figure = page(len(names) * 0.6 + 0.7, of.axis, subtitle, provenance(found, manifest))
    axes = figure.add_subplot()
    look = looks_of(scenarios, manifest)
    for at, scenario in enumerate(scenarios):
        means = found.loc[found["scenario"] == scenario, "mean"].to_numpy(float)
        drawn = look[scenario]
        strength = float(np.clip(12 / len(means), 0.06, 0.5))
        axes.vlines(means, at - 0.3, at + 0.08, color=drawn.colour, lw=0.8, alpha=strength)
        axes.plot(np.percentile(means, [25, 75]), [at + 0.16] * 2, color=INK, lw=2, solid_capstyle="butt")
        here = base[base["scenario"] == scenario].to_dict("records")
        middle = here[0]["mean"] if here else means.mean()
        if here:
            axes.plot([here[0]["low"], here[0]["high"]], [at + 0.34] * 2, color=drawn.colour, lw=3.2)
        axes.plot(middle, at + 0.34, drawn.marker, color=drawn.colour, ms=7, mec="white", mew=0.8)
        beside(axes, at, _number(here[0], of.outcome.digits) if here else number(float(middle), of.outcome.digits))
    rows(axes, names)
    ticks(axes.xaxis)
    axes.set_xlabel(of.unit)
    return settled(figure)


def _names(found: "pandas.DataFrame", manifest: Manifest) -> list[str]:
    """What each row is called: its scenario where there is one point, else its point."""
    if found["point"].nunique() == 1:
        return [scenario_title(each, manifest) for each in dict.fromkeys(found["scenario"])]
    return [point_name(row, manifest) for row in found.drop_duplicates("point").to_dict("records")]


def _number(row: Cells, digits: int) -> str:
    return f"{number(row['mean'], digits)}  ({spread(row['low'], row['high'], digits)})"


def describe(table: "pandas.DataFrame", manifest: Manifest) -> str:
    """Say in words what the figure shows, for who cannot see it."""
    of = subject(table, manifest)
    told = []
    for scenario, each in table[table["mean"].notna()].groupby("scenario", sort=False):
        title, digits = scenario_title(str(scenario), manifest), of.outcome.digits
        if len(each) == 1:
            told.append(f"{title} {_number(each.iloc[0].to_dict(), digits)}")
        else:
            ends = spread(float(each["mean"].min()), float(each["mean"].max()), digits)
            told.append(f"{title} {number(float(each['mean'].mean()), digits)} on average over points, from {ends}")
    return f"{of.axis}: {'; '.join(told)}."
