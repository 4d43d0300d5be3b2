"""The runs a verdict is read from: outcomes by scenario, with claims and without, replicate by replicate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.compare import by_replicate
from sim.errors import ExperimentError
from sim.table import Array

if TYPE_CHECKING:
    import pandas

Columns = Mapping[str, Array]  # outcomes by name, one number a replicate
Tables = Mapping[str, "pandas.DataFrame"]


@dataclass(frozen=True)
class Ensemble:
    """Outcomes by scenario, in one order of replicates: `on` with claims, `null` with every rule off."""

    on: Mapping[str, Columns]
    null: Mapping[str, Columns]

    def has(self, scenario: str, outcome: str | None) -> bool:
        """Whether the runs of a scenario are there and long enough for an outcome."""
        return outcome is not None and outcome in self.on.get(scenario, {})

    def differences(self, outcome: str, one: str, other: str) -> tuple[Array, Array | None]:
        """Return paired differences of two scenarios, with claims and without; None if there is no null.

        Pairs in which a run has no value (NaN) are left out, of both.
        """
        on = self.on[one][outcome] - self.on[other][outcome]
        if one not in self.null or other not in self.null:
            return on[np.isfinite(on)], None
        null = self.null[one][outcome] - self.null[other][outcome]
        there = np.isfinite(on) & np.isfinite(null)
        return on[there], null[there]


def gather(on: Tables, null: Tables | None = None) -> Ensemble:
    """Return tables of outcomes, one row a run, as an ensemble; ExperimentError if their replicates differ."""
    return Ensemble(columns(on), columns(null or {}, on))


def columns(tables: Tables, like: Tables | None = None) -> dict[str, dict[str, Array]]:
    """Return tables as arrays in the order of replicates; all tables, and those they go with, share them."""
    sorted_tables = {name: by_replicate(table) for name, table in tables.items()}
    others = [by_replicate(table) for table in (like or tables).values()]
    for name, table in sorted_tables.items():
        if list(table.index) != list(others[0].index):
            raise ExperimentError(f"these runs do not pair: {name} has other replicates")
    return {
        name: {str(column): table[column].to_numpy(dtype=float) for column in table}
        for name, table in sorted_tables.items()
    }
