"""Slow, obvious twins: persons moved one by one as Mesa agents, and loops anyone can check."""

from dataclasses import dataclass

import mesa
import numpy as np

from sim import kernels
from sim.chance import Chance
from sim.places import SIDES
from sim.world import World

# ---------------------------------------------------------------- a tiny war, person by person
PLACES, GROUPS = 3, 2
CIVILIAN = -1
ROADS = ((1, 2), (0,), (0,))
ROAD_WEIGHTS = ((0.7, 0.3), (1.0,), (1.0,))


@dataclass(frozen=True)
class TinyWar:
    """The chances of the tiny war; both tellings of it read them here, from numbers of people alone."""

    civilians: tuple[int, ...] = (60, 30, 10)
    fighters: tuple[tuple[int, ...], ...] = ((20, 5, 0), (4, 15, 6))
    appeal: tuple[float, ...] = (1.0, 2.5)
    loyalty: float = 3.0
    enlisting: float = 0.06
    switching: float = 0.15

    def death(self, own: int, foes: int) -> float:
        """Return the chance of a fighter to die where `own` of his group face `foes`."""
        return 0.25 * foes / (own + foes) if own + foes else 0.0

    def flight(self, deaths: int, people: int) -> float:
        """Return the chance of a civilian to leave where `deaths` fighters died among `people`."""
        return float(1 - np.exp(-0.05 - 2.0 * deaths / max(people, 1)))


class Person(mesa.Agent):
    """Somebody at a place: a civilian, or a fighter of a group."""

    def __init__(self, model: "PersonByPerson", place: int, group: int) -> None:
        super().__init__(model)
        self.place, self.group, self.is_alive = place, group, True

    def fight(self, risk: np.ndarray) -> None:
        if self.group != CIVILIAN and self.model.luck.random() < risk[self.group, self.place]:
            self.is_alive = False

    def flee(self, risk: np.ndarray) -> None:
        if self.group == CIVILIAN and self.model.luck.random() < risk[self.place]:
            self.place = int(self.model.luck.choice(ROADS[self.place], p=ROAD_WEIGHTS[self.place]))

    def enlist_or_switch(self, fighters: np.ndarray) -> None:
        war = self.model.war
        turn = war.enlisting if self.group == CIVILIAN else war.switching
        if not fighters[:, self.place].any() or self.model.luck.random() >= turn:
            return
        weights = fighters[:, self.place] * np.array(war.appeal)
        if self.group != CIVILIAN:
            weights[self.group] *= war.loyalty
        self.group = int(self.model.luck.choice(GROUPS, p=weights / weights.sum()))


class PersonByPerson(mesa.Model):
    """The tiny war with one Mesa agent a person; everybody acts on the numbers as the act begins."""

    def __init__(self, war: TinyWar, random_seed: int) -> None:
        super().__init__()
        self.war, self.luck = war, np.random.default_rng(random_seed)
        self.persons = [
            Person(self, place, group)
            for group, row in ((CIVILIAN, war.civilians), *enumerate(war.fighters))
            for place, number in enumerate(row)
            for _ in range(number)
        ]

    def counts(self) -> tuple[np.ndarray, np.ndarray, int]:
        """Return civilians by place, fighters by group and place, and the dead."""
        civilians, fighters, dead = np.zeros(PLACES, int), np.zeros((GROUPS, PLACES), int), 0
        for each in self.persons:
            if not each.is_alive:
                dead += 1
            elif each.group == CIVILIAN:
                civilians[each.place] += 1
            else:
                fighters[each.group, each.place] += 1
        return civilians, fighters, dead

    def step(self) -> None:
        """Fight, flee, then enlist or switch."""
        _, fighters, _ = self.counts()
        risk = np.array(
            [
                [self.war.death(fighters[g, p], fighters[:, p].sum() - fighters[g, p]) for p in range(PLACES)]
                for g in range(GROUPS)
            ]
        )
        for each in self.living():
            each.fight(risk)
        civilians, left, _ = self.counts()
        deaths = fighters.sum(axis=0) - left.sum(axis=0)
        leaving = np.array([self.war.flight(deaths[p], civilians[p]) for p in range(PLACES)])
        for each in self.living():
            each.flee(leaving)
        _, fighters, _ = self.counts()
        for each in self.living():
            each.enlist_or_switch(fighters)

    def living(self) -> list[Person]:
        """Return who is alive."""
        return [each for each in self.persons if each.is_alive]

    def let_go(self) -> None:
        """Free the persons: Mesa 3.3 would hold on to them for ever."""
        getattr(mesa.Agent, "_ids", {}).pop(self, None)


