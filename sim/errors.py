"""What we say when the reader's input is wrong: which file, which word, what was allowed."""

from collections.abc import Iterable
from difflib import get_close_matches


class AftermathError(Exception):
    """Input that a reader can mend; the command line prints it and exits with 2."""


class DataError(AftermathError):
    """A seed file (facts, claims, map) is missing or broken."""


class ScenarioError(AftermathError):
    """A scenario, an assumption set or a `--set` names something wrong."""


class ExperimentError(AftermathError):
    """A request for runs cannot be carried out as asked."""


class StoppedError(ExperimentError):
    """Work stopped before its end; what is done is kept, and the same command goes on from there."""


class RefusedError(ExperimentError):
    """A folder holds another sweep, was made by another model, or somebody else works in it."""


class VerifyError(ExperimentError):
    """What stands in a folder is not what was written there."""


def guess(word: str, allowed: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the nearest allowed word, else the list if it is short."""
    words = sorted(str(each) for each in allowed)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f"; did you mean '{near[0]}'?"
    return f"; allowed: {', '.join(words)}" if 0 < len(words) <= 12 else ""
