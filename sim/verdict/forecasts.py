"""What each forecast is judged by: outcomes, sides, windows and rule, frozen before the first sweep."""

from collections.abc import Callable
from dataclasses import dataclass

from sim.verdict import words
from sim.verdict.words import Words

FALL = "aleppo_falls"
VERSIONS = {
    "siege_broken": "al-Qaeda's group leads",
    "siege_broken_mainstream": "mainstream groups lead",
    "siege_broken_turkey": "Turkey helps",
}
HELD = "siege_broken_held"  # the best case of the first version: shown beside, and no part of a verdict
AGAINST = {**VERSIONS, HELD: "first, held 26 weeks"}
DECIDING = (FALL, *VERSIONS)
SCENARIOS = (FALL, *AGAINST)

EARLY, LATE = "short", "long"  # weeks 4 to 52, weeks 105 to 156; of what is counted: by week 52, by the end
CONTRAST, ABSOLUTE, STRICT, DURATION = "contrast", "absolute", "absolute, strictly", "duration"  # kinds of readings


@dataclass(frozen=True)
class Measure:
    """An outcome in its early and late form, and the essay's side: +1 more after the fall, -1 less.

    `no_gain`: the forecast is that the fall does not raise it.
    """

    stem: str
    early: str | None
    late: str | None
    side: int
    no_gain: bool = False

    def outcome(self, window: str) -> str | None:
        """Return the outcome read in a window."""
        return self.early if window == EARLY else self.late


@dataclass(frozen=True)
class Threshold:
    """A share of fall runs held against two thresholds, in each window; `at_least` makes numbers yes or no."""

    early: str | None
    late: str | None
    agrees: float
    contradicts: float
    at_least: float = 1.0
    sesoi: float = 0.1  # of a share of runs, as for pacified

    def outcome(self, window: str) -> str | None:
        """Return the outcome read in a window."""
        return self.early if window == EARLY else self.late


@dataclass(frozen=True)
class Forecast:
    """A forecast or side test: its number in the ledger, what it says, and how it is judged (in words: `how`).

    The headline is the reading that gives the verdict's word: the contrast with broken sieges, or the
    absolute share of fall runs, early or late. All other readings are shown beside it.
    """

    number: str
    title: str
    says: str
    how: str
    headline: str = EARLY
    measures: tuple[Measure, ...] = ()
    rule: Callable[[Words], str] = words.alone
    threshold: Threshold | None = None
    strict: Threshold | None = None
    side_test: bool = False

    @property
    def kind(self) -> str:
        """The kind of reading that gives the verdict's word."""
        if self.threshold is not None:
            return ABSOLUTE
        return CONTRAST if self.measures else DURATION


def both(stem: str, side: int) -> Measure:
    """Return a measure whose outcomes are named after their windows."""
    return Measure(stem, f"{stem}_{EARLY}", f"{stem}_{LATE}", side)


OUTFLOW = Measure("outflow", "outflow_short", "outflow", +1)
PEACE = Measure("pacified", "pacified_short", "pacified", -1, no_gain=True)

FORECASTS = (
    Forecast(
        "F1",
        "No peace",
        "Taking Aleppo does not bring peace to the country.",
        "Agrees if peace by week 156 comes in at most 10 % of fall runs, contradicts if in half or more.",
        LATE,
        (PEACE,),
        threshold=Threshold("pacified_short", "pacified", agrees=0.10, contradicts=0.50),
        strict=Threshold(None, "pacified_strict", agrees=0.10, contradicts=0.50),
    ),
    Forecast(
        "F2",
        "Hard-line groups spread",
        "After the fall groups that never sign have a larger share of the rebels, and more fighters.",
        "Agrees if share and number are both higher, weeks 4 to 52; the share alone is 'relative only'.",
        EARLY,
        (both("rad_share", +1), both("rad_fighters", +1)),
        words.share_and_number,
    ),
    Forecast(
        "F3",
        "Disorder grows",
        "After the fall more die, more live where nobody rules, more places change hands, or groups multiply.",
        "Agrees if at least two of four signs are stronger, weeks 4 to 52, and none is weaker.",
        EARLY,
        (
            both("deaths_without_reprisals", +1),
            both("ungoverned", +1),
            both("turnover", +1),
            both("effective_number", +1),
        ),
        words.two_of_four,
    ),
    Forecast(
        "F4",
        "It reaches beyond Syria",
        "The fall sends more people abroad, and hosts grow tenser or Europe votes more for the far right.",
        "Agrees if more flee abroad by week 156 and tension or votes are higher late; else people, not politics.",
        LATE,
        (OUTFLOW, both("tension", +1), both("populism", +1)),
        words.people_and_politics,
    ),
    Forecast(
        "F5",
        "It lasts",
        "All this lasts for years.",
        "Agrees if F1, F2 and F3 agree late (weeks 105 to 156) as well as early.",
        LATE,
    ),
    Forecast(
        "T04",
        "The mainstream survives",
        "A year after the fall mainstream groups still have a fifth of their fighters.",
        "Agrees if that is so in at least 80 % of fall runs, contradicts if in fewer.",
        EARLY,
        threshold=Threshold("mainstream_left", None, agrees=0.80, contradicts=0.80, at_least=20.0),
        side_test=True,
    ),
    Forecast(
        "T31",
        "More people leave",
        "The fall sends further people abroad.",
        "Agrees if more have fled abroad by week 156.",
        LATE,
        (OUTFLOW,),
        side_test=True,
    ),
    Forecast(
        "T42",
        "Hard-liners end up stronger",
        "Groups that never sign come out of it with a larger share of the rebels, and more fighters.",
        "As F2, but late, weeks 105 to 156.",
        LATE,
        (both("rad_share", +1), both("rad_fighters", +1)),
        words.share_and_number,
        side_test=True,
    ),
    Forecast(
        "talks",
        "No talks",
        "After the fall a settlement is less likely.",
        "Agrees if a settlement is signed in clearly fewer runs, by 5 % of runs or more.",
        LATE,
        (Measure("settled", None, "settled", -1),),
        side_test=True,
    ),
)
BY_NUMBER = {each.number: each for each in FORECASTS}
LASTING = ("F1", "F2", "F3")  # what F5 asks of
