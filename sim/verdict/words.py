"""The words of a verdict, and how several of them make one."""

from collections.abc import Mapping, Sequence

AGREES, CONTRADICTS = "agrees", "contradicts"
SAME, OPEN = "no practical difference", "undecided"
RELATIVE = "relative only"  # F2: a larger share of rebels, yet not more fighters
PEOPLE = "people, not politics"  # F4: more people leave, yet neither tension nor votes follow
TOO_SHORT = "runs too short"
VERDICTS = (AGREES, RELATIVE, PEOPLE, CONTRADICTS, SAME, OPEN, TOO_SHORT)
PARTIAL = (RELATIVE, PEOPLE)

VERSIONS_NEEDED = 2  # of the three broken sieges
MEASURES_NEEDED = 2  # of the four measures of chaos

Words = Mapping[str, str]  # by stem of the outcome


def over_versions(words: Sequence[str]) -> str:
    """Return the word that at least two of the three versions of the broken siege bear out.

    A version that agrees also bears out the partial word, which asks for less.
    """
    for word in (AGREES, CONTRADICTS, SAME, TOO_SHORT):
        if words.count(word) >= VERSIONS_NEEDED:
            return word
    for word in PARTIAL:
        if word in words and words.count(word) + words.count(AGREES) >= VERSIONS_NEEDED:
            return word
    return OPEN


def supports(word: str, overall: str) -> bool:
    """Say whether a version's word bears out the overall one."""
    return word == overall or (overall in PARTIAL and word == AGREES)


# ---------------------------------------------------------------- one rule a forecast
# Each takes the words of a forecast's measures against one version of the broken siege. In all of them
# "no practical difference" needs that word from every measure.
def alone(words: Words) -> str:
    """Return the word of the only measure."""
    (word,) = words.values()
    return word


def share_and_number(words: Words) -> str:
    """F2: both share and number, or the share alone; the other way needs both as well."""
    share, number = words["rad_share"], words["rad_fighters"]
    if share == AGREES:
        return AGREES if number == AGREES else RELATIVE
    return share if share == number else OPEN


def two_of_four(words: Words) -> str:
    """F3: at least two measures, and none clearly the other way."""
    found = list(words.values())
    for word, other in ((AGREES, CONTRADICTS), (CONTRADICTS, AGREES)):
        if found.count(word) >= MEASURES_NEEDED and other not in found:
            return word
    return SAME if set(found) == {SAME} else OPEN


def people_and_politics(words: Words) -> str:
    """F4: outflow, and tension or populism; outflow alone is people, not politics."""
    outflow, politics = words["outflow"], (words["tension"], words["populism"])
    if outflow == AGREES:
        return AGREES if AGREES in politics else PEOPLE
    if outflow == CONTRADICTS:
        return CONTRADICTS if CONTRADICTS in politics else OPEN
    return SAME if {outflow, *politics} == {SAME} else OPEN


def lasting(early: Words, late: Words) -> str:
    """F5: what F1 to F3 say both early and late, each given by its number.

    Agrees: all three agree early and late. Contradicts: one of them is clearly the other way late, or agreed
    early and surely makes no difference late. No practical difference: neither hard-line groups nor disorder
    differ late (F1 has no such word). Otherwise undecided.
    """
    pairs = [(early[each], late[each]) for each in late]
    if TOO_SHORT in late.values():
        return TOO_SHORT
    if all(pair == (AGREES, AGREES) for pair in pairs):
        return AGREES
    if any(there == CONTRADICTS or (here, there) == (AGREES, SAME) for here, there in pairs):
        return CONTRADICTS
    if all(late[each] == SAME for each in ("F2", "F3")):
        return SAME
    return OPEN
