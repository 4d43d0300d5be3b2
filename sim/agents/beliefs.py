"""What publics, fighters and governments believe: shared stocks that events move and time wears down."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit

from sim.decision import decision
from sim.entries import Become, Deed, Post
from sim.parameter import Number, parameter
from sim.table import Array, Table, level, state

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World


@dataclass(frozen=True)
class Parameters:
    """Half-lives and day-0 levels of beliefs."""

    betrayal_half_life: Number = parameter(78.0, low=26.0, high=156.0, unit="weeks", source="judgement")
    vindication_half_life: Number = parameter(78.0, low=26.0, high=156.0, unit="weeks", source="judgement")
    credibility_half_life: Number = parameter(
        138.0, low=69.0, high=400.0, unit="weeks", source="judgement (recovery 0.5 % a week)"
    )
    turkey_credibility: Number = parameter(
        0.7, low=0.4, high=0.9, unit="0..1", source="judgement: its operation was three months old"
    )
    moscow_standing: Number = parameter(0.3, low=0.1, high=0.6, unit="0..1", source="judgement")
    fear: Number = parameter(
        1.0,
        low=0.5,
        high=1.0,
        unit="0..1",
        source="OCHA via Reuters, 5 Oct 2016: half of 275,000 would leave if they could",
    )
    crimes: Number = parameter(
        0.7, low=0.3, high=1.0, unit="0..1", source="judgement; C10: the record was heavy before the fall"
    )
    crimes_half_life: Number = parameter(156.0, low=52.0, high=520.0, unit="weeks", source="judgement")
    vindication_day0: Number = parameter(
        0.0,
        low=0.0,
        high=0.5,
        unit="-1..1",
        source="C18: the narrative was there from the start; 0 centres it",
    )


class Beliefs(Table):
    """One row: what is widely believed. Signed stocks rest at zero, others at their day-0 level."""

    kind = "beliefs"
    Parameters = Parameters
    irremovability = level("0..1", "belief that the ruler cannot be removed short of invasion, q", low=0, high=1)
    betrayal = level("-1..1", "sense among rebels and their base of having been sold out, B", low=-1, high=1)
    vindication = level("-1..1", "how right the hard line looks about the outside world, V", low=-1, high=1)
    turkey_credibility = level("0..1", "Turkey's standing among the rebels", low=0, high=1)
    moscow = level("0..1", "Moscow's standing as the address to turn to", low=0, high=1)
    fear = level("0..1", "fear of the regime's prisons and reprisals", low=0, high=1)
    crimes = level("0..1", "record of the ruler's crimes as other governments see it, X", low=0, high=1)
    invasion = state("0..1", "how far an outside invasion or no-fly zone makes removal thinkable")

    @property
    def irremovable_since_day0(self) -> Array:
        """Change of the belief in irremovability since day 0, `(runs, 1)`."""
        return np.asarray(self.irremovability - self.arrays["irremovability_day0"])

    @property
    def moscow_since_day0(self) -> Array:
        """Change of Moscow's standing since day 0, `(runs, 1)`."""
        return np.asarray(self.moscow - self.settings.moscow_standing)

    def fading(self) -> Iterator[tuple[str, Array, Array]]:
        """Yield the levels that wear off: name, half-life in weeks `(runs, 1)`, level of rest."""
        of = self.settings
        zero = np.zeros((1, 1))
        yield "betrayal", of.betrayal_half_life, zero
        yield "vindication", of.vindication_half_life, zero
        yield "turkey_credibility", of.credibility_half_life, of.turkey_credibility
        yield "crimes", of.crimes_half_life, of.crimes


@dataclass(frozen=True)
class JudgeRemovability:
    """How quickly judgement follows the map."""

    pace: Number = parameter(0.1, low=0.05, high=0.3, unit="share / week", source="judgement")


@decision(phase="sense", scale="logit", parameters=JudgeRemovability)
def judge_removability(
    world: "World", parameters: JudgeRemovability, influences: "Influences", chance: "Chance"
) -> Iterator[Deed]:
    """The belief that the ruler stays moves towards its target; in the null nothing moves the target."""
    beliefs = world.beliefs
    day0 = beliefs.arrays["irremovability_day0"]
    target = expit(np.log(day0 / (1 - day0)) + influences.total)
    yield Become(
        "irremovability",
        beliefs,
        beliefs.irremovability + parameters.pace * (target - beliefs.irremovability),
    )
    yield Post("pull on the belief that the ruler stays", parameters.pace * target, target, day0, influences)


@dataclass(frozen=True)
class JudgeMoscow:
    """How quickly governments of the region take stock of Moscow."""

    pace: Number = parameter(0.1, low=0.05, high=0.3, unit="share / week", source="judgement, as for removability")


@decision(phase="sense", scale="target, 0..1", parameters=JudgeMoscow)
def judge_moscow(world: "World", parameters: JudgeMoscow, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Moscow's standing moves towards its level of day 0 and whatever rules add to it."""
    beliefs = world.beliefs
    target = np.clip(beliefs.settings.moscow_standing + influences.total, 0.0, 1.0)
    yield Become("moscow", beliefs, beliefs.moscow + parameters.pace * (target - beliefs.moscow))
    null = beliefs.settings.moscow_standing
    yield Post("pull on Moscow's standing", parameters.pace * target, target, null, influences)
