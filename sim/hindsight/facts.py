"""Reads the facts known by January 2018: bounds, windows, baselines from before day 0, and what each bears on."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from sim.claims import load_claims
from sim.dates import DAY_0
from sim.errors import DataError, guess
from sim.paths import SEEDS
from sim.seeds import CONFIDENCE, KNOWN_UNTIL, is_date, number, one_of, read_rows

OBSERVED = SEEDS / "observed.csv"
DAYS_PER_WEEK = 7
DIRECTIONS = ("supports", "contradicts", "mixed")
EXPECTS = ("below", "within", "above", "silent")
NEVER = "never"  # a date that had not come, nor was in sight, before day 0
WORDS = (
    "id", "theme", "title", "definition", "unit", "direction", "essay_expects", "essay", "history", "claims",
    "measure", "why_not", "before", "baseline_note", "source", "address", "confidence", "known_by", "note",
)  # fmt: skip
COLUMNS = (*WORDS, "from", "until", "first_week", "last_week", "low", "best", "high", "persistence", "trend")
NOT_EMPTY = ("theme", "title", "definition", "unit", "essay", "history", "source")


@dataclass(frozen=True)
class Fact:
    """One thing that was known to have happened; `seeds/SOURCES.md` explains the columns.

    Flows are those of the weeks between the Mondays `first_week` and `last_week`, stocks those of these
    Mondays and all between. `measure` names what stands for it in the model; if it is empty, `why_not` says
    why. `essay_expects` says on which side of `low` to `high` the essay's reading would lie. `persistence` and
    `trend` are what one would have said knowing only what is dated before day 0: the last value, and the
    straight line through the last two; None where there are none.
    """

    id: str
    theme: str
    title: str
    definition: str
    unit: str
    first_day: date
    last_day: date
    low: float
    best: float
    high: float
    direction: str
    essay_expects: str
    essay: str
    history: str
    claims: tuple[str, ...]
    measure: str
    why_not: str
    persistence: float | None
    trend: float | None
    before: tuple[tuple[date, float], ...]
    baseline_note: str
    source: str
    address: str
    confidence: str
    known_by: date
    note: str

    @property
    def first_week(self) -> int:
        """The Monday nearest to the beginning of the window."""
        return week_of(self.first_day)

    @property
    def last_week(self) -> int:
        """The Monday nearest to the end of the window."""
        return week_of(self.last_day + timedelta(days=1))

    @property
    def tolerance(self) -> float:
        """Half the width of what is known, the yardstick of a miss; one unit where the value is exact."""
        return (self.high - self.low) / 2 or 1.0

    def side(self, value: float) -> str:
        """Say where a value lies: `within` low to high, or `below` or `above`."""
        return "below" if value < self.low else "above" if value > self.high else "within"


def week_of(day: date) -> int:
    """Return the week whose Monday is nearest to a day."""
    return round((day - DAY_0).days / DAYS_PER_WEEK)


@cache
def load_facts(path: Path = OBSERVED) -> dict[str, Fact]:
    """Return all facts by id, in the order of the file; DataError names line, column and what is allowed."""
    found: dict[str, Fact] = {}
    for line, row in enumerate(read_rows(path, COLUMNS), start=2):
        fact = read_fact(path, line, row)
        if fact.id in found or not fact.id:
            raise DataError(f"{path.name}, line {line}, column 'id': '{fact.id}' is empty or used twice")
        found[fact.id] = fact
    if not found:
        raise DataError(f"{path.name}: has no rows")
    return found


def read_fact(path: Path, line: int, row: dict[str, str]) -> Fact:
    """Read and check one row."""
    at = f"{path.name}, line {line}"
    for column in NOT_EMPTY:
        if not row[column].strip():
            raise DataError(f"{at}, column '{column}': is empty")
    one_of(path, line, row, "direction", DIRECTIONS)
    one_of(path, line, row, "essay_expects", EXPECTS)
    one_of(path, line, row, "confidence", CONFIDENCE)
    check_direction(at, row)
    if bool(row["measure"]) == bool(row["why_not"]):
        raise DataError(f"{at}: give either a measure or the reason why there is none, in 'measure' or 'why_not'")
    low, best, high = (number(path, line, row, column) for column in ("low", "best", "high"))
    if not low <= best <= high:
        raise DataError(f"{at}: {row['id']} is not in order: {low:g} <= {best:g} <= {high:g}")
    fact = Fact(
        **{name: row[name].strip() for name in WORDS if name not in ("claims", "before", "known_by")},
        first_day=a_date(at, row, "from"),
        last_day=a_date(at, row, "until"),
        low=low,
        best=best,
        high=high,
        claims=claims_of(at, row["claims"]),
        persistence=baseline(path, line, row, "persistence"),
        trend=baseline(path, line, row, "trend"),
        before=values_before(at, row["before"]),
        known_by=a_date(at, row, "known_by"),
    )
    check_window(path, line, row, fact)
    check_baselines(at, fact)
    return fact


def check_direction(at: str, row: dict[str, str]) -> None:
    """Refuse a row whose direction and expectation say different things."""
    allowed = {"supports": ("within",), "contradicts": ("below", "above")}.get(row["direction"], EXPECTS)
    if row["essay_expects"] not in allowed:
        raise DataError(
            f"{at}, column 'essay_expects': '{row['essay_expects']}' does not go with '{row['direction']}'; "
            f"allowed: {', '.join(allowed)}"
        )


def a_date(at: str, row: dict[str, str], column: str) -> date:
    """Return a cell as a date; DataError if it is none, or later than January 2018."""
    text = row[column]
    if not is_date(text):
        raise DataError(f"{at}, column '{column}': '{text}' is not a date written YYYY-MM-DD")
    if text > KNOWN_UNTIL:
        raise DataError(f"{at}, column '{column}': {text} is later than {KNOWN_UNTIL}; later facts are out of bounds")
    return date.fromisoformat(text)


def check_window(path: Path, line: int, row: dict[str, str], fact: Fact) -> None:
    """Refuse a window that runs backwards or begins before day 0, or weeks that its dates do not give."""
    at = f"{path.name}, line {line}"
    if not DAY_0 <= fact.first_day <= fact.last_day:
        raise DataError(f"{at}: the window {row['from']} to {row['until']} must begin after {DAY_0} and end later")
    for column, week in (("first_week", fact.first_week), ("last_week", fact.last_week)):
        if number(path, line, row, column) != week:
            raise DataError(f"{at}, column '{column}': {row[column]}; the dates give {week}")


def claims_of(at: str, text: str) -> tuple[str, ...]:
    """Split the list of claims; DataError with the nearest id for one that the ledger does not know."""
    found = tuple(word.strip() for word in text.split(";") if word.strip())
    known = load_claims()
    for claim in found:
        if claim not in known:
            raise DataError(f"{at}, column 'claims': unknown claim '{claim}'{guess(claim, known)}")
    if not found:
        raise DataError(f"{at}, column 'claims': is empty; write C01; C02")
    return found


# ---------------------------------------------------------------- baselines
def baseline(path: Path, line: int, row: dict[str, str], column: str) -> float | None:
    """Return a baseline: a number, infinity for `never`, None for an empty cell."""
    text = row[column].strip()
    if not text:
        return None
    return math.inf if text == NEVER else number(path, line, row, column)


def values_before(at: str, text: str) -> tuple[tuple[date, float], ...]:
    """Read `2014-12-31 7.6; 2015-12-31 6.6`: the values baselines rest on, each in the middle of its period."""
    found = []
    for pair in (each.strip() for each in text.split(";") if each.strip()):
        day, _, value = pair.partition(" ")
        if not is_date(day):
            raise DataError(f"{at}, column 'before': '{pair}': write date and value, as in 2015-12-31 6.6")
        if date.fromisoformat(day) >= DAY_0:
            raise DataError(f"{at}, column 'before': {day} is not before day 0, {DAY_0}: baselines may not know it")
        found.append((date.fromisoformat(day), math.inf if value == NEVER else as_number(at, value)))
    return tuple(found)


def as_number(at: str, text: str) -> float:
    """Return a number in the list of values before day 0."""
    try:
        return float(text)
    except ValueError:
        raise DataError(f"{at}, column 'before': '{text}' is not a number") from None


def check_baselines(at: str, fact: Fact) -> None:
    """Refuse a baseline without dated values behind it, or a fact that does not say where its own come from."""
    needed = {"persistence": 1, "trend": 2}
    for name, values in needed.items():
        if getattr(fact, name) is not None and len(fact.before) < values:
            raise DataError(f"{at}, column '{name}': needs {values} dated values in 'before', has {len(fact.before)}")
    if fact.measure and not fact.baseline_note:
        raise DataError(f"{at}, column 'baseline_note': say what the baselines rest on, or why there are none")


def mapped(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts that something in the model stands for."""
    return tuple(each for each in facts if each.measure)


def not_mapped(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts that nothing in the model stands for."""
    return tuple(each for each in facts if not each.measure)
