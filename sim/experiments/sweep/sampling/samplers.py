"""Which points there are: one function a sampler, by scipy and SALib."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.errors import ExperimentError
from sim.experiments.sweep.file.keys import MOST_POINTS
from sim.experiments.sweep.sampling.factors import CHOICE, SWITCH, Factor
from sim.table import Array

if TYPE_CHECKING:
    from types import ModuleType

ALL_ON, ALL_OFF, BASE = "all on", "all off", "base"
MOST_CELLS = 200_000_000  # numbers of a design: 1.6 GB
LONG_COUNT = 10**15  # from here on a count is given by its magnitude
FEW = 6  # factors whose levels are multiplied out in words
MOST_TWO_LEVEL = 14  # factors: 16,384 points; each further one doubles them
MOST_FRACTIONAL = 512  # factors: SALib's Hadamard matrices go no further

Factors = tuple[Factor, ...]
Settings = Mapping[str, Any]


@dataclass(frozen=True)
class Drawn:
    """Rows as a sampler has them: shares and values `(rows, factors)`, and labels if they say more."""

    shares: Array
    values: Array
    labels: tuple[str, ...] = field(default=())


def drawn_at(factors: Factors, shares: Array, labels: Sequence[str] = ()) -> Drawn:
    """Return rows at shares of each factor's range."""
    values = np.column_stack([each.at(column) for each, column in zip(factors, shares.T, strict=True)])
    return Drawn(shares, values, tuple(labels))


def drawn_of(factors: Factors, values: Array, labels: Sequence[str] = ()) -> Drawn:
    """Return rows of values."""
    shares = np.column_stack([each.share(column) for each, column in zip(factors, values.T, strict=True)])
    return Drawn(shares, values, tuple(labels))


# ---------------------------------------------------------------- by hand: nothing is drawn
def full_factorial(factors: Factors, settings: Settings) -> Drawn:
    """Every combination of levels; the last factor turns fastest."""
    every = []
    for each in factors:
        if not each.levels and "levels" not in settings:
            raise ExperimentError(
                f"full_factorial needs levels for '{each.name}': write levels = 5 in [design], or a list in [vary]"
            )
        every.append(each.spread(int(settings.get("levels", 0))))
    counts = [len(each) for each in every]
    few = len(counts) <= FEW
    check_size(prod(counts), factors, " x ".join(map(str, counts)) if few else f"the levels of {len(counts)} factors")
    grids = np.meshgrid(*every, indexing="ij")
    return drawn_of(factors, np.column_stack([each.ravel() for each in grids]))


def two_level(factors: Factors, settings: Settings) -> Drawn:
    """All combinations of two levels, row b having factor k at its second level if bit k of b is set."""
    if len(factors) > MOST_TWO_LEVEL:
        raise ExperimentError(
            f"two_level over {len(factors)} factors would have {shown(2 ** len(factors))} points; "
            f"at most {MOST_TWO_LEVEL} factors ({2**MOST_TWO_LEVEL:,} points): switch bundles instead of claims, "
            "or take fractional_factorial or morris"
        )
    check_two_levels(factors, "two_level")
    bits = np.array(list(product((0.0, 1.0), repeat=len(factors))))[:, ::-1]
    return drawn_at(factors, bits, held_together(factors, bits))


def held_together(factors: Factors, bits: Array) -> list[str]:
    """Label every set of switches by those that are on."""
    if any(each.kind != SWITCH for each in factors):
        return []
    names = [each.name for each in factors]
    labels = [" + ".join(name for name, bit in zip(names, row, strict=True) if bit) for row in bits]
    return [ALL_OFF, *labels[1:-1], ALL_ON]


def knock_outs(factors: Factors, settings: Settings) -> Drawn:
    """All on, all off, each switch off by itself, each on alone."""
    for each in factors:
        if each.kind != SWITCH:
            raise ExperimentError(
                f"knock_outs turns switches only, and '{each.name}' is a {each.kind}; "
                "name it under switches, or take one_at_a_time"
            )
    names, one = [each.name for each in factors], np.eye(len(factors))
    rows = [np.ones_like(one[:1]), np.zeros_like(one[:1]), 1 - one, *([one] if settings["alone"] else [])]
    labels = [ALL_ON, ALL_OFF, *(f"without {name}" for name in names)]
    labels += [f"only {name}" for name in names] if settings["alone"] else []
    return drawn_at(factors, np.vstack(rows), labels)


def one_at_a_time(factors: Factors, settings: Settings) -> Drawn:
    """The values held, then each factor by itself at its levels, or at so many values of its range."""
    base = np.array([each.held for each in factors])
    rows, labels = [base], [BASE]
    for at, each in enumerate(factors):
        for value in each.spread(settings["levels"]):
            row = base.copy()
            row[at] = value
            rows.append(row)
            word = each.word(float(value))
            labels.append(f"{each.name} = {word if isinstance(word, str) else f'{word:g}'}")
    return drawn_of(factors, np.array(rows), labels)


