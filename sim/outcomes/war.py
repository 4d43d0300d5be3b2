"""Outcomes of the war: deaths, peace, east Aleppo; who rules, and how well."""

from sim.measures import (
    CALM,
    EAST_ALEPPO,
    LONG,
    REFERENCE_DEATHS,
    SHORT,
    STRICT_DEATHS,
    area_share,
    calm_from,
    fall_of_east_aleppo,
    held_by_regime,
    over,
    pacified_by,
    residents_share,
    turnover,
    without_reprisals,
)
from sim.outcomes.outcome import CHECK, Outcome, windowed

# Smallest effects of interest, here and in the other rooms: the table of metrics frozen before the first sweep.
# Those marked "ours" are not in it: they follow the nearest metric there, or a change that a reader would notice.
DEATHS_THAT_MATTER = 0.1 * REFERENCE_DEATHS.default
PEACE = "26 weeks in a row with {deaths}, no offensive, and every formerly contested place held by one side"
USUAL = PEACE.format(deaths="at most a quarter of the reference deaths")
STRICT = PEACE.format(deaths=f"at most {STRICT_DEATHS:.0f} deaths a week, 1,000 a year")

WAR = (
    *windowed(
        "deaths",
        "War",
        "Deaths",
        "a week",
        DEATHS_THAT_MATTER,
        0,
        "conflict deaths in Syria, all parties, reprisals included",
        lambda window: over("deaths", window),
    ),
    *windowed(
        "deaths_without_reprisals",
        "War",
        "Deaths without reprisals",
        "a week",
        DEATHS_THAT_MATTER,
        0,
        "deaths in fighting and of civilians, reprisals left out",
        without_reprisals,
    ),
    *windowed(
        "reprisal_deaths",
        "War",
        "Killed in reprisals",
        "a week",
        DEATHS_THAT_MATTER,  # ours, as for deaths
        0,
        "people killed by the regime after it took their place",
        lambda window: over("reprisal_deaths", window),
        CHECK,
    ),
    Outcome(
        "pacified_short",
        "War",
        f"Pacified by week {SHORT[1]}",
        "share of runs",
        0.1,
        2,
        f"{USUAL}, the last of them no later than week {SHORT[1]}",
        pacified_by(SHORT[1]),
        (1, SHORT[1]),
        yes_no=True,
    ),
    Outcome(
        "pacified",
        "War",
        f"Pacified by week {LONG[1]}",
        "share of runs",
        0.1,
        2,
        f"{USUAL}, the last of them no later than week {LONG[1]}",
        pacified_by(LONG[1]),
        (1, LONG[1]),
        yes_no=True,
    ),
    Outcome(
        "pacified_strict",
        "War",
        f"Pacified by week {LONG[1]}, strictly",
        "share of runs",
        0.1,
        2,
        f"{STRICT}, the last of them no later than week {LONG[1]}",
        pacified_by(LONG[1], STRICT_DEATHS),
        (1, LONG[1]),
        yes_no=True,
    ),
    Outcome(
        "pacified_week",
        "War",
        "First week of peace, if any",
        "week",
        13,  # ours: a quarter of a year
        0,
        "first week of the first 26 weeks that count as pacified; runs without peace have no value",
        calm_from,
        (CALM, None),
    ),
    Outcome(
        "aleppo_held",
        "War",
        "Regime holds east Aleppo",
        "share of runs",
        0.1,  # ours, as for pacified
        2,
        "the regime controls east Aleppo in the last week",
        lambda results: held_by_regime(results, EAST_ALEPPO)[:, -1].astype(float),
        yes_no=True,
    ),
    Outcome(
        "weeks_to_fall",
        "War",
        "Fall of east Aleppo, if any",
        "week",
        4,  # ours: a month
        0,
        "first week in which the regime controls east Aleppo; runs in which it never does have no value",
        fall_of_east_aleppo,
    ),
)

CONTROL = (
    Outcome(
        "control",
        "Control",
        "Under effective regime rule",
        "% of residents",
        5,
        1,
        "people in places the regime holds and governs with g of at least one half",
        residents_share("effective_rule"),
    ),
    Outcome(
        "area_regime",
        "Control",
        "Area held by the regime",
        "% of area",
        5,  # ours, as for control
        1,
        "area of the places the regime controls",
        area_share,
    ),
    *windowed(
        "ungoverned",
        "Control",
        "Ruled by nobody",
        "% of residents",
        3,
        1,
        "people in places where no controller reaches g of one half",
        lambda window: residents_share("nobody_rules", window),
    ),
    *windowed("turnover", "Control", "Changing hands", "a year", 2, 1, "changes of control", turnover),
)
