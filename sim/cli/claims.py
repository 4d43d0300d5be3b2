"""The command `claims`: the list of the essay's claims, or all about one of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli import options
from sim.errors import ScenarioError, guess

if TYPE_CHECKING:
    from rich.table import Table

    from sim.claims import Claim
    from sim.essay import Essay

SIGNS = {"+": "raises", "-": "lowers", "0": "bears on"}


def claims(
    claim: Annotated[str | None, typer.Argument(metavar="[ID]", help="A claim, such as C14.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="premise, mechanism, forecast, counterfactual or rival.")
    ] = None,
    status: Annotated[
        str | None,
        typer.Option("--status", help="rule, rival, 'not yet', 'initial fact', parameter, test or scenario."),
    ] = None,
    essay: Annotated[
        Path | None,
        typer.Option("--essay", metavar="FILE", help="Your copy of the essay, shown with each claim."),
    ] = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Show the essay's claims: who says what acts on whom, where, and what acts it in the model.

    With an ID: everything about one claim, its rule, its parameters and why it might be wrong.

    Example:  aftermath claims C14        aftermath claims --kind rival
    """
    from sim.claims import load_claims
    from sim.cli.output import destination, write_rows
    from sim.cli.screen import say
    from sim.essay import read_essay

    to = destination(output)
    every = load_claims()
    shown = chosen(every, claim, kind, status)
    copy = None if essay is None else read_essay(essay)
    if copy is not None and copy.message:
        say(f"warning: {copy.message}", quiet)
    if not to.on_screen:
        write_rows([row(each) for each in shown], to, {"claims": len(shown)})
    elif claim is not None:
        show_card(shown[0], copy)
    else:
        show_list(shown, copy)
        say(f"{f'{len(shown)} of ' if len(shown) < len(every) else ''}{coverage_in_words(every)}", quiet)


def chosen(every: Mapping[str, "Claim"], claim: str | None, kind: str | None, status: str | None) -> "list[Claim]":
    """Return the claims asked for; ScenarioError with the nearest word."""
    from sim.claims import KINDS, STATUSES

    for option, word, allowed in (("--kind", kind, KINDS), ("--status", status, STATUSES)):
        if word is not None and word not in allowed:
            raise ScenarioError(f"{option} {word}: unknown{guess(word, allowed)}")
    if claim is not None:
        if claim.upper() not in every:
            raise ScenarioError(f"claim '{claim}': there is none{guess(claim.upper(), every)}")
        return [every[claim.upper()]]
    return [each for each in every.values() if kind in (None, each.kind) and status in (None, each.status)]


def row(claim: "Claim") -> dict[str, Any]:
    """Return a claim as one row of plain cells."""
    from dataclasses import asdict

    cells = asdict(claim)
    return {name: " ".join(map(str, cell)) if isinstance(cell, tuple) else cell for name, cell in cells.items()}


def place(claim: "Claim") -> str:
    """Say where the essay states a claim: paragraph.sentence, or whole paragraphs."""
    if not claim.paragraph:
        return "not in it"
    if not claim.sentence:
        return "par. " + ", ".join(map(str, claim.paragraph))
    return ", ".join(f"{paragraph}.{sentence}" for paragraph, sentence in claim.places)


def where(claim: "Claim") -> str:
    """Say what becomes of a claim in the model."""
    return claim.where if claim.where.startswith(f"{claim.status} ") else f"{claim.status}: {claim.where}"


def coverage_in_words(every: Mapping[str, "Claim"]) -> str:
    """Say what becomes of all entries."""
    from sim.claims import coverage

    of = coverage(every)
    return (
        f"{len(every)} entries: {of['rule']} claims and {of['rival']} rivals act as rules; "
        f"{of['initial fact']} are initial facts, {of['parameter']} parameters; {of['test']} forecasts are tests, "
        f"{of['scenario']} counterfactuals are scenarios"
        + (f"; {of['not yet']} have no status yet." if of["not yet"] else ".")
    )


def quoted(claim: "Claim", copy: "Essay") -> str:
    """Return the sentences of the reader's copy that state a claim, or say plainly that there are none."""
    if not claim.paragraph:
        return "(the essay does not say this)"
    places = claim.places or tuple(
        each for each in sorted(copy.sentences) if each[0] in claim.paragraph and each in copy.expected
    )
    found = [copy.sentence(*each) or f"({each[0]}.{each[1]} is not in this copy)" for each in places]
    return " ".join(found)


def show_list(shown: "Sequence[Claim]", copy: "Essay | None") -> None:
    """Show many claims, one row each; what becomes of a claim, and the reader's copy, stand under it."""
    from rich.text import Text

    from sim.cli.screen import WIDE, console, frame

    out = console()
    wide = out.width >= WIDE
    columns = [("ID", "left"), ("Kind", "left"), *([("Who", "left")] if wide else [])]
    table = frame(*columns, ("Says, and what becomes of it", "left"), ("Sign", "left"), ("Essay", "left"))
    table.columns[-3].ratio = 1
    table.expand = True
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for each in shown:
        becomes = "not yet" if each.status == "not yet" else where(each)
        said = Text.assemble(each.says, "\n", (f"→ {becomes}", "dim"))
        if copy is not None:
            said.append(f"\nYour copy: {quoted(each, copy)}", "italic")
        cells: list[str | Text] = [Text(each.id, style="bold"), each.kind.replace("counterfactual", "counterfact.")]
        cells += [each.who] if wide else []
        cells += [said, each.sign.replace("-", "−"), place(each)]
        table.add_row(*cells)
    out.print(table)


def show_card(claim: "Claim", copy: "Essay | None") -> None:
    """Show all there is to know about one claim."""
    from rich.table import Table
    from rich.text import Text

    from sim.cli.screen import console

    card = Table.grid(padding=(0, 2))
    card.add_column(style="bold", no_wrap=True)
    card.add_column()
    lines: dict[str, str | Text] = {
        claim.id: Text(claim.says, style="bold"),
        "Kind": f"{claim.kind}, {claim.basis}",
        "Who": claim.who,
        "Effect": f"{claim.cause} → {SIGNS[claim.sign]} → {claim.effect}",
        "Condition": claim.condition,
        "Essay": f"{place(claim)} (paragraph.sentence)" if claim.sentence else place(claim),
        "In the model": where(claim),
        "Loops": ", ".join(claim.loops) or "none",
        "Doubt": claim.doubt,
    }
    if copy is not None:
        lines["Your copy"] = quoted(claim, copy)
    for word, text in lines.items():
        card.add_row(word, text)
    out = console()
    out.print(card)
    out.print()
    if claim.rule is not None:
        out.print(rule_table(claim.rule))


def rule_table(name: str) -> "Table":
    """Return how a rule acts a claim, and its parameters with their sources."""
    from sim.cli.screen import frame
    from sim.rule import parameters_of, rules

    rule = rules()[name]
    heading = f"Rule: {rule.name}, in the phase “{rule.phase}”\n{' '.join(rule.about.split())}"
    table = frame(
        ("Parameter", "left"),
        ("Default", "right"),
        ("Range", "right"),
        ("Unit", "left"),
        ("Source", "left"),
        title=heading,
    )
    for each in parameters_of(rule):
        word = each.name.removeprefix(f"{name}.")
        table.add_row(word, f"{each.default:g}", f"{each.low:g} to {each.high:g}", each.unit, each.source)
    return table
