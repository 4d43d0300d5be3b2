"""Everybody who bears arms: regime forces, allies, rebels, jihadists, Islamic State, SDF; who joins and quits."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim import kernels
from sim.decision import decision
from sim.entries import Become, Deed, Flow, Move, Post, PostChoice
from sim.parameter import Number, parameter
from sim.places import ISLAMIC_STATE, OPPOSITION, REGIME, SDF, SIDES
from sim.table import Array, Table, fact, level, state, stock

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World

WEEKS_PER_YEAR = 52
SMALL_FORCE = 300  # fighters; keeps the means per fighter of a vanishing group finite


@dataclass(frozen=True)
class Parameters:
    """Means and memory of the groups."""

    prestige_half_life: Number = parameter(52.0, low=26.0, high=104.0, unit="weeks", source="judgement")
    local_revenue: Number = parameter(0.45, low=0.2, high=0.7, unit="share of day-0 means", source="judgement")
    means_low: Number = parameter(0.3, low=0.1, high=0.5, unit="day-0 means", source="judgement")
    means_high: Number = parameter(1.8, low=1.2, high=3.0, unit="day-0 means", source="judgement")


class Groups(Table):
    """Armed groups; `side_of`, `foreign` and `sent_by` are structural, one entry a row."""

    kind = "groups"
    Parameters = Parameters
    ideology = fact("0..1", "from secular to takfiri, on the group's own axis")
    western = fact("0..1", "how far its cause is tied to Western backing")
    cohesion = fact("0..1", "discipline and organisation")
    signs = fact("yes/no", "would ever sign a settlement; drawn on day 0 with the group's probability")
    vetted = fact("yes/no", "passes American vetting; drawn on day 0")
    mainstream = fact("yes/no", "counts as mainstream; drawn on day 0")
    wanted = state("persons", "for foreign forces, the strength their sender keeps up")
    mobile = fact("share", "share of its fighters that can be sent to fight elsewhere")
    fighters = stock("persons", "fighters by place", ("groups", "places"))
    fighters_dead = state("persons", "killed so far")
    fighters_left = state("persons", "gone from the war so far: quit, surrendered or reconciled")
    fighters_enlisted = state("persons", "recruited so far, as a negative number: they came out of the people")
    fighters_sent = state("persons", "sent from abroad so far, as a negative number")
    dislodged = state(
        "persons",
        "of the fighters at a place, those who arrived there beaten this week",
        ("groups", "places"),
    )
    came_over = state("fighters / week", "fighters of other groups who chose this one, recruits left out")
    prestige = level("logit", "standing earned by trying to help, against those who did not", low=-3, high=3)

    side_of: Array
    foreign: Array
    sent_by: Array
    faces: tuple[str, ...]

    def fading(self) -> Iterator[tuple[str, Array, Array]]:
        """Yield prestige, which wears off to zero."""
        yield "prestige", self.settings.prestige_half_life, np.zeros((1, 1))

    @property
    def size(self) -> Array:
        """Fighters of each group, `(runs, groups)`."""
        return self.recall("size", ("fighters",), lambda: kernels.by_row(self.fighters))

    def of_side(self, side: int) -> Array:
        """Return which groups belong to a side, `(groups,)`."""
        return np.equal(self.side_of, side)

    @property
    def armed_opposition(self) -> Array:
        """Groups among which rebels choose: the opposition's, forces of a foreign state excepted, `(groups,)`."""
        return self.of_side(OPPOSITION) & (self.sent_by < 0)

    def share_of_opposition(self, of_group: Array) -> Array:
        """Return the share of opposition fighters in groups weighted by `of_group`, `(runs, 1)`."""
        size = self.size * self.armed_opposition
        total = size.sum(axis=1, keepdims=True)
        return np.asarray((size * of_group).sum(axis=1, keepdims=True) / np.maximum(total, 1))

    @property
    def non_negotiable_share(self) -> Array:
        """Share of opposition fighters in groups that never sign, `(runs, 1)`; Islamic State not counted."""
        return self.share_of_opposition(1.0 - self.signs)

    @property
    def mainstream_fighters(self) -> Array:
        """Opposition fighters in groups that count as mainstream, `(runs, 1)`."""
        return np.asarray((self.size * self.mainstream * self.armed_opposition).sum(axis=1, keepdims=True))

    def force(self, side: int) -> Array:
        """Fighters of a side that count in the field: mobile ones whole, garrisons a quarter, `(runs, 1)`."""
        weight = (self.mobile + (1 - self.mobile) / 4) * self.of_side(side)
        return np.asarray((self.size * weight).sum(axis=1, keepdims=True))

    @property
    def force_ratio_since_day0(self) -> Array:
        """Change of the log ratio of regime to opposition force since day 0, `(runs, 1)`."""
        ratio = self.force(REGIME) / np.maximum(self.force(OPPOSITION), 1.0)
        return np.asarray(np.log(np.maximum(ratio, 1e-6)) - self.arrays["log_force_ratio_day0"])

    def means(self, support: Array) -> Array:
        """Return USD a fighter and year: foreign `support` `(runs, groups)` in USD, and local revenue."""
        size = self.size
        return np.asarray((support + self.arrays["local_means"] * size) / (size + SMALL_FORCE))

    def resources(self, support: Array) -> Array:
        """Return the means per fighter against day 0, rho, `(runs, groups)`; more support never lowers it."""
        of = self.settings
        return np.clip(self.means(support) / self.arrays["means_day0"], of.means_low, of.means_high)


