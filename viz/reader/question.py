"""What a state asks the service: the worlds it shows, those it began from, and where a difference comes from."""

from functools import lru_cache

from sim.experiments.hindsight import SETS
from sim.sums import terms_of
from viz.reader.state import State, without_changes
from viz.screen.lookback import Lookback
from viz.screen.why import Why
from viz.screen.worlds import GHOST, World, world_of


def worlds_of(state: State) -> dict[str, World]:
    """Return the worlds of a state by part: `a` and `b`, and their ghosts once an assumption is changed."""
    found = {side: world(state, scenario) for side, scenario in zip("ab", state.scenarios, strict=True)}
    if state.changed:
        before = without_changes(state)
        found |= {GHOST + side: world(before, scenario) for side, scenario in zip("ab", state.scenarios, strict=True)}
    return found


def world(state: State, scenario: str) -> World:
    """Return one scenario under a state's assumptions."""
    return built(scenario, state.preset, written(state.parameters), written(state.strengths))


def why_of(state: State) -> Why:
    """Return what a state asks of an outcome."""
    other = None if state.alone else world(state, state.b)
    return Why(state.outcome, world(state, state.a), other, state.random_seed, state.depth)


def lookback_of(state: State) -> Lookback:
    """Return the look back on the world that a state holds against history."""
    own = state.changed or state.preset not in SETS
    return Lookback(world(state, state.looked_back_on), written(state.parameters), state.random_seed, own)


def shared_policies(state: State) -> tuple[str, ...]:
    """Return the policies that both worlds of a state have from the same week on, in the order of the first."""
    first, second = (terms_of(each)[1:] for each in state.scenarios)
    return tuple(str(each) for each in first if each in second)


def written(pairs: tuple[tuple[str, float], ...]) -> tuple[str, ...]:
    """Return names and numbers as the command line has them."""
    return tuple(f"{name}={value!r}" for name, value in pairs)


@lru_cache(maxsize=1024)
def built(scenario: str, preset: str, settings: tuple[str, ...], strengths: tuple[str, ...]) -> World:
    """Return a world by its words; they are read once."""
    return world_of(scenario, preset, settings=settings, strengths=strengths)
