"""Outcomes among states: who pays rebels and which, who restores ties, whether anybody talks."""

from sim.measures import at_end, backers_left, states_with_ties
from sim.outcomes.outcome import CHECK, Outcome

SPONSORS = (
    Outcome(
        "support",
        "Sponsors",
        "War support for rebels",
        "USD m a year",
        300,  # a tenth of what was paid on day 0
        0,
        "war support that reaches opposition groups, USD million a year",
        at_end("support_for_rebels"),
        role=CHECK,
    ),
    Outcome(
        "support_ideology",
        "Sponsors",
        "Ideology of those supported",
        "0 to 1",
        0.05,
        2,
        "mean ideology of the opposition's supported groups, weighted by support: 0 secular, 1 takfiri",
        at_end("support_ideology"),
    ),
    Outcome(
        "backers",
        "Sponsors",
        "States backing rebels",
        "states",
        1,
        1,
        "states that supported the opposition on day 0 or came back, and still do",
        backers_left,
        role=CHECK,
    ),
    Outcome(
        "normalised",
        "Sponsors",
        "States with restored ties",
        "states",
        1,
        1,
        "third states that have restored ties with the ruler",
        states_with_ties,
        role=CHECK,
    ),
    Outcome(
        "irremovability",
        "Sponsors",
        "Ruler thought irremovable",
        "0 to 1",
        0.05,  # ours
        2,
        "belief that the ruler cannot be removed short of an invasion",
        at_end("irremovability"),
        role=CHECK,
    ),
    Outcome(
        "credibility",
        "Sponsors",
        "Turkey's credit with rebels",
        "0 to 1",
        0.05,  # ours
        2,
        "Turkey's standing among the rebels",
        at_end("turkey_credibility"),
        role=CHECK,
    ),
)

TALKS = (
    Outcome(
        "willingness",
        "Talks",
        "Ruler's will to negotiate",
        "%",
        5,
        1,
        "the ruler's willingness to negotiate",
        at_end("willingness", 100),
        role=CHECK,
    ),
    Outcome(
        "settled",
        "Talks",
        "Settlement signed",
        "share of runs",
        0.05,
        2,
        "a settlement has been signed",
        at_end("settled"),
        yes_no=True,
    ),
    Outcome(
        "broker",
        "Talks",
        "Moscow as the address to turn to",
        "0 to 1",
        0.1,
        2,
        "Moscow's standing as the broker whom all sides must deal with",
        at_end("moscow"),
        role=CHECK,
    ),
)
