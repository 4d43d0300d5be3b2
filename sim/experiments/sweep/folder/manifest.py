"""What a sweep is, written once beside its runs: whoever reads the folder needs neither the model nor its files."""

from pydantic import BaseModel, ConfigDict

from sim.outcomes import possible

FORMAT = 1  # of the folder; another number is another way to lay it out


class Record(BaseModel):
    """What all records share: nothing but what is declared, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Titled(Record):
    """A scenario or an assumption set, as it was."""

    name: str
    title: str
    about: str


class Held(Record):
    """A value that is the same at every point and differs from its default, with what is known of it."""

    name: str
    value: float
    default: float
    low: float
    high: float
    unit: str
    source: str


class FactorRecord(Record):
    """What the design varies; fields as in `sim.experiments.sweep.sampling.factors.Factor`."""

    name: str
    kind: str
    title: str
    unit: str
    source: str
    low: float
    high: float
    held: float
    levels: tuple[float, ...]
    labels: tuple[str, ...]


class OutcomeRecord(Record):
    """A column of the runs; fields as in `sim.outcomes.Outcome`."""

    name: str
    title: str
    group: str
    unit: str
    sesoi: float
    digits: int
    about: str
    yes_no: bool
    role: str

    @property
    def possible(self) -> tuple[float, float]:
        """The lowest and highest value there can be."""
        return possible(self.unit)


class SeriesRecord(Record):
    """A column of the weekly series."""

    name: str
    unit: str
    about: str


class Manifest(Record):
    """A whole sweep; `text` is its file to the letter, `sweep` names its content, `model` the code and seeds."""

    format: int
    sweep: str
    model: str
    text: str
    name: str
    title: str
    question: str
    about: str
    sampler: dict[str, str | int | float | bool]  # `name`, and the settings it was called with
    scenarios: tuple[Titled, ...]
    assumptions: Titled
    held: tuple[Held, ...]
    factors: tuple[FactorRecord, ...]
    outcomes: tuple[OutcomeRecord, ...]
    series: tuple[SeriesRecord, ...]
    weeks: int
    random_seed: int
    points: int
    replicates: int
    block: int
    versions: dict[str, str]
    created: str


class Growth(Record):
    """A later extension: how many points and replicates there were before it, and are with it."""

    points_before: int
    replicates_before: int
    points: int
    replicates: int
    created: str
