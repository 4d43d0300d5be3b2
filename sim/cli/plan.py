"""The commands `plan` and `scenarios`: what happens in a week, and what there is to run."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sim.cli import options

if TYPE_CHECKING:
    from sim.assumptions import Assumptions
    from sim.plan import Setting, Step
    from sim.scenario import Scenario

STAR = "*"
PLURAL = {
    "scenario": "Scenarios",
    "policy": "Policies, added to any scenario by +",
    "assumption set": "Assumption sets",
}


def plan(
    scenario: options.Scenario = "reference",
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
    from sim.assumptions import load_assumptions, override
    from sim.cli.output import destination, write_rows
    from sim.cli.screen import say
    from sim.plan import plan as steps
    from sim.scenario import load_scenario

    asked = options.request(assumptions, 1, 1, 1, None, settings, strength, off, only)
    to = destination(output)
    chosen_scenario = load_scenario(scenario)
    values = override(
        load_assumptions(assumptions), chosen_scenario, asked.settings, asked.strengths, asked.off, asked.only
    )
    every = list(steps(values, chosen_scenario.events))
    if not to.on_screen:
        provenance = {"scenario": scenario, "assumptions": assumptions, "overrides": asked.overrides}
        write_rows([each for step in every for each in parameter_rows(step)], to, provenance)
        return
    acting = [step for step in every if step.is_on]
    show_scenario(chosen_scenario, [step for step in acting if step.kind == "event"])
    show_day_0([step for step in acting if step.kind == "table"])
    show_week(acting)
    idle = [step for step in every if not step.is_on]
    if idle:
        say(f"Off here: {', '.join(f'{each.claim} {each.name}' for each in idle)}.", quiet)
    if any(each.overridden for step in acting for each in step.settings):
        say(f"{STAR} differs from the default.", quiet)


def scenarios(output: options.Output = "table", quiet: options.Quiet = False) -> None:
    """List scenarios, policies that can be added to any of them, and assumption sets, with what each is.

    Example:  aftermath scenarios
    """
    from rich.text import Text

    from sim.assumptions import PRESETS, load_assumptions
    from sim.cli.output import destination, write_rows
    from sim.cli.screen import console, frame, say
    from sim.paths import SCENARIOS
    from sim.scenario import POLICIES, load_scenario, names

    to = destination(output)
    found: dict[str, list[Scenario] | list[Assumptions]] = {
        "scenario": [load_scenario(name) for name in names(SCENARIOS)],
        "policy": [load_scenario(str(path)) for path in sorted((SCENARIOS / POLICIES).glob("*.toml"))],
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
        table = frame((PLURAL[kind], "left"), ("What each is", "left"))
        table.columns[0].no_wrap = True
        for each in all_of:
            about = f"{each.about.partition('. ')[0].rstrip('.')}."
            table.add_row(each.name, Text.assemble((each.title, "bold"), f"\n{about}"))
        console().print(table)
    say(
        "Look closer: aftermath plan NAME. Run one: aftermath run NAME[@WEEK][+POLICY[@WEEK] ...] --assumptions SET",
        quiet,
    )


def show_scenario(scenario: "Scenario", events: "Sequence[Step]") -> None:
    """Show what the scenario is, and what it forces, by week."""
    from rich.text import Text

    from sim.cli.screen import console, frame

    out = console()
    out.print(Text.assemble((f"{scenario.title}. ", "bold"), scenario.about))
    table = frame(("Week", "right"), ("Event", "left"), ("What is forced", "left"), ("Why", "left"))
    for step in events:
        table.add_row(week(step), step.name, in_lines(step.does), step.says)
    if events:
        out.print(table)


def in_lines(forced: str) -> str:
    """Put each thing that is forced on its own line, and each of a list."""
    things = forced.split("; ")
    return "\n".join(each.replace(": ", ":\n  ", 1).replace(", ", "\n  ") if ", " in each else each for each in things)


def week(step: "Step") -> str:
    """Say the week of an event, with a star if it is not the scenario's own."""
    due = step.settings[0]
    return f"{due.value:g}{STAR if due.overridden else ''}"


def show_day_0(steps: "Sequence[Step]") -> None:
    """Show what the world starts from: the parameters of its tables."""
    from rich.text import Text

    from sim.cli.screen import WIDE, console, frame

    out = console()
    columns = [("Parameter", "left"), ("Value", "right"), ("Range", "right"), ("Unit", "left")]
    table = frame(
        *columns, *([("Source", "left")] if out.width >= WIDE else []), title="Day 0: what the world starts from"
    )
    for step in steps:
        table.add_row(Text.assemble((step.name, "bold"), f": {step.does}"))
        for each in step.settings:
            of, star = each.of, STAR if each.overridden else ""
            cells = [f"  {word_of(each)}", f"{each.value:g}{star}", f"{of.low:g} to {of.high:g}", of.unit]
            table.add_row(*cells, *([of.source] if out.width >= WIDE else []))
    out.print(table)


def show_week(steps: "Sequence[Step]") -> None:
    """Show every phase of a week in order, with its events, rules and decisions and their numbers."""
    from rich.padding import Padding
    from rich.rule import Rule as Line
    from rich.table import Table
    from rich.text import Text

    from sim.cli.screen import WIDE, console
    from sim.decision import PHASES

    out = console()
    out.print(Text("Each week, phase by phase: events come first, claims ask, then agents decide", style="bold"))
    for phase in PHASES:
        here = [step for step in steps if step.phase == phase]
        out.print()
        out.print(Line(phase, align="left", style="dim"))
        if phase == "events":
            out.print(", ".join(f"{step.name} in week {week(step)}" for step in here) or "Nothing is forced.")
            continue
        if not here:
            out.print("Nothing acts here.")
        for step in here:
            cells = Table.grid(padding=(0, 2), expand=True)
            cells.add_column(ratio=1)
            cells.add_column(ratio=1)
            said = f"{capital(step.says)} How: {lower(step.does)}" if step.says else step.does
            cells.add_row(said, "\n".join(number(each) for each in step.settings))
            how = f"{step.kind}, {reach(step)}" if step.kind == "decision" and out.width >= WIDE else step.kind
            out.print(Text.assemble((f"{step.claim} {step.name}".strip(), "bold"), (f" ({how})", "dim")))
            out.print(Padding(cells, (0, 0, 0, 2)))


def reach(step: "Step") -> str:
    """Say how rules reach a decision: its scale, whom it is taken for, its parts."""
    by = f" by {' and '.join(step.axes)}" if step.axes else ", one for the whole country"
    parts = f"; parts: {', '.join(step.parts)}" if step.parts else ""
    return f"{step.scale}{by}{parts}"


def capital(text: str) -> str:
    """Begin with a capital."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """Begin without a capital."""
    return text[:1].lower() + text[1:]


def number(setting: "Setting") -> str:
    """Say a parameter's word, value, range and unit; a star if it differs from the default."""
    of = setting.of
    star = STAR if setting.overridden else ""
    return f"{word_of(setting)} {setting.value:g}{star} ({of.low:g} to {of.high:g}) {of.unit}"


def word_of(setting: "Setting") -> str:
    """Return a parameter's word, without its owner."""
    return setting.of.name.partition(".")[2]


def parameter_rows(step: "Step") -> Iterable[dict[str, Any]]:
    """Yield one row a parameter of a step, or one row if it has none."""
    about = {
        "phase": step.phase,
        "kind": step.kind,
        "name": step.name,
        "claim": step.claim,
        "says": step.says,
        "does": step.does,
        "scale": step.scale,
        "axes": ", ".join(step.axes),
        "parts": ", ".join(step.parts),
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