def tell_person_by_person(war: TinyWar, random_seed: int, weeks: int) -> list[int]:
    """Return what is left after some weeks: civilians, fighters and the dead, flat."""
    model = PersonByPerson(war, random_seed)
    for _ in range(weeks):
        model.step()
    civilians, fighters, dead = model.counts()
    model.let_go()
    return [*civilians.tolist(), *fighters.ravel().tolist(), dead]


# ---------------------------------------------------------------- loops with the luck of the fast twin
def luck(chance: Chance, run: int, decision: str, sub: int, *slots: int) -> float:
    """Return the uniform of one key."""
    key = chance.keys(decision, sub)[run]
    for slot in slots:
        key = kernels.numpy_mix(key, np.uint64(slot))
    return kernels.unit(np.uint64(key))


def how_many(u: float, n: int, p: float) -> int:
    """Return how many of n act at chance p, with the luck u."""
    return int(kernels.binomial_quantile(u, int(n), float(p)))


def send(
    chance: Chance,
    run: int,
    decision: str,
    cell: tuple[int, int],
    movers: int,
    ways: list[tuple[int, int, float]],
) -> dict[int, int]:
    """Send movers along `(target, slot, weight)`, one after the other; return arrivals by target."""
    ways = [way for way in ways if way[2] > 0]
    arrivals: dict[int, int] = {}
    rest = sum(weight for _, _, weight in ways)
    for at, (target, slot, weight) in enumerate(ways):
        if at == len(ways) - 1:
            go = movers
        else:
            go = how_many(luck(chance, run, decision, 1, *cell, slot), movers, min(weight / rest, 1.0))
        arrivals[target] = arrivals.get(target, 0) + go
        movers, rest = movers - go, rest - weight
    return arrivals


