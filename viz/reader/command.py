"""The same from the command line: the command that makes what the screen shows."""

import shlex

from sim.scenario import WEEKS
from viz.reader.question import why_of
from viz.reader.state import State


def compare_command(state: State, replicates: int) -> str:
    """Return the `aftermath compare` that runs both worlds with the same luck, or `run` if they are one."""
    both = state.scenarios if state.a != state.b else state.scenarios[:1]
    words = ["aftermath", "compare" if len(both) > 1 else "run", *both, *assumptions(state)]
    words += ["--random-seed", str(state.random_seed), "--replicates", str(replicates)]
    return shlex.join(words)


def explain_command(state: State) -> str:
    """Return the `aftermath explain` that finds out where an outcome of A against B, or of A by itself, comes from."""
    wish = why_of(state).wish
    worlds = [state.a, "--level"] if state.alone else [state.a, state.b]
    words = ["aftermath", "explain", state.outcome, *worlds, *assumptions(state)]
    words += ["--random-seed", str(state.random_seed), "--replicates", str(wish.replicates)]
    words += ["--budget", str(wish.budget)]
    if wish.weeks != WEEKS:
        words += ["--weeks", str(wish.weeks)]
    return shlex.join(words)


def assumptions(state: State) -> list[str]:
    """Return the options that say what is assumed."""
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
