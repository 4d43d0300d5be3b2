"""C09 - rebuilding money helps the regime to govern what it holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.entries import Entry, Influence
from sim.parameter import Number, parameter
from sim.places import REGIME
from sim.rule import rule
from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """What could be disputed about the claim."""

    pace: Number = parameter(
        0.4, low=0.0, high=1.0, unit="log growth / share released", source="judgement: about half as fast again"
    )
    reach: Number = parameter(
        1.0,
        low=0.0,
        high=2.0,
        unit="logit of the cap / share released",
        source="judgement; contra Zurcher 2017: aid calms only where it is safe",
    )


@rule(claim="C09", phase="rule")
def funds_ease_rule(world: World, parameters: Parameters) -> Iterator[Entry]:
    """Where the regime rules, rule grows faster and reaches further with the share of money released."""
    funded = world.states.funds_released * world.places.held_by(REGIME)
    yield Influence("govern", on=world.places, by=parameters.pace * funded, part="growth")
    yield Influence("govern", on=world.places, by=parameters.reach * funded, part="cap")
