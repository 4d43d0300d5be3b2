"""What every table of an analysis says of itself: quantity, level, method, how many runs it rests on."""

from typing import TYPE_CHECKING, Any

from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.study import Study, Tally

if TYPE_CHECKING:
    import pandas


def described(
    rows: "pandas.DataFrame",
    study: Study,
    quantity: Quantity,
    tally: Tally,
    level: float | None,
    method: str,
    **more: Any,
) -> "pandas.DataFrame":
    """Write into a table's `attrs` what it rests on, and return it.

    `failed`, `absent` and `valueless` count runs, or pairs of runs, that were left out because one failed, is not
    there yet, or has no value; `there` and `runs` are the runs of the whole folder, and how many it will have.
    `level` is None where there are no intervals.
    """
    rows.attrs.update(
        quantity=quantity.of,
        outcome=quantity.outcome.name,
        title=quantity.outcome.title,
        unit=quantity.outcome.unit,
        level=level,
        method=method,
        points=study.folder.points,
        replicates=study.folder.replicates,
        asked=tally.asked,
        failed=tally.failed,
        absent=tally.absent,
        valueless=tally.valueless,
        there=study.there,
        runs=study.folder.runs,
        **more,
    )
    return rows
