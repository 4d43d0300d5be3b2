"""The smallest sets of claims that carry a conclusion, all others off."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from sim.experiments.game import NOBODY, Coalition

Carries = Callable[[Sequence[Coalition]], Mapping[Coalition, bool]]
Search = Generator[Coalition, bool, Coalition]
STRONGEST = 5  # claims whose pairs are tried when no single claim and no pair is known to be enough
PROVABLE = 2  # members a smallest set may have for all smaller ones to be tried: pairs are too many


class BudgetError(Exception):
    """No more sets can be tried."""


@dataclass(frozen=True)
class Found:
    """Sets that carry a conclusion.

    `irreducible`: of these no member can go; smallest first. `unfinished`: the smallest set known if a search
    was stopped before its end, else None. `proved`: no smaller set carries it, since all were tried.
    `stopped`: the budget ended a search, or the trying of smaller sets. `tried`: every set tried, and whether it
    carries the conclusion.
    """

    irreducible: tuple[Coalition, ...]
    unfinished: Coalition | None
    proved: bool
    stopped: bool
    tried: Mapping[Coalition, bool]


def smallest_sets(
    players: Sequence[str],
    rankings: Sequence[Sequence[str]],
    candidates: Sequence[Coalition],
    carries: Carries,
    known: Mapping[Coalition, bool],
) -> Found:
    """Search for the smallest sets that carry a conclusion which all `players` together carry.

    `rankings` are orders of all players, the most important first, each a search of its own; `candidates` are
    sets to look at besides, such as bundles. `carries` tries several sets at once and raises BudgetError when no
    more may be tried; `known` need not be tried. Nothing is taken for granted: that a set carries the conclusion
    need not mean that a larger one does.
    """
    everybody = frozenset(players)
    tried: dict[Coalition, bool] = {everybody: True, **known}
    ended: list[Coalition] = [each for each, holds in known.items() if holds and len(each) == 1]
    stopped = False

    def try_all(sets: Sequence[Coalition]) -> Mapping[Coalition, bool]:
        if new := [each for each in dict.fromkeys(sets) if each not in tried]:
            tried.update(carries(new))
        return tried

    try:
        if try_all([NOBODY])[NOBODY]:
            return Found((NOBODY,), None, True, False, tried)
        for ranking in rankings:
            in_step([shortest_beginning(ranking)], try_all, ended)
        try_all(candidates)
        first = list(rankings[0])
        holding = [sorted(each, key=first.index) for each in candidates if tried[each] and each != everybody]
        in_step([without_passengers(each) for each in holding], try_all, ended)
        for some in smaller_than(min(map(len, ended)), first):
            try_all(some)
            ended += [each for each in some if tried[each]]
    except BudgetError:
        stopped = True
    irreducible = without_supersets(ended)
    holding_sets = sorted((each for each, holds in tried.items() if holds), key=ranked)
    unfinished = holding_sets[0] if stopped and not irreducible else None
    return Found(irreducible, unfinished, is_proved(players, irreducible, tried), stopped, tried)


def smaller_than(size: int, ranking: Sequence[str]) -> Iterator[list[Coalition]]:
    """Yield sets smaller than what was found, a few at a time: the strongest alone, their pairs, the others alone."""
    strongest, others = ranking[:STRONGEST], ranking[STRONGEST:]
    if size > 1:
        yield [frozenset({each}) for each in strongest]
    if size > PROVABLE:
        yield [frozenset(pair) for pair in combinations(strongest, 2)]
    if size > 1:
        for at in range(0, len(others), STRONGEST):
            yield [frozenset({each}) for each in others[at : at + STRONGEST]]


def shortest_beginning(order: Sequence[str]) -> Search:
    """Find a set of which no member can go: a beginning of an order, without those who are not needed.

    Halving finds the beginning (as QuickXplain does; Junker 2004). Where a larger set can fail it may miss the
    shortest one, but every set that is kept was tried itself.
    """
    fails, holds = 0, len(order)
    while holds - fails > 1:
        middle = (fails + holds) // 2
        if (yield frozenset(order[:middle])):
            holds = middle
        else:
            fails = middle
    return (yield from without_passengers(order[:holds]))


def without_passengers(order: Sequence[str]) -> Search:
    """Let members of a set that carries the conclusion go, the last first, until none can."""
    kept = list(order)
    going = True
    while going:
        going = False
        for member in reversed(list(kept)):
            if (yield frozenset(kept) - {member}):
                kept.remove(member)
                going = True
    return frozenset(kept)


def in_step(searches: Sequence[Search], carries: Carries, ended: list[Coalition]) -> None:
    """Run searches side by side, so that the sets they want next are tried together; their ends join `ended`."""
    waiting: dict[int, Coalition] = {}

    def advance(at: int, answer: bool | None) -> None:
        try:
            waiting[at] = next(searches[at]) if answer is None else searches[at].send(answer)
        except StopIteration as end:
            waiting.pop(at, None)
            ended.append(end.value)

    for at in range(len(searches)):
        advance(at, None)
    while waiting:
        answers = carries(list(waiting.values()))
        for at, wanted in list(waiting.items()):
            advance(at, answers[wanted])


def ranked(claims: Coalition) -> tuple[int, list[str]]:
    """Sort sets by size, then by the numbers of their claims."""
    return len(claims), sorted(claims)


def without_supersets(sets: Sequence[Coalition]) -> tuple[Coalition, ...]:
    """Return sets smallest first, each once, without those that contain another."""
    kept: list[Coalition] = []
    for each in sorted(set(sets), key=ranked):
        if not any(smaller <= each for smaller in kept):
            kept.append(each)
    return tuple(kept)


def is_proved(players: Sequence[str], found: Sequence[Coalition], tried: Mapping[Coalition, bool]) -> bool:
    """Say whether every set smaller than the smallest found was tried."""
    if not found:
        return False
    least = len(found[0])
    return all(sum(len(each) == size for each in tried) == comb(len(players), size) for size in range(least))
