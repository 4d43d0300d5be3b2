"""Which analysis fits which design, and what to say where one does not."""

import numpy as np

from sim.errors import ExperimentError
from sim.experiments.analysis.study import Study
from sim.table import Array

ALWAYS = ("ci", "diff", "converge")
SAMPLERS = {  # what each sampler is made for, besides what can always be asked
    "full_factorial": ("prim", "cart"),
    "fractional_factorial": ("cart",),
    "one_at_a_time": ("tornado",),
    "latin_hypercube": ("prim", "cart"),
    "sobol_sequence": ("prim", "cart"),
    "saltelli": ("sobol", "prim", "cart"),
    "morris": ("morris",),
    "knock_outs": ("tornado",),
    "two_level": ("shapley", "sets", "tornado", "prim", "cart"),
    "file": ("prim", "cart"),
}
MADE_FOR = {
    "tornado": "knock_outs or one_at_a_time",
    "morris": "morris",
    "sobol": "saltelli",
    "shapley": "two_level",
    "sets": "two_level",
}


def misfit(study: Study, method: str, why: str = "") -> ExperimentError:
    """Return the one line that says which sampler a method needs, and what fits this sweep instead."""
    sampler = str(study.manifest.sampler["name"])
    others = ", ".join((*ALWAYS, *(each for each in SAMPLERS.get(sampler, ()) if each != method)))
    because = f", and {why}" if why else ""
    return ExperimentError(
        f"{method} needs a sweep drawn by {MADE_FOR[method]}; this one is drawn by {sampler}{because}. "
        f"It fits: {others}"
    )


def rows_of(study: Study, method: str, sampler: str) -> tuple[Array, Array]:
    """Return the sampler's rows, in its order: the point of each, and shares `(rows, factors)`.

    ExperimentError if the sweep was drawn by another sampler.
    """
    if study.manifest.sampler["name"] != sampler:
        raise misfit(study, method)
    frame = study.folder.design_frame()
    return frame["point"].to_numpy(), frame[[f"share of {name}" for name in study.names]].to_numpy(dtype=float)


def sets_of(study: Study, method: str) -> Array:
    """Return the point of every set of factors that are on, `(2^factors,)`: set number n has factor j on if bit j is 1.

    On is the higher of a factor's two levels, as for a switch. ExperimentError unless every set is a point.
    """
    lows, highs = study.values.min(axis=0), study.values.max(axis=0)
    on = study.values == highs
    if not (on | (study.values == lows)).all():
        raise misfit(study, method, "some factor has more than two levels")
    number = (on.astype(np.int64) << np.arange(on.shape[1])).sum(axis=1)
    count = 2 ** on.shape[1]
    found = np.full(count, -1)
    found[number] = np.arange(len(number))
    if len(number) != count or (found < 0).any() or (lows == highs).any():
        raise misfit(study, method, "not every set of its factors is a point")
    return found
