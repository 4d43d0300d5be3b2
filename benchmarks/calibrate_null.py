"""Fit the null model to levels of 2016: `python -m benchmarks.calibrate_null` prints before and after.

Least squares on the logarithms of seven parameters, one for each level (SciPy's trust-region least squares).
Only levels of 2016 enter, no claim is on, no event is forced; the same replicates are used throughout.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import least_squares

from sim.catalogue import catalogue
from sim.report_card import levels as load_levels
from sim.runs import run

HALF_YEAR, YEAR, WEEKS_PER_YEAR = 26, 52, 52
RATIO = 5.0  # safe homes draw people back this many times faster than unsafe ones (B11)
Level = Callable[[Any], float]


def weekly(name: str, weeks: int) -> Level:
    """Return a reader of the mean of a weekly series over the first weeks and all runs."""
    return lambda data: float(data[name].sel(week=slice(1, weeks)).mean())


TARGETS: dict[str, tuple[str, float, Level]] = {
    "fight.lethality": ("deaths.weekly", 1, weekly("deaths", HALF_YEAR)),
    "fight.civilians": ("deaths.civilian_weekly", 1, weekly("civilian_deaths", HALF_YEAR)),
    "flee.rate": ("displaced.new_weekly", 1, weekly("fled", YEAR)),
    "flee.abroad": ("refugees.crossings_weekly", 1, weekly("fled_abroad", YEAR)),
    "go_home.slow_displaced": ("displaced.returns_yearly", WEEKS_PER_YEAR, weekly("returned", YEAR)),
    "go_home.slow_refugees": ("refugees.returns_yearly", WEEKS_PER_YEAR, weekly("returned_abroad", YEAR)),
    "move_onward.level": (
        "asylum.eu_applications_monthly_end_2016",
        WEEKS_PER_YEAR / 12,
        weekly("moved_onward", YEAR),
    ),
}


def settings(logs: np.ndarray) -> list[str]:
    """Return the fitted parameters as `owner.word=value`; fast returns follow the slow ones.

    `logs` is one where a parameter has its default, so that a relative step is a step of the logarithm.
    """
    known = catalogue()
    chosen = {name: known[name].default * np.exp(x - 1) for name, x in zip(TARGETS, logs, strict=True)}
    for kind in ("displaced", "refugees"):
        chosen[f"go_home.fast_{kind}"] = RATIO * chosen[f"go_home.slow_{kind}"]
    return [f"{name}={value:.6g}" for name, value in chosen.items()]


def misfit(logs: np.ndarray) -> np.ndarray:
    """Return the log ratio of model to level, one for each target."""
    data = run("reference", assumptions="null", replicates=32, weeks=YEAR, settings=settings(logs), postings=False)
    levels = load_levels()
    return np.array(
        [np.log(max(read(data) * times, 1e-9) / float(levels[name]["best"])) for name, times, read in TARGETS.values()]
    )


def main() -> None:
    """Fit, and print each parameter and level before and after."""
    known, levels = catalogue(), load_levels()
    start = np.ones(len(TARGETS))
    low, high = (
        np.array([1 + np.log(getattr(known[name], end) / known[name].default) for name in TARGETS])
        for end in ("low", "high")
    )
    fit = least_squares(misfit, start, bounds=(low - 1e-6, high + 1e-6), diff_step=0.05, max_nfev=6)
    before, after = misfit(start), misfit(fit.x)
    print(f"{'parameter':<24} {'before':<10} {'after':<10} {'level':<40} {'target':>8} {'before':>8} {'after':>8}")
    for at, (name, (level, _, _)) in enumerate(TARGETS.items()):
        best = float(levels[level]["best"])
        default = known[name].default
        values = f"{default:<10.4g} {default * np.exp(fit.x[at] - 1):<10.4g}"
        print(
            f"{name:<24} {values} {level:<40} {best:>8g} "
            f"{best * np.exp(before[at]):>8.0f} {best * np.exp(after[at]):>8.0f}"
        )


if __name__ == "__main__":
    main()
