"""Claims that work together, and what a claim needs before it has anything to read."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.claims import load_claims
from sim.errors import DataError, guess
from sim.paths import SEEDS

BUNDLES = SEEDS / "bundles.toml"
SECTIONS = ("bundles", "drivers")
FIELDS = ("says", "claims")
EVENT = "event: "  # how a driver that is a kind of event is written


@dataclass(frozen=True)
class Bundle:
    """Claims that are switched together; `acted` are those that a rule acts in this release."""

    name: str
    says: str
    claims: tuple[str, ...]

    @property
    def acted(self) -> tuple[str, ...]:
        """The claims of the bundle that can be switched."""
        return tuple(each for each in self.claims if load_claims()[each].rule is not None)


@dataclass(frozen=True)
class Bundles:
    """All bundles by name, and the drivers of claims that have any."""

    bundles: Mapping[str, Bundle]
    drivers: Mapping[str, tuple[str, ...]]

    def undriven(self, claim: str, on: Collection[str], events: Collection[str]) -> tuple[str, ...]:
        """Return what a claim waits for: its drivers, if none of them is there, else nothing.

        `on` are the claims switched on, `events` the kinds of events that scenarios force. A driver that
        itself waits for another is not there.
        """
        needs = self.drivers.get(claim, ())
        if not needs or any(self._there(each, on, events) for each in needs):
            return ()
        return needs

    def _there(self, driver: str, on: Collection[str], events: Collection[str]) -> bool:
        if driver.startswith(EVENT):
            return driver.removeprefix(EVENT) in events
        return driver in on and not self.undriven(driver, on, events)


@cache
def load_bundles(path: Path = BUNDLES) -> Bundles:
    """Read bundles and drivers; DataError names file, place, and what is allowed."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: cannot read the list of bundles ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not a UTF-8 text file") from error
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path}: not valid TOML: {error}") from error
    check_words(str(path), content, SECTIONS)
    for section in SECTIONS:
        if not isinstance(content.get(section), dict):
            raise DataError(f"{path}: [{section}] is missing")
    bundles = {name: read_bundle(f"{path}: bundles.{name}", name, each) for name, each in content["bundles"].items()}
    drivers = {
        claim: read_drivers(f"{path}: drivers.{claim}", claim, each) for claim, each in content["drivers"].items()
    }
    check_no_circle(path, drivers)
    return Bundles(bundles, drivers)


def check_words(at: str, given: Mapping[str, Any], allowed: Collection[str]) -> None:
    """Refuse a word that is not known here."""
    for word in given:
        if word not in allowed:
            raise DataError(f"{at}: {word}: unknown{guess(word, allowed)}")


def read_bundle(at: str, name: str, table: object) -> Bundle:
    """Read one bundle."""
    if not isinstance(table, dict):
        raise DataError(f"{at}: expected a table with {' and '.join(FIELDS)}")
    check_words(at, table, FIELDS)
    says = table.get("says")
    if not isinstance(says, str) or not says.strip():
        raise DataError(f"{at}.says = {says!r}: expected one plain sentence")
    return Bundle(name, says, read_claims(f"{at}.claims", table.get("claims")))


def read_claims(at: str, value: object) -> tuple[str, ...]:
    """Read a list of claims, each once."""
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        raise DataError(f'{at} = {value!r}: expected a list of claims, such as ["C13", "C14"]')
    for each in value:
        if each not in load_claims():
            raise DataError(f"{at}: {each}: there is no such claim{guess(each, load_claims())}")
        if value.count(each) > 1:
            raise DataError(f"{at}: {each} is named twice")
    return tuple(value)


def read_drivers(at: str, claim: str, value: object) -> tuple[str, ...]:
    """Read the drivers of a claim: claims, or kinds of events written `event: kind`."""
    read_claims(at, [claim])
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        raise DataError(f'{at} = {value!r}: expected a list, such as ["C13"] or ["{EVENT}funds"]')
    if claims := [each for each in value if not each.startswith(EVENT)]:
        read_claims(at, claims)
    return tuple(value)


def check_no_circle(path: Path, drivers: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse claims that would wait for each other for ever."""

    def follow(claim: str, above: tuple[str, ...]) -> None:
        if claim in above:
            raise DataError(f"{path}: drivers: {' needs '.join((*above, claim))}, a circle")
        for each in drivers.get(claim, ()):
            follow(each, (*above, claim))

    for claim in drivers:
        follow(claim, ())
