"""A sweep: a file's question, what varies and how much is run, ready to be asked for any design point."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from sim.assumptions import Assumptions
from sim.catalogue import catalogue
from sim.errors import ExperimentError, guess
from sim.experiments.points import Point, digest_of
from sim.experiments.sweep.content import of_bases, of_factor, of_sampler
from sim.experiments.sweep.file.bases import Bases, bases_of, listed_scenarios, load_set
from sim.experiments.sweep.file.ground import Varied
from sim.experiments.sweep.file.keys import OwnPoints as OwnPointsKeys
from sim.experiments.sweep.file.lines import Lines
from sim.experiments.sweep.file.notes import notes_of
from sim.experiments.sweep.file.own_points import OwnPoints, read_points
from sim.experiments.sweep.file.reading import read_file
from sim.experiments.sweep.file.scope import Stop, outcomes_of, sampler_of, series_of, stop_of
from sim.experiments.sweep.file.vary import varied_of
from sim.experiments.sweep.folder.manifest import Held, Titled
from sim.experiments.sweep.sampling.design import Design
from sim.experiments.sweep.sampling.draw import EXTENDED_BY, designed, why_not_extended
from sim.experiments.sweep.sampling.factors import CHOICE, SWITCH, WEEK, Factor
from sim.paths import SCENARIOS
from sim.scenario import load_scenario, names
from sim.table import Array

__all__ = ["SWEEPS", "Stop", "Sweep", "load_sweep"]

SWEEPS = SCENARIOS / "sweeps"


@dataclass(frozen=True)
class Sweep:
    """An experiment as its file says it.

    Every point is run in every one of `scenarios`, with the same luck; the first is A, differences are A minus each
    other. `sampler` has the sampler's `name` and all it is called with. `varied` are its factors, `bases` what they
    act on, `titled` the scenarios as listed, `own` the points of a CSV.
    """

    text: str
    name: str
    title: str
    question: str
    about: str
    scenarios: tuple[str, ...]
    assumptions: Assumptions
    replicates: int
    weeks: int
    random_seed: int
    outcomes: tuple[str, ...]
    series: tuple[str, ...]
    sampler: Mapping[str, str | int | float | bool]
    stop: Stop | None
    varied: tuple[Varied, ...]
    bases: Bases
    titled: tuple[Titled, ...]
    lines: Lines = field(repr=False, compare=False)
    own: OwnPoints | None = field(default=None, repr=False, compare=False)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varies."""
        return tuple(each.factor for each in self.varied)

    @cached_property
    def design(self) -> Design:
        """The points that are run; made when first asked for. ExperimentError if the sampler cannot have them."""
        try:
            return designed(self.sampler, self.factors, self.own)
        except ExperimentError as problem:
            raise self.lines.under(problem, "design") from None

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.design.points * len(self.scenarios) * self.replicates

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the design should know: rows that are the same point, lost balance, shared claims."""
        return notes_of(self.sampler, self.varied, self.design)

    def point(self, values: Array, scenario: str) -> Point:
        """Return one design point in one scenario; `values` `(factors,)` in the order of the factors."""
        if scenario not in self.scenarios:
            raise ExperimentError(f"{self.name}: it has no scenario '{scenario}'{guess(scenario, self.scenarios)}")
        given = [(each, float(value)) for each, value in zip(self.varied, values, strict=True)]
        base = self.bases[scenario, tuple(int(value) for each, value in given if each.factor.kind == CHOICE)]
        events = {each.name for each in base.scenario.events}
        off: dict[str, float] = {}
        left_on: set[str] = set()
        changes: dict[str, float] = {}
        for each, value in given:
            if each.factor.kind == SWITCH:
                if value:
                    left_on.update(each.names)
                else:
                    off |= dict.fromkeys(each.names, 0.0)
            elif each.factor.kind == WEEK:
                changes |= {f"event.{name}.week": value for name in each.names if name in events}
            else:
                changes |= dict.fromkeys(each.names, value)
        # A claim that two bundles share is on while either is.
        changes |= {name: value for name, value in off.items() if name not in left_on}
        return Point(base.scenario, {**base.values, **changes})

    def held(self) -> tuple[Held, ...]:
        """Return what is the same at every point and in every scenario and differs from its default."""
        varied = {name for each in self.varied for name in each.names}
        first, *others = self.bases.values()
        found = []
        for name, of in sorted(catalogue().items()):
            value = first.values.get(name, of.default)
            same = all(base.values.get(name, of.default) == value for base in others)
            if name not in varied and value != of.default and same:
                limits = {"default": of.default, "low": of.low, "high": of.high}
                found.append(Held(name=name, value=value, unit=of.unit, source=of.source, **limits))
        return tuple(found)

    @property
    def content(self) -> dict[str, object]:
        """All that can change a run, or which runs belong together, but how many points and replicates there are."""
        return {
            "scenarios": list(self.scenarios),
            "bases": of_bases(self.bases),
            "factors": [of_factor(each) for each in self.varied],
            "sampler": of_sampler(self.sampler, EXTENDED_BY.get(str(self.sampler["name"]))),
            "outcomes": list(self.outcomes),
            "series": list(self.series),
            "weeks": self.weeks,
            "random_seed": self.random_seed,
        }

    def sized(self, *, points: int | None = None, replicates: int | None = None) -> "Sweep":
        """Return the same sweep with another number of replicates, or of points as its file counts them.

        These are `points` of sobol_sequence and saltelli, `trajectories` of morris: a longer design begins with the
        shorter one. ExperimentError for other samplers says what to do instead.
        """
        sampler, name = dict(self.sampler), str(self.sampler["name"])
        for what, count in (("points", points), ("replicates", replicates)):
            if count is not None and count < 1:
                raise ExperimentError(f"{self.name}: {what} = {count}: there must be at least 1")
        if points is not None:
            if name not in EXTENDED_BY:
                raise ExperimentError(f"{self.name}: {why_not_extended(name)}")
            sampler[EXTENDED_BY[name]] = points
        return replace(self, sampler=sampler, replicates=self.replicates if replicates is None else replicates)


# ---------------------------------------------------------------- loading
def load_sweep(name: str) -> Sweep:
    """Read a sweep by name (`scenarios/sweeps`) or path; ExperimentError says file, line, key and what is allowed."""
    path = find_sweep(name)
    text, file, lines = read_file(path)
    listed = listed_scenarios(file, path.parent, lines)
    bases = bases_of(file, listed, path.parent, lines)
    varied = varied_of(file, bases, lines)
    outcomes = outcomes_of(file, lines)
    sampler, own = sampler_of(file), None
    if isinstance(file.design, OwnPointsKeys):
        try:
            own = read_points(path.parent / file.design.file, [each.factor for each in varied])
        except ExperimentError as problem:
            raise lines.under(problem, "design", "file") from None
        sampler["digest"] = digest_of([[value.hex() for value in row] for row in own.values.tolist()])
    scenarios = [load_scenario(each) for each in listed.values()]
    return Sweep(
        text=text,
        name=path.stem,
        title=file.title.strip() or path.stem.replace("_", " ").capitalize(),
        question=file.question.strip(),
        about=file.about.strip(),
        scenarios=tuple(listed),
        assumptions=load_set(file.assumptions, path.parent, lines, "assumptions"),
        replicates=file.replicates,
        weeks=file.weeks,
        random_seed=file.random_seed,
        outcomes=outcomes,
        series=series_of(file, lines),
        sampler=sampler,
        stop=stop_of(file, outcomes, lines),
        varied=varied,
        bases=bases,
        titled=tuple(Titled(name=each.name, title=each.title, about=each.about) for each in scenarios),
        lines=lines,
        own=own,
    )


def find_sweep(name: str) -> Path:
    """Return the file of a sweep."""
    given = Path(name)
    if given.suffix == ".toml":
        return given
    if name not in names(SWEEPS):
        raise ExperimentError(f"sweep '{name}': there is none{guess(name, names(SWEEPS))}")
    return SWEEPS / f"{name}.toml"
