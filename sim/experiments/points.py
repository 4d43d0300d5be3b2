"""Design points: what is run, and a name for it that depends on its content alone."""

import copyreg
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from types import MappingProxyType

from sim.assumptions import provenance
from sim.model import RunSpec
from sim.scenario import Scenario

DIGEST_BYTES = 16
WORDS_FOR_READERS = {"about"}  # of an event: they change no run


def view_of(values: dict[str, float]) -> MappingProxyType[str, float]:
    """Return a read-only view, by a name that pickle can find."""
    return MappingProxyType(values)


# Scenarios hold such views, and points travel to other processes.
copyreg.pickle(MappingProxyType, lambda view: (view_of, (dict(view),)))


@dataclass(frozen=True)
class Point:
    """A design point: a scenario, and the values that differ from the defaults (`sim.assumptions.override`)."""

    scenario: Scenario
    values: Mapping[str, float]

    def spec(self, replicate: int) -> RunSpec:
        """Return one run of this point."""
        return RunSpec(self.scenario, self.values, replicate)

    @cached_property
    def identity(self) -> str:
        """Name what is run: the events, and the values that differ from the defaults, floats to the last bit.

        Titles and names of files are no part of it: the same content is the same point.
        """
        events = [each.model_dump(mode="json", exclude=WORDS_FOR_READERS) for each in self.scenario.events]
        values = {name: float(value).hex() for name, value in provenance(self.values).items()}
        return digest_of({"events": events, "values": values})


def digest_of(content: object) -> str:
    """Return the hash of plain content, the same on every machine."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return blake2b(text.encode(), digest_size=DIGEST_BYTES).hexdigest()
