"""Whether what a forecast sees comes from the claims, or happens without them."""

from collections.abc import Collection

from sim.compare import HIGHER, LOWER, SAME

CLAIMS = "comes from the claims"
BACKGROUND = "already in the background"
PARTLY = "partly from the claims"
UNDECIDED = "undecided"
NOTHING = ""  # nothing clear was seen, so there is nothing to attribute


def attribute(seen_in_null: bool, excess: str, toward: str) -> str:
    """Attribute one clear reading. The excess is the paired difference between claims on and claims off.

    `toward` is where the reading points (HIGHER, LOWER), `excess` the word of sim.compare for the excess,
    `seen_in_null` whether the runs without claims give the same word by themselves.
    - from the claims: the excess is clear, points the same way, and the null does not say it by itself;
    - partly: the excess is clear and points the same way, yet the null says it too;
    - background: the null says it, or the excess is practically nothing or points the other way;
    - undecided: neither, for want of pairs.
    """
    if excess == toward:
        return PARTLY if seen_in_null else CLAIMS
    other_way = {HIGHER: LOWER, LOWER: HIGHER}[toward]
    return BACKGROUND if seen_in_null or excess in (SAME, other_way) else UNDECIDED


def together(parts: Collection[str]) -> str:
    """Attribute a verdict whose parts were attributed: their word if all agree, else partly or undecided."""
    words = set(parts)
    if len(words) == 1:
        return words.pop()
    return PARTLY if words & {CLAIMS, PARTLY} else UNDECIDED if words else NOTHING
