"""What a reader of a design should know before running it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sim.experiments.sweep.file.ground import Varied
from sim.experiments.sweep.sampling.design import Design
from sim.experiments.sweep.sampling.factors import SWITCH
from sim.rule import rules

BALANCED = ("sobol_sequence", "saltelli")  # samplers whose points are balanced at powers of two only
ENDS_ONLY = ("two_level", "fractional_factorial")


def notes_of(sampler: Mapping[str, object], varied: Sequence[Varied], design: Design) -> tuple[str, ...]:
    """Return sentences about rows that are the same point, lost balance, ends of ranges and shared claims."""
    return (
        *same_points(design),
        *balance(sampler),
        *ends(sampler, varied),
        *shared(varied),
    )


def same_points(design: Design) -> Iterator[str]:
    """Say that rows are fewer points."""
    rows = len(design.shares)
    if rows > design.points:
        yield f"The design has {rows:,} rows, and {design.points:,} different points: each is run once."


def balance(sampler: Mapping[str, object]) -> Iterator[str]:
    """Say that a Sobol' sequence of this length is not balanced."""
    points = sampler.get("points")
    if sampler["name"] in BALANCED and isinstance(points, int) and points & (points - 1):
        below = 1 << (points.bit_length() - 1)
        better = f"{below:,} or {2 * below:,} points rather than {points:,}"
        yield f"A Sobol' sequence is balanced at powers of two: {better}."


def ends(sampler: Mapping[str, object], varied: Sequence[Varied]) -> Iterator[str]:
    """Say that ranges are run at their ends only."""
    ranges = [each.factor.name for each in varied if not each.factor.levels]
    if sampler["name"] in ENDS_ONLY and ranges:
        yield f"{sampler['name']} runs ranges at their two ends only: {', '.join(ranges)}."


def shared(varied: Sequence[Varied]) -> Iterator[str]:
    """Say which claims belong to more than one bundle that is switched."""
    claim_of = {each.strength.name: each.claim for each in rules().values()}
    switched = [each for each in varied if each.factor.kind == SWITCH]
    counts = Counter(name for each in switched for name in each.names)
    for name, count in counts.items():
        if count > 1:
            owners = " and ".join(each.factor.name for each in switched if name in each.names)
            yield f"{claim_of[name]} belongs to {owners}: it is on while either is."
