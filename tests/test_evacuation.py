"""An evacuation takes whom it has room for: everybody who wants to leave, or exactly as many as there are seats."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.communities import seated
from sim.catalogue import decisions
from sim.entries import Influence
from sim.model import Model
from tests.worlds import broken_promises, people_of, spec, untouched

PLACE, TOWARDS = "aleppo_east", "west_aleppo_countryside"


def offered(seats: list[int]) -> Model:
    """Return a world of one run a number of seats, each on offer at one place."""
    model = untouched(Model([spec("reference", 0, "null")] * len(seats)))
    places = model.world.places
    at = places.row(PLACE)
    places.arrays["berths"][:, at] = seats
    places.arrays["offer_weeks"][:, at] = 2
    places.arrays["offer_to"][:, at] = places.row(TOWARDS)
    return model


def board(model: Model, asked: float = 0.0) -> None:
    world = model.world
    if asked:
        by = np.full((world.runs, len(world.places)), asked)
        entry = Influence("take_the_buses", on=world.places, by=by)
        model.ledger.ask([("asked", np.ones((1, 1)), entry)], world.influences)
    of, influences = model.settings["take_the_buses"], world.influences["take_the_buses"]
    model.ledger.settle(decisions()["take_the_buses"].act(world, of, influences, model.chance))


@given(
    willing=st.lists(st.lists(st.integers(0, 60_000), min_size=3, max_size=3), min_size=1, max_size=8),
    berths=st.lists(st.integers(0, 90_000), min_size=3, max_size=3),
)
def test_seats_are_shared_by_whole_persons_and_none_stays_empty(willing: list[list[int]], berths: list[int]) -> None:
    want, seats = np.array([willing]), np.array([berths])
    found = seated(want, seats)
    assert np.array_equal(found.sum(axis=1), np.minimum(want.sum(axis=1), seats))
    assert (found >= 0).all()
    assert (found <= want).all()
    fair = want * (np.minimum(want.sum(axis=1), seats) / np.maximum(want.sum(axis=1), 1))[:, None, :]
    assert (np.abs(found - fair) < 1).all()


def test_exactly_as_many_leave_as_there_are_seats_or_willing() -> None:
    seats = [0, 1, 777, 1_000_000]
    model = offered(seats)
    world = model.world
    at, to = world.places.row(PLACE), world.places.row(TOWARDS)
    before, everybody = world.communities.residents.copy(), people_of(world)
    board(model)
    moved = world.communities.residents - before
    willing = int(-moved[-1, at])
    assert seats[-2] < willing < seats[-1]
    assert (-moved[:, at]).tolist() == [0, 1, 777, willing]
    assert moved[:, to].tolist() == [0, 1, 777, willing]
    assert world.country.evacuated[:, 0].tolist() == [0, 1, 777, willing]
    assert world.places.berths[:, at].tolist() == [0, 0, 0, seats[-1] - willing]
    assert np.array_equal(people_of(world), everybody)
    assert broken_promises(world) == []


def test_who_is_pushed_takes_the_seats_sooner_but_finds_no_more_of_them() -> None:
    pushed, calm = offered([777, 1_000_000]), offered([777, 1_000_000])
    board(pushed, asked=2.0)
    board(calm)
    found, unasked = pushed.world.country.evacuated[:, 0], calm.world.country.evacuated[:, 0]
    assert found[0] == unasked[0] == 777
    assert found[1] > unasked[1]


def test_an_offer_runs_out_whether_or_not_others_in_the_batch_have_seats_left() -> None:
    weeks_left = []
    for seats in ([777], [777, 1_000_000]):
        model = offered(seats)
        for _ in range(2):
            board(model)
        weeks_left.append(model.world.places.offer_weeks[0])
    assert np.array_equal(*weeks_left)
