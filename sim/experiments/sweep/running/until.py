"""When enough replicates have been run: the 95 % half-width at the widest point, and how many more it takes."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from sim.compare import CONFIDENCE
from sim.errors import ExperimentError, guess
from sim.experiments.analysis.intervals import matched, student, wilson
from sim.experiments.parquet import read_table
from sim.experiments.sweep.folder.folder import RUNS, Folder, path_of
from sim.experiments.sweep.folder.manifest import OutcomeRecord
from sim.experiments.sweep.folder.parts import Part
from sim.experiments.sweep.sweep import Sweep
from sim.table import Array

LEAST = 16  # replicates before it is judged: a variance from fewer is hardly known, and stopping on it stops too early
CAP = 8  # times the replicates of the file, where no cap is said
ROUNDED, MOST_GROWTH, SURPLUS = 8, 2.0, 1.05  # replicates come in eights; at most double; a little more than it takes
HALF_WIDTH, OUTCOME, MOST = "half-width", "outcome", "most"


@dataclass(frozen=True)
class Target:
    """Add replicates until the half-width of an outcome is small enough at every point, or there are `most`."""

    outcome: str
    half_width: float
    least: int
    most: int


def target_of(text: str | None, sweep: Sweep) -> Target | None:
    """Return what `--until` says, `half-width=0.5,outcome=NAME,most=512`; what it leaves out is that of the file.

    None if neither says anything. Without an outcome it is the sweep's first.
    """
    stop = sweep.stop
    said = {} if text is None else pairs_of(text)
    if not said and stop is None:
        return None
    outcome = said.get(OUTCOME, stop.outcome if stop else sweep.outcomes[0])
    if outcome not in sweep.outcomes:
        raise ExperimentError(f"--until {OUTCOME}={outcome}: it is not kept{guess(outcome, sweep.outcomes)}")
    half_width = number(said, HALF_WIDTH, stop.half_width if stop else math.nan)
    most = number(said, MOST, stop.most if stop else max(CAP * sweep.replicates, LEAST))
    if not half_width > 0:
        raise ExperimentError(f"--until: write it as {HALF_WIDTH}=0.5, more than 0")
    if most != int(most) or most < sweep.replicates:
        raise ExperimentError(f"--until {MOST}={most:g}: expected a whole number of at least {sweep.replicates}")
    return Target(outcome, half_width, min(LEAST, int(most)), int(most))


def pairs_of(text: str) -> dict[str, str]:
    """Read a comma list of `key=value`."""
    found = {}
    for pair in text.split(","):
        key, equals, value = pair.partition("=")
        if key.strip() not in (HALF_WIDTH, OUTCOME, MOST) or not equals:
            hint = guess(key.strip(), (HALF_WIDTH, OUTCOME, MOST))
            raise ExperimentError(f"--until {text}: write it as {HALF_WIDTH}=0.5,{OUTCOME}=NAME,{MOST}=512{hint}")
        found[key.strip()] = value.strip()
    return found


def number(said: dict[str, str], key: str, default: float) -> float:
    """Return a number that was said, or the default."""
    try:
        return float(said.get(key, default))
    except ValueError:
        raise ExperimentError(f"--until {key}={said[key]}: that is not a number") from None


# ---------------------------------------------------------------- where it stands
@dataclass(frozen=True)
class Standing:
    """Half-widths by now: the widest with its point and quantity, the median; points without any pair are left out."""

    replicates: int
    widest: float
    median: float
    point: int
    of: str
    unmeasured: int


def standing(folder: Folder, outcome: str) -> Standing:
    """Return how wide the 95 % intervals of the paired differences are: first scenario minus each other, by point.

    With a single scenario: of the mean. Numbers: Student's t. Yes/no outcomes: matched proportions (Agresti & Min
    2005), a single scenario Wilson (1927). Reads one part at a time; what is kept is of the size of the points.
    """
    (record,) = [each for each in folder.manifest.outcomes if each.name == outcome]
    sums = Moments.nothing((folder.points, max(folder.scenarios - 1, 1)))
    for at in range(len(folder.grid)):
        part = folder.grid.part(at)
        values = read(folder, part, outcome)
        differences = values[:, :1] - values[:, 1:] if folder.scenarios > 1 else values
        sums.add(slice(part.points.first, part.points.end), differences)
    widths = half_widths(sums, record, folder.scenarios > 1)
    counted = sums.count > 0
    if not counted.any():
        raise ExperimentError(f"{folder.place.address}: no run has a value of {outcome} to judge by")
    shown = np.where(counted, widths, -np.inf)
    point, other = np.unravel_index(int(shown.argmax()), shown.shape)
    first, *others = [each.name for each in folder.manifest.scenarios]
    of = f"{first} − {others[int(other)]}" if others else first
    unmeasured = int((~counted).any(axis=1).sum())
    return Standing(
        folder.replicates, float(shown.max()), float(np.median(widths[counted])), int(point), of, unmeasured
    )


def read(folder: Folder, part: Part, outcome: str) -> Array:
    """Return an outcome of a part, `(points, scenarios, replicates)`."""
    with folder.place.open(path_of(RUNS, folder.name(part))) as file:
        column = read_table(file, [outcome])[outcome].to_numpy()
    return np.asarray(column).reshape(len(part.points), folder.scenarios, len(part.replicates))


@dataclass
class Moments:
    """Counts, means and sums of squared deviations, added to piece by piece (Chan, Golub & LeVeque 1983)."""

    count: Array
    mean: Array
    squares: Array

    @classmethod
    def nothing(cls, shape: tuple[int, int]) -> "Moments":
        """Return moments of no values yet."""
        return cls(np.zeros(shape), np.zeros(shape), np.zeros(shape))

    def add(self, rows: slice, values: Array) -> None:
        """Add values, `(rows, columns, values)`; missing ones are left out."""
        there = ~np.isnan(values)
        count = there.sum(axis=2)
        mean = np.where(there, values, 0).sum(axis=2) / np.maximum(count, 1)
        squares = np.where(there, (values - mean[:, :, None]) ** 2, 0).sum(axis=2)
        before, whole = self.count[rows], np.maximum(self.count[rows] + count, 1)
        apart = mean - self.mean[rows]
        self.mean[rows] += apart * count / whole
        self.squares[rows] += squares + apart**2 * before * count / whole
        self.count[rows] += count


def half_widths(sums: Moments, outcome: OutcomeRecord, paired: bool) -> Array:
    """Return half the width of every 95 % interval; infinite where fewer than two values do not give one."""
    n = sums.count
    total, squares = n * sums.mean, sums.squares + n * sums.mean**2
    if not outcome.yes_no:
        found = student(n, np.sqrt(sums.squares / np.maximum(n - 1, 1)), CONFIDENCE)
    elif paired:
        found = matched(n, total, squares, CONFIDENCE)[1]
    else:
        low, high = wilson(np.maximum(n, 1), sums.mean, CONFIDENCE)
        found = (high - low) / 2
    return np.asarray(np.where(n > 1, found, np.inf))


# ---------------------------------------------------------------- what next
def next_replicates(now: Standing, target: Target) -> int:
    """Return how many replicates are wanted in all, as many as there are if it is enough or the cap is reached.

    Half-widths shrink with the root of the number; no round more than doubles what there is.
    """
    if now.replicates >= target.most or (now.replicates >= target.least and now.widest <= target.half_width):
        return now.replicates
    wanted = now.replicates * min((now.widest / target.half_width) ** 2 * SURPLUS, MOST_GROWTH)
    wanted = max(math.ceil(wanted / ROUNDED) * ROUNDED, now.replicates + ROUNDED, target.least)
    return min(int(wanted), target.most)


@dataclass(frozen=True)
class Settling:
    """A target, and how to say where it stands."""

    target: Target
    say: Callable[[str], None] = field(repr=False)

    def more(self, folder: Folder) -> int | None:
        """Return how many replicates to run next, in all; None if it is enough. Says where it stands."""
        target = self.target
        now = standing(folder, target.outcome)
        (unit,) = [each.unit for each in folder.manifest.outcomes if each.name == target.outcome]
        words = (
            f"after {now.replicates} replicates the 95 % half-width of {target.outcome} ({now.of}) is at most "
            f"{now.widest:.3g} {unit} (point {now.point}; median {now.median:.3g})"
        )
        if now.unmeasured:
            words += f"; {now.unmeasured:,} points have no value"
        wanted = next_replicates(now, target)
        if wanted > now.replicates:
            self.say(f"{words}; wanted {target.half_width:g}: {wanted} replicates next")
            return wanted
        reached = now.widest <= target.half_width
        self.say(f"{words}; wanted {target.half_width:g}: {'enough' if reached else 'not reached, but at the cap'}")
        return None
