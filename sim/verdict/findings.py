"""All that a verdict found, put together: verdicts, checks, robustness, in sentences and in rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sim.verdict.checks import Check, check_machinery
from sim.verdict.ensemble import Tables
from sim.verdict.robustness import Robustness
from sim.verdict.rows import as_rows
from sim.verdict.sentences import explain
from sim.verdict.verdicts import Verdict, judge_forecasts

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Findings:
    """Verdicts by number, manipulation checks, and robustness if it was assessed; `believed` says what was on."""

    verdicts: Mapping[str, Verdict]
    checks: tuple[Check, ...]
    believed: str
    robustness: Robustness | None = None

    @cached_property
    def sentences(self) -> dict[str, str]:
        """Each verdict in one to three sentences, by number."""
        return {number: explain(each, self.believed) for number, each in self.verdicts.items()}

    def rows(self) -> "pandas.DataFrame":
        """Return everything as a table, one row a verdict, reading, number behind, or check."""
        return as_rows(self.verdicts, self.checks, self.robustness, self.sentences)


def find(on: Tables, null: Tables, believed: str) -> Findings:
    """Return what tables of outcomes by scenario say, with rules on and off; ExperimentError if they do not pair."""
    return Findings(judge_forecasts(on, null), tuple(check_machinery(on, null)), believed)
