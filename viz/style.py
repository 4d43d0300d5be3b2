"""How everything that is drawn looks: one colour a scenario and a side everywhere, type, sizes."""

from collections.abc import Iterable
from dataclasses import dataclass

from sim.compare import HIGHER, LOWER, NOWHERE, OPEN, SAME, TOO_FEW
from sim.places import SIDES
from sim.sums import first_name

# Ground and ink. Every ink here has a contrast of at least 4.5 on PAPER (WCAG 2.2, AA); LINE and BAND only
# ever lie behind what is read.
PAPER, INK, MUTED, LINE, BAND = "#ffffff", "#1c2126", "#59636e", "#d5dae0", "#eceff3"


@dataclass(frozen=True)
class Look:
    """A colour and the signs that go with it, so that colour is never the only one."""

    colour: str
    marker: str
    dash: str | tuple[int, tuple[float, ...]]


# Okabe & Ito (2008), told apart with any of the common colour deficiencies. Orange and sky are darkened until
# thin lines are seen on white; what is dark in one is light in its neighbour, so that grey prints differ too.
SCENARIOS = {
    "aleppo_falls": Look("#c44601", "o", "solid"),
    "siege_broken": Look("#0067a3", "s", (0, (5, 1.5))),
    "siege_broken_turkey": Look("#2f92ce", "^", (0, (1, 1.2))),
    "siege_broken_mainstream": Look("#007a5a", "D", (0, (6, 1.5, 1, 1.5))),
    "siege_broken_held": Look("#a8548a", "v", (0, (3, 1.2))),
    "aleppo_falls_late": Look("#c07d00", "P", (0, (4, 1, 1, 1, 1, 1))),
    "reference": Look("#4a4f55", "X", (0, (2, 2))),
}
SPARE = (  # for scenarios of a reader's own, in the order in which they are met
    Look("#7a3b2e", "p", (0, (7, 2))),
    Look("#1c2126", "h", (0, (1, 2))),
    Look("#8a8f96", "<", (0, (3, 3))),
    Look("#2a8a8a", ">", "solid"),
)
SIDE_COLOURS = dict(zip(SIDES, ("#882255", "#117733", "#332288", "#8a7a1f"), strict=True))  # Tol (2021), muted

# A higher and A lower: violet and olive differ along blue and yellow, which nearly everybody sees, and in neither
# does a scenario come. Between them a diverging scale runs through white.
UP, DOWN, FLAT = "#5e3c99", "#776800", "#6b7280"


DIFFERENCE = Look(UP, "d", "solid")  # of two scenarios


@dataclass(frozen=True)
class Verdict:
    """How a word of a contrast is drawn: its colour, its marker, and whether that is filled."""

    colour: str
    marker: str
    filled: bool
    sign: str


VERDICTS = {
    HIGHER: Verdict(UP, "^", True, "▲"),
    LOWER: Verdict(DOWN, "v", True, "▼"),
    SAME: Verdict(FLAT, "s", True, "="),
    OPEN: Verdict(FLAT, "o", False, "?"),
    TOO_FEW: Verdict(FLAT, "X", False, "?"),
    NOWHERE: Verdict(FLAT, "x", False, "–"),
}

# Sizes in inches and points. A page of A4 is 6.9 inches wide between its margins; the report shows figures at
# about this size, so that points are the reader's points.
WIDTH = 7.0
TITLE, TEXT, SMALL, TINY = 10.5, 9.0, 8.0, 7.0
ROW = 0.30  # of one line of labels
DPI = 200

RC: dict[str, object] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same everywhere
    "font.size": TEXT,
    "axes.titlesize": TEXT,
    "axes.labelsize": TEXT,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "legend.frameon": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": False,
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "hatch.linewidth": 0.6,
    "text.hinting": "no_hinting",  # letters as wide in a picture of any resolution
    "text.parse_math": False,  # a dollar in a reader's title is a dollar
    "svg.fonttype": "path",  # drawn the same on machines without our font; words for readers stand beside the figure
    "svg.hashsalt": "aftermath",  # the same figure, the same bytes
}


def looks(scenarios: Iterable[str]) -> dict[str, Look]:
    """Return how each scenario is drawn: its own look wherever it appears, else the next that is free.

    A scenario with policies or in another week (`aleppo_falls@9+no_fly_zone`) looks like the one it starts from,
    unless both are there.
    """
    names = list(dict.fromkeys(scenarios))
    found = {name: SCENARIOS[name] for name in names if name in SCENARIOS}
    for name in names:
        if name not in found:
            found[name] = _free(name, tuple(found.values()))
    return {name: found[name] for name in names}


def _free(name: str, taken: tuple[Look, ...]) -> Look:
    own = SCENARIOS.get(first_name(name))
    spare = (*([own] if own else []), *SPARE, *SCENARIOS.values())
    return next((each for each in spare if each not in taken), spare[len(taken) % len(spare)])
