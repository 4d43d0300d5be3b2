"""A broken seed file is refused in words that name the file, the line or row, and the column."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import DataError
from sim.paths import SEEDS
from sim.seeds import COLUMNS, KINDS, KNOWN_UNTIL, load_seeds

Rows = list[list[str]]
Edit = Callable[[Rows], None]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    for file in SEEDS.rglob("*.csv"):
        copy = tmp_path / file.relative_to(SEEDS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)
    return tmp_path


def edit(folder: Path, file: str, change: Edit) -> None:
    path = folder / file
    with path.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)


def cell(line: int, column: str, value: str) -> Edit:
    """Put a value into a line of the file, as an editor numbers lines."""

    def change(rows: Rows) -> None:
        rows[line - 1][rows[0].index(column)] = value

    return change


def without(column: str) -> Edit:
    def change(rows: Rows) -> None:
        at = rows[0].index(column)
        for row in rows:
            del row[at]

    return change


def drop_line(line: int) -> Edit:
    return lambda rows: rows.__delitem__(line - 1)


def repeat_line(line: int) -> Edit:
    return lambda rows: rows.append(list(rows[line - 1]))


def refused(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        load_seeds(folder)
    return str(caught.value)


def test_the_seeds_load() -> None:
    found = load_seeds()
    assert set(found.rows) == set(KINDS)
    assert all(
        f"{kind}.{row}.{name}" in found.figures for kind in KINDS for row in found.ids(kind) for name in COLUMNS[kind]
    )


def test_a_copy_of_the_seeds_is_the_seeds(seeds: Path) -> None:
    assert load_seeds(seeds) == load_seeds()


def test_every_figure_is_in_its_range_with_a_unit_and_a_source() -> None:
    for name, figure in load_seeds().figures.items():
        of = figure.parameter
        assert of.low <= of.default <= of.high, name
        assert of.unit, name
        assert of.source, name


def test_nothing_learnt_later_sets_a_figure() -> None:
    late = [name for name, figure in load_seeds().figures.items() if figure.known_by > KNOWN_UNTIL]
    assert late == []
    assert KNOWN_UNTIL <= "2018-01-31"


WRONG = {
    "a missing column": ("places.csv", without("controller"), ["places.csv", "'controller' is missing"]),
    "a missing column of figures": ("figures/hosts.csv", without("best"), ["hosts.csv", "'best' is missing"]),
    "text for a number": (
        "figures/places.csv",
        cell(3, "best", "many"),
        ["places.csv", "line 3", "'best'", "'many' is not a number"],
    ),
    "nothing for a number": (
        "figures/groups.csv",
        cell(5, "low", ""),
        ["groups.csv", "line 5", "'low'", "is not a number"],
    ),
    "a number without end": (
        "figures/groups.csv",
        cell(5, "high", "inf"),
        ["groups.csv", "line 5", "'high'", "not a finite number"],
    ),
    "low above best": (
        "figures/states.csv",
        cell(2, "low", "9999999"),
        ["states.csv", "line 2", "not in order"],
    ),
    "high below best": (
        "figures/states.csv",
        cell(2, "high", "-1"),
        ["states.csv", "line 2", "not in order"],
    ),
    "an unknown row": (
        "figures/groups.csv",
        cell(2, "name", "sa.fighters"),
        ["groups.csv", "line 2", "'name'", "unknown word 'sa'", "did you mean 'saa'?"],
    ),
    "an unknown column of figures": (
        "figures/groups.csv",
        cell(2, "name", "saa.fighter"),
        ["groups.csv", "line 2", "'name'", "unknown word 'fighter'", "did you mean 'fighters'?"],
    ),
    "an unknown place in a link": (
        "figures/presence.csv",
        cell(2, "name", "saa.damascu"),
        ["presence.csv", "line 2", "did you mean 'damascus'?"],
    ),
    "an unknown group in a link": (
        "figures/sponsorship.csv",
        cell(2, "name", "usa.southern_frond"),
        ["sponsorship.csv", "line 2", "did you mean 'southern_front'?"],
    ),
    "a figure given twice": ("figures/hosts.csv", repeat_line(2), ["hosts.csv", "is given twice"]),
    "a figure left out": ("figures/hosts.csv", drop_line(2), ["hosts.csv", "turkey.refugees is missing"]),
    "a slot used twice": ("places.csv", cell(3, "slot", "1"), ["places.csv", "line 3", "slot 1", "twice"]),
    "an id used twice": (
        "agents/groups.csv",
        cell(3, "id", "saa"),
        ["groups.csv", "line 3", "id 'saa'", "twice"],
    ),
    "an empty id": ("agents/groups.csv", cell(3, "id", ""), ["groups.csv", "line 3", "empty"]),
    "a slot that is not whole": (
        "agents/hosts.csv",
        cell(2, "slot", "1.5"),
        ["hosts.csv", "line 2", "'slot'", "whole number"],
    ),
    "a slot in words": (
        "agents/hosts.csv",
        cell(2, "slot", "one"),
        ["hosts.csv", "line 2", "'slot'", "not a number"],
    ),
    "a bad side": (
        "agents/groups.csv",
        cell(2, "side", "regim"),
        ["groups.csv", "line 2", "'side'", "did you mean 'regime'?"],
    ),
    "a bad controller": (
        "places.csv",
        cell(4, "controller", "rebels"),
        ["places.csv", "line 4", "'controller'", "unknown word 'rebels'", "opposition"],
    ),
    "a sender nobody knows": (
        "agents/groups.csv",
        cell(5, "sent_by", "irann"),
        ["groups.csv", "line 5", "'sent_by'", "did you mean 'iran'?"],
    ),
    "a host nobody knows": (
        "agents/electorates.csv",
        cell(2, "host", "germny"),
        ["electorates.csv", "line 2", "'host'", "did you mean 'germany'?"],
    ),
    "yes or no in other words": (
        "agents/states.csv",
        cell(2, "third_state", "maybe"),
        ["states.csv", "line 2", "'third_state'", "'maybe'", "no, yes"],
    ),
    "a road to nowhere": (
        "routes.csv",
        cell(2, "to", "aleppo"),
        ["routes.csv", "line 2", "'to'", "unknown word 'aleppo'"],
    ),
    "a road without length": (
        "routes.csv",
        cell(2, "km_best", "far"),
        ["routes.csv", "line 2", "'km_best'", "not a number"],
    ),
    "knowledge from later years": (
        "figures/places.csv",
        cell(2, "known_by", "2019-06-01"),
        ["places.csv", "line 2", "not later than 2018-01-31", "2019-06-01"],
    ),
    "a figure without a source": (
        "figures/places.csv",
        cell(2, "source", ""),
        ["places.csv", "line 2", "needs a source"],
    ),
    "a confidence nobody declared": (
        "figures/places.csv",
        cell(2, "confidence", "sure"),
        ["places.csv", "line 2", "'confidence'", "unknown word 'sure'"],
    ),
    "a row that is too short": (
        "figures/places.csv",
        lambda rows: rows[1].pop(),
        ["places.csv", "line 2", "fewer cells than the header"],
    ),
    "a row that is too long": (
        "figures/places.csv",
        lambda rows: rows[1].append("more"),
        ["places.csv", "line 2", "more cells than the header"],
    ),
    "a table without rows": (
        "agents/hosts.csv",
        lambda rows: rows.__delitem__(slice(1, None)),
        ["hosts.csv", "no rows"],
    ),
    "a latitude in words": (
        "places.csv",
        cell(2, "lat", "north"),
        ["places.csv", "line 2", "'lat'"],
    ),
    "a road's slot in words": ("routes.csv", cell(2, "slot", "first"), ["routes.csv", "line 2", "'slot'"]),
    "a kind of road nobody knows": (
        "routes.csv",
        cell(2, "mode", "raod"),
        ["routes.csv", "line 2", "'mode'"],
    ),
    "a state of the road nobody knows": (
        "routes.csv",
        cell(2, "status", "seige_line"),
        ["routes.csv", "line 2", "'status'"],
    ),
    "a face nobody knows": (
        "agents/groups.csv",
        cell(2, "face", "Regme"),
        ["groups.csv", "line 2", "'face'"],
    ),
    "a date in another order": (
        "figures/places.csv",
        cell(2, "known_by", "01/06/2019"),
        ["places.csv", "line 2", "01/06/2019"],
    ),
    "a road of no length": ("routes.csv", cell(2, "km_best", "-5"), ["routes.csv", "line 2", "'km_best'"]),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_broken_seed_is_refused_in_the_readers_words(wrong: str, seeds: Path) -> None:
    file, change, words = WRONG[wrong]
    edit(seeds, file, change)
    said = refused(seeds)
    assert [word for word in words if word not in said] == [], said


@pytest.mark.parametrize("file", ["places.csv", "routes.csv", "agents/groups.csv", "figures/presence.csv"])
def test_a_missing_file_is_named(file: str, seeds: Path) -> None:
    (seeds / file).unlink()
    assert f"{Path(file).name}: no such file" in refused(seeds)


def test_a_file_that_is_not_text_is_named(seeds: Path) -> None:
    (seeds / "places.csv").write_bytes(b"slot,id\n\xff\xfe")
    assert "places.csv: cannot be read as CSV" in refused(seeds)


@pytest.mark.parametrize(("kind", "file"), [("places", "places.csv"), ("groups", "agents/groups.csv")])
def test_the_order_of_rows_in_a_file_changes_nothing(kind: str, file: str, seeds: Path) -> None:
    edit(seeds, file, lambda rows: rows.__setitem__(slice(1, None), rows[:0:-1]))
    assert load_seeds(seeds).rows[kind] == load_seeds().rows[kind]
