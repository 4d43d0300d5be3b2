"""A scenario's name taken apart: a scenario and policies joined by `+`, each with a week after `@`."""

from dataclasses import dataclass
from pathlib import Path

from sim.dates import FIRST_WEEK, LAST_WEEK
from sim.errors import ScenarioError

PLUS, AT, FILE = "+", "@", ".toml"
LONGEST_WEEK = len(str(LAST_WEEK))  # digits


@dataclass(frozen=True)
class Term:
    """A scenario or policy by name or path, and the week in which what it forces begins, if not in its own."""

    name: str
    week: int | None = None

    def __str__(self) -> str:
        return self.name if self.week is None else f"{self.name}{AT}{self.week}"


def terms_of(text: str, what: str = "scenario") -> tuple[Term, ...]:
    """Return the terms of a sum, the scenario first; ScenarioError for a week that is none. No file is looked for."""
    words = (what, *[policy_of(what)] * text.count(PLUS))
    return tuple(term(*each, word) for each, word in zip(as_written(text), words, strict=True))


def terms_with_files(text: str, what: str = "scenario", folder: Path = Path()) -> tuple[Term, ...]:
    """Return the terms of a sum, where the path of a file is one name whatever signs it holds.

    A relative path is looked for in `folder`.
    """
    for name, week in ((text, None), term_as_written(text)):
        if name.endswith(FILE) and (folder / name).is_file():
            return (term(name, week, what),)
    return terms_of(text, what)


def as_written(text: str) -> tuple[tuple[str, str | None], ...]:
    """Return every name of a sum, with what stands where its week would; nothing is checked."""
    return tuple(map(term_as_written, text.split(PLUS)))


def term_as_written(text: str) -> tuple[str, str | None]:
    """Return one name, with what stands where its week would; a path ends its term, `@` or not."""
    name, sign, week = text.strip().rpartition(AT)
    return (name.strip(), week.strip()) if sign and not week.endswith(FILE) else (text.strip(), None)


def put_together(terms: tuple[Term, ...] | list[Term]) -> str:
    """Return the name of a sum."""
    return PLUS.join(map(str, terms))


def first_name(text: str) -> str:
    """Return the name of the scenario that a sum starts from, in whatever week."""
    return as_written(text)[0][0]


def policy_of(what: str) -> str:
    """Return what the policies of a scenario are called where something is wrong with them."""
    return "policy" if what == "scenario" else f"{what}: policy"


def term(name: str, week: str | None, what: str) -> Term:
    """Return a term from what is written; ScenarioError if it has no name, or its week is none."""
    if week is None:
        return Term(name)
    where = f"{what} '{name}{AT}{week}'"
    if not name:
        raise ScenarioError(f"{where}: name what begins in that week, as in aleppo_falls{AT}9")
    found = whole(week)
    if found is None:
        raise ScenarioError(
            f"{where}: '{week}' is no week; a whole one from {FIRST_WEEK} to {LAST_WEEK} is, as in {name}{AT}9"
        )
    near = max(FIRST_WEEK, min(found, LAST_WEEK))
    if near != found:
        raise ScenarioError(
            f"{where}: week {week} is outside {FIRST_WEEK} to {LAST_WEEK}; did you mean '{name}{AT}{near}'?"
        )
    return Term(name, found)


def whole(text: str) -> int | None:
    """Return a whole number that is not negative, None if a text is something else; how long it is does not matter."""
    if not (text.isascii() and text.isdigit()):
        return None
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= LONGEST_WEEK else 10**LONGEST_WEEK
