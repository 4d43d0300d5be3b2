"""What armed groups do to each other: whom they attack, who dies, what changes hands, who gets away."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import kernels
from sim.decision import decision
from sim.entries import Become, Deed, Flow, Move, Post
from sim.parameter import Number, parameter
from sim.places import HOSTILE, OPPOSITION, REGIME, SDF, SIDES
from sim.table import Array

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.places import Places
    from sim.world import World

SIDE_SLOTS = np.arange(1, len(SIDES) + 1, dtype=np.uint64)


@dataclass(frozen=True)
class ChooseTargets:
    """How many offensives each side runs at a time, and what draws it."""

    regime: Number = parameter(
        2.5, low=1.0, high=5.0, unit="offensives", source="judgement (B5: 1 to 4), calibrated on 2016 deaths"
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
    parts=("appeal", "suspend"),
    parameters=ChooseTargets,
)
def choose_targets(
    world: "World", parameters: ChooseTargets, influences: "Influences", chance: "Chance"
) -> Iterator[Deed]:
    """Each side attacks the places that are worth most and weakest held, a few at a time; settled foes rest."""
    places = world.places
    attack = parameters.committed[:, :, None] * world.within_reach() * may_attack(world)
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
    chosen &= ~suspended(world, influences.of("suspend"), chance)
    yield Become("offensives", places, chosen)
    yield Become("contested", places, np.array(True), where=chosen.any(axis=1))


def suspended(world: "World", influences: "Influences", chance: "Chance") -> Array:
    """Return which offensives between regime and rebels are called off, `(runs, sides, places)`; none in the null."""
    p = np.broadcast_to(1 - np.exp(-np.maximum(influences.total, 0.0)), (world.runs, len(SIDES), len(world.places)))
    luck = [chance.uniform("choose_targets suspend", world.places.slots, sub=side) for side in range(len(SIDES))]
    return np.asarray((np.stack(luck, axis=1) < p) & between_regime_and_rebels(world))


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
        0.0181,
        low=0.005,
        high=0.03,
        unit="1 / week",
        source="B5 with 0.006 to 0.02; calibrated on 957 deaths a week in 2016 (SOHR)",
    )
    front_lethality: Number = parameter(
        0.0008, low=0.0002, high=0.002, unit="1 / week", source="judgement: shelling along quiet fronts"
    )
    defender_factor: Number = parameter(
        2.0, low=1.0, high=3.0, unit="times", source="B5: the besieged and bombarded lose more"
    )
    regime_air: Number = parameter(
        1.8, low=1.2, high=2.5, unit="times", source="judgement (B5): Russian air power and artillery"
    )
    coalition_air: Number = parameter(
        1.8, low=1.2, high=2.5, unit="times", source="judgement: coalition air power with the SDF"
    )
    coalition_strikes: Number = parameter(
        0.008, low=0.003, high=0.02, unit="1 / week", source="B9: Islamic State loses about 1.5 % a week"
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
    killed = dead.sum(axis=1)
    everyone = kernels.side_sums(groups.fighters, groups.side_of, len(SIDES), np.ones((1, len(groups))))
    expected = (hazard * everyone).sum(axis=1)
    residents = np.maximum(world.residents, 1)
    yield Become("civilian_hazard", places, parameters.civilians * expected / residents)
    yield Become("deaths", places, killed.astype(float))
    yield Become("combat_deaths", world.country, killed.sum(axis=1, keepdims=True).astype(float))
    yield Become("offensives_run", world.country, places.offensives.sum(axis=(1, 2), dtype=float)[:, None])


@dataclass(frozen=True)
class Relieve:
    """Attempts to open a cut supply line."""

    attempts: Number = parameter(
        0.08,
        low=0.03,
        high=0.2,
        unit="1 / week",
        source="two attempts at Aleppo from July to November 2016 (Stratfor, 11 Nov 2016)",
    )
    steepness: Number = parameter(
        1.5,
        low=1.0,
        high=2.0,
        unit="exponent",
        source="ratio contest success: Tullock 1980, Hirshleifer 1989",
    )
    money_counts: Number = parameter(
        0.2,
        low=0.0,
        high=0.5,
        unit="help / full help",
        source="judgement: weight of money against troops as outside help",
    )


@decision(phase="war", axes=("places",), scale="log-hazard", parameters=Relieve)
def relieve(world: "World", parameters: Relieve, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Those next to a cut-off place of their own side try to open the road; whoever is in reach takes part or not."""
    places = world.places
    own_reach = kernels.at_holder(world.within_reach(own_places=True), places.control)
    able = places.cut_off & (own_reach > 0)
    p_null = np.where(able, 1 - np.exp(-parameters.attempts), 0.0)
    p = np.where(able, 1 - np.exp(-parameters.attempts * np.exp(influences.total)), 0.0)
    tried = chance.happens("relieve", p, places.slots)
    yield Post("relief attempts", tried.astype(float), p, p_null, influences)
    if not tried.any():
        return
    committed = world.settings["choose_targets"].committed
    against = world.settings["capture"].defence * committed * world.pressure_on_holder()
    win = kernels.contest(committed * own_reach, against, parameters.steepness)
    success = tried & chance.happens("relieve", win, places.slots, sub=1)
    yield Become("cut_off", places, np.array(False), where=success)
    world.record_relief(tried, success)


