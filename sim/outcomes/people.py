"""Outcomes of people and of countries abroad: displaced, fled, returned; tension, votes."""

from sim.measures import SHORT, at_end, neighbour_tension, over, summed
from sim.outcomes.outcome import CHECK, Outcome, windowed

PEOPLE = (
    Outcome(
        "displaced",
        "People",
        "Displaced inside Syria",
        "persons",
        100_000,  # ours, as for refugees abroad
        0,
        "people living elsewhere in Syria than at home",
        at_end("displaced"),
    ),
    Outcome(
        "outflow_short",
        "People",
        f"Fled abroad by week {SHORT[1]}",
        "persons",
        25_000,
        0,
        f"people who fled across a border, summed over weeks 1–{SHORT[1]}",
        summed("fled_abroad", SHORT[1]),
        (1, SHORT[1]),
    ),
    Outcome(
        "outflow",
        "People",
        "Fled abroad, in all",
        "persons",
        25_000,
        0,
        "people who fled across a border, summed over the run",
        summed("fled_abroad"),
    ),
    Outcome(
        "returns",
        "People",
        "Returned from abroad, in all",
        "persons",
        100_000,
        0,
        "refugees who went home, summed over the run",
        summed("returned_abroad"),
        role=CHECK,
    ),
)

ABROAD = (
    Outcome(
        "refugees_abroad",
        "Abroad",
        "Syrians abroad",
        "persons",
        100_000,
        0,
        "Syrians in all host countries",
        at_end("abroad"),
        role=CHECK,
    ),
    Outcome(
        "onward",
        "Abroad",
        "Moved on to Europe, in all",
        "persons",
        25_000,  # ours, as for the outflow
        0,
        "refugees who left a first host country for Europe, summed over the run",
        summed("moved_onward"),
        role=CHECK,
    ),
    *windowed(
        "tension",
        "Abroad",
        "Tension in neighbour countries",
        "0 to 100",
        3,
        1,
        "tension between hosts and refugees, mean of Syria's neighbours, times 100",
        neighbour_tension,
    ),
    *windowed(
        "populism",
        "Abroad",
        "Populist vote in Europe",
        "% of votes",
        0.5,
        2,
        "vote for parties hostile to immigration, weighted by population",
        lambda window: over("populism", window),
    ),
    *windowed(
        "pro_kremlin",
        "Abroad",
        "Pro-Kremlin populist vote in Europe",
        "% of votes",
        0.5,
        2,
        "that part of the populist vote that goes to parties friendly to the Kremlin",
        lambda window: over("pro_kremlin", window),
    ),
)
