"""C02 - a war won with Russian help makes Moscow the address to turn to."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    belief: Number = parameter(
        0.8,
        low=0.0,
        high=1.6,
        unit="standing / belief",
        source="judgement; YaleGlobal, 31 Jan 2017: visits of the region's rulers to Moscow",
    )
    map_weight: Number = parameter(0.5, low=0.0, high=1.0, unit="standing / share of salience", source="judgement")


@rule(claim="C02", phase="sense")
def victory_raises_moscow(world: World, parameters: Parameters) -> Iterator[Entry]:
    """The level that Moscow's standing moves towards rises with the map and the belief that its client stays."""
    won = parameters.map_weight * world.places.regime_gains
    trusted = parameters.belief * world.beliefs.irremovable_since_day0
    yield Influence("judge_moscow", by=won + trusted)
