"""Foreign states and institutions: who pays whom, who leaves, who makes his peace with Damascus."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.decision import decision
from sim.entries import Become, Deed, Flow, Post
from sim.parameter import Number, parameter
from sim.table import Array, Table, fact, state

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World


class States(Table):
    """States and institutions; `third_state`, `institution`, `vets`, `european`, `beside_rebels` are structural."""

    kind = "states"
    client_ideology = fact("0..1", "the ideology a sponsor prefers in a client")
    leaning = fact("-2..2", "how near a third state was to normalising on day 0")
    obligation = fact("0..1", "commitment to its clients")
    allocation = state("USD million / year", "war support by group while the state backs it", ("states", "groups"))
    backing = state("yes/no", "still supports its clients in the war")
    normalised = state("yes/no", "has restored ties with the ruler")
    funding = state("0..1", "reconstruction money released to the ruler's government, as a share of what it asks")
    withheld = state("yes/no", "has ruled out paying reconstruction money to the ruler's government")
    repudiated = state("yes/no", "has formally broken with the rebellion")
    operation = state("times day 0", "effort of an operation of its own beside the rebels, 0 for none")

    third_state: Array
    institution: Array
    vets: Array
    european: Array
    beside_rebels: Array

    @property
    def support(self) -> Array:
        """War support each group receives, USD million a year, `(runs, groups)`."""
        paid = lambda: np.asarray((self.allocation * self.backing[:, :, None]).sum(axis=1))  # noqa: E731
        return self.recall("support", ("allocation", "backing"), paid)

    @property
    def backs_rebels(self) -> Array:
        """States that backed the opposition on day 0, `(runs, states)`."""
        return np.asarray(self.arrays["backed_rebels_day0"])

    @property
    def share_normalised(self) -> Array:
        """Share of third states that have normalised, `(runs, 1)`."""
        done = (self.normalised & self.third_state).sum(axis=1, keepdims=True)
        return np.asarray(done / max(int(self.third_state.sum()), 1))

    @property
    def funds_released(self) -> Array:
        """Reconstruction money released, as a share of what the ruler asks of all institutions, Phi, `(runs, 1)`."""
        return np.asarray(self.funding[:, self.institution].mean(axis=1, keepdims=True))

    @property
    def veto_lifted(self) -> Array:
        """Whether the state whose vetting others heed has formally broken with the rebellion, `(runs, 1)`."""
        return np.asarray((self.repudiated & self.vets).any(axis=1, keepdims=True))


@dataclass(frozen=True)
class CutOrRenew:
    """How often a backer of the rebels stops in the null model."""

    rate: Number = parameter(0.0015, low=0.0005, high=0.004, unit="1 / week", source="judgement")


@decision(phase="states", axes=("states",), scale="log-hazard", parameters=CutOrRenew)
def cut_or_renew(world: "World", parameters: CutOrRenew, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """A backer of the rebels stops its support: a constant weekly hazard unless rules move it."""
    states = world.states
    able = states.backing & states.backs_rebels
    p = np.where(able, 1 - np.exp(-parameters.rate * np.exp(influences.total)), 0.0)
    leave = chance.happens("cut_or_renew", p, states.slots)
    yield Become("backing", states, np.array(False), where=leave)
    yield Post(
        "backers who left",
        leave.astype(float),
        p,
        np.where(able, 1 - np.exp(-parameters.rate), 0.0),
        influences,
    )


@decision(phase="states", axes=("states",), scale="rate")
def reenter(world: "World", parameters: None, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """A backer that left comes back; nobody does so in the null."""
    states = world.states
    able = ~states.backing & states.backs_rebels
    rate = np.maximum(influences.total, 0.0)
    p = np.where(able, 1 - np.exp(-rate), 0.0)
    back = chance.happens("reenter", p, states.slots)
    yield Become("backing", states, np.array(True), where=back)
    yield Post("backers who came back", back.astype(float), p, np.zeros_like(p), influences)


@dataclass(frozen=True)
class ChooseClients:
    """Whom a backer would pay if it chose anew."""

    nearness: Number = parameter(
        6.0,
        low=0.0,
        high=10.0,
        unit="utility / gap in ideology",
        source="judgement; Gade et al. 2019: ties follow likeness of creed",
    )
    smallest: Number = parameter(
        500.0,
        low=100.0,
        high=2000.0,
        unit="fighters",
        source="judgement; Salehyan et al. 2011: support goes to groups of some strength",
    )
    veto: Number = parameter(
        2.0, low=0.0, high=6.0, unit="utility", source="judgement: weight of American vetting against a group"
    )


@decision(
    phase="states",
    axes=("states", "groups"),
    scale="rate, utility",
    parts=("pace", "appeal"),
    parameters=ChooseClients,
)
def choose_clients(
    world: "World", parameters: ChooseClients, influences: "Influences", chance: "Chance"
) -> Iterator[Deed]:
    """Backers keep their split of day 0; if rules set a pace, money of clients that shrank goes to groups chosen anew.

    What a client lost in men since day 0 frees that share of its money. It goes to groups of the opposition by a
    logit choice: near in ideology, large, passed by American vetting. While clients keep their size nothing moves.
    """
    states, groups = world.states, world.groups
    backers = np.flatnonzero(states.backs_rebels.any(axis=0))
    of_backers = np.broadcast_to(influences.of("pace").total, (world.runs, len(states), 1))[:, backers]
    pace = np.maximum(of_backers, 0.0) * states.backs_rebels[:, backers, None]
    if not pace.any():
        return
    size = groups.size
    able = (groups.armed_opposition & (size >= parameters.smallest))[:, None, :]
    gap = np.abs(groups.ideology[:, None, :] - states.client_ideology[:, backers, None])
    utility = np.log(np.maximum(size, 1.0))[:, None, :] - parameters.nearness[:, :, None] * gap
    utility = utility - (parameters.veto * ~groups.vetted)[:, None, :]
    appeal = influences.of("appeal").total
    utility = utility + (appeal if appeal.shape[1] == 1 else appeal[:, backers])
    weight = np.where(able, np.exp(utility), 0.0)
    total = weight.sum(axis=2, keepdims=True)
    split = states.arrays["split_day0"][:, backers]
    shrunk = 1 - np.minimum(size / np.maximum(groups.arrays["size_day0"], 1), 1.0)
    lost = split * (shrunk * groups.armed_opposition)[:, None, :] * (total > 0)
    target = split - lost + lost.sum(axis=2, keepdims=True) * weight / np.where(total > 0, total, 1.0)
    held = states.allocation[:, backers]
    paid = held.sum(axis=2, keepdims=True)
    p = 1 - np.exp(-pace)
    change = p * (paid * target - held)
    allocation, moved, chance_of = states.allocation.copy(), *np.zeros((2, world.runs, len(states), 1))
    allocation[:, backers] += change
    moved[:, backers], chance_of[:, backers] = np.abs(change).sum(axis=2, keepdims=True) / 2, p
    yield Become("allocation", states, allocation)
    yield Post("money that changed clients", moved, chance_of, np.zeros_like(p[:1, :1]), influences.of("pace"))


@dataclass(frozen=True)
class Normalise:
    """How often a third state makes its peace with the ruler in the null model."""

    rate: Number = parameter(0.0012, low=0.0003, high=0.003, unit="1 / week", source="judgement: slow and clustered")
    leaning: Number = parameter(0.6, low=0.0, high=1.2, unit="log-hazard / unit", source="judgement")
    herding: Number = parameter(
        1.0, low=0.0, high=2.0, unit="log-hazard / share", source="Finnemore & Sikkink 1998: norm cascades"
    )


@decision(phase="states", axes=("states",), scale="log-hazard", parameters=Normalise)
def normalise(world: "World", parameters: Normalise, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """A third state restores ties; likelier the nearer it was on day 0 and the more others have done so."""
    states = world.states
    able = states.third_state & ~states.normalised
    null = parameters.rate * np.exp(parameters.leaning * states.leaning + parameters.herding * states.share_normalised)
    p = np.where(able, 1 - np.exp(-null * np.exp(influences.total)), 0.0)
    done = chance.happens("normalise", p, states.slots)
    yield Become("normalised", states, np.array(True), where=done)
    yield Post("states that normalised", done.astype(float), p, np.where(able, 1 - np.exp(-null), 0.0), influences)


@decision(phase="states", axes=("states",), scale="rate")
def release_funds(world: "World", parameters: None, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """An institution releases reconstruction money to Damascus; never in the null."""
    states = world.states
    able = states.institution & (states.funding <= 0) & ~states.withheld
    p = np.where(able, 1 - np.exp(-np.maximum(influences.total, 0.0)), 0.0)
    done = chance.happens("release_funds", p, states.slots)
    yield Become("funding", states, np.array(1.0), where=done)
    yield Post("institutions that paid", done.astype(float), p, np.zeros_like(p), influences)


@dataclass(frozen=True)
class SendForces:
    """How fast foreign forces replace their losses."""

    pace: Number = parameter(0.04, low=0.01, high=0.1, unit="share of the gap / week", source="judgement")


@decision(phase="states", axes=("groups",), scale="log-hazard", parameters=SendForces)
def send_forces(world: "World", parameters: SendForces, influences: "Influences", chance: "Chance") -> Iterator[Deed]:
    """States that keep forces in Syria make good their losses, where those forces stand, while they back the war."""
    groups, states = world.groups, world.states
    rows = np.flatnonzero(groups.foreign)
    sender = np.where(groups.sent_by >= 0, groups.sent_by, 0)[rows]
    willing = (groups.sent_by[rows] < 0) | states.backing[:, sender] | ~states.backs_rebels[:, sender]
    gap = np.where(willing, groups.wanted[:, rows] - groups.size[:, rows], 0).clip(0)
    total = np.broadcast_to(influences.total, (world.runs, len(groups)))[:, rows]
    p = 1 - np.exp(-parameters.pace * np.exp(total))
    sent = chance.count("send_forces", gap[:, None, :], p[:, None, :], (np.zeros(1, np.uint64), groups.slots[rows]))
    there = groups.fighters[:, rows].transpose(0, 2, 1)
    home = groups.arrays["stationed_day0"][:, rows].transpose(0, 2, 1)
    size = np.where(there.sum(axis=1, keepdims=True) > 0, there, home.astype(np.int64))
    slots = (np.zeros(1, np.uint64), groups.slots[rows], world.places.slots)
    ones = np.ones((world.runs, len(world.places), 1))
    placed = chance.choose("send_forces", sent, size, ones, slots)
    arrive = np.zeros_like(groups.fighters)
    arrive[:, rows] = placed.transpose(0, 2, 1)
    yield Flow("fighters", groups, arrive, out_of="sent")
