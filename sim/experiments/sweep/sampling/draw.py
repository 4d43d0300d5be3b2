"""From a sampler's name to a design, and which designs can grow."""

from collections.abc import Callable

from sim.experiments.sweep.file.own_points import OwnPoints
from sim.experiments.sweep.sampling.design import Design, distinct
from sim.experiments.sweep.sampling.samplers import (
    Drawn,
    Factors,
    Settings,
    drawn_of,
    fractional_factorial,
    full_factorial,
    knock_outs,
    latin_hypercube,
    morris,
    one_at_a_time,
    saltelli,
    sobol_sequence,
    two_level,
)

SAMPLERS: dict[str, Callable[[Factors, Settings], Drawn]] = {
    each.__name__: each
    for each in (
        full_factorial, fractional_factorial, one_at_a_time, latin_hypercube, sobol_sequence, saltelli, morris,
        knock_outs, two_level,
    )
}  # fmt: skip
# Samplers whose longer designs begin with the shorter, and what says how long.
EXTENDED_BY = {"sobol_sequence": "points", "saltelli": "points", "morris": "trajectories"}


def designed(sampler: Settings, factors: Factors, own: OwnPoints | None) -> Design:
    """Return the design of a sampler; equal rows are one point."""
    if own is not None:
        drawn = drawn_of(factors, own.values, own.labels)
    else:
        drawn = SAMPLERS[sampler["name"]](factors, sampler)
    return distinct(factors, drawn.shares, drawn.values, drawn.labels)


def why_not_extended(sampler: str) -> str:
    """Say why points cannot be added to a design, and what to do instead."""
    if sampler == "latin_hypercube":
        return (
            "a Latin hypercube cannot be given more points, for its slices depend on how many there are; "
            "add replicates, or begin another sweep (one that is meant to grow takes sobol_sequence)"
        )
    return f"a design of {sampler} has all its points from the start; add replicates, or begin another sweep"
