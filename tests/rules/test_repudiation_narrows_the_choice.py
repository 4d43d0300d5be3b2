"""C17: an American break lifts the veto on harder groups and feels like betrayal."""

import numpy as np

from sim.world import World
from tests.shocks import asks_nothing, declare, pushes, raises

NAME = "repudiation_narrows_the_choice"
DECISION = "choose_clients"


def test_without_a_declaration_no_effect_at_all(day0: World, world: World) -> None:
    assert asks_nothing(NAME, day0)
    assert asks_nothing(NAME, world)


def test_a_break_undoes_the_veto_for_unvetted_rebels_and_favours_nobody_beyond_that(day0: World) -> None:
    declare(day0, "usa", "repudiates")
    groups = day0.groups
    freed = np.broadcast_to(pushes(NAME, day0, DECISION, "appeal"), groups.vetted.shape)
    barred = ~groups.vetted & groups.armed_opposition
    assert barred.any()
    assert np.allclose(freed[barred], day0.settings[DECISION].veto)
    assert (freed[~barred] == 0).all()


def test_a_commitment_repairs_exactly_what_a_break_destroys(day0: World, world: World) -> None:
    declare(day0, "usa", "repudiates")
    declare(world, "usa", "commits")
    broken, repaired = raises(NAME, day0, "betrayal"), raises(NAME, world, "betrayal")
    assert (broken > 0).all()
    assert np.array_equal(repaired, -broken)
    assert (pushes(NAME, world, DECISION, "appeal") == 0).all()


def test_the_words_of_a_state_that_vets_nobody_change_nothing(day0: World) -> None:
    declare(day0, "turkey", "repudiates")
    assert asks_nothing(NAME, day0)


def test_the_shock_is_felt_once_and_the_veto_stays_lifted(day0: World) -> None:
    declare(day0, "usa", "repudiates")
    day0.open_week()
    day0.open_phase()
    assert (raises(NAME, day0, "betrayal") == 0).all()
    assert pushes(NAME, day0, DECISION, "appeal").any()


def test_a_word_kept_after_a_break_brings_the_veto_back(day0: World) -> None:
    declare(day0, "usa", "repudiates")
    declare(day0, "usa", "commits")
    assert asks_nothing(NAME, day0)
