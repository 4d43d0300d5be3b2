"""What a sweep's file may say, checked key by key, with errors that help."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.errors import ExperimentError, guess
from sim.experiments.sweep.lines import Place, place_of
from sim.scenario import WEEKS

MOST_POINTS = 10_000_000  # a design of more is a slip of the pen: it would run for months
MOST_REPLICATES = 1_000_000
MOST_LEVELS = 1_000
MOST_WEEKS = 520
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
Weeks = Annotated[int, AfterValidator(inside(1, MOST_WEEKS))]
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


# ---------------------------------------------------------------- reading
def read_file(path: Path) -> tuple[str, SweepFile, Place]:
    """Return a sweep's text, what it says, and where; ExperimentError names file, line, key and what is allowed."""
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        raise ExperimentError(f"{path}: no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        raise ExperimentError(f"{path.name}: cannot be read as TOML: {problem}") from None
    place = place_of(path.name, text)
    try:
        return text, SweepFile.model_validate(raw), place
    except ValidationError as problem:
        raise complaint(place, problem.errors()[0]) from None


WANTED = {
    "string_type": "expected words in quotation marks",
    "int_type": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "bool_type": "expected true or false",
    "list_type": "expected a list",
    "dict_type": "expected a table",
    "model_type": "expected a table",
    "model_attributes_type": "expected a table",
    "too_short": "expected at least one",
    "missing": "is missing",
}


def complaint(place: Place, first: ErrorDetails) -> ExperimentError:
    """Turn a complaint of pydantic into the reader's words."""
    path, kind, given = list(first["loc"]), first["type"], first.get("input")
    sampler = path.pop(1) if len(path) > 1 and path[0] == "design" and path[1] in KEYS_OF else None
    if kind.startswith("union_tag"):
        found = given.get("sampler") if isinstance(given, Mapping) else None
        said = "is missing" if found is None else f"there is no sampler '{found}'"
        return place.refuse(f"{said}{nearest(str(found), KEYS_OF)}", "design", "sampler")
    if kind == "extra_forbidden":
        allowed = allowed_at(path[:-1], sampler)
        if sampler:
            return place.refuse(f"{sampler} has no such key{others_with(path[-1])}{nearest('', allowed)}", *path)
        return place.refuse(f"unknown key{guess(str(path[-1]), allowed)}", *path)
    said = WANTED.get(kind, first["msg"][:1].lower() + first["msg"][1:])
    if kind == "missing":
        return place.refuse(said, *path)
    if isinstance(given, dict | list):
        return place.refuse(said, *path)
    return place.refuse(f"{said}, not {given!r}" if kind in WANTED else f"{given!r} {said}", *path)


def nearest(word: str, allowed: "Mapping[str, object] | list[str]") -> str:
    """Return the nearest word and the whole list."""
    hint = guess(word, allowed)
    listed = f"; allowed: {', '.join(allowed)}"
    return hint + listed if "did you mean" in hint else listed


def others_with(key: object) -> str:
    """Say which samplers have a key."""
    have = [name for name, keys in KEYS_OF.items() if key in keys.model_fields]
    return f" (it belongs to {', '.join(have)})" if have else ""


def allowed_at(path: list[int | str], sampler: "str | int | None") -> list[str]:
    """Return the keys of a table of the file."""
    if sampler is not None:
        return list(KEYS_OF[str(sampler)].model_fields)
    kinds: dict[str, type[Keys]] = {"vary": Vary, "stop": StopKeys, "design": LatinHypercube}
    kind = Alternative if path[:2] == ["vary", "choices"] else kinds.get(str(path[0]), SweepFile) if path else SweepFile
    return [field.alias or name for name, field in kind.model_fields.items()]
