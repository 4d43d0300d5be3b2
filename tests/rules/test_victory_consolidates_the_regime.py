"""C01: cities won make the regime fight better."""

from sim.places import REGIME
from sim.world import World
from tests.shocks import asks_nothing, hand_over, pushes

NAME = "victory_consolidates_the_regime"


def test_nothing_won_nothing_changes(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_a_city_won_helps_and_a_city_lost_hurts_the_regime_alone(day0: World) -> None:
    hand_over(day0, "aleppo_east", "regime")
    won = pushes(NAME, day0, "fight")
    ours = day0.groups.of_side(REGIME)
    assert (won[:, ours] > 0).all()
    assert (won[:, ~ours] == 0).all()
    hand_over(day0, "aleppo_east", "opposition")
    hand_over(day0, "aleppo_west", "opposition")
    assert (pushes(NAME, day0, "fight")[:, ours] < 0).all()


def test_a_place_nobody_watches_counts_less(day0: World) -> None:
    hand_over(day0, "rastan_pocket", "regime")
    small = pushes(NAME, day0, "fight")[:, 0]
    hand_over(day0, "rastan_pocket", "opposition")
    hand_over(day0, "aleppo_east", "regime")
    assert (pushes(NAME, day0, "fight")[:, 0] > small).all()
