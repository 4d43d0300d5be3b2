"""An explanation on the terminal: words first, then claims, bundles, sets and postings as tables."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from sim.claims import load_claims
from sim.cli import screen
from sim.cli.explain_postings import show_postings
from sim.cli.explain_words import headline, how_long, in_advance
from sim.cli.screen import NOTHING, frame, in_words, number, spread
from sim.experiments.explain_words import paragraphs, sum_line, waiting, waits_for
from sim.experiments.knockouts import ALONE, BUNDLE, CLAIM, OFF

if TYPE_CHECKING:
    from sim.experiments.explanation import Explanation

__all__ = ["gloss", "headline", "how_long", "in_advance", "show"]

Cells = Mapping[Any, Any]
ROOMY = 96  # columns from which there is room for A − B without each claim, and with it alone
WORDS = (
    "Without it: A − B with this claim (or bundle) off and all others on; its change is against all on, on the same "
    "replicates. Alone: with all others off; as all off: alone it has nothing to read, and was not run. Shapley "
    "effect: what a claim adds to A − B, averaged over the orders in which claims could be added. 95 % intervals "
    "below. Conclusion: what becomes of the word for A − B. Postings: what the ledger granted under a rule's name, "
    "summed over the run. k: thousand, m: million."
)


def show(found: "Explanation", title: str) -> None:
    """Show all that was found."""
    out = screen.console()
    out.print(Text(title, style="bold"))
    for each in filter(None, (*paragraphs(found), waiting(found))):
        out.print(Text(each))
    if found.knockouts is not None or found.effects is not None:
        if any(matters(each, found) for each in found.question.players):
            out.print(claim_table(found))
        idle = [each for each in found.question.players if not matters(each, found)]
        if small := [each for each in idle if looked_at(each, found)]:
            out.print(Text(f"Nothing to be seen of: {', '.join(small)}."))
        if left := [each for each in idle if each not in small]:
            out.print(Text(f"Not looked at, since the budget did not reach: {', '.join(left)}."))
    if found.effects is not None and found.effects.attrs["used"]:
        out.print(Text(sum_line(found)))
    if found.knockouts is not None and (found.knockouts["kind"] == BUNDLE).any():
        out.print(bundle_table(found))
    if found.sets is not None and len(found.sets.rows) and found.sets.claims[0]:
        out.print(set_table(found))
    show_postings(found)


def gloss(found: "Explanation", quiet: bool) -> None:
    """Explain the tables' terms, on standard error."""
    screen.say(WORDS, quiet)


# ---------------------------------------------------------------- claims, bundles, sets
def by_name(found: "Explanation", switched: str, kind: str) -> dict[str, Cells]:
    """Return rows of the knock-outs by claim or bundle."""
    if found.knockouts is None:
        return {}
    rows = found.knockouts[(found.knockouts["switched"] == switched) & (found.knockouts["kind"] == kind)]
    return {row["name"]: row for row in rows.to_dict("records")}


def claim_table(found: "Explanation") -> Table:
    """Return one row a claim that matters: without it, alone, its Shapley effect; the weightiest first."""
    off, alone = by_name(found, OFF, CLAIM), by_name(found, ALONE, CLAIM)
    effects = {} if found.effects is None else {row["claim"]: row for row in found.effects.to_dict("records")}
    roomy = screen.console().width >= ROOMY
    alone = alone if roomy else {}
    columns = [("Claim", "left"), *([("Shapley effect", "right")] if effects else [])]
    columns += without_columns(roomy) if off else []
    columns += [("Alone", "right")] if alone else []
    columns += [("Conclusion", "left")] if off else []
    table = frame(*columns, title="Claims and rivals")
    table.columns[0].ratio, table.expand = 1, True

    shown = [each for each in found.question.players if matters(each, found)]

    def weight(claim: str) -> float:
        known = effects[claim]["effect"] if effects else off.get(claim, {}).get("change", 0.0)
        return 0.0 if math.isnan(known) else abs(known)

    for claim in sorted(shown, key=lambda each: (-weight(each), each)):
        cells: list[Any] = [Text.assemble((claim, "bold"), f" {load_claims()[claim].says}")]
        cells += [with_interval(effects.get(claim), "effect", "low", "high", found)] if effects else []
        cells += differences(off.get(claim), found, roomy) if off else []
        cells += [alone_cell(alone.get(claim), found)] if alone else []
        cells += [becomes(off.get(claim), found)] if off else []
        table.add_row(*cells)
    return table


