"""What a sweep comes to, for telling whether two are the same: plain, to the last bit, nothing only readers see."""

from collections.abc import Mapping

from sim.assumptions import provenance
from sim.experiments.points import WORDS_FOR_READERS, Point
from sim.experiments.sweep.file.bases import Bases
from sim.experiments.sweep.file.ground import Varied


def of_bases(bases: Bases) -> list[object]:
    """Return what each scenario forces and holds under each combination of alternatives."""
    return [[scenario, list(picked), of_base(base)] for (scenario, picked), base in bases.items()]


def of_base(base: Point) -> dict[str, object]:
    """Return events and values."""
    return {
        "events": [each.model_dump(mode="json", exclude=WORDS_FOR_READERS) for each in base.scenario.events],
        "values": {name: float(value).hex() for name, value in provenance(base.values).items()},
    }


def of_factor(each: Varied) -> dict[str, object]:
    """Return what a factor does."""
    of = each.factor
    return {
        "name": of.name,
        "kind": of.kind,
        "sets": list(each.names),
        "low": of.low.hex(),
        "high": of.high.hex(),
        "levels": [level.hex() for level in of.levels],
        "labels": list(of.labels),
    }


def of_sampler(sampler: Mapping[str, object], counted: str | None) -> dict[str, object]:
    """Return how points are drawn, but for how many there are."""
    return {key: value for key, value in sampler.items() if key != counted}
