"""Reads what is given: tables of places, roads and agents, and every disputable figure with its range."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sim.errors import DataError, guess
from sim.parameter import Parameter
from sim.paths import SEEDS
from sim.places import SIDES

KINDS = ("places", "groups", "states", "hosts", "electorates")
COLUMNS = {
    "places": ("population", "displaced", "salience", "area", "prewar_population", "violence_so_far"),
    "groups": ("fighters", "ideology", "western", "cohesion", "negotiates", "vetted", "mainstream", "mobile"),
    "states": ("war_support", "client_ideology", "leaning", "obligation"),
    "hosts": ("refugees", "population", "gdp", "openness", "tension", "departures"),
    "electorates": ("populist_share", "population", "kremlin_friendly", "arrivals_share"),
}
LINKS = {"presence": ("groups", "places"), "sponsorship": ("states", "groups")}
CONFIDENCE = ("sourced", "secondary", "derived", "judgement", "memory")
KNOWN_UNTIL = "2018-01-31"
FACES = ("Regime", "Faction", "JihadistGroup", "IslamicState", "SDF", "ForeignForce")
MODES = ("road", "sea", "air")
STATUS = (
    "open", "restricted", "front_line", "siege_line", "closed_border", "air_only", "legal_only", "is_corridor",
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One disputable number of day 0, with what is known of it."""

    parameter: Parameter
    confidence: str
    known_by: str
    note: str


@dataclass(frozen=True)
class Seeds:
    """The world as given: identity rows by kind, roads, and figures by parameter name."""

    rows: MappingProxyType[str, tuple[dict[str, str], ...]]
    routes: tuple[dict[str, str], ...]
    figures: MappingProxyType[str, Figure]

    def ids(self, kind: str) -> tuple[str, ...]:
        """Return the ids of a kind in slot order."""
        return tuple(row["id"] for row in self.rows[kind])


def read_rows(path: Path, needed: Iterable[str]) -> list[dict[str, str]]:
    """Read a CSV with a header; DataError names the file and the missing column or broken row."""
    if not path.is_file():
        raise DataError(f"{path.name}: no such file in {path.parent}")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            header = reader.fieldnames or []
            for column in needed:
                if column not in header:
                    raise DataError(f"{path.name}: column '{column}' is missing{guess(column, header)}")
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise DataError(f"{path.name}: cannot be read as CSV in UTF-8: {problem}") from None
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise DataError(f"{path.name}, line {line}: has {'more' if None in row else 'fewer'} cells than the header")
    return rows


def number(path: Path, line: int, row: dict[str, str], column: str) -> float:
    """Return one cell as a number; DataError names file, line and column."""
    try:
        value = float(row[column])
    except ValueError:
        raise DataError(f"{path.name}, line {line}, column '{column}': '{row[column]}' is not a number") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise DataError(f"{path.name}, line {line}, column '{column}': '{row[column]}' is not a finite number")
    return value


def one_of(path: Path, line: int, row: dict[str, str], column: str, allowed: Iterable[str]) -> str:
    """Return one cell that must be among the allowed words; DataError says which is nearest."""
    allowed = tuple(allowed)
    if row[column] not in allowed:
        raise DataError(
            f"{path.name}, line {line}, column '{column}': unknown word '{row[column]}'{guess(row[column], allowed)}"
        )
    return row[column]


def read_identities(path: Path, needed: Iterable[str]) -> tuple[dict[str, str], ...]:
    """Read the rows of a kind, sorted by their permanent slot, so that the file's order changes nothing."""
    rows = read_rows(path, ("slot", "id", "name", *needed))
    slots, ids = set(), set()
    for line, row in enumerate(rows, start=2):
        slot = number(path, line, row, "slot")
        if slot != int(slot) or not 0 < slot < 1000:
            raise DataError(
                f"{path.name}, line {line}, column 'slot': {row['slot']} is not a whole number from 1 to 999"
            )
        if int(slot) in slots or row["id"] in ids or not row["id"]:
            raise DataError(f"{path.name}, line {line}: slot {row['slot']} or id '{row['id']}' is empty or used twice")
        slots.add(int(slot))
        ids.add(row["id"])
    if not rows:
        raise DataError(f"{path.name}: has no rows")
    return tuple(sorted(rows, key=lambda row: int(row["slot"])))