def looked_at(claim: str, found: "Explanation") -> bool:
    """Say whether a claim was switched off, or has a Shapley effect: what was not run is no zero."""
    return found.effects is not None or claim in by_name(found, OFF, CLAIM)


def matters(claim: str, found: "Explanation") -> bool:
    """Say whether a claim shows in the table: by an effect that is not written as zero, or by breaking something."""
    least = 0.5 * 10.0**-found.question.outcome.digits
    off, effects = by_name(found, OFF, CLAIM).get(claim), found.effects
    sizes = [] if effects is None else [float(effects.set_index("claim").at[claim, "effect"])]  # type: ignore[arg-type]
    sizes += [] if off is None else [float(off["change"])]
    return any(abs(each) >= least for each in sizes) or bool(off is not None and off["breaks"])


def bundle_table(found: "Explanation") -> Table:
    """Return one row a bundle: without it, and alone."""
    off, alone = by_name(found, OFF, BUNDLE), by_name(found, ALONE, BUNDLE)
    roomy = screen.console().width >= ROOMY
    alone = alone if roomy else {}
    columns = [("Bundle", "left"), *without_columns(roomy), *([("Alone", "right")] if alone else [])]
    table = frame(*columns, ("Conclusion", "left"), title="Bundles")
    table.columns[0].ratio, table.expand = 1, True
    for name in dict.fromkeys((*off, *alone)):
        on = sorted(claim for claim in found.question.players if claim in members(name))
        cells: list[Any] = [Text.assemble((name, "bold"), " ", (" ".join(on), "dim"), f"\n{says(name)}")]
        cells += differences(off.get(name), found, roomy)
        cells += [alone_cell(alone.get(name), found)] if alone else []
        table.add_row(*cells, becomes(off.get(name), found))
    return table


def set_table(found: "Explanation") -> Table:
    """Return the sets that carry the conclusion, with what A − B comes to in them."""
    assert found.sets is not None
    table = frame(("Set, all others off", "left"), ("A − B", "right"), ("In words", "left"), title="Smallest sets")
    table.columns[0].ratio, table.expand = 1, True
    for claims, row in zip(found.sets.claims, found.sets.rows.to_dict("records"), strict=True):
        name = Text("\n").join(Text.assemble((each, "bold"), f" {load_claims()[each].says}") for each in sorted(claims))
        word = in_words(row["word"], found.question.outcome, screen.WIDE)
        table.add_row(name, with_interval(row, "difference", "low", "high", found), word)
    return table


def members(bundle: str) -> Sequence[str]:
    """Return the claims of a bundle."""
    from sim.bundles import load_bundles

    return load_bundles().bundles[bundle].claims


def says(bundle: str) -> str:
    """Return what a bundle says."""
    from sim.bundles import load_bundles

    return load_bundles().bundles[bundle].says


# ---------------------------------------------------------------- cells
def with_interval(row: Cells | None, word: str, low: str, high: str, found: "Explanation") -> Text:
    """Return a number with its interval below it."""
    if row is None:
        return Text(NOTHING)
    digits = found.question.outcome.digits
    between = spread(row[low], row[high], digits, sign=True)
    return Text.assemble(number(row[word], digits, sign=True), "\n", (between, "dim"))


def without_columns(roomy: bool) -> list[tuple[str, str]]:
    """Return the headings of what becomes of A − B without a claim."""
    return [*([("Without it", "right")] if roomy else []), ("Change without it", "right")]


def differences(row: Cells | None, found: "Explanation", roomy: bool) -> list[Text]:
    """Return A − B without a claim, if there is room, and the change against all on."""
    without = with_interval(row, "difference", "low", "high", found)
    return [*([without] if roomy else []), with_interval(row, "change", "change_low", "change_high", found)]


def alone_cell(row: Cells | None, found: "Explanation") -> Text:
    """Return A − B with a claim alone; without its driver it is as with all off, and was not run."""
    if row is not None and row["waits_for"]:
        return Text("as all off", "dim")
    return with_interval(row, "difference", "low", "high", found)


def becomes(row: Cells | None, found: "Explanation") -> Text:
    """Return what becomes of the conclusion when a claim goes."""
    if row is None:
        return Text(NOTHING)
    if row["waits_for"]:
        return Text(f"waits for {waits_for(row['waits_for'])}", "dim")
    if not row["breaks"]:
        return Text("stays", "dim")
    return Text.assemble(
        ("breaks → " if found.concludes else "→ ", "bold"), in_words(row["word"], found.question.outcome, screen.FOLDED)
    )
