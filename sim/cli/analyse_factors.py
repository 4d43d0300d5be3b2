"""The commands `analyse morris`, `sobol`, `shapley` and `sets`: which factors and claims an outcome hangs on."""

from sim.cli import analyse_options as given
from sim.cli import options
from sim.cli.analyse_options import LEVEL, ask, draw, write


def morris(
    directory: given.Directory,
    outcome: given.Outcome = None,
    of: given.Of = None,
    level: given.Level = LEVEL,
    figure: given.Figure = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Show how far each factor moves an outcome over its range (Morris screening); for sweeps drawn by morris.

    mu* is the mean size of an effect, mu its mean, sigma how much it depends on all else; noise is the mu* that
    luck alone would show.

    Example:  aftermath analyse morris RUNS --outcome rad_share_long
    """
    from sim.experiments.analysis import morris as screening

    asked = ask("morris", directory, outcome, of, level, output, None, quiet)
    rows = screening(asked.study, asked.quantity, level)
    draw(figure, asked, rows)
    if not asked.to.on_screen:
        write(asked, {"morris": rows})
        return
    from sim.cli import analyse_screen as shown
    from sim.cli.analyse_factor_sentences import effects_say
    from sim.cli.analyse_words import finer, heading, headline

    quantity = finer(asked.quantity)
    columns = [
        shown.factor_column(asked),
        shown.number_column("mu*", "mu_star", quantity, sign=False),
        shown.interval_column(heading(level), "mu_star_low", "mu_star_high", quantity, sign=False),
        shown.number_column("mu", "mu", quantity, sign=True),
        shown.number_column("sigma", "sigma", quantity, sign=False),
        shown.number_column("noise", "noise", quantity, sign=False),
    ]
    title = headline(asked, "what each factor does over its whole range")
    table = shown.table_of(rows, columns)
    shown.show(asked, title, [table], effects_say(rows, quantity), rows.attrs, shown.cut_of(rows))


def sobol(
    directory: given.Directory,
    outcome: given.Outcome = None,
    of: given.Of = None,
    level: given.Level = LEVEL,
    figure: given.Figure = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Show which factors the variance over points comes from (Sobol' indices); for sweeps drawn by saltelli.

    S1 is a factor's share alone, ST with all that it does together with others; noise is what luck alone would
    show of each.

    Example:  aftermath analyse sobol RUNS --outcome rad_share_long
    """
    from sim.experiments.analysis import sobol as decomposition

    asked = ask("sobol", directory, outcome, of, level, output, None, quiet)
    rows, pairs = decomposition(asked.study, asked.quantity, level)
    draw(figure, asked, rows)
    if not asked.to.on_screen:
        write(asked, {"sobol": rows} if pairs is None else {"sobol": rows, "interactions": pairs})
        return
    from sim.cli import analyse_screen as shown
    from sim.cli.analyse_factor_sentences import indices_say
    from sim.cli.analyse_words import heading, headline

    columns = [
        shown.factor_column(asked),
        shown.share_column("S1", "S1"),
        shown.shares_column(heading(level), "S1_low", "S1_high"),
        shown.share_column("noise", "S1_noise"),
        shown.share_column("ST", "ST"),
        shown.shares_column(heading(level), "ST_low", "ST_high"),
        shown.share_column("noise", "ST_noise"),
    ]
    tables = [shown.table_of(rows, columns)]
    if pairs is not None:
        together = [
            shown.factor_column(asked, titled=False),
            shown.plain_column("with", "other"),
            shown.share_column("S2", "S2"),
            shown.shares_column(heading(level), "S2_low", "S2_high"),
        ]
        tables.append(shown.table_of(pairs.head(shown.FEW_PAIRS), together, title="What pairs do together"))
    title = headline(asked, "shares of the variance over design points")
    shown.show(asked, title, tables, indices_say(rows), rows.attrs, shown.cut_of(rows))


def shapley(
    directory: given.Directory,
    outcome: given.Outcome = None,
    of: given.Of = None,
    level: given.Level = LEVEL,
    figure: given.Figure = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Show what each claim adds to an outcome, over all sets of the others; for sweeps drawn by two_level.

    These are Shapley effects of the outcome itself, which sum to what all claims together change; not to be taken
    for the Shapley effects of a variance.

    Example:  aftermath analyse shapley RUNS --outcome rad_share_long
    """
    from sim.experiments.analysis import shapley as effects

    asked = ask("shapley", directory, outcome, of, level, output, None, quiet)
    rows = effects(asked.study, asked.quantity, level)
    draw(figure, asked, rows)
    if not asked.to.on_screen:
        write(asked, {"shapley": rows})
        return
    from sim.cli import analyse_screen as shown
    from sim.cli.analyse_factor_sentences import additions_say
    from sim.cli.analyse_words import finer, heading, headline

    quantity = finer(asked.quantity)
    columns = [
        shown.factor_column(asked),
        shown.number_column("Shapley effect", "effect", quantity, sign=True),
        shown.number_column("s. e.", "se", quantity, sign=False),
        shown.interval_column(heading(level), "low", "high", quantity, sign=True),
    ]
    title = headline(asked, "what each factor adds, over all sets of the others")
    shown.show(asked, title, [shown.table_of(rows, columns)], additions_say(rows, quantity), rows.attrs)


def sets(
    directory: given.Directory,
    outcome: given.Outcome = None,
    of: given.Of = None,
    holds: given.Holds = None,
    level: given.Level = LEVEL,
    figure: given.Figure = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Show which sets of claims are enough for a conclusion, and which break it; for sweeps drawn by two_level.

    The conclusion is the word of the difference with all claims on, unless --holds names another. Bounds hold for all
    sets at once.

    Example:  aftermath analyse sets RUNS --holds '>= 5'
    """
    from sim.experiments.analysis import conclusion_of
    from sim.experiments.analysis import sets as carrying

    asked = ask("sets", directory, outcome, of, level, output, None, quiet)
    conclusion = None if holds is None else conclusion_of(holds, asked.quantity)
    found = carrying(asked.study, asked.quantity, conclusion, level)
    draw(figure, asked, found)
    if not asked.to.on_screen:
        write(asked, {"sets": found.sets, "cuts": found.cuts})
        return
    from sim.cli import analyse_screen as shown
    from sim.cli.analyse_factor_sentences import sets_say
    from sim.cli.analyse_words import heading, headline

    quantity, listed = asked.quantity, found.sets[found.sets["minimal"] | found.sets["prime_implicant"]]
    bounds = [
        shown.number_column("Mean", "value", quantity),
        shown.interval_column(heading(level, ", all sets at once"), "low", "high", quantity),
    ]
    columns = [
        shown.plain_column("Set, all others off", "set"),
        *bounds,
        shown.plain_column("smallest", "minimal"),
        shown.plain_column("prime implicant", "prime_implicant"),
    ]
    removed = [shown.plain_column("Off, all others on", "set"), *bounds, shown.plain_column("surely fails", "fails")]
    about = found.sets.attrs
    tables = [shown.table_of(listed, columns, title="Enough")] if len(listed) else []
    tables += [shown.table_of(found.cuts, removed, title="Cuts")] if len(found.cuts) and about["with_all_on"] else []
    title = headline(asked, f"which sets of claims carry “{about['conclusion']}”")
    says, cut = sets_say(found), shown.cut_of(listed, found.cuts)
    shown.show(asked, title, tables, says, about, cut)
