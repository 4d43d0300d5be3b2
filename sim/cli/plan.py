"""The commands `plan` and `scenarios`: what happens in a week, and what there is to run."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sim.cli import options

if TYPE_CHECKING:
    from sim.plan import Setting, Step
    from sim.scenario import Assumptions, Scenario


def plan(
    scenario: options.Scenario,
    assumptions: options.AssumptionSet = "contested",
    settings: options.Settings = None,
    strength: options.Strengths = None,
    off: options.Off = None,
    only: options.Only = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Show the week as a table: who decides, which claims act, with which numbers, and what is forced when.

    Example:  aftermath plan aleppo_falls --assumptions essay
    """
    from sim.cli.output import destination, write_rows
    from sim.cli.screen import say
    from sim.plan import plan as steps
    from sim.scenario import load_assumptions, load_scenario, override

    asked = options.request(assumptions, 1, 1, 1, None, settings, strength, off, only)
    to = destination(output)
    chosen_scenario = load_scenario(scenario)
    values = override(
        load_assumptions(assumptions), chosen_scenario, asked.settings, asked.strengths, asked.off, asked.only
    )
    week = list(steps(values))
    if not to.on_screen:
        provenance = {"scenario": scenario, "assumptions": assumptions, "overrides": asked.overrides}
        write_rows([each for step in week for each in parameter_rows(step)], to, provenance)
        return
    show_events(chosen_scenario, values)
    show_week(week)
    idle = [step for step in week if not step.is_on]
    if idle:
        say(f"Off here: {', '.join(f'{each.claim} {each.name}' for each in idle)}.", quiet)
    say("* differs from the default.", quiet)


def scenarios(output: options.Output = "table", quiet: options.Quiet = False) -> None:
    """List scenarios and assumption sets, one line each.

    Example:  aftermath scenarios
    """
    from sim.cli.output import destination, write_rows
    from sim.cli.screen import console, frame, say
    from sim.paths import SCENARIOS
    from sim.scenario import PRESETS, load_assumptions, load_scenario, names

    to = destination(output)
    found: dict[str, list[Scenario] | list[Assumptions]] = {
        "scenario": [load_scenario(name) for name in names(SCENARIOS)],
        "assumption set": [load_assumptions(name) for name in names(PRESETS)],
    }
    if not to.on_screen:
        rows = [
            {"kind": kind, "name": each.name, "title": each.title, "about": each.about}
            for kind, all_of in found.items()
            for each in all_of
        ]
        write_rows(rows, to, {})
        return
    for kind, all_of in found.items():
        table = frame((kind.capitalize(), "left"), ("What it is", "left"))
        for column in table.columns:
            column.no_wrap, column.overflow = True, "ellipsis"
        table.columns[0].min_width = max(len(each.name) for each in all_of)
        for each in all_of:
            table.add_row(each.name, f"{each.title}. {each.about.partition('. ')[0].rstrip('.')}.")
        console().print(table)
    say("Look closer: aftermath plan NAME. Run one: aftermath run NAME --assumptions SET", quiet)


def show_events(scenario: "Scenario", values: Mapping[str, float]) -> None:
    """Show what the scenario forces, by week."""
    from sim.cli.screen import console, frame

    table = frame(
        ("Week", "right"),
        ("Event", "left"),
        ("What is forced", "left"),
        ("Why", "left"),
        title=f"{scenario.title}. {scenario.about}",
    )
    due = [(int(values.get(f"event.{each.name}.week", each.week)), each) for each in scenario.events]
    for week, event in sorted(due, key=lambda item: item[0]):
        given = event.model_dump(exclude={"name", "week", "about", "kind"}, exclude_unset=True)
        what = ", ".join(f"{word} {value}" for word, value in given.items() if value not in ({}, None))
        kind = getattr(event, "kind", "")
        table.add_row(str(week), event.name, f"{kind}: {what}".replace("'", ""), event.about)
    if not due:
        table.add_row(NONE, "none", "the war decides", "")
    console().print(table)


NONE = "–"


def show_week(week: "Iterable[Step]") -> None:
    """Show the phases of a week in order, with rules, decisions and their numbers."""
    from rich.padding import Padding
    from rich.rule import Rule as Line
    from rich.table import Table
    from rich.text import Text

    from sim.cli.screen import console

    out = console()
    out.print(Text("Each week, phase by phase: claims ask, then agents decide", style="bold"))
    phase = ""
    for step in week:
        if not step.is_on:
            continue
        if step.phase != phase:
            phase = step.phase
            out.print()
            out.print(Line(phase, align="left", style="dim"))
        cells = Table.grid(padding=(0, 2), expand=True)
        cells.add_column(ratio=1)
        cells.add_column(ratio=1)
        said = f"{capital(step.says)} How: {lower(step.does)}" if step.says else step.does
        cells.add_row(said, "\n".join(number(each) for each in step.settings))
        out.print(Text.assemble((f"{step.claim} {step.name}".strip(), "bold"), (f" ({step.kind})", "dim")))
        out.print(Padding(cells, (0, 0, 0, 2)))


def capital(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """Begin without a capital."""
    return text[:1].lower() + text[1:]


def number(setting: "Setting") -> str:
    """Say a parameter's word, value, range and unit; a star if it differs from the default."""
    of = setting.of
    star = "*" if setting.overridden else ""
    word = of.name.partition(".")[2]
    return f"{word} {setting.value:g}{star} ({of.low:g} to {of.high:g}) {of.unit}"


def parameter_rows(step: "Step") -> Iterable[dict[str, Any]]:
    """Yield one row a parameter of a step, or one row if it has none."""
    about = {
        "phase": step.phase,
        "kind": step.kind,
        "name": step.name,
        "claim": step.claim,
        "says": step.says,
        "does": step.does,
        "on": step.is_on,
    }
    for each in step.settings:
        of = each.of
        yield about | {
            "parameter": of.name,
            "value": each.value,
            "low": of.low,
            "high": of.high,
            "unit": of.unit,
            "overridden": each.overridden,
            "source": of.source,
        }
    if not step.settings:
        yield about
