"""What has been run stays run: one Parquet file a part, named by its content, whole or not there."""

import errno
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import ExperimentError
from sim.experiments.parquet import read_frame
from sim.experiments.points import DIGEST_BYTES
from sim.paths import SEEDS

if TYPE_CHECKING:
    import pandas

SIM = Path(__file__).resolve().parent.parent
# What cannot change a run or an outcome: editing it keeps what was run. Whatever is not named here counts.
ABOVE_RUNS = {
    "cli",
    "document",
    "experiments",
    "verdict",
    "bundles.py",
    "compare.py",
    "numerals.py",
    "plan.py",
    "essay.py",
}
NO_FACTS = {"bundles.toml", "claims.toml", "essay.toml", "graph.toml", "map.geojson", "SOURCES.md"}
ARITHMETIC = ("numba", "numpy", "scipy")  # another version may round the last bit otherwise
PARTIAL, PARTIAL_KEPT = ".partial", 3600.0  # seconds after which a half-written file is nobody's
VARIABLE, HOME_FOLDER = "AFTERMATH_STORE", "aftermath/runs"


@dataclass(frozen=True)
class Store:
    """A folder of parts, and whom to tell of damage; made by `open_store`.

    Many processes and threads may share it: whoever writes a part writes the same content.
    """

    folder: Path
    say: Callable[[str], None]

    def path(self, part: str) -> Path:
        """Return where a part lies or would lie; two letters a folder, since there may be many."""
        return self.folder / part[:2] / f"{part}.parquet"

    def read(self, part: str) -> "pandas.DataFrame | None":
        """Return the rows of a part; None if it is not there. Raises DamagedPartError if it cannot be read."""
        import pyarrow

        path = self.path(part)
        try:
            return read_frame(pyarrow.BufferReader(path.read_bytes()))
        except FileNotFoundError:
            return None
        except (pyarrow.ArrowException, OSError, ValueError) as problem:
            raise DamagedPartError(path) from problem

    def write(self, part: str, rows: "pandas.DataFrame") -> None:
        """Write a part so that it is there whole or not at all; ExperimentError if it cannot be written."""
        import pyarrow
        import pyarrow.parquet

        sink = pyarrow.BufferOutputStream()
        table = pyarrow.Table.from_pandas(rows)
        pyarrow.parquet.write_table(table, sink, compression="zstd", write_page_checksum=True)
        path = self.path(part)
        partial = path.with_name(f"{part}.{os.getpid()}.{threading.get_ident()}{PARTIAL}")
        try:
            path.parent.mkdir(exist_ok=True)
            publish(partial, path, sink.getvalue())
        except OSError as problem:
            partial.unlink(missing_ok=True)
            raise ExperimentError(refusal(self.folder, problem)) from None

    def sweep_out(self) -> None:
        """Remove what a killed process left half-written, once it is an hour old."""
        for path in self.folder.glob(f"*/*{PARTIAL}"):
            try:
                if time.time() - path.stat().st_mtime > PARTIAL_KEPT:
                    path.unlink()
            except FileNotFoundError:  # another process was quicker
                continue


class DamagedPartError(Exception):
    """A part stands in the store but cannot be read; whoever meets it runs it again."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: cannot be read")
        self.path = path


def publish(partial: Path, path: Path, content: object) -> None:
    """Write a file beside its place and move it there in one step, with both on disk before this returns."""
    with partial.open("wb") as file:
        file.write(content)  # type: ignore[arg-type]
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def refusal(folder: Path, problem: OSError) -> str:
    """Say in the reader's words why a store cannot be written."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{folder}: the disk is full; what was written before is kept, and the same command goes on from there"
    return f"{folder}: the store cannot be written ({problem.strerror})"


# ---------------------------------------------------------------- which folder
def aloud(text: str) -> None:
    """Say something on standard error."""
    print(text, file=sys.stderr)


def open_store(folder: Path, say: Callable[[str], None] = aloud) -> Store:
    """Return the store in a folder, made if need be; ExperimentError if it cannot be made or written."""
    probe = folder / f"probe.{os.getpid()}{PARTIAL}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise ExperimentError(refusal(folder, problem)) from None
    store = Store(folder, say)
    store.sweep_out()
    return store


def default_folder() -> Path:
    """Return `$AFTERMATH_STORE`, else `aftermath/runs` in the user's folder for caches."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / HOME_FOLDER


def default_store(say: Callable[[str], None] = aloud) -> Store | None:
    """Return the store that commands share; None, said in a line, if its folder cannot be made or written."""
    try:
        return open_store(default_folder(), say)
    except ExperimentError as problem:
        say(f"{problem}; going on without it")
        return None


# ---------------------------------------------------------------- which model
@cache
def model_digest() -> str:
    """Return the hash of all that can change a run or an outcome: code, seeds, and who does the arithmetic."""
    whole = blake2b(digest_size=DIGEST_BYTES)
    for root, path in acting_files():
        whole.update(f"{path.relative_to(root).as_posix()}\0".encode())
        whole.update(blake2b(path.read_bytes(), digest_size=DIGEST_BYTES).digest())
    for name in ARITHMETIC:
        whole.update(f"{name} {metadata.version(name)}\0".encode())
    return whole.hexdigest()


def acting_files() -> Iterator[tuple[Path, Path]]:
    """Yield the files under sim/ and seeds/ that can change a run or an outcome, each with its root, in order."""
    for path in sorted(SIM.rglob("*.py")):
        if path.relative_to(SIM).parts[0] not in ABOVE_RUNS:
            yield SIM, path
    for path in sorted(SEEDS.rglob("*")):
        if path.is_file() and path.name not in NO_FACTS:
            yield SEEDS, path
