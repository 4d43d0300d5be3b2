"""Whatever parameters are drawn, nobody is lost, nothing leaves its range and nothing warns."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.catalogue import catalogue
from sim.events import EVENTS, Event
from sim.model import Model
from sim.scenario import SCENARIOS, Scenario, load_scenario, names
from sim.seeds import load_seeds
from tests.worlds import all_rules_at, broken_promises, fighters_of, people_of, spec

WEEKS, RUNS, DRAWN = 6, 3, 30
KINDS = {each.model_fields["kind"].annotation.__args__[0]: each for each in EVENTS}  # type: ignore[union-attr]


NAMES = sorted(catalogue())


def some_value(rng: np.random.Generator, name: str) -> float:
    """Draw a value from a range, its ends as often as all that lies between."""
    of = catalogue()[name]
    return float(rng.choice([of.low, of.high, rng.uniform(of.low, of.high), rng.uniform(of.low, of.high)]))


def checked(model: Model) -> None:
    people, fighters = people_of(model.world), fighters_of(model.world).sum(axis=1)
    assert broken_promises(model.world) == []
    for _ in range(WEEKS):
        model.step()
        assert np.array_equal(people_of(model.world), people)
        assert np.array_equal(fighters_of(model.world).sum(axis=1), fighters)
        assert broken_promises(model.world) == []


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(luck=st.integers(0, 2**32 - 1), scenario=st.sampled_from(names(SCENARIOS)))
def test_random_parameters_make_sound_worlds(luck: int, scenario: str) -> None:
    rng = np.random.default_rng(luck)
    drawn = rng.choice(NAMES, DRAWN, replace=False)
    runs = [{name: some_value(rng, name) for name in drawn} for _ in range(RUNS)]
    checked(Model([spec(scenario, at, values=all_rules_at(1.0) | values) for at, values in enumerate(runs)], luck))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(luck=st.integers(0, 2**32 - 1), scenario=st.sampled_from(names(SCENARIOS)))
def test_random_behaviour_makes_sound_worlds(luck: int, scenario: str) -> None:
    rng = np.random.default_rng(luck)
    behaviour = [name for name in NAMES if name.count(".") == 1]
    runs = [{name: some_value(rng, name) for name in behaviour} for _ in range(RUNS)]
    checked(Model([spec(scenario, at, values=values) for at, values in enumerate(runs)], luck))


@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("scenario", ["aleppo_falls", "siege_broken"])
def test_all_parameters_at_one_end_make_a_sound_world(end: str, scenario: str) -> None:
    values = {name: getattr(catalogue()[name], end) for name in NAMES}
    checked(Model([spec(scenario, at, values=values) for at in range(RUNS)]))


def any_event(rng: np.random.Generator, kind: str, week: int, name: str) -> Event:
    pick = {each: str(rng.choice(load_seeds().ids(f"{each}s"))) for each in ("place", "group", "state", "host")}
    share = float(rng.random())
    fields = {
        "control": {
            "place": pick["place"],
            "to": str(rng.choice(["regime", "opposition", "islamic_state", "sdf"])),
            "escape": share,
            "help": {pick["state"]: share},
        },
        "relief": {
            "place": pick["place"],
            "success": bool(rng.random() < 0.5),
            "effort": {pick["group"]: share},
            "help": {pick["state"]: share},
            "hold": int(rng.integers(0, 9)),
        },
        "evacuation": {
            "place": pick["place"],
            "towards": str(rng.choice(load_seeds().ids("places"))),
            "capacity": int(rng.integers(0, 90_000)),
        },
        "truce": {"place": pick["place"], "never_signing_leave": bool(rng.random() < 0.5)},
        "support": {"state": pick["state"], "times": 2 * share},
        "invasion": {"weight": share},
        "border": {"host": pick["host"], "openness": share},
        "passage": {"host": pick["host"], "times": 5 * share},
        "declaration": {"state": pick["state"], "stance": str(rng.choice(["repudiates", "commits"])), "times": share},
        "funds": {"institutions": (pick["state"],), "decision": str(rng.choice(["release", "withhold"]))},
        "operation": {"state": pick["state"], "times": 3 * share},
        "forces": {"state": pick["state"], "times": 2 * share},
        "air": {"power": 2 * share},
    }[kind]
    return KINDS[kind](kind=kind, name=name, week=week, **fields)


def with_events(events: list[Event]) -> Scenario:
    return replace(load_scenario("reference"), name="any", events=tuple(events))


@settings(max_examples=40)
@given(
    luck=st.integers(0, 2**32 - 1),
    week=st.integers(1, 5),
    kinds=st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=6),
)
def test_any_events_on_any_place_make_sound_worlds(luck: int, week: int, kinds: list[str]) -> None:
    rng = np.random.default_rng(luck)
    events = [any_event(rng, kind, week, f"event {at}") for at, kind in enumerate(kinds)]
    checked(Model([spec(with_events(events), at, values=all_rules_at(1.0)) for at in range(RUNS)], luck))
