"""The same from the command line: the command that makes what the screen shows."""

import shlex

from sim.scenario import WEEKS
from viz.reader.question import shared_policies, why_of
from viz.reader.state import State


def command_of(state: State, replicates: int) -> str:
    """Return the command that makes the page a state is at; `replicates` are those of the worlds on Worlds."""
    if state.page == "why":
        return explain_command(state)
    if state.page == "argument":
        return verdict_command(state)
    return backtest_command(state) if state.page == "history" else compare_command(state, replicates)


def compare_command(state: State, replicates: int) -> str:
    """Return the `aftermath compare` that runs both worlds with the same luck, or `run` if they are one."""
    both = state.scenarios if state.a != state.b else state.scenarios[:1]
    words = ["aftermath", "compare" if len(both) > 1 else "run", *both, *assumptions_in_words(state)]
    words += ["--random-seed", str(state.random_seed), "--replicates", str(replicates)]
    return shlex.join(words)


def backtest_command(state: State) -> str:
    """Return the `aftermath backtest` that holds a world of a state against history."""
    words = ["aftermath", "backtest", state.looked_back_on, *assumptions_in_words(state)]
    return shlex.join([*words, "--random-seed", str(state.random_seed)])


def explain_command(state: State) -> str:
    """Return the `aftermath explain` that finds out where an outcome of A against B, or of A by itself, comes from."""
    wish = why_of(state).wish
    worlds = [state.a, "--level"] if state.alone else [state.a, state.b]
    words = ["aftermath", "explain", state.outcome, *worlds, *assumptions_in_words(state)]
    words += ["--random-seed", str(state.random_seed), "--replicates", str(wish.replicates)]
    words += ["--budget", str(wish.budget)]
    if wish.weeks != WEEKS:
        words += ["--weeks", str(wish.weeks)]
    return shlex.join(words)


def verdict_command(state: State, pairs: int | None = None) -> str:
    """Return the `aftermath verdict` that judges the forecasts under a state's assumptions; `pairs` of runs."""
    words = ["aftermath", "verdict", *assumptions_in_words(state)]
    policies = shared_policies(state)
    if policies:
        words += ["--with", ",".join(policies)]
    words += ["--random-seed", str(state.random_seed)]
    return shlex.join(words if pairs is None else [*words, "--replicates", str(pairs)])


def assumptions_in_words(state: State) -> list[str]:
    """Return the options that choose a state's assumptions."""
    words = ["--assumptions", state.preset]
    off = [claim for claim, strength in state.strengths if strength == 0]
    if off:
        words += ["--off", ",".join(off)]
    for claim, strength in state.strengths:
        if strength:
            words += ["--strength", f"{claim}={strength!r}"]
    for name, value in state.parameters:
        words += ["--set", f"{name}={value!r}"]
    return words
