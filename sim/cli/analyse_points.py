"""The commands `analyse ci`, `diff`, `tornado` and `converge`: what runs come to, point by point."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import analyse_options as given
from sim.cli import options
from sim.cli.analyse_options import LEVEL, ask, draw, write
from sim.errors import ExperimentError

if TYPE_CHECKING:
    import pandas

    from sim.cli.analyse_options import Asked


def ci(
    directory: given.Directory,
    outcome: given.Outcome = None,
    of: given.Of = None,
    level: given.Level = LEVEL,
    where: given.Where = None,
    figure: given.Figure = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Show what runs come to at every design point: means with intervals, in every scenario.

    Example:  aftermath analyse ci RUNS --outcome rad_share_long --where C14=off
    """
    from sim.experiments.analysis import ci as means
    from sim.experiments.analysis import levels_of

    asked = ask("ci", directory, outcome, of, level, output, where, quiet)
    quantities = levels_of(asked.study.manifest, outcome) if of is None else [asked.quantity]
    rows = means(asked.study, quantities, asked.points, level)
    draw(figure, asked, rows)
    if not asked.to.on_screen:
        write(asked, {"ci": rows})
        return
    from sim.cli import analyse_screen as shown
    from sim.cli.analyse_sentences import means_say
    from sim.cli.analyse_words import heading, headline

    of_one = quantities[0]
    asked = replace(asked, quantity=of_one)
    columns = [
        shown.point_column(asked),
        *([shown.plain_column("Scenario", "scenario")] if len(quantities) > 1 else []),
        shown.plain_column("Runs", "runs", "right"),
        shown.number_column("Mean", "mean", of_one),
        shown.interval_column(heading(level, " of mean"), "low", "high", of_one),
        *([] if of_one.outcome.yes_no else [shown.interval_column("90 % of runs", "p5", "p95", of_one)]),
    ]
    title = headline(asked, "at every design point", "every scenario by itself" if of is None else None)
    table = shown.table_of(rows, columns)
    shown.show(asked, title, [table], means_say(rows, quantities), rows.attrs, shown.cut_of(rows))


