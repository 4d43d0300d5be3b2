"""What is charted week by week: measures that matter to policy, with unit and plain words."""

from dataclasses import dataclass

from viz.screen.reading import PERCENT, Read, area_share, people_share, plain, so_far, tension_of_neighbours, with_ties


@dataclass(frozen=True)
class Measure:
    """One number a run and week, `(runs, weeks + 1)`, read off the recorded series.

    `outcomes` are the outcomes that sum it up in one number a run, where there are any. Of a `yes_no` measure,
    1 or 0 in each run, what is charted is the share of runs. `first_week` is 1 where a week is counted.
    """

    name: str
    group: str
    title: str
    unit: str
    digits: int
    about: str
    read: Read
    outcomes: tuple[str, ...] = ()
    yes_no: bool = False
    first_week: int = 0


ALL = (
    Measure(
        "deaths",
        "War",
        "Deaths",
        "a week",
        0,
        "People killed in the conflict inside Syria that week, on all sides, reprisals included.",
        plain("deaths"),
        ("deaths_short", "deaths_long"),
        first_week=1,
    ),
    Measure(
        "area_regime",
        "War",
        "Land of the regime",
        "% of area",
        0,
        "Share of the country's area that the regime and its allies hold.",
        area_share("regime"),
        ("area_regime",),
    ),
    Measure(
        "area_opposition",
        "War",
        "Land of the rebels",
        "% of area",
        0,
        "Share of the country's area that opposition groups hold, Islamic State and the SDF left out.",
        area_share("opposition"),
    ),
    Measure(
        "people_opposition",
        "War",
        "People under the rebels",
        "% of residents",
        0,
        "Share of those who live in Syria whose place the opposition holds.",
        people_share("opposition"),
    ),
    Measure(
        "never_signing",
        "Rebels",
        "Never-signing rebels",
        "% of rebels",
        0,
        "Share of opposition fighters in groups that would never sign a settlement; Islamic State is left out.",
        plain("non_negotiable_share", PERCENT),
        ("rad_share_short", "rad_share_long"),
    ),
    Measure(
        "mainstream",
        "Rebels",
        "Mainstream rebels",
        "fighters",
        0,
        "Fighters in mainstream opposition groups.",
        plain("mainstream_fighters"),
        ("mainstream_left",),
    ),
    Measure(
        "betrayal",
        "Rebels",
        "Feeling of betrayal",
        "−1 to 1",
        2,
        "How far rebels and their base feel sold out from abroad; 0 is how they felt on day 0.",
        plain("betrayal"),
        ("betrayal",),
    ),
    Measure(
        "support",
        "States",
        "Support for rebels",
        "USD m a year",
        0,
        "War support that foreign states give to opposition groups, as an amount a year.",
        plain("support_for_rebels"),
        ("support",),
    ),
    Measure(
        "irremovability",
        "States",
        "Ruler thought irremovable",
        "0 to 1",
        2,
        "How widely it is believed that the ruler cannot be removed short of an invasion.",
        plain("irremovability"),
        ("irremovability",),
    ),
    Measure(
        "ties",
        "States",
        "States with restored ties",
        "states",
        0,
        "States that had broken with the ruler and have restored ties with him.",
        with_ties,
        ("normalised",),
    ),
    Measure(
        "willingness",
        "States",
        "Ruler's will to negotiate",
        "%",
        0,
        "How willing the ruler is to negotiate a settlement.",
        plain("willingness", PERCENT),
        ("willingness",),
    ),
    Measure(
        "settled",
        "States",
        "Settlement signed",
        "% of runs",
        0,
        "Share of runs in which a settlement has been signed.",
        plain("settled"),
        ("settled",),
        yes_no=True,
    ),
    Measure(
        "displaced",
        "People",
        "Displaced inside Syria",
        "persons",
        0,
        "People who live elsewhere in Syria than at home.",
        plain("displaced"),
        ("displaced",),
    ),
    Measure(
        "abroad",
        "People",
        "Syrians abroad",
        "persons",
        0,
        "Syrian refugees and residents in all host countries together.",
        plain("abroad"),
        ("refugees_abroad",),
    ),
    Measure(
        "fled",
        "People",
        "Fled abroad",
        "persons so far",
        0,
        "People who have fled across a border since day 0; returns are not taken off.",
        so_far("fled_abroad"),
        ("outflow_short", "outflow"),
    ),
    Measure(
        "onward",
        "People",
        "Moved on to Europe",
        "persons so far",
        0,
        "Refugees who have left a first host country for Europe since day 0.",
        so_far("moved_onward"),
        ("onward",),
    ),
    Measure(
        "tension",
        "Abroad",
        "Tension in neighbour countries",
        "0 to 100",
        0,
        "Tension between hosts and refugees, mean of Syria's neighbours.",
        tension_of_neighbours,
        ("tension_short", "tension_long"),
    ),
    Measure(
        "populism",
        "Abroad",
        "Populist vote in Europe",
        "% of votes",
        1,
        "Vote for parties hostile to immigration in the countries modelled, weighted by population.",
        plain("populism"),
        ("populism_short", "populism_long"),
    ),
)
MEASURES: dict[str, Measure] = {each.name: each for each in ALL}
