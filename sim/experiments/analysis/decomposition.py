"""Sobol' indices of a sweep: which factors its variance comes from, alone and together, and how much is luck."""

from typing import TYPE_CHECKING

from sim.compare import CONFIDENCE
from sim.experiments.analysis.extras import needed
from sim.experiments.analysis.fits import misfit, rows_of
from sim.experiments.analysis.groups import FEWEST_BLOCKS
from sim.experiments.analysis.quantities import Quantity
from sim.experiments.analysis.reading import groups_in
from sim.experiments.analysis.records import described
from sim.experiments.analysis.study import Study, Tally
from sim.experiments.analysis.variance import indices, interactions, joined_lots, reduced, rows_of_group

if TYPE_CHECKING:
    import pandas

METHOD = "SALib's bootstrap over base rows"
WITH_LUCK = f"{METHOD}, joined with Student's t between blocks of replicates"


def sobol(
    study: Study, quantity: Quantity, level: float = CONFIDENCE
) -> "tuple[pandas.DataFrame, pandas.DataFrame | None]":
    """Return Sobol' indices by factor, the largest ST first, and by pair of factors where the design has them.

    See `sim.experiments.analysis.variance.indices` for columns and `attrs`. A replicate in which some run of a group
    of rows has no value is left out for the whole group; a group without any is dropped; both are counted.
    ExperimentError if the sweep was drawn by another sampler, or SALib is not installed.
    """
    needed("SALib", "SALib")
    points, _ = rows_of(study, "sobol", "saltelli")
    second_order = bool(study.manifest.sampler.get("second_order", False))
    factors, tally = len(study.names), Tally()
    rows = rows_of_group(factors, second_order)
    if len(points) % rows:
        raise misfit(study, "sobol", f"its {len(points)} rows are no whole number of groups of {rows}")
    lots = [reduced(values, factors) for _, values in groups_in(study, quantity, points.reshape(-1, rows), tally)]
    lot = joined_lots(lots)
    found = indices(lot, study.names, second_order, level)
    about = {str(word): each for word, each in found.attrs.items()}
    method = WITH_LUCK if about["blocks"] >= FEWEST_BLOCKS else METHOD
    found = found.sort_values("ST", ascending=False, kind="stable", ignore_index=True)
    described(found, study, quantity, tally, level, method, **about)
    if not second_order:
        return found, None
    pairs = interactions(lot, study.names, level).sort_values("S2", ascending=False, kind="stable", ignore_index=True)
    return found, described(pairs, study, quantity, tally, level, method, **about)
