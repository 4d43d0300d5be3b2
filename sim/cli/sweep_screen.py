"""What a sweep comes to, on screen and in rows."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from sim.cli.output import Destination, put, write_rows
from sim.cli.screen import console, count, frame, say
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    from sim.experiments.sweep.sampling.factors import Factor
    from sim.experiments.sweep.sweep import Sweep

MOST_ROWS = 30  # of factors on screen
FEW_OUTCOMES, FEW_VALUES = 8, 6  # that are named on screen


def show_sweep(sweep: "Sweep", quiet: bool) -> None:
    """Show one sweep: question, scenarios, factors, how much is run and what is kept."""
    out = console()
    out.print(Text(sweep.title, style="bold"))
    for text in (sweep.question, sweep.about):
        if text:
            out.print(Text(text))
    out.print(facts(sweep))
    out.print(factor_table(sweep.factors))
    left = len(sweep.factors) - MOST_ROWS
    for text in (*sweep.notes, *([f"{left} more factors: --output csv lists all."] if left > 0 else [])):
        say(text, quiet)


def facts(sweep: "Sweep") -> Any:
    """Return what is run and kept."""
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    first, *others = sweep.titled
    table.add_row("Scenarios", Text.assemble((first.name, "bold"), f" ({first.title})"))
    for each in others:
        table.add_row("  against", Text.assemble((each.name, "bold"), f" ({each.title})"))
    table.add_row("Assumptions", f"{sweep.assumptions.name} ({sweep.assumptions.title})")
    if own := held_by_itself(sweep):
        table.add_row("  but", own)
    table.add_row("Design", f"{sweep.sampler['name']}, {count(len(sweep.factors), 'factor')}{sampler_words(sweep)}")
    table.add_row("Runs", sum_of_runs(sweep))
    table.add_row("Kept", kept(sweep))
    if sweep.stop is not None:
        stop = sweep.stop
        unit = OUTCOMES[stop.outcome].unit
        table.add_row(
            "Stops", f"at a half-width of {stop.half_width:g} {unit} in {stop.outcome}, or {stop.most} replicates"
        )
    return table


def held_by_itself(sweep: "Sweep") -> str:
    """Say which values the sweep holds at something else than its assumption set does."""
    believed = sweep.assumptions.values
    own = [
        f"{each.name} {each.value:g}" for each in sweep.held() if believed.get(each.name, each.default) != each.value
    ]
    more = f" and {count(len(own) - FEW_VALUES, 'more value')}" if len(own) > FEW_VALUES else ""
    return f"{', '.join(own[:FEW_VALUES])}{more}"


def sampler_words(sweep: "Sweep") -> str:
    """Say how the sampler is called."""
    words = {True: "yes", False: "no"}
    said = [
        f"{key.replace('_', ' ')} {words.get(value, value) if isinstance(value, bool) else value}"
        for key, value in sweep.sampler.items()
        if key not in ("name", "content")
    ]
    return f" ({', '.join(said)})" if said else ""


def sum_of_runs(sweep: "Sweep") -> str:
    """Say how many runs there are, and how that comes."""
    parts = [count(sweep.design.points, "point"), count(len(sweep.scenarios), "scenario")]
    parts.append(count(sweep.replicates, "replicate"))
    return f"{' × '.join(parts)} = {count(sweep.runs, 'run')} of {count(sweep.weeks, 'week')}"


def kept(sweep: "Sweep") -> str:
    """Say what is kept of a run."""
    first, *others = sweep.outcomes
    of = OUTCOMES[first]
    lead = f"{first} ({of.title}, {of.unit})"
    rest = f", {', '.join(others)}" if len(others) < FEW_OUTCOMES else f" and {count(len(others), 'more outcome')}"
    weekly = f"; week by week {', '.join(sweep.series)}" if sweep.series else ""
    return f"{lead}{rest if others else ''}{weekly}"


def factor_table(factors: "Sequence[Factor]") -> Any:
    """Return what varies, with range or levels and unit."""
    table = frame(
        ("Factor", "left"), ("Kind", "left"), ("Range or levels", "left"), ("As held", "right"), ("Unit", "left")
    )
    for each in factors[:MOST_ROWS]:
        table.add_row(each.name, each.kind, reach(each), word(each, each.held), each.unit)
    return table


def reach(each: "Factor") -> str:
    """Say a factor's range or levels."""
    if each.levels:
        return ", ".join(word(each, level) for level in each.levels)
    return f"{each.low:g} to {each.high:g}"


def word(each: "Factor", value: float) -> str:
    """Say a value."""
    return str(each.word(value)) if each.labels else f"{value:g}"


def show_list(sweeps: "Sequence[Sweep]", quiet: bool) -> None:
    """List sweeps, one a line."""
    table = frame(("Sweep", "left"), ("Asks", "left"), ("Sampler", "left"), ("Factors", "right"), ("Runs", "right"))
    table.columns[0].no_wrap = True
    for each in sweeps:
        table.add_row(each.name, each.title, str(each.sampler["name"]), str(len(each.factors)), f"{each.runs:,}")
    console().print(table)
    say("Look closer: aftermath sweep check NAME. Begin your own: aftermath sweep init --type SAMPLER -o FILE", quiet)


# ---------------------------------------------------------------- rows
def write_sweeps(sweeps: "Sequence[Sweep]", to: Destination) -> None:
    """Write all about sweeps as json, or their factors as rows."""
    if to.form == "json":
        put(json.dumps({"sweeps": [as_plain(each) for each in sweeps]}, indent=1, ensure_ascii=False) + "\n", to)
        return
    write_rows([row for each in sweeps for row in factor_rows(each)], to, {})


def as_plain(sweep: "Sweep") -> dict[str, Any]:
    """Return what a sweep is."""
    return {
        "name": sweep.name,
        "title": sweep.title,
        "question": sweep.question,
        "about": sweep.about,
        "scenarios": list(sweep.scenarios),
        "assumptions": sweep.assumptions.name,
        "sampler": dict(sweep.sampler),
        "factors": [asdict(each) for each in sweep.factors],
        "points": sweep.design.points,
        "replicates": sweep.replicates,
        "runs": sweep.runs,
        "weeks": sweep.weeks,
        "random_seed": sweep.random_seed,
        "outcomes": list(sweep.outcomes),
        "series": list(sweep.series),
        "stop": None if sweep.stop is None else asdict(sweep.stop),
        "notes": list(sweep.notes),
    }


def factor_rows(sweep: "Sweep") -> Iterator[dict[str, Any]]:
    """Yield one row a factor."""
    for each in sweep.factors:
        yield {
            "sweep": sweep.name,
            "factor": each.name,
            "kind": each.kind,
            "title": each.title,
            "low": each.low,
            "high": each.high,
            "held": each.held,
            "levels": " ".join(word(each, level) for level in each.levels),
            "unit": each.unit,
            "source": each.source,
        }