# ---------------------------------------------------------------- by scipy
def latin_hypercube(factors: Factors, settings: Settings) -> Drawn:
    """One value from each of as many equal slices as there are points, for every factor (McKay et al. 1979)."""
    from scipy.stats import qmc

    check_size(settings["points"], factors, "points")
    engine = qmc.LatinHypercube(d=len(factors), rng=settings["random_seed"])
    return drawn_at(factors, engine.random(settings["points"]))


def sobol_sequence(factors: Factors, settings: Settings) -> Drawn:
    """A scrambled Sobol' sequence: a longer one begins with the shorter (Sobol' 1967; Owen 1998)."""
    from scipy.stats import qmc

    check_size(settings["points"], factors, "points")
    with warnings.catch_warnings():  # that balance is lost off powers of two is said by Sweep.notes
        warnings.simplefilter("ignore", UserWarning)
        shares = qmc.Sobol(d=len(factors), rng=settings["random_seed"]).random(settings["points"])
    return drawn_at(factors, shares)


# ---------------------------------------------------------------- by SALib
def salib(sampler: str) -> "ModuleType":
    """Return SALib's module of a sampler; ExperimentError if it is not installed."""
    from importlib import import_module

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module(f"SALib.sample.{sampler}")
    except ImportError:
        raise ExperimentError(f"the sampler {sampler} needs SALib: pip install 'aftermath[analysis]'") from None


def problem(factors: Factors) -> dict[str, Any]:
    """Return factors as SALib knows them, on the unit cube; it changes what it is given."""
    return {
        "num_vars": len(factors),
        "names": [each.name for each in factors],
        "bounds": [[0.0, 1.0] for _ in factors],
    }


def saltelli(factors: Factors, settings: Settings) -> Drawn:
    """Saltelli's design for Sobol' indices (Saltelli et al. 2010): base points, and each with columns exchanged."""
    rows = settings["points"] * (len(factors) * (2 if settings["second_order"] else 1) + 2)
    check_size(rows, factors, f"{settings['points']:,} x {rows // settings['points']:,}")
    module = salib("sobol")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shares = module.sample(
            problem(factors),
            settings["points"],
            calc_second_order=settings["second_order"],
            seed=settings["random_seed"],
        )
    return drawn_at(factors, shares)


def morris(factors: Factors, settings: Settings) -> Drawn:
    """Trajectories on a grid, each moving every factor once (Morris 1991)."""
    for each in factors:
        if each.kind == CHOICE and len(each.levels) > 2:
            raise ExperimentError(
                f"morris moves along a scale, and the alternatives of '{each.name}' have no order; "
                "leave two of them, or take saltelli, latin_hypercube or full_factorial"
            )
    rows = settings["trajectories"] * (len(factors) + 1)
    check_size(rows, factors, f"{settings['trajectories']:,} x {len(factors) + 1:,}")
    module = salib("morris")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shares = module.sample(
            problem(factors), settings["trajectories"], num_levels=settings["levels"], seed=settings["random_seed"]
        )
    return drawn_at(factors, shares)


def fractional_factorial(factors: Factors, settings: Settings) -> Drawn:
    """A folded-over Hadamard design of two levels (Saltelli et al. 2008): resolution IV."""
    if len(factors) > MOST_FRACTIONAL:
        raise ExperimentError(f"fractional_factorial takes at most {MOST_FRACTIONAL} factors, not {len(factors)}")
    check_two_levels(factors, "fractional_factorial")
    padded = salib("ff").sample(problem(factors))
    return drawn_at(factors, padded[:, : len(factors)])


# ---------------------------------------------------------------- checks
def check_size(points: int, factors: Factors, reckoned: str) -> None:
    """Refuse a design that nobody meant, before it fills the memory."""
    if points > MOST_POINTS:
        raise ExperimentError(f"{reckoned} = {shown(points)} points; at most {MOST_POINTS:,}")
    if points * len(factors) > MOST_CELLS:
        raise ExperimentError(f"{points:,} points of {len(factors):,} factors are more numbers than {MOST_CELLS:,}")


def shown(count: int) -> str:
    """Write a count, however large."""
    return f"{count:,}" if count < LONG_COUNT else f"some 10^{len(str(count)) - 1}"


def check_two_levels(factors: Factors, sampler: str) -> None:
    """Refuse a factor that has more than two levels; a range has its ends."""
    for each in factors:
        if len(each.levels) > 2:
            raise ExperimentError(f"{sampler} takes two levels each, and '{each.name}' has {len(each.levels)}")
