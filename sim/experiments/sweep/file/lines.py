"""Where a key stands in a TOML file, so that a complaint can name its line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import ExperimentError

HEADER = re.compile(r"\[\[?([^\[\]]+)\]\]?\s*(#.*)?$")
KEY = re.compile(r"""((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
LONG_TEXTS = ('"""', "'''")
Path = tuple[str, ...]


@dataclass(frozen=True)
class Lines:
    """A file and the lines of its keys: says where a complaint belongs."""

    file: str
    numbers: Mapping[str, int]

    def at(self, *path: object) -> str:
        """Return file, line and dotted key; a key inside a value has the line of the nearest key that begins one."""
        words = [str(each) for each in path]
        above = (".".join(words[:end]) for end in range(len(words), 0, -1))
        line = next((self.numbers[key] for key in above if key in self.numbers), None)
        where = self.file if line is None else f"{self.file}, line {line}"
        return f"{where}: {'.'.join(words)}" if words else where

    def under(self, problem: Exception, *path: object) -> ExperimentError:
        """Return what is wrong with something that a key names, with the key in front."""
        return ExperimentError(f"{self.at(*path)}: {problem}")

    def refuse(self, text: str, *path: object) -> ExperimentError:
        """Return the complaint about a key."""
        return ExperimentError(f"{self.at(*path)}: {text}")


def lines_of(file: str, text: str) -> Lines:
    """Find the line of every key and table that begins a line; `text` is a TOML file that can be read."""
    numbers: dict[str, int] = {}
    table: list[str] = []
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if inside:
            inside = "" if bare.count(inside) % 2 else inside
            continue
        if bare.startswith("#"):
            continue
        if found := HEADER.match(bare):
            table = words_of(found[1])
            numbers.setdefault(".".join(table), number)
        elif found := KEY.match(bare):
            numbers.setdefault(".".join([*table, *words_of(found[1])]), number)
        inside = next((each for each in LONG_TEXTS if bare.count(each) % 2), "")
    return Lines(file, numbers)


def words_of(dotted: str) -> list[str]:
    """Split a dotted key, quoted or not."""
    return [each.strip().strip("\"'") for each in dotted.split(".")]
