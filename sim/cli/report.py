"""What is shown or written of results: outcomes, contrasts, the report card, weekly series."""

from collections.abc import Iterable, Sequence

import pandas
import xarray

from sim.assumptions import load_assumptions
from sim.cli import screen
from sim.cli.options import Request
from sim.cli.output import Destination, write
from sim.compare import FEW_PAIRS, compare, summarise, unchanging
from sim.outcomes import OUTCOMES, Outcome, chosen, left_out, outcomes_of, weeks
from sim.report_card import report_card
from sim.scenario import load_scenario

PERCENTILES = {"p5": 0.05, "p50": 0.5, "p95": 0.95}


def headline(scenarios: Sequence[str], asked: Request) -> str:
    """Say in words what was run."""
    titles = " against ".join(load_scenario(each).title for each in scenarios)
    believed = load_assumptions(asked.assumptions).title
    changed = f", with {asked.overrides}" if asked.overrides else ""
    how_many = f"{screen.count(asked.replicates, 'run')} of {screen.count(asked.weeks, 'week')}"
    return f"{titles}. Assumptions: {believed}{changed}. {how_many}"


def show_outcomes(results: xarray.Dataset, scenario: str, asked: Request, quiet: bool) -> None:
    """Show the outcomes of one scenario as a table."""
    runs = without_repetition(outcomes_of(results))
    same = unchanging(runs)
    shown = [each for each in chosen() if each.name in runs and each.name not in same]
    screen.console().print(screen.run_table(summarise(runs), shown, headline([scenario], asked)))
    show_same(runs, same)
    explain(results, quiet, contrasts=False)


def show_same(runs: pandas.DataFrame, same: Sequence[str]) -> None:
    """Name the outcomes that are no finding, below the table that leaves them out."""
    these = [each for each in chosen(same) if each.name in runs]
    values = dict.fromkeys(
        f"{each.title.partition(', weeks')[0]} ({with_unit(runs[each.name].iloc[0], each)})" for each in these
    )
    if values:
        screen.console().print(f"The same in every run: {', '.join(values)}.")


def with_unit(value: float, outcome: Outcome) -> str:
    """Write one value of an outcome with its unit."""
    text = screen.number(value, outcome.digits)
    return f"week {text}" if outcome.is_date else f"{text}, {outcome.unit}"


def without_repetition(*runs: pandas.DataFrame) -> pandas.DataFrame:
    """Leave out deaths without reprisals where there were none: they would repeat the total."""
    names = [str(name) for name in runs[0] if "without_reprisals" in str(name)]
    same = [
        name
        for name in names
        if all((each[name] == each[name.replace("_without_reprisals", "")]).all() for each in runs)
    ]
    return runs[0].drop(columns=same)


def explain(results: xarray.Dataset, quiet: bool, contrasts: bool) -> None:
    """Gloss the table's terms, on standard error, and name what the runs are too short for."""
    if missing := too_long(left_out(results)):
        last = screen.count(int(results.week[-1]), "week")
        screen.say(f"Left out, since these runs last {last}: {missing}.", quiet)
    screen.say(f"{CONTRAST_WORDS if contrasts else RUN_WORDS} {TERMS}", quiet)
    if contrasts and results.sizes["run"] < FEW_PAIRS:
        screen.say(f"Fewer than {FEW_PAIRS} pairs: the intervals are rough; use --replicates.", quiet)


def too_long(outcomes: Iterable[Outcome]) -> str:
    """Name outcomes by the weeks they need, each once, whatever the number of its windows."""
    needs: dict[str, list[str]] = {}
    for each in outcomes:
        window = f"at least {each.last_week} weeks" if each.weeks[1] is None else weeks((each.weeks[0], each.last_week))
        needs.setdefault(f"{each.title.partition(', weeks')[0]} ({each.unit})", []).append(window)
    titles: dict[str, list[str]] = {}
    for title, windows in needs.items():
        titles.setdefault(" and ".join(windows), []).append(title)
    return "; ".join(f"over {windows}: {', '.join(names)}" for windows, names in titles.items())


TERMS = (
    "Read at the end of the run, unless weeks are given. Never-signing: armed groups that would sign no "
    "settlement. k: thousand, m: million."
)
RUN_WORDS = "90 % of runs: from the 5th to the 95th percentile. 95 % interval: how well these runs pin down the mean."
CONTRAST_WORDS = (
    "A − B: mean over pairs of runs with the same luck, with its 95 % interval. Higher, later, earlier: the interval "
    "leaves out 0 and the difference is large enough to matter. No (practical) difference: surely too small to "
    "matter. Undecided: neither."
)


def show_card(results: xarray.Dataset) -> None:
    """Show the report card."""
    title = "Beside the levels of 2016 (sources: seeds/figures/levels.csv)"
    screen.console().print(screen.card_table(report_card(results), title))


def show_contrasts(
    results: Sequence[xarray.Dataset],
    to: Destination,
    scenarios: Sequence[str],
    asked: Request,
    quiet: bool,
) -> None:
    """Compare the first scenario with each other one: a table each, or all rows together."""
    runs = [outcomes_of(each) for each in results]
    rows = []
    for name, other in zip(scenarios[1:], runs[1:], strict=True):
        contrasts = compare(runs[0], other)
        if to.on_screen:
            kept, same = without_repetition(runs[0], other), unchanging(runs[0], other)
            shown = [each for each in chosen() if each.name in kept and each.name not in same]
            title = f"A = {scenarios[0]}, B = {name}\n{headline([scenarios[0], name], asked)}"
            screen.console().print(screen.compare_table(contrasts, shown, title))
            show_same(kept, same)
        contrasts = contrasts.reset_index()
        contrasts.insert(0, "b", name)
        contrasts.insert(0, "a", scenarios[0])
        rows.append(contrasts)
    if to.on_screen:
        explain(results[0], quiet, contrasts=True)
    else:
        units = {name: each.unit for name, each in OUTCOMES.items() if name in runs[0]}
        write(pandas.concat(rows, ignore_index=True), to, asked.provenance(scenarios), units)


def write_outcomes(results: xarray.Dataset, to: Destination, scenario: str, asked: Request) -> None:
    """Write one row a run."""
    runs = outcomes_of(results)
    units = {str(name): OUTCOMES[str(name)].unit for name in runs}
    write(runs.reset_index(), to, asked.provenance([scenario]), units)


def write_card(results: xarray.Dataset, to: Destination, scenario: str, asked: Request) -> None:
    """Write the report card."""
    card = report_card(results)
    write(
        card.reset_index(),
        to,
        asked.provenance([scenario]),
        {str(name): str(unit) for name, unit in card["unit"].items()},
    )


def write_series(results: Sequence[xarray.Dataset], to: Destination, scenarios: Sequence[str], asked: Request) -> None:
    """Write one row a scenario, series and week: mean and percentiles over runs."""

    names = [str(name) for name in results[0] if results[0][name].dims == ("run", "week")]
    rows = []
    for scenario, found in zip(scenarios, results, strict=True):
        for name in names:
            values = found[name].astype(float)
            one = {"scenario": scenario, "series": name, "week": found.week.to_numpy()}
            one["mean"] = values.mean("run").to_numpy()
            one |= {word: values.quantile(share, "run").to_numpy() for word, share in PERCENTILES.items()}
            rows.append(pandas.DataFrame(one))
    units = {name: str(results[0][name].attrs["unit"]) for name in names}
    write(pandas.concat(rows, ignore_index=True), to, asked.provenance(scenarios), units)
