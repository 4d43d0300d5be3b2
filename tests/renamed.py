"""The same world under other names, in another order, on other slots; and scenarios that say the same of it."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.events import Event
from sim.paths import SEEDS
from sim.scenario import Scenario
from sim.seeds import KINDS, LINKS, Seeds, load_seeds

NewName = Callable[[str], str]
Words = Mapping[str, Mapping[str, str]]
FILES = {kind: "places.csv" if kind == "places" else f"agents/{kind}.csv" for kind in KINDS}
POINTERS = {"sent_by": "states", "host": "hosts"}  # columns of identities that name rows of another kind


def scrambled(folder: Path, words: Words, shuffle: bool = False, slots: Words | None = None) -> Seeds:
    """Write the seeds anew under other ids, rows in another order, and load them; slots are kept unless given."""
    rng = np.random.default_rng(0)
    places_and_hosts = {**words["places"], **words["hosts"]}
    for file in SEEDS.rglob("*.csv"):
        with file.open(encoding="utf-8", newline="") as opened:
            header, *rows = list(csv.reader(opened))
        found = [dict(zip(header, row, strict=True)) for row in rows]
        for row in found:
            if slots is not None:
                reslot(row, file.relative_to(SEEDS).as_posix(), slots)
            rename(row, file.relative_to(SEEDS).as_posix(), words, places_and_hosts)
        if shuffle:
            found = [found[at] for at in rng.permutation(len(found))]
        copy = folder / file.relative_to(SEEDS)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with copy.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, header)
            writer.writeheader()
            writer.writerows(found)
    return load_seeds(folder)


def reslot(row: dict[str, str], file: str, slots: Words) -> None:
    """Give a row of identities, still under its old name, another slot."""
    for kind, path in FILES.items():
        if file == path:
            row["slot"] = slots[kind][row["id"]]


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
        if given.get("institutions"):
            given["institutions"] = tuple(words["states"][name] for name in given["institutions"])
        for field, kind in (("help", "states"), ("effort", "groups")):
            if given.get(field):
                given[field] = {words[kind][name]: share for name, share in given[field].items()}
        return type(event).model_validate(given)

    return replace(scenario, events=tuple(of(each) for each in scenario.events))


def new_words(name: NewName) -> Words:
    return {kind: {each: name(each) for each in load_seeds().ids(kind)} for kind in KINDS}
