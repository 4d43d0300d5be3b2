"""What a sweep's file may say: its keys, their types and limits."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from sim.dates import FIRST_WEEK, LAST_WEEK
from sim.scenario import WEEKS

MOST_POINTS = 10_000_000  # a design of more is a slip of the pen: it would run for months
MOST_REPLICATES = 1_000_000
MOST_LEVELS = 1_000
LARGEST_SEED = 2**63 - 1


def inside(low: int, high: int) -> Callable[[int], int]:
    """Return a check that says both ends of what is allowed."""

    def check(value: int) -> int:
        if not low <= value <= high:
            raise PydanticCustomError("outside", "is outside {low} to {high}", {"low": f"{low:,}", "high": f"{high:,}"})
        return value

    return check


def even(value: int) -> int:
    """Refuse an odd number."""
    if value % 2:
        raise PydanticCustomError("odd", "is odd; Morris's steps need an even number of levels, such as 4")
    return value


def positive(value: float) -> float:
    """Refuse zero and less."""
    if not value > 0:
        raise PydanticCustomError("not positive", "must be more than 0")
    return value


Points = Annotated[int, AfterValidator(inside(1, MOST_POINTS))]
Levels = Annotated[int, AfterValidator(inside(2, MOST_LEVELS))]
Replicates = Annotated[int, AfterValidator(inside(1, MOST_REPLICATES))]
Weeks = Annotated[int, AfterValidator(inside(FIRST_WEEK, LAST_WEEK))]
Seed = Annotated[int, AfterValidator(inside(0, LARGEST_SEED))]


class Keys(BaseModel):
    """What all tables share: nothing but what is declared, and no guessing of types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


# ---------------------------------------------------------------- [design]
class FullFactorial(Keys):
    """Every combination of levels; a range gets `levels` of them at even distances."""

    sampler: Literal["full_factorial"]
    levels: Levels | None = None


class FractionalFactorial(Keys):
    """Two levels each, in few points, so that main effects stay clear of interactions of two."""

    sampler: Literal["fractional_factorial"]


class OneAtATime(Keys):
    """What is held, and each factor moved by itself; a range gets `levels`, its two ends if none are said."""

    sampler: Literal["one_at_a_time"]
    levels: Levels = 2


class LatinHypercube(Keys):
    """Random points, spread evenly over each factor's range."""

    sampler: Literal["latin_hypercube"]
    points: Points
    random_seed: Seed | None = None


class SobolSequence(Keys):
    """Points spread evenly over all factors at once; can be extended."""

    sampler: Literal["sobol_sequence"]
    points: Points
    random_seed: Seed | None = None


class Saltelli(Keys):
    """For Sobol' indices: `points` is the base sample, the design has it once for every factor and twice more."""

    sampler: Literal["saltelli"]
    points: Points
    second_order: bool = False
    random_seed: Seed | None = None


class Morris(Keys):
    """Random walks that move one factor after the other, for screening many factors."""

    sampler: Literal["morris"]
    trajectories: Points
    levels: Annotated[Levels, AfterValidator(even)] = 4
    random_seed: Seed | None = None


class KnockOuts(Keys):
    """All switches on, all off, each off by itself, and each on alone."""

    sampler: Literal["knock_outs"]
    alone: bool = True


class TwoLevel(Keys):
    """All combinations of two levels of each factor."""

    sampler: Literal["two_level"]


class OwnPoints(Keys):
    """Points from a CSV file beside the sweep's, one column a factor."""

    sampler: Literal["file"]
    file: str


DesignKeys = (
    FullFactorial
    | FractionalFactorial
    | OneAtATime
    | LatinHypercube
    | SobolSequence
    | Saltelli
    | Morris
    | KnockOuts
    | TwoLevel
    | OwnPoints
)
KEYS_OF: dict[str, type[Keys]] = {
    get_args(each.model_fields["sampler"].annotation)[0]: each for each in get_args(DesignKeys)
}


# ---------------------------------------------------------------- [vary], [stop], the rest
class Alternative(Keys):
    """A set of changes: scenarios in place of listed ones, policies added to all, other values."""

    scenarios: dict[str, str] = Field(default_factory=dict)
    policies: list[str] = Field(default_factory=list, alias="with")
    assumptions: str | None = None
    strengths: dict[str, Any] = Field(default_factory=dict)
    settings: dict[str, dict[str, Any]] = Field(default_factory=dict)


class Vary(Keys):
    """What varies; ranges and levels are read by `vary.py`, which knows what is declared."""

    switches: Any = Field(default_factory=list)
    ranges: Any = Field(default_factory=list)
    strengths: dict[str, Any] = Field(default_factory=dict)
    settings: dict[str, Any] = Field(default_factory=dict)
    weeks: dict[str, Any] = Field(default_factory=dict)
    choices: dict[str, dict[str, Alternative]] = Field(default_factory=dict)


class StopKeys(Keys):
    """When enough replicates have been run."""

    outcome: str
    half_width: Annotated[float, AfterValidator(positive)]
    most: Replicates


class SweepFile(Keys):
    """A whole file."""

    title: str = ""
    question: str = ""
    about: str = ""
    scenarios: Annotated[list[str], Field(min_length=1)]
    assumptions: str = "contested"
    replicates: Replicates
    weeks: Weeks = WEEKS
    random_seed: Seed = 1
    outcomes: list[str] | None = None
    series: Any = False
    strengths: dict[str, Any] = Field(default_factory=dict)
    settings: dict[str, dict[str, Any]] = Field(default_factory=dict)
    design: Annotated[DesignKeys, Field(discriminator="sampler")]
    vary: Vary
    stop: StopKeys | None = None