@dataclass(frozen=True)
class QuitWar:
    """Exits from the war."""

    rate: Number = parameter(
        0.0015,
        low=0.0005,
        high=0.004,
        unit="1 / week",
        source="judgement; lack of means raises exit: Mironova, Mrie & Whitt 2014",
    )


@decision(phase="groups", axes=("groups",), scale="log-hazard", parameters=QuitWar)
def quit_war(world: "World", parameters: QuitWar, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Fighters leave the war for good, more of them where means run short."""
    groups = world.groups
    log_hazard = 1.0 - world.resources
    hazard = parameters.rate * np.where(groups.foreign | groups.of_side(REGIME), 0.0, np.exp(log_hazard))
    p = 1 - np.exp(-hazard * np.exp(influences.total))
    gone = chance.count("quit_war", groups.fighters, p[:, :, None], world.group_cells)
    yield Flow("fighters", groups, gone, into="left")
    yield Post("fighters who quit", kernels.by_row(gone), p, 1 - np.exp(-hazard), influences)


@dataclass(frozen=True)
class Enlist:
    """How many residents take up arms; per resident of places the side controls."""

    opposition: Number = parameter(
        1.1e-4,
        low=0.6e-4,
        high=1.6e-4,
        unit="1 / week",
        source="judgement: about 450 a week replace losses",
    )
    regime: Number = parameter(2.6e-5, low=1e-5, high=6e-5, unit="1 / week", source="judgement")
    islamic_state: Number = parameter(
        5e-5,
        low=1e-5,
        high=2e-4,
        unit="1 / week",
        source="judgement; foreign inflow had fallen to 50 a month (US intelligence in the Washington Post, Sep 2016)",
    )
    sdf: Number = parameter(8e-5, low=3e-5, high=2e-4, unit="1 / week", source="judgement")
    army_wanted: Number = parameter(
        1.6, low=1.2, high=2.0, unit="day-0 regime force", source="judgement: conscription stops here"
    )


@decision(phase="groups", axes=("places",), scale="log-hazard", parameters=Enlist)
def enlist(world: "World", parameters: Enlist, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Residents take up arms for whoever rules the place, if one of his groups is there to join."""
    places, groups, communities = world.places, world.groups, world.communities
    army = groups.force(REGIME) / groups.arrays["regime_force_day0"]
    rate = np.zeros((world.runs, len(SIDES)))
    rate[:, REGIME : REGIME + 1] = parameters.regime * np.clip(parameters.army_wanted - army, 0, 2)
    rate[:, OPPOSITION : OPPOSITION + 1] = parameters.opposition
    rate[:, ISLAMIC_STATE : ISLAMIC_STATE + 1] = parameters.islamic_state
    rate[:, SDF : SDF + 1] = parameters.sdf
    hazard = np.take_along_axis(rate, places.control, axis=1)
    local = kernels.side_sums(groups.fighters, groups.side_of, len(SIDES), (~groups.foreign)[None].astype(float))
    someone = np.take_along_axis(local, places.control[:, None, :], axis=1)[:, 0, :] > 0
    p = np.where(someone, 1 - np.exp(-hazard * np.exp(influences.total)), 0.0)
    natives = communities.natives[:, None, :]
    recruits = chance.count("enlist", natives, p[:, None, :], world.place_cells)[:, 0, :]
    here = np.arange(len(places))
    yield Flow("people", communities, recruits, into="enlisted", cells=(here, here))
    sides = (groups.side_of, places.control)
    joined, post = choose_among(world, recruits[:, None, :], "recruits", ~groups.foreign, chance, sides=sides)
    yield post
    yield Flow("fighters", groups, joined, out_of="enlisted")
    yield Post("recruits", recruits, p, np.where(someone, 1 - np.exp(-hazard), 0.0), influences)


@dataclass(frozen=True)
class ChooseGroup:
    """How fighters choose; size-proportional choice is neutral drift."""

    switching: Number = parameter(0.004, low=0.001, high=0.01, unit="share / week", source="judgement")
    open_when_dislodged: Number = parameter(
        0.35,
        low=0.1,
        high=0.6,
        unit="share",
        source="judgement; Lister on early 2017: thousands changed banner",
    )
    loyalty: Number = parameter(
        1.5, low=0.0, high=3.0, unit="utility", source="judgement: what keeps beaten fighters with their own"
    )
    equipment: Number = parameter(
        0.5, low=0.2, high=1.0, unit="utility / log means", source="Mironova, Mrie & Whitt 2014: direction"
    )


@decision(
    phase="groups",
    axes=("groups", "places"),
    scale="utility",
    parts=("recruits", "switchers", "dislodged"),
    parameters=ChooseGroup,
)
def choose_group(world: "World", parameters: ChooseGroup, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """Switchers and the dislodged choose again among the opposition groups where they are."""
    groups = world.groups
    rebels = groups.armed_opposition
    turn = rebels * parameters.switching
    beaten, settled = groups.dislodged, groups.fighters
    if beaten.any():
        beaten = np.minimum(groups.dislodged, groups.fighters)
        settled = groups.fighters - beaten
    one = np.ones((world.runs, 1, 1))
    departures = chance.count("choose_group", settled, one, world.group_cells, scale=turn, sub=1)
    arrivals, post = choose_among(world, kernels.by_column(departures)[:, None, :], "switchers", rebels, chance)
    # Whoever chose anew is known by place, not by origin: who of them came over is an expectation, for reading only.
    came = kernels.from_others(arrivals, departures, np.ones(1))
    yield post
    if beaten.any():
        open_share = rebels * parameters.open_when_dislodged
        open_to = chance.count("choose_group", beaten, one, world.group_cells, scale=open_share, sub=2)
        settling, post = choose_among(world, open_to, "dislodged", rebels, chance, parameters.loyalty)
        yield post
        came = came + kernels.from_others(settling, open_to, np.exp(parameters.loyalty)[:, 0])
        arrivals, departures = arrivals + settling, departures + open_to
        yield Become("dislodged", groups, np.array(0))
    yield Become("came_over", groups, came)
    yield Move("fighters", groups, arrivals - departures)


def choose_among(
    world: "World",
    choosers: Array,
    part: str,
    options: Array,
    chance: "Chance",
    loyalty: Array | None = None,
    sides: tuple[Array, Array] | None = None,
) -> tuple[Array, PostChoice]:
    """Let choosers `(runs, a, places)` choose among `options` by ln size + equipment + prestige + what rules add.

    With `loyalty` the choosers are groups (a = groups) and their own group counts `exp(loyalty)` times as much.
    """
    groups = world.groups
    of = world.settings["choose_group"]
    asks = world.influences["choose_group"].of(part)
    taste = of.equipment * np.log(world.resources) + groups.prestige
    appeal = np.exp(taste[:, :, None] + asks.total) * options[None, :, None]
    own, bond, slots = None, None, np.zeros(1, np.uint64)
    if loyalty is not None:
        own, slots = np.arange(len(groups)), groups.slots
        bond = np.broadcast_to(np.exp(loyalty), (world.runs, 1))[:, 0]
    where = (slots, world.places.slots, groups.slots)
    chosen = chance.choose(f"choose_group {part}", choosers, groups.fighters, appeal, where, own, bond, sides)
    never = ~groups.signs & groups.armed_opposition
    target = f"{part} who joined groups that never sign"
    open_to = np.where(options[None, :], taste, -np.inf)
    return chosen, PostChoice(target, chosen, groups.fighters, open_to, never, asks, sides)
