"""Whom armed groups attack, and who dies of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import kernels
from sim.decision import decision
from sim.entries import Become, Deed, Flow, Post
from sim.parameter import Number, parameter
from sim.places import HOSTILE, ISLAMIC_STATE, OPPOSITION, REGIME, SDF, SIDES
from sim.table import Array

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.places import Places
    from sim.world import World

NEVER, UNMOVED = np.zeros((1, 1, 1)), np.ones((1, 1))
SIDE_SLOTS = np.arange(1, len(SIDES) + 1, dtype=np.uint64)


@dataclass(frozen=True)
class ChooseTargets:
    """How many offensives each side runs at a time, and what draws it."""

    regime: Number = parameter(
        2.5, low=1.0, high=5.0, unit="offensives", source="judgement (1 to 4), calibrated on 2016 deaths"
    )
    opposition: Number = parameter(
        0.5,
        low=0.0,
        high=2.5,
        unit="offensives",
        source="judgement: two large ones at Aleppo and one in Hama in late 2016",
    )
    islamic_state: Number = parameter(
        0.7, low=0.0, high=2.0, unit="offensives", source="judgement: Palmyra, Deir ez-Zor"
    )
    sdf: Number = parameter(
        1.0, low=0.0, high=2.0, unit="offensives", source="judgement: the Raqqa operation began on 5 Nov 2016"
    )
    focus: Number = parameter(
        3.0, low=0.0, high=6.0, unit="utility", source="judgement: weight of salience times log odds"
    )
    momentum: Number = parameter(2.0, low=0.0, high=4.0, unit="utility", source="judgement: last week's target is kept")
    reinforced: Number = parameter(
        0.2,
        low=0.0,
        high=0.4,
        unit="share",
        source="judgement: fighters of friendly neighbouring places who come to help hold a place",
    )
    least: Number = parameter(
        500.0,
        low=0.0,
        high=2000.0,
        unit="fighters",
        source="judgement: fewer can raid a town, they cannot attack it",
    )
    committed: Number = parameter(
        0.4,
        low=0.2,
        high=0.6,
        unit="share",
        source="judgement: fighters of the neighbouring places who can attack",
    )


@decision(
    phase="war",
    axes=("sides", "places"),
    scale="utility, rate",
    parts=("appeal", "suspend", "push"),
    parameters=ChooseTargets,
)
def choose_targets(
    world: "World", parameters: ChooseTargets, influences: "Influences", chance: "Chance"
) -> Iterator[Deed]:
    """Each side attacks the places that are worth most and weakest held, a few at a time; settled foes rest.

    A state's own operation may add attacks on what Islamic State holds next to it (`push`, a rate, zero in the null).
    """
    places = world.places
    attack = parameters.committed[:, :, None] * world.within_reach() * may_attack(world)
    attack = np.where(attack >= parameters.least[:, :, None], attack, 0.0)
    defence = np.maximum(world.defenders(), 1.0)[:, None, :]
    worth = (places.salience[:, None, :] + 0.2) * np.log1p(attack / defence)
    utility = parameters.focus[:, :, None] * worth + parameters.momentum[:, :, None] * places.offensives
    noise = np.stack([chance.gumbel("choose_targets", places.slots, sub=side) for side in range(len(SIDES))], axis=1)
    utility = np.where(attack > 0, utility + influences.of("appeal").total + noise, -np.inf)
    wanted = np.zeros((world.runs, len(SIDES)))
    for side, name in enumerate(SIDES):
        wanted[:, side : side + 1] = getattr(parameters, name)
    extra = chance.happens("choose_targets number", wanted - np.floor(wanted), SIDE_SLOTS)
    number = np.floor(wanted) + extra
    best_first = -np.sort(-utility, axis=2)
    last = np.clip(number.astype(np.int64) - 1, 0, len(places) - 1)
    bar = np.take_along_axis(best_first, last[:, :, None], axis=2)
    chosen = (utility >= bar) & (attack > 0) & (number[:, :, None] > 0)
    called_off, p_off = suspended(world, influences.of("suspend"), chance)
    yield Post("offensives called off", (chosen & called_off).astype(float), p_off, NEVER, influences.of("suspend"))
    chosen &= ~called_off
    added, p_added = pushed(world, influences.of("push"), chance)
    added &= (attack[:, OPPOSITION] > 0) & ~chosen[:, OPPOSITION]
    yield Post("offensives with a sponsor", added[:, None].astype(float), p_added, NEVER, influences.of("push"))
    chosen[:, OPPOSITION] |= added
    yield Become("offensives", places, chosen)
    yield Become("contested", places, np.array(True), where=np.asarray(chosen.any(axis=1)))


def suspended(world: "World", influences: "Influences", chance: "Chance") -> tuple[Array, Array]:
    """Return which offensives between regime and rebels would be called off, and the chance of it; none in the null.

    Both `(runs, sides, places)`.
    """
    if not (influences.total > 0).any():
        return np.zeros((1, 1, 1), dtype=bool), NEVER
    everywhere = (world.runs, len(SIDES), len(world.places))
    p = np.broadcast_to(1 - np.exp(-np.maximum(influences.total, 0.0)), everywhere)
    luck = [chance.uniform("choose_targets suspend", world.places.slots, sub=side) for side in range(len(SIDES))]
    return np.asarray((np.stack(luck, axis=1) < p) & between_regime_and_rebels(world)), p


def pushed(world: "World", influences: "Influences", chance: "Chance") -> tuple[Array, Array]:
    """Return which places of Islamic State a state's own operation attacks with rebels, and the chance of it.

    `(runs, places)` and `(runs, 1, places)`.
    """
    rate = np.broadcast_to(influences.total, (world.runs, 1, len(world.places)))
    if not (rate > 0).any():
        return np.zeros((world.runs, len(world.places)), dtype=bool), NEVER
    targets = world.places.held_by(ISLAMIC_STATE) & (world.beside_operation > 0)
    p = np.where(targets[:, None], 1 - np.exp(-np.maximum(rate, 0.0)), 0.0)
    return chance.happens("choose_targets push", p[:, 0], world.places.slots), p


def between_regime_and_rebels(world: "World") -> Array:
    """Return where an attack would be one of the regime on rebels or the reverse, `(runs, sides, places)`."""
    pair = np.zeros((world.runs, len(SIDES), len(world.places)), dtype=bool)
    pair[:, REGIME] = world.places.control == OPPOSITION
    pair[:, OPPOSITION] = world.places.control == REGIME
    return pair


def may_attack(world: "World") -> Array:
    """Return where a side may attack: foes hold it, and neither a truce nor a settlement they signed forbids it."""
    places = world.places
    foes = HOSTILE.T[places.control].transpose(0, 2, 1) & (places.truce <= 0)[:, None, :]
    signed = world.country.settled[:, :, None] & world.signatory_places[:, None, :]
    return np.asarray(foes & ~(between_regime_and_rebels(world) & signed))


@dataclass(frozen=True)
class Fight:
    """How deadly fighting is, and what multiplies strength."""

    lethality: Number = parameter(
        0.0179,
        low=0.005,
        high=0.03,
        unit="1 / week",
        source="judged at 0.006 to 0.02; calibrated on 957 deaths a week in 2016 (SOHR)",
    )
    front_lethality: Number = parameter(
        0.0008, low=0.0002, high=0.002, unit="1 / week", source="judgement: shelling along quiet fronts"
    )
    defender_factor: Number = parameter(
        2.0, low=1.0, high=3.0, unit="times", source="judgement: the besieged and bombarded lose more"
    )
    regime_air: Number = parameter(
        1.8, low=1.2, high=2.5, unit="times", source="judgement: Russian air power and artillery"
    )
    coalition_air: Number = parameter(
        1.8, low=1.2, high=2.5, unit="times", source="judgement: coalition air power with the SDF"
    )
    coalition_strikes: Number = parameter(
        0.008,
        low=0.003,
        high=0.02,
        unit="1 / week",
        source="judgement: with its fronts, Islamic State loses about 1.5 % a week",
    )
    equipment: Number = parameter(
        0.5, low=0.0, high=1.0, unit="elasticity", source="judgement: strength to means per fighter"
    )
    civilians: Number = parameter(
        0.405,
        low=0.25,
        high=0.8,
        unit="per fighter killed",
        source="SNHR 16,913 civilians of SOHR's 49,742 deaths in 2016",
    )


@decision(phase="war", axes=("groups",), scale="log effectiveness", parameters=Fight)
def fight(world: "World", parameters: Fight, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Attackers and defenders lose men in proportion to the other's share of the local strength."""
    places, groups = world.places, world.groups
    reach = world.within_reach()
    committed = world.settings["choose_targets"].committed[:, :, None]
    attack = committed * reach * places.offensives
    attackers = attack.sum(axis=1, keepdims=True)
    defenders = world.defenders()[:, None, :]
    odds = attackers / np.maximum(attackers + defenders, 1.0)
    lethality = parameters.lethality[:, :, None]
    holder = holding(places)
    front = world.pressure_on_holder()[:, None, :]
    defending = parameters.defender_factor[:, :, None] * lethality * odds
    quiet = parameters.front_lethality[:, :, None] * front / np.maximum(front + defenders, 1.0)
    lost_attacking = np.where(places.offensives, lethality * committed * (1 - odds), 0.0)
    hazard = np.where(holder, defending + quiet, 0.0)
    hazard += kernels.spread_to_sources(lost_attacking, places.control, places.roads.neighbours)
    hazard += np.where(holder, 0.0, lost_attacking)
    hazard[:, SIDES.index("islamic_state")] += parameters.coalition_strikes
    dead = chance.count("fight", groups.fighters, 1 - np.exp(-hazard), world.group_cells, groups.side_of)
    yield Flow("fighters", groups, dead, into="dead")
    killed = kernels.by_column(dead)
    everyone = kernels.side_sums(groups.fighters, groups.side_of, len(SIDES), np.ones((1, len(groups))))
    expected = (hazard * everyone).sum(axis=1)
    residents = np.maximum(world.residents, 1)
    asked = influences.total
    yield Post("strength in the field, in fighters", groups.size * np.exp(asked), np.exp(asked), UNMOVED, influences)
    yield Become("civilian_hazard", places, parameters.civilians * expected / residents)
    yield Become("deaths", places, killed.astype(float))
    yield Become("combat_deaths", world.country, killed.sum(axis=1, keepdims=True).astype(float))
    yield Become("offensives_run", world.country, places.offensives.sum(axis=(1, 2), dtype=float)[:, None])


def holding(places: "Places") -> Array:
    """Return which side holds each place, `(runs, sides, places)`."""
    sides = np.arange(len(SIDES))[None, :, None]
    return places.recall("holding", ("control",), lambda: np.asarray(places.control[:, None, :] == sides))


def air_support(world: "World", parameters: Fight) -> Array:
    """Return what multiplies the strength of each side, `(runs, sides)`."""
    lift = np.ones((world.runs, len(SIDES)))
    lift[:, REGIME : REGIME + 1] = 1.0 + (parameters.regime_air - 1.0) * world.country.regime_air
    lift[:, SDF : SDF + 1] = parameters.coalition_air
    return lift