def read_figures(path: Path, kind: str, allowed: dict[str, tuple[str, ...]]) -> dict[str, Figure]:
    """Read the figures of a kind: `row.column`, low, best, high, unit, confidence, known_by, source."""
    needed = ("name", "low", "best", "high", "unit", "confidence", "known_by", "source", "note")
    found: dict[str, Figure] = {}
    for line, row in enumerate(read_rows(path, needed), start=2):
        first, _, second = row["name"].partition(".")
        for part, words in zip((first, second), allowed.values(), strict=True):
            if part not in words:
                raise DataError(f"{path.name}, line {line}, column 'name': unknown word '{part}'{guess(part, words)}")
        low, best, high = (number(path, line, row, column) for column in ("low", "best", "high"))
        if not low <= best <= high:
            raise DataError(f"{path.name}, line {line}: {row['name']} is not in order: {low:g} <= {best:g} <= {high:g}")
        one_of(path, line, row, "confidence", CONFIDENCE)
        if not row["source"] or not is_date(row["known_by"]) or row["known_by"] > KNOWN_UNTIL:
            raise DataError(
                f"{path.name}, line {line}: {row['name']} needs a source and a date by which it was known, "
                f"written YYYY-MM-DD and not later than {KNOWN_UNTIL}; it says '{row['known_by']}'"
            )
        name = f"{kind}.{row['name']}"
        if name in found:
            raise DataError(f"{path.name}, line {line}: {row['name']} is given twice")
        parameter = Parameter(name, best, low, high, row["unit"], f"{row['confidence']}: {row['source']}")
        found[name] = Figure(parameter, row["confidence"], row["known_by"], row["note"])
    return found


def is_date(text: str) -> bool:
    """Say whether a text is a date written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def read_routes(path: Path, sites: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Read the road net, in slot order; DataError for an unknown end, mode or status, or a road of no length."""
    rows = read_rows(path, ("slot", "from", "to", "mode", "km_best", "status"))
    for line, row in enumerate(rows, start=2):
        for column, words in (("from", sites), ("to", sites), ("mode", MODES), ("status", STATUS)):
            one_of(path, line, row, column, words)
        number(path, line, row, "slot")
        if number(path, line, row, "km_best") <= 0:
            raise DataError(f"{path.name}, line {line}, column 'km_best': {row['km_best']} is no length")
    return tuple(sorted(rows, key=lambda row: float(row["slot"])))


@cache
def load_seeds(folder: Path = SEEDS) -> Seeds:
    """Read and check the whole world as given; DataError says which file, row and column is wrong."""
    extra = {
        "places": ("lat", "lon", "controller"),
        "groups": ("side", "face", "foreign", "sent_by"),
        "states": ("region", "third_state", "institution", "vets"),
        "hosts": ("lat", "lon", "region", "supplies"),
        "electorates": ("host",),
    }
    rows: dict[str, tuple[dict[str, str], ...]] = {}
    files = {kind: folder / ("places.csv" if kind == "places" else f"agents/{kind}.csv") for kind in KINDS}
    for kind in KINDS:
        rows[kind] = read_identities(files[kind], extra[kind])
    ids = {kind: tuple(row["id"] for row in rows[kind]) for kind in KINDS}
    for kind, column, words in (
        ("places", "controller", SIDES),
        ("groups", "side", SIDES),
        ("groups", "face", FACES),
        ("groups", "foreign", ("yes", "no")),
        ("groups", "sent_by", ("", *ids["states"])),
        ("states", "third_state", ("yes", "no")),
        ("states", "institution", ("yes", "no")),
        ("states", "vets", ("yes", "no")),
        ("hosts", "region", ("neighbour", "europe", "gulf", "other")),
        ("hosts", "supplies", ("", *SIDES)),
        ("electorates", "host", ids["hosts"]),
    ):
        for line, row in enumerate(read_rows(files[kind], (column,)), start=2):
            one_of(files[kind], line, row, column, words)
    figures: dict[str, Figure] = {}
    for kind in KINDS:
        found = read_figures(folder / f"figures/{kind}.csv", kind, {"row": ids[kind], "column": COLUMNS[kind]})
        for row_id in ids[kind]:
            for column in COLUMNS[kind]:
                if f"{kind}.{row_id}.{column}" not in found:
                    raise DataError(f"figures/{kind}.csv: {row_id}.{column} is missing")
        figures |= found
    for kind, (first, second) in LINKS.items():
        figures |= read_figures(folder / f"figures/{kind}.csv", kind, {"row": ids[first], "column": ids[second]})
    for kind in ("places", "hosts"):
        for line, row in enumerate(read_rows(files[kind], ("lat", "lon")), start=2):
            number(files[kind], line, row, "lat")
            number(files[kind], line, row, "lon")
    routes = read_routes(folder / "routes.csv", (*ids["places"], *ids["hosts"]))
    return Seeds(MappingProxyType(rows), routes, MappingProxyType(figures))
