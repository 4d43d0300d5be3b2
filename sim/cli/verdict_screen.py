"""Verdicts on the terminal: a block a forecast, the numbers behind, the machinery, and all at a glance."""

from collections.abc import Iterable, Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.assumptions import load_assumptions
from sim.cli import screen
from sim.cli.options import Request
from sim.cli.screen import NOTHING, frame, number, spread
from sim.cli.verdict_numbers import LABEL, add_contrasts, add_level, in_words, inset, note, number_table
from sim.outcomes import LONG, SHORT, weeks
from sim.verdict.checks import Check
from sim.verdict.findings import Findings
from sim.verdict.forecasts import AGAINST, CONTRAST, DURATION, EARLY, LASTING, LATE, STRICT
from sim.verdict.robustness import NOT_ASSESSED
from sim.verdict.sentences import GLOSS, over_ranges, where_from
from sim.verdict.verdicts import Reading, Verdict, reading_in
from sim.verdict.words import TOO_SHORT

WHEN = {EARLY: f"Early, {weeks(SHORT)}", LATE: f"Late, {weeks(LONG)}"}


def headline(asked: Request) -> str:
    """Say in words what was judged."""
    believed = load_assumptions(asked.assumptions).title
    changed = f", with {asked.overrides}" if asked.overrides else ""
    how_many = f"{screen.count(asked.replicates, 'pair')} of runs of {screen.count(asked.weeks, 'week')}"
    what = "The essay's forecasts: Aleppo falls, held against a broken siege"
    return f"{what}. Assumptions: {believed}{changed}. {how_many}"


def show(found: Findings, title: str) -> None:
    """Show everything: forecasts, side tests, manipulation checks, then all verdicts at a glance."""
    out = screen.console()
    out.print(Text(title, style="bold"))
    for side_tests in (False, True):
        if side_tests:
            section("Side tests: single claims of the essay that forecast something")
        for key, verdict in found.verdicts.items():
            if verdict.forecast.side_test == side_tests:
                show_one(found, key)
    section("Does the machinery work? No evidence: here a rule is nearly the outcome")
    out.print(check_table(found.checks))
    section("At a glance")
    out.print(glance(found))


def section(title: str) -> None:
    """Open a new part of what is shown."""
    screen.console().print()
    screen.console().rule(Text(title, style="bold"), align="left", style="dim")


def show_one(found: Findings, key: str) -> None:
    """Show the block of one forecast."""
    out, verdict = screen.console(), found.verdicts[key]
    out.print()
    head = (f"{key}  {verdict.forecast.title}: ", "bold")
    out.print(Text.assemble(head, in_words(verdict.word), (also(verdict), "dim")))
    out.print(indented(note(f"Forecast: {verdict.forecast.says} {verdict.forecast.how}")))
    out.print(indented(Text(f"Found: {found.sentences[key]}")))
    if found.robustness is not None:
        out.print(indented(Text(over_ranges(found.robustness, key))))
    for table in [lasting_table(found)] if verdict.headline.kind == DURATION else tables_of(verdict, found.believed):
        out.print(indented(table))


def indented(what: Table | Text) -> Padding:
    """Indent what belongs to a forecast."""
    return Padding(what, (0, 0, 0, 2 if screen.console().width < screen.FOLDED else 4))


def also(verdict: Verdict) -> str:
    """Say which reading gave the word, where there are two."""
    other = verdict.reading(CONTRAST, verdict.headline.window)
    if other is None or other is verdict.headline:
        return ""
    return f"  (as a share of runs; against a broken siege: {other.word})"


def tables_of(verdict: Verdict, believed: str) -> Iterable[Table]:
    """Yield the tables behind a verdict: words by broken siege and window, then numbers of the headline window."""
    head, forecast = verdict.headline, verdict.forecast
    if head.word == TOO_SHORT:
        return
    if forecast.measures and len(forecast.measures) > 1:
        yield version_table(verdict)
    table = number_table()
    for kind, threshold in ((head.kind, forecast.threshold), (STRICT, forecast.strict)):
        reading = verdict.reading(kind, head.window)
        if reading is not None and reading.level is not None and threshold is not None:
            add_level(table, reading.level, threshold, believed)
    contrast = verdict.reading(CONTRAST, head.window)
    if contrast is not None:
        add_contrasts(table, contrast.contrasts, believed)
    yield table


