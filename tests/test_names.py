"""Names and the order of rows mean nothing: renamed and reshuffled seeds give the same war, bit for bit."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim.model
from sim.events import Event
from sim.model import Model
from sim.paths import SEEDS
from sim.scenario import Scenario, load_scenario
from sim.seeds import KINDS, LINKS, Seeds, load_seeds
from tests.worlds import all_rules_at, spec, stepped, tables_of

NewName = Callable[[str], str]
Words = Mapping[str, Mapping[str, str]]
FILES = {kind: "places.csv" if kind == "places" else f"agents/{kind}.csv" for kind in KINDS}
POINTERS = {"sent_by": "states", "host": "hosts"}  # columns of identities that name rows of another kind


def scrambled(seeds: Seeds, folder: Path, words: Words, shuffle: bool) -> Seeds:
    """Write the seeds anew under other ids, rows in another order (slots kept), and load them."""
    rng = np.random.default_rng(0)
    places_and_hosts = {**words["places"], **words["hosts"]}
    for file in SEEDS.rglob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            header, *rows = list(csv.reader(opened))
        found = [dict(zip(header, row, strict=True)) for row in rows]
        for row in found:
            rename(row, file.relative_to(SEEDS).as_posix(), words, places_and_hosts)
        if shuffle:
            found = [found[at] for at in rng.permutation(len(found))]
        copy = folder / file.relative_to(SEEDS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with copy.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, header)
            writer.writeheader()
            writer.writerows(found)
    assert set(load_seeds(folder).rows) == set(seeds.rows)
    return load_seeds(folder)


def rename(row: dict[str, str], file: str, words: Words, places_and_hosts: Mapping[str, str]) -> None:
    for kind, path in FILES.items():
        if file == path:
            row["id"] = words[kind][row["id"]]
            for column, pointed in POINTERS.items():
                if row.get(column):
                    row[column] = words[pointed][row[column]]
    if file == "routes.csv":
        for column in ("from", "to"):
            row[column] = places_and_hosts[row[column]]
    if file.startswith("figures/"):
        kind = Path(file).stem
        first, _, second = row["name"].partition(".")
        if kind in KINDS:
            row["name"] = f"{words[kind][first]}.{second}"
        elif kind in LINKS:
            row["name"] = f"{words[LINKS[kind][0]][first]}.{words[LINKS[kind][1]][second]}"


def renamed_events(scenario: Scenario, words: Words) -> Scenario:
    """Return a scenario that says the same of the renamed world."""

    def of(event: Event) -> Event:
        given = event.model_dump()
        for field, kind in (
            ("place", "places"),
            ("towards", "places"),
            ("state", "states"),
            ("host", "hosts"),
        ):
            if given.get(field):
                given[field] = words[kind][given[field]]
        for field, kind in (("help", "states"), ("effort", "groups")):
            if given.get(field):
                given[field] = {words[kind][name]: share for name, share in given[field].items()}
        return type(event).model_validate(given)

    return replace(scenario, events=tuple(of(each) for each in scenario.events))


def new_words(name: NewName) -> Words:
    return {kind: {each: name(each) for each in load_seeds().ids(kind)} for kind in KINDS}


def reversed_name(word: str) -> str:
    return f"{word[::-1]}_"


@pytest.mark.parametrize("name", [reversed_name, str], ids=["other names", "same names"])
@pytest.mark.parametrize("shuffle", [True, False], ids=["other order", "same order"])
@pytest.mark.parametrize("scenario", ["aleppo_falls", "siege_broken"])
def test_names_and_the_order_of_rows_change_no_bit(
    name: NewName, shuffle: bool, scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = new_words(name)
    plain = tables_of(stepped(Model([spec(scenario, at, values=all_rules_at(1.0)) for at in range(2)]), 8))
    seeds = scrambled(load_seeds(), tmp_path, words, shuffle)
    forced = renamed_events(load_scenario(scenario), words)
    monkeypatch.setattr(sim.model, "load_seeds", lambda: seeds)
    found = Model([spec(forced, at, values=all_rules_at(1.0)) for at in range(2)])
    assert found.world.groups.ids == tuple(words["groups"][each] for each in load_seeds().ids("groups"))
    for column, value in tables_of(stepped(found, 8)).items():
        assert value.tobytes() == plain[column].tobytes(), column


def test_another_slot_is_another_luck(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = load_seeds()
    rows = {kind: tuple(dict(row) for row in seeds.rows[kind]) for kind in KINDS}
    for row in rows["places"]:
        row["slot"] = str(int(row["slot"]) + 100)
    moved = replace(seeds, rows=rows)
    plain = tables_of(stepped(Model([spec("reference", 0)]), 1))
    monkeypatch.setattr(sim.model, "load_seeds", lambda: moved)
    other = tables_of(stepped(Model([spec("reference", 0)]), 1))
    assert plain["communities.people"].tobytes() != other["communities.people"].tobytes()