@dataclass(frozen=True)
class TightenSiege:
    """Closing a narrow supply line again."""

    rate: Number = parameter(
        0.25,
        low=0.1,
        high=0.6,
        unit="1 / week",
        source="the road into east Aleppo stayed open for 29 days in 2016 (anchor A11)",
    )


@decision(phase="war", axes=("places",), scale="log-hazard", parameters=TightenSiege)
def tighten_siege(
    world: "World", parameters: TightenSiege, influences: "Influences", chance: "Chance"
) -> Iterator[Deed]:
    """Foes around a place with one narrow road close it again, the likelier the stronger they are."""
    places = world.places
    besiegers = world.pressure_on_holder()
    share = kernels.contest(besiegers, world.defenders(), world.settings["relieve"].steepness)
    able = places.narrow & ~places.cut_off & (places.protected <= 0) & (besiegers > 0)
    null = parameters.rate * share
    p = np.where(able, 1 - np.exp(-null * np.exp(influences.total)), 0.0)
    closed = chance.happens("tighten_siege", p, places.slots)
    yield Become("cut_off", places, np.array(True), where=closed)
    yield Post("sieges closed", closed.astype(float), p, np.where(able, 1 - np.exp(-null), 0.0), influences)


@dataclass(frozen=True)
class Capture:
    """Changes of control by force."""

    rate: Number = parameter(0.06, low=0.03, high=0.12, unit="1 / week", source="judgement (B5)")
    defence: Number = parameter(2.0, low=1.5, high=3.0, unit="times", source="the 3:1 rule of thumb (B5)")
    besieged_defence: Number = parameter(
        1.2, low=1.0, high=2.0, unit="times", source="judgement: no supplies, no rotation"
    )
    steepness: Number = parameter(
        1.5,
        low=1.0,
        high=2.0,
        unit="exponent",
        source="Tullock 1980; Hwang 2012: ratio and difference forms are limiting cases",
    )
    escape: Number = parameter(0.6, low=0.3, high=0.9, unit="share", source="judgement (B7)")
    killed: Number = parameter(
        0.15,
        low=0.05,
        high=0.4,
        unit="share of those trapped",
        source="judgement; the others surrender or are reconciled",
    )
    quit: Number = parameter(
        0.25,
        low=0.1,
        high=0.5,
        unit="share of those who escape",
        source="judgement (B7); Mironova, Mrie & Whitt 2014",
    )
    occupying: Number = parameter(
        0.3, low=0.1, high=0.5, unit="share of neighbours' mobile fighters", source="judgement"
    )
    governance: Number = parameter(
        0.3, low=0.1, high=0.5, unit="share", source="judgement (B8): rule starts low after a capture"
    )


