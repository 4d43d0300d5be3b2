"""Outcomes among rebels: who never signs, who is mainstream, how many groups, what is felt."""

from sim.measures import SHORT, at_end, at_ends_of_range, over, percent_of_day0, radical_share_with_is
from sim.outcomes.outcome import CHECK, Outcome, windowed

NEVER = "fighters in groups that would never sign a settlement"

RADICALISM = (
    *windowed(
        "rad_share",
        "Radicalism",
        "Never-signing",
        "% of rebels",
        5,
        1,
        f"share of opposition {NEVER}, Islamic State left out",
        lambda window: over("non_negotiable_share", window, 100),
    ),
    *windowed(
        "rad_share_with_is",
        "Radicalism",
        "Never-signing, IS counted",
        "% of rebels",
        5,
        1,
        f"share of opposition {NEVER}, Islamic State counted among both",
        radical_share_with_is,
    ),
    *windowed(
        "rad_fighters",
        "Radicalism",
        "Never-signing",
        "fighters",
        2000,
        0,
        f"opposition {NEVER}, Islamic State left out",
        lambda window: over("non_negotiable_fighters", window),
    ),
    *windowed(
        "rad_land",
        "Radicalism",
        "Led by never-signing groups",
        "persons",
        250_000,
        0,
        "people in opposition places whose strongest group would never sign a settlement",
        lambda window: over("under_never_signing", window),
    ),
    Outcome(
        "mainstream_left",
        "Radicalism",
        f"Mainstream fighters in week {SHORT[1]}",
        "% of day 0",
        5,  # ours, as for the never-signing share
        0,
        "fighters in mainstream opposition groups, against day 0; who counts as mainstream is drawn for each run",
        percent_of_day0("mainstream_fighters", SHORT[1]),
        (1, SHORT[1]),
    ),
    *windowed(
        "effective_number",
        "Radicalism",
        "Effective groups",
        "groups",
        0.5,
        1,
        "one over the sum of squared shares of fighters (Laakso & Taagepera 1979): many small groups, a high number",
        lambda window: over("effective_number", window),
    ),
    Outcome(
        "betrayal",
        "Radicalism",
        "Feeling of betrayal",
        "−1 to 1",
        0.05,  # ours
        2,
        "sense among rebels and their base of having been sold out",
        at_end("betrayal"),
        role=CHECK,
    ),
    Outcome(
        "vindication",
        "Radicalism",
        "Hard line looks right",
        "−1 to 1",
        0.05,  # ours
        2,
        "how right the hard line looks about the outside world",
        at_end("vindication"),
        role=CHECK,
    ),
    Outcome(
        "at_ends_of_range",
        "Radicalism",
        "Beliefs at an end of their range",
        "% of weeks",
        10,  # ours: less, and the range decides little
        1,
        "weeks in which betrayal, the hard line's or Turkey's credit is as high or low as can be, mean of the three",
        at_ends_of_range,
    ),
)
