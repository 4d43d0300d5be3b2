"""What one reader has chosen: two scenarios, assumptions, where she looks; and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from sim.assumptions import Assumptions, acted_by, load_assumptions
from sim.catalogue import catalogue
from sim.claims import load_claims
from sim.paths import SCENARIOS
from sim.rule import rules
from sim.scenario import WEEKS, load_scenario, names
from viz.screen.why import FIRST_DEPTH

Pairs = tuple[tuple[str, float], ...]  # names and numbers, sorted by name, each once

# By the word in an address: what the reader reads.
PAGES = {"worlds": "Worlds", "why": "Why", "argument": "Argument", "history": "History"}
LOOKS = (
    "page",
    "week",
    "replicate",
    "one_run",
    "difference",
    "outcome",
    "alone",
    "depth",
    "claim",
    "loop",
    "second",
)  # no steps to undo
PRESETS = names(SCENARIOS / "presets")
LARGEST_SEED = 2**53 - 1  # the largest whole number that a browser keeps exact
LARGEST_REPLICATE = 31  # stories are told of the first runs only (viz/screen/results.py)
FIRST_WEEK = 26  # where the cursor stands at first: half a year in, when the two worlds have parted
MOST_UNDO = 200  # steps kept, so that a tab left open for a day stays small


@dataclass(frozen=True)
class State:
    """Everything that the address restores.

    `strengths` and `parameters` hold only what differs from the preset, by claim and by full name.
    `week` is the cursor; `replicate` the run whose story is told; `one_run` draws the map of that run
    rather than of all; `difference` draws A minus B. `outcome` is what is explained, of A against B, or of A by itself
    (`alone`), and how thoroughly (`depth`); `claim` is the one that is read, `loop` the feedback loop that is marked,
    or none.
    `second` holds B against history rather than A.
    """

    page: str = "worlds"
    a: str = "aleppo_falls"
    b: str = "siege_broken"
    preset: str = "contested"
    strengths: Pairs = ()
    parameters: Pairs = ()
    random_seed: int = 1
    week: int = FIRST_WEEK
    replicate: int = 0
    one_run: bool = False
    difference: bool = False
    outcome: str = "rad_share_long"
    alone: bool = False
    depth: str = FIRST_DEPTH
    claim: str = ""
    loop: str = ""
    second: bool = False

    @property
    def changed(self) -> bool:
        """Whether any assumption differs from the preset."""
        return bool(self.strengths or self.parameters)

    @property
    def scenarios(self) -> tuple[str, str]:
        """Both scenarios, with the policies added to each, and the weeks to which either was moved."""
        return self.a, self.b

    def scenario_of(self, side: str) -> str:
        """Return the scenario of side `a` or `b`."""
        return self.a if side == "a" else self.b

    @property
    def looked_back_on(self) -> str:
        """The scenario that is held against history."""
        return self.b if self.second else self.a


# ---------------------------------------------------------------- assumptions
@cache
def switchable() -> dict[str, tuple[str, ...]]:
    """Return the claims that rules act, each with its rules."""
    acted = {each.claim for each in rules().values()}
    return {claim: tuple(acted_by(claim, claim)) for claim in load_claims() if claim in acted}


@cache
def loops() -> tuple[str, ...]:
    """Return the feedback loops that claims belong to, by their names in the ledger of claims."""
    return tuple(sorted({loop for each in load_claims().values() for loop in each.loops}))


@cache
def preset_strengths(preset: str) -> Mapping[str, float]:
    """Return the strength of every claim that a rule acts, as the preset has it."""
    values = load_assumptions(preset).values
    return {claim: values[f"{acted[0]}.strength"] for claim, acted in switchable().items()}


def preset_of(state: State) -> Assumptions:
    """Return the assumption set the reader began from."""
    return load_assumptions(state.preset)


def preset_value(preset: str, name: str) -> float:
    """Return a parameter's value under a preset."""
    return load_assumptions(preset).values.get(name, catalogue()[name].default)


def strengths_of(state: State) -> dict[str, float]:
    """Return the strength of every claim that a rule acts."""
    return {**preset_strengths(state.preset), **dict(state.strengths)}


def claims_on(state: State) -> frozenset[str]:
    """Return the claims that are switched on."""
    return frozenset(claim for claim, strength in strengths_of(state).items() if strength > 0)


# ---------------------------------------------------------------- what a reader does
def with_strengths(state: State, changes: Mapping[str, float]) -> State:
    """Return the state with other strengths; what equals the preset again is no longer a change."""
    preset = preset_strengths(state.preset)
    kept = {**dict(state.strengths), **changes}
    return replace(state, strengths=pairs({each: value for each, value in kept.items() if value != preset[each]}))


def with_parameter(state: State, name: str, value: float) -> State:
    """Return the state with another value of one parameter, by its full name."""
    kept = {**dict(state.parameters), name: value}
    kept = {each: number for each, number in kept.items() if number != preset_value(state.preset, each)}
    return replace(state, parameters=pairs(kept))


def with_preset(state: State, preset: str) -> State:
    """Return the state under another preset, nothing changed in it."""
    return replace(state, preset=preset, strengths=(), parameters=())


def without_changes(state: State) -> State:
    """Return the state as the preset has it."""
    return with_preset(state, state.preset)


def all_off(state: State) -> State:
    """Return the state with every claim and rival off."""
    return with_strengths(state, dict.fromkeys(switchable(), 0.0))


def switched(state: State, claims: tuple[str, ...], on: bool) -> State:
    """Return the state with claims on or off: on is the preset's strength, or as stated if the preset has them off."""
    preset = preset_strengths(state.preset)
    return with_strengths(state, {each: (preset[each] or 1.0) if on else 0.0 for each in claims})


def with_scenario(state: State, side: str, scenario: str) -> State:
    """Return the state with another scenario on side `a` or `b`; ScenarioError if there is none or parts clash."""
    name = load_scenario(scenario).name  # a week that is the scenario's own is not in its name
    return replace(state, a=name) if side == "a" else replace(state, b=name)


def looking_at(state: State, week: int) -> State:
    """Return the state with the cursor on a week, kept within the run."""
    return replace(state, week=max(0, min(week, WEEKS)))


def pairs(values: Mapping[str, float]) -> Pairs:
    """Return names and numbers as a state keeps them."""
    return tuple(sorted((name, float(value)) for name, value in values.items()))


# ---------------------------------------------------------------- the way back
@dataclass(frozen=True)
class History:
    """States before and after the one that is shown; moving the cursor or the view is no step."""

    now: State = field(default_factory=State)
    past: tuple[State, ...] = ()
    future: tuple[State, ...] = ()

    def do(self, state: State) -> "History":
        """Go to a state; what had been undone is given up."""
        if state == self.now:
            return self
        return History(state, (*self.past, self.now)[-MOST_UNDO:])

    def look(self, state: State) -> "History":
        """Go to a state without a step to undo."""
        return replace(self, now=state)

    def undo(self) -> "History":
        """Take the last step back, looking where one looked."""
        if not self.past:
            return self
        return History(seen_from(self.past[-1], self.now), self.past[:-1], (self.now, *self.future))

    def redo(self) -> "History":
        """Take again what was undone."""
        if not self.future:
            return self
        return History(seen_from(self.future[0], self.now), (*self.past, self.now), self.future[1:])


def seen_from(state: State, other: State) -> State:
    """Return a state looked at as another one is."""
    return replace(state, **{each: getattr(other, each) for each in LOOKS})
