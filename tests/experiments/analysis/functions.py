"""Functions with known sensitivity, and designs to evaluate them on."""

import numpy as np

SHAPE = (7.0, 0.1)  # a and b of Ishigami & Homma (1990)


def ishigami(x):
    """Return f on `(rows, 3)` in -pi to pi; a fourth column and more do nothing."""
    a, b = SHAPE
    return np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_indices():
    """Return S1, ST of the three inputs, and S2 of the first and third (Saltelli et al. 2000)."""
    a, b = SHAPE
    first = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    second = a**2 / 8
    both = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    total = first + second + both
    return np.array([first, second, 0]) / total, np.array([first + both, second, both]) / total, both / total


def g_function(x, a):
    """Return Sobol' g on `(rows, factors)` in 0 to 1 (Saltelli & Sobol' 1995)."""
    return np.prod((np.abs(4 * x - 2) + a) / (1 + a), axis=1)


def g_indices(a):
    """Return S1 and ST of Sobol' g."""
    parts = 1 / (3 * (1 + a) ** 2)
    total = np.prod(1 + parts) - 1
    others = np.array([np.prod(np.delete(1 + parts, at)) for at in range(len(a))])
    return parts / total, parts * others / total


def saltelli(factors, base, second_order=False):
    """Return shares `(rows, factors)` of a Saltelli design."""
    from SALib.sample import sobol

    problem = {"num_vars": factors, "names": [str(at) for at in range(factors)], "bounds": [[0, 1]] * factors}
    return sobol.sample(problem, base, calc_second_order=second_order, seed=1)


def morris(factors, trajectories):
    """Return shares `(rows, factors)` of a Morris design."""
    from SALib.sample import morris as sampler

    problem = {"num_vars": factors, "names": [str(at) for at in range(factors)], "bounds": [[0, 1]] * factors}
    return sampler.sample(problem, trajectories, num_levels=4, seed=1)