def diff(
    directory: given.Directory,
    outcome: given.Outcome = None,
    of: given.Of = None,
    pooled: Annotated[
        bool,
        typer.Option("--pooled", help="Over all points, and by level of each factor.", rich_help_panel=given.ASKED),
    ] = False,
    level: given.Level = LEVEL,
    where: given.Where = None,
    figure: given.Figure = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Show how scenarios differ at every design point, run by run with the same luck.

    Example:  aftermath analyse diff RUNS --of 'aleppo_falls - siege_broken' --pooled
    """
    from sim.experiments.analysis import diff as differences
    from sim.experiments.analysis import differences_of
    from sim.experiments.analysis import pooled as over_points

    asked = ask("diff", directory, outcome, of, level, output, where, quiet)
    if not asked.quantity.paired:
        raise ExperimentError(f"diff: a difference needs two scenarios; write --of '{asked.quantity.one} - OTHER'")
    if pooled and figure is not None:
        raise ExperimentError("--figure and --pooled: differences are drawn by design point; choose one")
    if pooled:
        rows = over_points(asked.study, asked.quantity, asked.points, level)
    else:
        quantities = differences_of(asked.study.manifest, outcome) if of is None else [asked.quantity]
        rows = differences(asked.study, quantities, asked.points, level)
    draw(figure, asked, rows)
    if not asked.to.on_screen:
        write(asked, {"pooled" if pooled else "diff": rows})
    else:
        show_differences(asked, rows, pooled)


def show_differences(asked: "Asked", rows: "pandas.DataFrame", pooled: bool) -> None:
    """Show differences as a table and in words."""
    from sim.cli import analyse_screen as shown
    from sim.cli.analyse_sentences import differences_say, pool_says
    from sim.cli.analyse_words import every_other, heading, headline

    quantity, several = asked.quantity, rows["b"].nunique() > 1
    first = (
        [
            shown.factor_column(asked, titled=False),
            shown.plain_column("Level", "level"),
            shown.plain_column("Points", "points", "right"),
        ]
        if pooled
        else [shown.point_column(asked)]
    )
    means = [
        shown.number_column("A", "mean_a", quantity, sign=False),
        shown.number_column("B", "mean_b", quantity, sign=False),
    ]
    columns = [
        *first,
        *([shown.plain_column("Scenario B", "b")] if several else []),
        *([shown.plain_column("Pairs", "pairs", "right")] if shown.is_wide() else []),
        *([] if pooled and not shown.is_roomy() else means),
        shown.number_column("A − B", "difference", quantity),
        shown.interval_column(heading(asked.level), "low", "high", quantity),
        shown.word_column(quantity),
    ]
    what = "over all design points, and by level" if pooled else "at every design point"
    title = headline(asked, what, every_other(asked) if several else None)
    says = pool_says(rows, quantity) if pooled else differences_say(rows, quantity)
    shown.show(asked, title, [shown.table_of(rows, columns)], says, rows.attrs, shown.cut_of(rows))


def tornado(
    directory: given.Directory,
    outcome: given.Outcome = None,
    of: given.Of = None,
    level: given.Level = LEVEL,
    figure: given.Figure = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Show what each single change does against the base, run by run; for knock_outs and one_at_a_time.

    Example:  aftermath analyse tornado RUNS --outcome rad_share_long
    """
    from sim.experiments.analysis import tornado as changes

    asked = ask("tornado", directory, outcome, of, level, output, None, quiet)
    rows = changes(asked.study, asked.quantity, level)
    draw(figure, asked, rows)
    if not asked.to.on_screen:
        write(asked, {"tornado": rows})
        return
    from sim.cli import analyse_screen as shown
    from sim.cli.analyse_sentences import changes_say
    from sim.cli.analyse_words import heading, headline

    quantity = asked.quantity
    columns = [
        shown.factor_column(asked),
        shown.plain_column("Level", "level"),
        shown.number_column("Value", "value", quantity),
        shown.number_column("Change", "change", quantity, sign=True),
        shown.interval_column(heading(level), "low", "high", quantity, sign=True),
        shown.word_column(quantity, changes=True),
    ]
    title = headline(asked, "what each single change does against the base")
    table = shown.table_of(rows, columns)
    shown.show(asked, title, [table], changes_say(rows, quantity), rows.attrs, shown.cut_of(rows))


def converge(
    directory: given.Directory,
    outcome: given.Outcome = None,
    of: given.Of = None,
    half_width: Annotated[
        float | None,
        typer.Option(
            "--half-width", help="Say how many replicates this half-width would take.", rich_help_panel=given.ASKED
        ),
    ] = None,
    level: given.Level = LEVEL,
    where: given.Where = None,
    figure: given.Figure = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Show how intervals shrink as replicates are added, and how many more would do.

    Example:  aftermath analyse converge RUNS --outcome rad_share_long --half-width 0.5
    """
    from sim.experiments.analysis import converge as settled

    asked = ask("converge", directory, outcome, of, level, output, where, quiet)
    if half_width is not None and not half_width > 0:
        raise ExperimentError(f"--half-width {half_width:g}: must be above 0")
    rows = settled(asked.study, asked.quantity, asked.points, level, half_width)
    draw(figure, asked, rows)
    if not asked.to.on_screen:
        write(asked, {"converge": rows})
        return
    from sim.cli import analyse_screen as shown
    from sim.cli.analyse_sentences import convergence_says
    from sim.cli.analyse_words import finer, heading, headline

    quantity = finer(asked.quantity)
    columns = [
        shown.plain_column("Replicates", "replicates", "right"),
        shown.number_column("Half-width, median point", "half_width", quantity, sign=False),
        shown.number_column("Widest point", "half_width_widest", quantity, sign=False),
        shown.number_column("Mean", "mean", quantity),
    ]
    title = headline(asked, f"half-widths of {heading(level)}s by number of replicates")
    table = shown.table_of(rows, columns)
    shown.show(asked, title, [table], convergence_says(rows, quantity), rows.attrs)
