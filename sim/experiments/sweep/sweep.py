"""A sweep: a file's question, what varies and how much is run, ready to be asked for any design point."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sim.assumptions import Assumptions
from sim.catalogue import catalogue
from sim.errors import ExperimentError, guess
from sim.experiments.points import WORDS_FOR_READERS, Point
from sim.experiments.sweep.bases import Bases, bases_of, listed_scenarios, load_set
from sim.experiments.sweep.design import Design
from sim.experiments.sweep.factors import CHOICE, Factor
from sim.experiments.sweep.file import SweepFile, read_file
from sim.experiments.sweep.lines import Place
from sim.experiments.sweep.manifest import Held, Titled
from sim.experiments.sweep.samplers import EXTENDED_BY, designed
from sim.experiments.sweep.vary import Varied, varied_of
from sim.outcomes import OUTCOMES
from sim.paths import SCENARIOS
from sim.scenario import load_scenario, names
from sim.series import every_series
from sim.table import Array

SWEEPS = SCENARIOS / "sweeps"


@dataclass(frozen=True)
class Stop:
    """Add replicates until the 95 % half-width at the widest point is small enough, or there are `most`."""

    outcome: str
    half_width: float
    most: int


@dataclass(frozen=True)
class Sweep:
    """An experiment as its file says it. `varied` are its factors, `bases` what they act on.

    Every point is run in every one of `scenarios`, with the same luck. `sampler` has the sampler's `name` and the
    settings it is called with.
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
    titled: tuple[Titled, ...]  # the scenarios as listed, before any choice

    @property
    def factors(self) -> tuple[Factor, ...]:
        """What varies."""
        return tuple(each.factor for each in self.varied)

    @cached_property
    def design(self) -> Design:
        """The points that are run; made when first asked for."""
        settings = {key: value for key, value in self.sampler.items() if key != "name"}
        return designed(str(self.sampler["name"]), self.factors, settings)

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.design.points * len(self.scenarios) * self.replicates

    def point(self, values: Array, scenario: str) -> Point:
        """Return one design point in one scenario; `values` `(factors,)` in the order of the factors."""
        if scenario not in self.scenarios:
            raise ExperimentError(
                f"{self.name}: scenario '{scenario}' is not in this sweep{guess(scenario, self.scenarios)}"
            )
        given = [float(each) for each in values]
        picked = tuple(int(value) for each, value in zip(self.varied, given, strict=True) if each.factor.kind == CHOICE)
        base = self.bases[scenario, picked]
        events = {each.name for each in base.scenario.events}
        changes: dict[str, float] = {}
        left_on: set[str] = set()
        for each, value in zip(self.varied, given, strict=True):
            match each.factor.kind:
                case "choice":
                    continue
                case "switch" if value:
                    left_on.update(each.names)
                case "switch":
                    changes |= dict.fromkeys(each.names, 0.0)
                case "week":
                    changes |= {f"event.{name}.week": value for name in each.names if name in events}
                case _:
                    changes |= dict.fromkeys(each.names, value)
        # A claim that two bundles share is on while either is.
        return Point(base.scenario, {**base.values, **{k: v for k, v in changes.items() if k not in left_on}})

    def held(self) -> tuple[Held, ...]:
        """Return what is the same at every point and scenario and differs from its default."""
        varied = {name for each in self.varied for name in each.names}
        first, *others = self.bases.values()
        known = catalogue()
        same = {
            name: value
            for name, value in sorted(first.values.items())
            if name in known and name not in varied and value != known[name].default
            and all(base.values.get(name) == value for base in others)
        }  # fmt: skip
        return tuple(
            Held(
                name=name, value=value, default=known[name].default, low=known[name].low, high=known[name].high,
                unit=known[name].unit, source=known[name].source,
            )
            for name, value in same.items()
        )  # fmt: skip

    @property
    def content(self) -> dict[str, object]:
        """All that can change a run or which runs belong together, but for how many points and replicates there are.

        Plain and canonical: numbers to the last bit, nothing that only a reader sees.
        """
        counted = EXTENDED_BY.get(str(self.sampler["name"]), "points")
        return {
            "scenarios": list(self.scenarios),
            "bases": [[scenario, list(picked), of_base(base)] for (scenario, picked), base in self.bases.items()],
            "factors": [of_factor(each) for each in self.varied],
            "sampler": {key: value for key, value in self.sampler.items() if key != counted},
            "outcomes": list(self.outcomes),
            "series": list(self.series),
            "weeks": self.weeks,
            "random_seed": self.random_seed,
        }

    def sized(self, *, points: int | None = None, replicates: int | None = None) -> "Sweep":
        """Return the same sweep with another number of replicates, or of points as its file counts them.

        ExperimentError if a longer design of this sampler would not begin with the shorter one.
        """
        sampler = dict(self.sampler)
        if points is not None:
            name = str(sampler["name"])
            if name not in EXTENDED_BY:
                raise ExperimentError(f"{self.name}: {cannot_grow(name)}")
            if points < 1:
                raise ExperimentError(f"{self.name}: {EXTENDED_BY[name]} = {points}: there must be at least 1")
            sampler[EXTENDED_BY[name]] = points
        if replicates is not None and replicates < 1:
            raise ExperimentError(f"{self.name}: replicates = {replicates}: there must be at least 1")
        return replace(self, sampler=sampler, replicates=self.replicates if replicates is None else replicates)


