"""What a report is made from: the tables of a sweep's analyses, and what was not looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.experiments.sweep.folder.manifest import Manifest

if TYPE_CHECKING:
    import pandas

Table = Any  # a DataFrame; of sets and boxes a named tuple of them
ORDER = (
    "ci", "diff", "weekly", "tornado", "shapley", "sets", "morris", "sobol", "grid", "prim", "cart", "converge",
)  # fmt: skip
HEADINGS = {
    "ci": "What happens in each scenario",
    "diff": "How the scenarios differ",
    "weekly": "How it goes, week by week",
    "tornado": "What one change does",
    "shapley": "What each factor adds",
    "sets": "Which factors together are enough",
    "morris": "What matters at all",
    "sobol": "Where the variation comes from",
    "grid": "Where the conclusion flips",
    "prim": "Under which assumptions it holds",
    "cart": "Which few assumptions tell apart where it holds",
    "converge": "Whether more runs would tell more",
}


@dataclass(frozen=True)
class Findings:
    """Tables by method in the order of reading, what is not shown and why, and what became of the runs.

    `failures` has one row a failed run: point, scenario, replicate, error; `failed` counts them all. `where` is the
    folder as commands name it, and `commands` give the same page again, line by line.
    """

    manifest: Manifest
    tables: Mapping[str, Table]
    left_out: Mapping[str, str]
    points: int
    replicates: int
    there: int
    runs: int
    failed: int
    where: str
    commands: tuple[str, ...]
    failures: "pandas.DataFrame | None" = field(default=None)

    @property
    def complete(self) -> bool:
        """Whether every run of the sweep is there."""
        return self.there >= self.runs


def frame_of(table: Table) -> "pandas.DataFrame":
    """Return the table that says what a finding is about."""
    frame: pandas.DataFrame = table[0] if isinstance(table, tuple) else table
    return frame
