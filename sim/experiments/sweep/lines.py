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
class Place:
    """A file and the lines of its keys: says where a complaint belongs."""

    file: str
    lines: Mapping[Path, int]

    def at(self, *path: object) -> str:
        """Return file, line and dotted key; a key inside a value has the line of the nearest key that begins one."""
        words = tuple(str(each) for each in path)
        known = (self.lines[words[:end]] for end in range(len(words), 0, -1) if words[:end] in self.lines)
        line = next(known, None)
        where = self.file if line is None else f"{self.file}, line {line}"
        return f"{where}: {'.'.join(words)}" if words else where

    def under(self, problem: Exception, *path: object) -> ExperimentError:
        """Return what is wrong with something that a key names, with the key in front."""
        return ExperimentError(f"{self.at(*path)}: {problem}")

    def refuse(self, text: str, *path: object) -> ExperimentError:
        """Return the complaint about a key."""
        return ExperimentError(f"{self.at(*path)}: {text}")


def place_of(file: str, text: str) -> Place:
    """Find the line of every key and table that begins a line; `text` is a TOML file that can be read."""
    lines: dict[Path, int] = {}
    table: Path = ()
    inside = ""
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if inside:
            inside = "" if bare.count(inside) % 2 else inside
            continue
        if found := HEADER.match(bare):
            table = split(found[1])
            lines.setdefault(table, number)
        elif found := KEY.match(bare):
            lines.setdefault((*table, *split(found[1])), number)
        inside = next((each for each in LONG_TEXTS if bare.count(each) % 2), "")
    return Place(file, lines)


def split(dotted: str) -> Path:
    """Split a dotted key, quoted or not."""
    return tuple(each.strip().strip("\"'") for each in dotted.split("."))
