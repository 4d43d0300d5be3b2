"""C09: rebuilding money helps the regime to govern."""

from sim.places import REGIME
from sim.world import World
from tests.shocks import asks_nothing, hand_over, pay, pushes

NAME = "funds_ease_rule"
PARTS = ("growth", "cap")


def test_without_money_nothing_is_easier(day0: World) -> None:
    assert asks_nothing(NAME, day0)


def test_money_helps_the_regime_where_it_rules_and_nobody_else(day0: World) -> None:
    pay(day0, 1.0)
    ours = day0.places.held_by(REGIME)
    for part in PARTS:
        asked = pushes(NAME, day0, "govern", part)
        assert (asked[ours] > 0).all()
        assert (asked[~ours] == 0).all()


def test_half_the_money_helps_less_and_a_place_lost_not_at_all(day0: World) -> None:
    pay(day0, 1.0)
    whole = {part: pushes(NAME, day0, "govern", part) for part in PARTS}
    pay(day0, 0.5)
    hand_over(day0, "aleppo_west", "opposition")
    at, ours = day0.places.row("aleppo_west"), day0.places.held_by(REGIME)
    for part in PARTS:
        half = pushes(NAME, day0, "govern", part)
        assert (half[ours] < whole[part][ours]).all()
        assert (half[:, at] == 0).all()
