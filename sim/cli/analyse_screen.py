"""Tables of analyses on the terminal: narrow ones folded, long ones cut, and words below."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from sim.cli import screen
from sim.cli.analyse_words import Cells, between, caveats, value
from sim.cli.screen import FOLDED, NOTHING, WIDE, frame, percent
from sim.experiments.analysis.words import word_of

if TYPE_CHECKING:
    import pandas

    from sim.cli.analyse_options import Asked
    from sim.experiments.analysis import Quantity
    from sim.experiments.sweep.folder.manifest import FactorRecord

MOST_ROWS = 40
FEW_PAIRS = 10  # of factors, the most telling
FEW_FACTORS = 3  # that are written beside a point's number
Column = tuple[str, str, Callable[[Cells], Any]]
RISES = {
    "clearly higher": ("▲ rises", "bold"),
    "clearly lower": ("▼ falls", "bold"),
    "no practical difference": ("= no practical change", ""),
}


def show(
    asked: "Asked", title: str, tables: Sequence[Table], sentences: Iterable[str], about: Cells, cut: int = 0
) -> None:
    """Show what was asked, the tables, what they say in words, and what they rest on."""
    out = screen.console()
    first, _, rest = title.partition("\n")
    out.print(Text(first, style="bold"))
    out.print(Text(rest))
    for each in tables:
        out.print(each)
    if cut:
        out.print(Text(f"… and {screen.count(cut, 'row')} more: --output FILE writes all.", style="dim"))
    for sentence in sentences:
        out.print(Text(sentence))
    screen.say("\n".join(caveats(asked, about)), asked.quiet)


def table_of(rows: "pandas.DataFrame", columns: Sequence[Column], title: str = "") -> Table:
    """Return a table with one row a row, at most 40; each column has a heading, a justification and a way to write."""
    found = frame(*((heading, justify) for heading, justify, _ in columns), title=title)
    for row in rows.head(MOST_ROWS).to_dict("records"):
        found.add_row(*(write(row) for _, _, write in columns))
    return found


def cut_of(*tables: "pandas.DataFrame") -> int:
    """Return how many rows do not fit on the screen."""
    return sum(max(len(each) - MOST_ROWS, 0) for each in tables)


def is_roomy() -> bool:
    """Say whether there is room for more than the least."""
    return screen.console().width >= FOLDED


def is_wide() -> bool:
    """Say whether there is room for more than the necessary."""
    return screen.console().width >= WIDE


# ---------------------------------------------------------------- columns
def point_column(asked: "Asked") -> Column:
    """Return the column that names a design point: its label, or its number and factors if these are few."""
    factors = asked.study.manifest.factors

    def write(row: Cells) -> Any:
        if row["label"]:
            return Text.assemble(row["label"], (f"  {row['point']}" if is_wide() else "", "dim"))
        if len(factors) > FEW_FACTORS:
            return str(row["point"])
        told = ", ".join(f"{each.name} {called(each, row[each.name])}" for each in factors)
        return Text.assemble(str(row["point"]), (f"  {told}", "dim"))

    return ("Design point", "left", write)


def called(factor: "FactorRecord", each: Any) -> str:
    """Return how a factor's value is called on the screen: short."""
    return each if isinstance(each, str) else word_of(factor, float(f"{each:.4g}"))


def cell(each: Any) -> str:
    """Write a word or a number."""
    return each if isinstance(each, str) else f"{each:.4g}"


def number_column(heading: str, word: str, quantity: "Quantity", sign: bool | None = None) -> Column:
    """Return a column of values of the quantity."""
    return (heading, "right", lambda row: value(row[word], quantity, sign))


def interval_column(heading: str, low: str, high: str, quantity: "Quantity", sign: bool | None = None) -> Column:
    """Return a column of intervals of the quantity."""
    return (heading, "right", lambda row: between(row[low], row[high], quantity, sign))


def plain_column(heading: str, word: str, justify: str = "left") -> Column:
    """Return a column of words or whole numbers."""
    return (heading, justify, lambda row: cell(row[word]) if not isinstance(row[word], bool) else mark(row[word]))


def share_column(heading: str, word: str) -> Column:
    """Return a column of shares in percent."""
    return (heading, "right", lambda row: NOTHING if row[word] != row[word] else screen.minus(percent(row[word])))


def shares_column(heading: str, low: str, high: str) -> Column:
    """Return a column of intervals of shares, in percent."""
    return (heading, "right", lambda row: shares(row[low], row[high]))


def shares(low: float, high: float) -> str:
    """Write an interval of shares in percent; a share below 0 is one of an estimate, and stays."""
    if low != low or high != high:
        return NOTHING
    return f"{screen.minus(f'{100 * low:.0f}')} to {screen.minus(f'{100 * high:.0f}')} %"


def factor_column(asked: "Asked", titled: bool = True) -> Column:
    """Return the column of a factor's name, with its title where there is room."""
    titles = {each.name: each.title for each in asked.study.manifest.factors} if titled else {}

    def write(row: Cells) -> Text:
        name = row["factor"]
        title = titles.get(name, name)
        return Text.assemble((name, "bold"), (f"  {title}" if is_wide() and title != name else "", "dim"))

    return ("Factor", "left", write)


def word_column(quantity: "Quantity", changes: bool = False) -> Column:
    """Return the column that says in words how A differs from B, or how something changes."""
    is_date = quantity.outcome.unit == "week"
    words = {**screen.WORDS, **(screen.DATES if is_date else {}), **(RISES if changes else {})}
    short = "" if is_roomy() else "practical "
    return ("In words", "left", lambda row: Text(words[row["word"]][0].replace(short, ""), words[row["word"]][1]))


def mark(yes: bool) -> str:
    """Write a yes, or nothing."""
    return "yes" if yes else ""