def flee(world: World, chance: Chance, hazard: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Return people by origin and site after flight, cell by cell; `hazard` and `rate` `(runs, places)` are asked."""
    of, places, people = world.settings["flee"], world.places, world.communities.people.copy()
    number, besieged = len(places), places.besieged()
    before = people.copy()

    def setting(value: np.ndarray, run: int) -> float:
        return float(np.broadcast_to(value, (world.runs, 1))[run, 0])

    for run in range(world.runs):
        violence = [1000.0 * places.deaths[run, p] / max(before[run, :, p].sum(), 1) for p in range(number)]
        for p in range(number):
            null = setting(of.rate, run) * (1 - np.exp(-violence[p] / setting(of.scale, run)))
            null *= setting(of.leak, run) if besieged[run, p] else 1.0
            leaving = 1 - np.exp(-(null * np.exp(hazard[run, p]) + max(rate[run, p], 0.0)))
            ways = []
            for k, site in enumerate(places.roads.ways[p]):
                if site < 0:
                    continue
                if site >= number:
                    weight = setting(of.abroad, run) * world.hosts.openness[run, site - number]
                else:
                    weight = np.exp(-places.roads.km[p, k] / setting(of.distance, run)) * np.exp(-violence[site])
                    if places.control[run, site] != places.control[run, p]:
                        weight = weight * setting(of.lines, run)
                ways.append((int(site), int(world.site_slots[site]), float(weight)))
            if not any(weight > 0 for _, _, weight in ways):
                continue
            for origin in range(number):
                cell = (int(places.slots[origin]), int(world.site_slots[p]))
                go = how_many(luck(chance, run, "flee", 0, *cell), before[run, origin, p], leaving)
                if go:
                    people[run, origin, p] -= go
                    for site, come in send(chance, run, "flee", cell, go, ways).items():
                        people[run, origin, site] += come
    return people


@dataclass
class Fallen:
    """What a change of hands leaves behind."""

    fighters: np.ndarray
    dead: np.ndarray
    left: np.ndarray
    dislodged: np.ndarray
    control: np.ndarray


def change_hands(world: World, chance: Chance, falls: np.ndarray, to: np.ndarray, escape: float) -> Fallen:
    """Let places fall, group by group: who gets away, gives up or dies, and who moves in."""
    places, groups, of = world.places, world.groups, world.settings["capture"]
    found = Fallen(
        groups.fighters.copy(),
        groups.fighters_dead.copy(),
        groups.fighters_left.copy(),
        groups.dislodged.copy(),
        np.where(falls, to, places.control),
    )
    for run in range(world.runs):
        quit_share, killed_share, moving_in = (
            float(np.broadcast_to(each, (world.runs, 1))[run, 0]) for each in (of.quit, of.killed, of.occupying)
        )
        scatter(world, chance, found, run, falls, escape, quit_share, killed_share)
        garrison(world, chance, found, run, falls, to, moving_in)
    return found


def scatter(
    world: World,
    chance: Chance,
    found: Fallen,
    run: int,
    falls: np.ndarray,
    escape: float,
    quit_share: float,
    killed_share: float,
) -> None:
    """Scatter the fighters of the losing side."""
    places, groups = world.places, world.groups
    for p in range(len(places)):
        loser = places.control[run, p]
        if not falls[run, p]:
            continue
        refuge = next((j for j in places.roads.order[p] if found.control[run, j] == loser), None)
        for g in range(len(groups)):
            beaten = world.groups.fighters[run, g, p]
            if groups.side_of[g] != loser or beaten == 0:
                continue
            cell = (int(groups.slots[g]), int(places.slots[p]))
            away = 0
            if refuge is not None:
                away = how_many(luck(chance, run, "capture", 1, *cell), beaten, escape)
            quitters = how_many(luck(chance, run, "capture", 2, *cell), away, quit_share)
            dead = how_many(luck(chance, run, "capture", 3, *cell), beaten - away, killed_share)
            found.fighters[run, g, p] -= beaten
            found.dead[run, g] += dead
            found.left[run, g] += beaten - away - dead + quitters
            if refuge is not None:
                found.fighters[run, g, refuge] += away - quitters
                found.dislodged[run, g, refuge] += away - quitters


def garrison(
    world: World, chance: Chance, found: Fallen, run: int, falls: np.ndarray, to: np.ndarray, moving_in: float
) -> None:
    """Send the new holder's mobile fighters from next door, all at once."""
    places, groups = world.places, world.groups
    before = found.fighters[run].copy()
    for p in range(len(places)):
        side = found.control[run, p]
        ways = [
            (int(j), int(places.slots[j]), 1.0)
            for j in places.roads.neighbours[p]
            if j >= 0 and falls[run, j] and not falls[run, p] and to[run, j] == side
        ]
        for g in range(len(groups)):
            if not ways or groups.side_of[g] != side:
                continue
            cell = (int(groups.slots[g]), int(places.slots[p]))
            p_leave = moving_in * groups.mobile[run, g]
            go = how_many(luck(chance, run, "occupy", 0, *cell), before[g, p], p_leave)
            found.fighters[run, g, p] -= go
            for j, come in send(chance, run, "occupy", cell, go, ways).items():
                found.fighters[run, g, j] += come


def side_sums(amounts: np.ndarray, side_of: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return what each side has at each place, group by group."""
    runs, groups, places = amounts.shape
    found = np.zeros((runs, len(SIDES), places))
    for run in range(runs):
        for g in range(groups):
            for p in range(places):
                found[run, side_of[g], p] += np.broadcast_to(weights, (runs, groups))[run, g] * amounts[run, g, p]
    return found


def along_roads(amounts: np.ndarray, control: np.ndarray, neighbours: np.ndarray) -> np.ndarray:
    """Return what each side has in the neighbouring places that it holds."""
    found = np.zeros(amounts.shape)
    for run, side, p in np.ndindex(amounts.shape):
        for j in neighbours[p]:
            if j >= 0 and control[run, j] == side:
                found[run, side, p] += amounts[run, side, j]
    return found


def nearest_held(control: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the nearest other place that each side holds, -1 for none."""
    found = np.full((control.shape[0], len(SIDES), control.shape[1]), -1)
    for run, side, p in np.ndindex(found.shape):
        for j in order[p]:
            if control[run, j] == side:
                found[run, side, p] = j
                break
    return found


def relocate(movers: np.ndarray, side_of: np.ndarray, towards: np.ndarray) -> np.ndarray:
    """Return where movers arrive who all go where their side's place points."""
    found = np.zeros_like(movers)
    for run, g, p in np.ndindex(movers.shape):
        if movers[run, g, p]:
            found[run, g, towards[run, side_of[g], p]] += movers[run, g, p]
    return found
