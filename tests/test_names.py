"""Names and the order of rows mean nothing: renamed and reshuffled seeds give the same war, bit for bit."""

from dataclasses import replace
from pathlib import Path

import pytest

import sim.model
from sim.model import Model
from sim.scenario import load_scenario
from sim.seeds import KINDS, load_seeds
from tests.renamed import NewName, new_words, renamed_events, scrambled
from tests.worlds import all_rules_at, spec, stepped, tables_of

EARLY_POLICIES = "siege_broken+turkey_pushes+iran_surge+gulf_surge+no_fly_zone+borders_close+funds_withheld"


def reversed_name(word: str) -> str:
    return f"{word[::-1]}_"


@pytest.mark.parametrize("name", [reversed_name, str], ids=["other names", "same names"])
@pytest.mark.parametrize("shuffle", [True, False], ids=["other order", "same order"])
@pytest.mark.parametrize("scenario", ["aleppo_falls", EARLY_POLICIES])
def test_names_and_the_order_of_rows_change_no_bit(
    name: NewName, shuffle: bool, scenario: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = new_words(name)
    plain = tables_of(stepped(Model([spec(scenario, at, values=all_rules_at(1.0)) for at in range(2)]), 8))
    seeds = scrambled(tmp_path, words, shuffle)
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
