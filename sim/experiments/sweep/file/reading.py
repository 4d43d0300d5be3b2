"""Reads a sweep's file, with errors that name file, line, key, what is allowed and the nearest guess."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.errors import ExperimentError, guess
from sim.experiments.sweep.file.keys import KEYS_OF, Alternative, Keys, LatinHypercube, StopKeys, SweepFile, Vary
from sim.experiments.sweep.file.lines import Lines, lines_of


def read_file(path: Path) -> tuple[str, SweepFile, Lines]:
    """Return a sweep's text, what it says, and where; ExperimentError names file, line, key and what is allowed."""
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        raise ExperimentError(f"{path}: no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        raise ExperimentError(f"{path.name}: cannot be read as TOML: {problem}") from None
    lines = lines_of(path.name, text)
    try:
        return text, SweepFile.model_validate(raw), lines
    except ValidationError as problem:
        every = sorted(problem.errors(), key=lambda each: each["type"] != "extra_forbidden")  # a slip before its effect
        raise complaint(lines, every[0]) from None


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


def complaint(lines: Lines, first: ErrorDetails) -> ExperimentError:
    """Turn a complaint of pydantic into the reader's words."""
    path, kind, given = list(first["loc"]), first["type"], first.get("input")
    sampler = path.pop(1) if len(path) > 1 and path[0] == "design" and path[1] in KEYS_OF else None
    if kind.startswith("union_tag"):
        found = given.get("sampler") if isinstance(given, Mapping) else None
        said = "is missing" if found is None else f"there is no sampler '{found}'"
        return lines.refuse(f"{said}{nearest(str(found), KEYS_OF)}", "design", "sampler")
    if kind == "extra_forbidden":
        allowed = allowed_at(path[:-1], sampler)
        if sampler:
            return lines.refuse(f"{sampler} has no such key{others_with(path[-1])}{nearest('', allowed)}", *path)
        return lines.refuse(f"unknown key{guess(str(path[-1]), allowed)}", *path)
    said = WANTED.get(kind, first["msg"][:1].lower() + first["msg"][1:])
    if kind == "missing":
        return lines.refuse(said, *path)
    if isinstance(given, dict | list):
        return lines.refuse(said, *path)
    return lines.refuse(f"{said}, not {given!r}" if kind in WANTED else f"{given!r} {said}", *path)


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
        return [name for name in KEYS_OF[str(sampler)].model_fields if name != "sampler"]
    kinds: dict[str, type[Keys]] = {"vary": Vary, "stop": StopKeys, "design": LatinHypercube}
    kind = Alternative if path[:2] == ["vary", "choices"] else kinds.get(str(path[0]), SweepFile) if path else SweepFile
    return [field.alias or name for name, field in kind.model_fields.items()]
