"""The essay's claims, by number: who does what to whom, where it is said, what acts it."""

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import cast

from sim.errors import DataError, guess
from sim.paths import SEEDS

# What a claim of each kind may be in a release. A forecast is only ever a test: coding it would
# build the essay's conclusion into the model.
STATUS_OF_KIND: dict[str, tuple[str, ...]] = {
    "premise": ("initial fact", "parameter", "not yet"),
    "mechanism": ("rule", "not yet"),
    "forecast": ("test",),
    "counterfactual": ("scenario", "not yet"),
    "rival": ("rival", "not yet"),
}
KINDS = tuple(STATUS_OF_KIND)
STATUSES = ("rule", "rival", "not yet", "initial fact", "parameter", "test", "scenario")
ACTED = ("rule", "rival")
BASES = ("stated", "inferred", "implied", "ours")
SIGNS = ("+", "-", "0")
LOOPS = ("L1", "L2", "L3", "L4", "L5", "L6", "L7", "B1", "B2", "B3", "B4")
ALLOWED = {"kind": KINDS, "sign": SIGNS, "basis": BASES, "status": STATUSES}
CLAIM_ID = re.compile(r"[A-Z][0-9]{1,2}")
CLAIMS = SEEDS / "claims.toml"


@dataclass(frozen=True)
class Claim:
    """One causal sentence, in our words; `seeds/claims.toml` explains the fields.

    `paragraph` and `sentence` are tuples: empty for rivals, which the essay does not contain; an empty
    `sentence` beside a `paragraph` means the paragraphs as a whole.
    """

    id: str
    kind: str
    paragraph: tuple[int, ...]
    sentence: tuple[int, ...]
    says: str
    who: str
    cause: str
    effect: str
    sign: str
    condition: str
    basis: str
    status: str
    where: str
    loops: tuple[str, ...]
    doubt: str

    @property
    def rule(self) -> str | None:
        """Name of the rule that acts this claim or rival in this release, or None."""
        return self.where if self.status in ACTED else None

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Every (paragraph, sentence) of the essay that states the claim, in reading order."""
        return tuple((paragraph, sentence) for paragraph in self.paragraph for sentence in self.sentence)


LISTS = ("paragraph", "sentence", "loops")
FIELDS = tuple(field.name for field in fields(Claim) if field.name != "id")
WORDS = tuple(name for name in FIELDS if name not in LISTS)


def load_claims(path: Path = CLAIMS) -> dict[str, Claim]:
    """Claims by id, in the order of the file; the list in seeds is read once.

    Raises DataError (file, claim, field, what is allowed, nearest guess) if the list is missing or broken.
    """
    return dict(_every()) if path == CLAIMS else _load(path)


def coverage(claims: Mapping[str, Claim] | Iterable[Claim]) -> dict[str, int]:
    """Number of claims of each status, zeros included, in the order of STATUSES."""
    each = claims.values() if isinstance(claims, Mapping) else claims
    counts = Counter(claim.status for claim in each)
    return {status: counts[status] for status in STATUSES}


@cache
def _every() -> dict[str, Claim]:
    return _load(CLAIMS)


def _load(path: Path) -> dict[str, Claim]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: cannot read the list of claims ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not a UTF-8 text file") from error
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path}: not valid TOML: {error}") from error
    claims = {name: _claim(f"{path}: {name}", name, table) for name, table in tables.items()}
    _refuse_shared_rules(path, claims)
    return claims


def _claim(at: str, name: str, table: object) -> Claim:
    if not CLAIM_ID.fullmatch(name):
        raise DataError(f"{at}: a claim's id is a capital letter and one or two digits, such as C14")
    if not isinstance(table, dict):
        raise DataError(f"{at}: expected a table [{name}] with the fields {', '.join(FIELDS)}")
    _check_fields(at, table)
    words = {field: _words(at, field, table[field]) for field in WORDS}
    claim = Claim(
        id=name,
        paragraph=_numbers(at, "paragraph", table.get("paragraph", [])),
        sentence=_numbers(at, "sentence", table.get("sentence", [])),
        loops=_loops(at, table.get("loops")),
        **words,
    )
    _check_agreement(at, claim, table)
    return claim


def _check_fields(at: str, table: Mapping[str, object]) -> None:
    for field in table:
        if field not in FIELDS:
            raise DataError(f"{at}.{field}: unknown field{guess(field, FIELDS)}")
    optional = ("paragraph", "sentence") if table.get("kind") == "rival" else ()
    for field in FIELDS:
        if field not in table and field not in optional:
            raise DataError(f"{at}.{field}: missing field")


def _words(at: str, field: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise DataError(f"{at}.{field} = {value!r}: expected words in quotation marks")
    _check_allowed(f"{at}.{field}", value, ALLOWED.get(field, (value,)))
    return value


def _numbers(at: str, field: str, value: object) -> tuple[int, ...]:
    """A number, or rising numbers, from 1 up; paragraphs and sentences are counted that way."""
    numbers = value if isinstance(value, list) else [value]
    if not all(type(number) is int and number >= 1 for number in numbers):
        raise DataError(f"{at}.{field} = {value!r}: expected whole numbers from 1 up, such as 3 or [1, 2]")
    if numbers != sorted(set(numbers)):
        raise DataError(f"{at}.{field} = {value!r}: expected each number once, in rising order")
    return tuple(cast(list[int], numbers))


def _loops(at: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise DataError(f'{at}.loops = {value!r}: expected a list, such as ["L1"] or []')
    for loop in value:
        _check_allowed(f"{at}.loops", loop, LOOPS)
    return tuple(value)


def _check_allowed(at: str, value: object, allowed: Collection[str]) -> None:
    if value not in allowed:
        near = guess(str(value), allowed) or ";"
        known = "" if near.startswith("; allowed") else f" (allowed: {', '.join(allowed)})"
        raise DataError(f"{at} = {value!r} is unknown{near}{known}")


def _check_agreement(at: str, claim: Claim, table: Mapping[str, object]) -> None:
    """Fields that are right one by one can still contradict each other."""
    if claim.status not in STATUS_OF_KIND[claim.kind]:
        allowed = ", ".join(STATUS_OF_KIND[claim.kind])
        raise DataError(f"{at}.status = {claim.status!r} does not fit a {claim.kind}; allowed: {allowed}")
    if claim.kind == "mechanism" and claim.sign == "0":
        raise DataError(f"{at}.sign = '0': a mechanism pushes one way; allowed: +, -")
    if claim.kind == "rival" and ("paragraph" in table or "sentence" in table):
        raise DataError(f"{at}.paragraph: a rival is not in the essay; leave out paragraph and sentence")
    if claim.kind != "rival" and not claim.paragraph:
        raise DataError(f"{at}.paragraph = []: expected the paragraphs that state the claim, such as 3")
    if claim.rule is not None and not claim.rule.isidentifier():
        folder = "sim/rivals" if claim.kind == "rival" else "sim/rules"
        raise DataError(f"{at}.where = {claim.where!r}: expected the name of a rule (a file in {folder})")


def _refuse_shared_rules(path: Path, claims: Mapping[str, Claim]) -> None:
    first: dict[str, str] = {}
    for claim in claims.values():
        if claim.rule is None:
            continue
        if claim.rule in first:
            both = f"{first[claim.rule]} and {claim.id}"
            raise DataError(f"{path}: {both} name the same rule {claim.rule!r}; one rule acts one claim")
        first[claim.rule] = claim.id