@decision(phase="war", axes=("places",), scale="log-hazard", parameters=Capture)
def capture(world: "World", parameters: Capture, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """An attacked place falls the sooner the stronger the attack; then the beaten get away, give up or die."""
    places = world.places
    attack = world.settings["choose_targets"].committed[:, :, None] * world.within_reach() * places.offensives
    strongest = attack.argmax(axis=1)
    cover = np.where(places.besieged(), parameters.besieged_defence, parameters.defence)
    force = attack.max(axis=1)
    null = parameters.rate * kernels.contest(force, cover * world.defenders(), parameters.steepness)
    able = force > 0
    p = np.where(able, 1 - np.exp(-null * np.exp(influences.total)), 0.0)
    falls = chance.happens("capture", p, places.slots)
    yield Post("places captured", falls.astype(float), p, np.where(able, 1 - np.exp(-null), 0.0), influences)
    yield from world.change_hands(falls, strongest, chance)


@dataclass(frozen=True)
class Redeploy:
    """Troops go where they are needed."""

    rate: Number = parameter(0.03, low=0.0, high=0.1, unit="share of mobile fighters / week", source="judgement")
    pull: Number = parameter(
        1.0, low=0.0, high=2.0, unit="exponent", source="judgement: weight of the odds against a place"
    )


@decision(phase="war", axes=("groups",), scale="log-hazard", parameters=Redeploy)
def redeploy(world: "World", parameters: Redeploy, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Mobile fighters drift from quiet places to neighbouring ones of their side that face more foes."""
    places, groups = world.places, world.groups
    threat = world.pressure_on_holder() / np.maximum(world.defenders(), 100.0)
    need = np.power(0.05 + threat, parameters.pull)
    roads = places.roads.neighbours
    weights = kernels.friendly_neighbours(need, places.control, places.cut_off | (places.truce > 0), roads)
    best = weights.max(axis=2)
    urge = best / np.maximum(best + need, 1e-9)
    drift = 1 - np.exp(-parameters.rate * groups.mobile * np.exp(influences.total))
    p = urge[:, None, :] * holding(places)
    change, _, _ = chance.stream(
        "redeploy",
        groups.fighters,
        p,
        weights,
        world.group_cells,
        roads,
        places.slots,
        rows=groups.side_of,
        scale=drift,
    )
    yield Move("fighters", groups, change)


def holding(places: "Places") -> Array:
    """Return which side holds each place, `(runs, sides, places)`."""
    return np.asarray(places.control[:, None, :] == np.arange(len(SIDES))[None, :, None])


def fall_of(
    world: "World", falls: Array, to: Array, chance: "Chance", escape: Array, forced: dict[str, Array]
) -> Iterator[Deed]:
    """Let places change hands: `falls` `(runs, places)`, `to` the new side; `escape` the share who get away."""
    if not falls.any():
        return
    places, groups = world.places, world.groups
    of, country = world.settings["capture"], world.country
    world.record_loss(falls, to, forced)
    losing = falls[:, None, :] * holding(places)
    refuge = kernels.nearest_held(np.where(falls, to, places.control), places.roads.order, len(SIDES))
    killed, gone, arrived, change = chance.rout(
        "capture",
        groups.fighters,
        world.group_cells,
        groups.side_of,
        losing,
        escape,
        of.quit,
        of.killed,
        refuge,
    )
    yield Flow("fighters", groups, killed, into="dead")
    yield Flow("fighters", groups, gone, into="left")
    yield Move("fighters", groups, change)
    yield Become("dislodged", groups, groups.dislodged + arrived)
    dead = killed.sum(axis=1)
    yield Become("deaths", places, places.deaths + dead)
    yield Become("combat_deaths", country, country.combat_deaths + dead.sum(axis=1, keepdims=True))
    yield Become("taken_from", places, places.control.copy(), where=falls)
    yield Become("control", places, to, where=falls)
    yield from occupy(world, falls, to, chance)
    yield Become("governance", places, np.broadcast_to(of.governance, falls.shape), where=falls)
    yield Become("weeks_held", places, np.array(0), where=falls)
    yield Become("contested", places, np.array(True), where=falls)
    yield Become("cut_off", places, np.array(False), where=falls)
    yield Become("changes_of_control", country, country.changes_of_control + falls.sum(axis=1, keepdims=True))


def occupy(world: "World", falls: Array, to: Array, chance: "Chance") -> Iterator[Deed]:
    """Let the new holder's mobile fighters in neighbouring places garrison what fell."""
    places, groups = world.places, world.groups
    roads = places.roads.neighbours
    weights = kernels.fallen_neighbours(falls, to, places.control, roads)
    share = world.settings["capture"].occupying * groups.mobile
    p = weights.any(axis=2)[:, None, :] * holding(places).astype(float)
    change, _, _ = chance.stream(
        "occupy",
        groups.fighters,
        p,
        weights,
        world.group_cells,
        roads,
        places.slots,
        rows=groups.side_of,
        scale=share,
    )
    yield Move("fighters", groups, change)


def air_support(world: "World", parameters: Fight) -> Array:
    """Return what multiplies the strength of each side, `(runs, sides)`."""
    lift = np.ones((world.runs, len(SIDES)))
    lift[:, REGIME : REGIME + 1] = parameters.regime_air
    lift[:, SDF : SDF + 1] = parameters.coalition_air
    return lift
