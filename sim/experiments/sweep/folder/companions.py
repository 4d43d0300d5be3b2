"""The files a sweep's file names and lies beside: kept in the folder, so that it can be read on any machine."""

import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from sim.experiments.sweep.folder.place import Place
from sim.sums import as_written

BESIDE = "beside"
ENDINGS = (".toml", ".csv")


def companions(text: str, folder: Path) -> dict[str, bytes]:
    """Return what a sweep's file names by relative paths that exist, and what these name in turn, by their names."""
    found: dict[str, bytes] = {}
    waiting = [*words(tomllib.loads(text))]
    while waiting:
        name = waiting.pop()
        path = PurePosixPath(name)
        if name in found or path.is_absolute() or ".." in path.parts or not (folder / name).is_file():
            continue
        found[name] = (folder / name).read_bytes()
        if path.suffix == ".toml":
            waiting += words(tomllib.loads(found[name].decode()))
    return found


def words(value: Any) -> Iterator[str]:
    """Yield all that could be the name of a file, however deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from words(each)
    elif isinstance(value, str):
        yield from (word for word, _ in as_written(value) if word.endswith(ENDINGS))


def keep(place: Place, found: dict[str, bytes]) -> None:
    """Write companions into a sweep's folder."""
    for name, content in found.items():
        place.write_whole(f"{BESIDE}/{name}", content)


def lay_out(place: Place, folder: Path) -> None:
    """Write the companions of a sweep's folder into another, as they lay beside its file."""
    for name in place.names(BESIDE):
        path = folder / name.removeprefix(f"{BESIDE}/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(place.read(name))