def of_base(base: Point) -> dict[str, object]:
    """Return what a base forces and holds."""
    return {
        "events": [each.model_dump(mode="json", exclude=WORDS_FOR_READERS) for each in base.scenario.events],
        "values": {name: float(value).hex() for name, value in sorted(base.values.items())},
    }


def of_factor(each: Varied) -> dict[str, object]:
    """Return what a factor does."""
    of = each.factor
    return {
        "name": of.name,
        "kind": of.kind,
        "sets": list(each.names),
        "low": of.low.hex(),
        "high": of.high.hex(),
        "held": of.held.hex(),
        "levels": [level.hex() for level in of.levels],
        "labels": list(of.labels),
    }


def cannot_grow(sampler: str) -> str:
    """Say why points cannot be added to a design, and what to do instead."""
    if sampler == "latin_hypercube":
        return (
            "a Latin hypercube cannot be given more points: its slices depend on how many there are. Add replicates, "
            "or begin another sweep with more points; one that is meant to grow takes sobol_sequence"
        )
    return (
        f"a design of {sampler} has all its points from the start; add replicates, or change the file and begin another"
    )


# ---------------------------------------------------------------- loading
def load_sweep(name: str) -> Sweep:
    """Read a sweep by name (`scenarios/sweeps`) or path; ExperimentError says file, line, key and what is allowed."""
    path = find_sweep(name)
    text, file, place = read_file(path)
    listed = listed_scenarios(file, path.parent, place)
    bases = bases_of(file, listed, path.parent, place)
    varied = varied_of(file, bases, place)
    outcomes = outcomes_of_file(file, place)
    scenarios = [load_scenario(each) for each in listed.values()]
    return Sweep(
        text=text,
        name=path.stem,
        title=file.title or path.stem.replace("_", " ").capitalize(),
        question=file.question,
        about=file.about,
        scenarios=tuple(listed),
        assumptions=load_set(file.assumptions, path.parent, place, "assumptions"),
        replicates=file.replicates,
        weeks=file.weeks,
        random_seed=file.random_seed,
        outcomes=outcomes,
        series=series_of_file(file, place),
        sampler=sampler_of_file(file),
        stop=stop_of_file(file, outcomes, place),
        varied=varied,
        bases=bases,
        titled=tuple(Titled(name=each.name, title=each.title, about=each.about) for each in scenarios),
    )


def find_sweep(name: str) -> Path:
    """Return the file of a sweep."""
    given = Path(name)
    if given.suffix == ".toml":
        return given
    if name not in names(SWEEPS):
        raise ExperimentError(f"sweep '{name}': there is none{guess(name, names(SWEEPS))}")
    return SWEEPS / f"{name}.toml"


def sampler_of_file(file: SweepFile) -> dict[str, str | int | float | bool]:
    """Return the sampler's name and all it is called with."""
    settings = file.design.model_dump(exclude={"sampler"})
    if settings.get("random_seed", 0) is None:
        settings["random_seed"] = file.random_seed
    return {"name": file.design.sampler, **{key: each for key, each in settings.items() if each is not None}}


def outcomes_of_file(file: SweepFile, place: Place) -> tuple[str, ...]:
    """Return the outcomes to keep, all that the weeks reach if none are named."""
    if file.outcomes is None:
        return tuple(name for name, each in OUTCOMES.items() if each.last_week <= file.weeks)
    for name in file.outcomes:
        if name not in OUTCOMES:
            raise place.refuse(f"there is no outcome '{name}'{guess(name, OUTCOMES)}", "outcomes")
        if file.outcomes.count(name) > 1:
            raise place.refuse(f"'{name}' is named twice", "outcomes")
        if OUTCOMES[name].last_week > file.weeks:
            least = OUTCOMES[name].last_week
            raise place.refuse(f"'{name}' needs at least weeks = {least}, and this sweep has {file.weeks}", "outcomes")
    if not file.outcomes:
        raise place.refuse("expected at least one; leave the key out for all", "outcomes")
    return tuple(file.outcomes)


def series_of_file(file: SweepFile, place: Place) -> tuple[str, ...]:
    """Return the weekly series to keep: none, all that are one number a run, or those named."""
    known = {each.name: each for each in every_series()}
    match file.series:
        case bool():
            return tuple(name for name, each in known.items() if not each.dims) if file.series else ()
        case [*some] if all(isinstance(each, str) for each in some):
            for name in some:
                if name not in known:
                    raise place.refuse(f"there is no series '{name}'{guess(name, known)}", "series")
            return tuple(dict.fromkeys(some))
    raise place.refuse(f"expected true, false or a list of names, not {file.series!r}", "series")


def stop_of_file(file: SweepFile, outcomes: tuple[str, ...], place: Place) -> Stop | None:
    """Return when enough has been run."""
    if file.stop is None:
        return None
    if file.stop.outcome not in outcomes:
        raise place.refuse(f"'{file.stop.outcome}' is not kept{guess(file.stop.outcome, outcomes)}", "stop", "outcome")
    if file.stop.most < file.replicates:
        raise place.refuse(f"{file.stop.most} is fewer than replicates = {file.replicates}", "stop", "most")
    return Stop(file.stop.outcome, file.stop.half_width, file.stop.most)