# ---------------------------------------------------------------- words by broken siege
def version_table(verdict: Verdict) -> Table:
    """Return a forecast's word against each broken siege, early and late, and what they make together."""
    marks = {window: "\nthe verdict" if verdict.headline.window == window else "" for window in WHEN}
    table = frame(("Held against the siege broken", "left"), *((f"{WHEN[each]}{marks[each]}", "left") for each in WHEN))
    table.columns[0].min_width = LABEL
    readings = [verdict.reading(CONTRAST, window) for window in WHEN]
    for versus, name in AGAINST.items():
        table.add_row(name, *(word_of(each, versus) for each in readings))
    together = [Text(NOTHING) if each is None else in_words(each.word) for each in readings]
    table.add_row(Text("two of the first three", style="bold"), *together)
    return table


def word_of(reading: Reading | None, versus: str) -> Text:
    """Return the word of a reading against one broken siege."""
    return in_words(reading.by_version[versus]) if reading and versus in reading.by_version else Text(NOTHING)


# ---------------------------------------------------------------- machinery and glance
def check_table(checks: Sequence[Check]) -> Table:
    """Return the manipulation checks: where Aleppo falls, with rules and without."""
    wide = screen.console().width >= screen.FOLDED
    columns = [("Where Aleppo falls", "left"), ("Claim", "left"), ("With", "right"), ("Rules off", "right")]
    columns += [("Moved by, 95 %", "right")] if wide else []
    table = frame(*columns, ("In words", "left"))
    for each in checks:
        of = each.outcome
        cells: list[screen.Cell] = [Text.assemble(f"{of.title}, ", (of.unit, "dim")), each.claim]
        cells += [number(each.on, of.digits), number(each.null, of.digits)]
        moved = number(each.moved.mean, of.digits, sign=True)
        between = spread(each.moved.low, each.moved.high, of.digits, sign=True)
        cells += [f"{moved} ({between})"] if wide else []
        table.add_row(*cells, in_words(each.word))
    return table


def glance(found: Findings) -> Table:
    """Return all verdicts, one line each."""
    table = frame(
        ("", "left"), ("Forecast", "left"), ("Verdict", "left"), ("Where from", "left"), ("Robustness", "left")
    )
    for key, verdict in found.verdicts.items():
        ranges = found.robustness
        label = NOT_ASSESSED if ranges is None else ranges.label(key, verdict.word) or NOTHING
        table.add_row(
            key,
            verdict.forecast.title,
            in_words(verdict.word),
            where_from(verdict.attribution, found.believed) or NOTHING,
            label,
        )
        other = verdict.reading(CONTRAST, verdict.headline.window)
        if other is not None and other is not verdict.headline:
            source = where_from(other.attribution, found.believed) or NOTHING
            table.add_row("", inset("against a broken siege"), in_words(other.word), source, NOTHING)
    return table


def lasting_table(found: Findings) -> Table:
    """Return what F5 asks of: the words of F1 to F3 early and late."""
    table = frame(("", "left"), ("Forecast", "left"), *((WHEN[each], "left") for each in (EARLY, LATE)))
    for key in LASTING:
        of = found.verdicts[key]
        table.add_row(key, of.forecast.title, *(in_words(reading_in(of, each).word) for each in (EARLY, LATE)))
    return table


def gloss(found: Findings, quiet: bool) -> None:
    """Explain the words, on standard error."""
    screen.say(f"{GLOSS} k: thousand, m: million.", quiet)
    if found.robustness is None:
        screen.say("Robustness is not assessed: add --robustness to run the sweep over all stated ranges.", quiet)
