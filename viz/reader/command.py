"""The same from the command line: the command that makes what the screen shows."""

import shlex

from viz.reader.state import State


def compare_command(state: State, replicates: int) -> str:
    """Return the `aftermath compare` that runs both worlds with the same luck, or `run` if they are one."""
    both = state.scenarios if state.a != state.b else state.scenarios[:1]
    words = ["aftermath", "compare" if len(both) > 1 else "run", *both, "--assumptions", state.preset]
    off = [claim for claim, strength in state.strengths if strength == 0]
    if off:
        words += ["--off", ",".join(off)]
    for claim, strength in state.strengths:
        if strength:
            words += ["--strength", f"{claim}={strength!r}"]
    for name, value in state.parameters:
        words += ["--set", f"{name}={value!r}"]
    words += ["--random-seed", str(state.random_seed), "--replicates", str(replicates)]
    return shlex.join(words)
