"""Where a sweep's folder lies: on this machine, or in an object store that fsspec reaches."""

import errno
import os
import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sim.errors import ExperimentError
from sim.experiments.store import PARTIAL, PARTIAL_KEPT, publish

SCHEME = "://"
HERE = "file://"


class UnwritableError(ExperimentError):
    """A folder cannot be written, or not any more."""


class Place(ABC):
    """A folder of files that are read whole and written whole; names are relative, with slashes."""

    address: str

    @abstractmethod
    def read(self, name: str) -> bytes:
        """Return a file's content; FileNotFoundError if it is not there."""

    @abstractmethod
    def write_whole(self, name: str, content: bytes) -> None:
        """Write a file so that it is there whole or not at all; ExperimentError if it cannot be written."""

    @abstractmethod
    def exists(self, name: str) -> bool:
        """Return whether there is such a file."""

    @abstractmethod
    def names(self, under: str = "") -> Iterator[str]:
        """Yield the names of all files, or of those under a folder, but for hidden ones."""

    @abstractmethod
    def move(self, name: str, to: str) -> None:
        """Move a file."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """Remove a file."""

    @abstractmethod
    def open(self, name: str) -> Any:
        """Return a file opened for reading in pieces; FileNotFoundError if it is not there."""


class Local(Place):
    """A folder on this machine, or one that several machines share."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.address = str(path)

    def read(self, name: str) -> bytes:
        """Return a file's content."""
        return (self.path / name).read_bytes()

    def write_whole(self, name: str, content: bytes) -> None:
        """Write beside, then move in one step; what is half-written is hidden from whoever lists the folder."""
        path = self.path / name
        partial = path.with_name(f".{path.name}.{socket.gethostname()}.{os.getpid()}{PARTIAL}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            publish(partial, path, content)
        except OSError as problem:
            with suppress(OSError):  # where the folder is a file, or was not made
                partial.unlink()
            raise UnwritableError(refusal(self.address, problem)) from None

    def exists(self, name: str) -> bool:
        """Return whether there is such a file."""
        return (self.path / name).is_file()

    def names(self, under: str = "") -> Iterator[str]:
        """Yield names, folder by folder."""
        try:
            entries = list(os.scandir(self.path / under))
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            name = f"{under}/{entry.name}" if under else entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                yield from self.names(name)
            else:
                yield name

    def move(self, name: str, to: str) -> None:
        """Move a file."""
        try:
            (self.path / to).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.path / name, self.path / to)
        except OSError as problem:
            raise UnwritableError(refusal(self.address, problem)) from None

    def remove(self, name: str) -> None:
        """Remove a file."""
        try:
            (self.path / name).unlink()
        except OSError as problem:
            raise UnwritableError(refusal(self.address, problem)) from None

    def open(self, name: str) -> Any:
        """Return a file opened for reading."""
        return (self.path / name).open("rb")

    def sweep_out(self, younger: bool) -> None:
        """Remove what the dead left half-written: what is an hour old, or all of it where nobody else writes."""
        for path in self.path.rglob(f".*{PARTIAL}"):
            try:
                if younger or time.time() - path.stat().st_mtime > PARTIAL_KEPT:
                    path.unlink()
            except FileNotFoundError:  # another process was quicker
                continue


class Far(Place):
    """A folder in an object store: a PUT is there whole or not at all."""

    def __init__(self, address: str) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise ExperimentError(f"{address} needs fsspec: pip install 'aftermath[dask]'") from None
        self.address = address.rstrip("/")
        try:
            self.system, self.root = url_to_fs(self.address)
        except (ImportError, ValueError) as problem:
            raise ExperimentError(f"{address}: {problem}") from None
        self.system.use_listings_cache = False

    def at(self, name: str) -> str:
        """Return the full name of a file."""
        return f"{self.root.rstrip('/')}/{name}"

    @contextmanager
    def reached(self) -> Iterator[None]:
        """Turn what only a store's own client raises (no credentials, no such bucket) into words."""
        try:
            yield
        except OSError:
            raise
        except Exception as problem:  # noqa: BLE001  every store has errors of its own
            raise UnwritableError(f"{self.address}: {type(problem).__name__}: {problem}") from None

    def read(self, name: str) -> bytes:
        """Return a file's content."""
        with self.reached():
            return bytes(self.system.cat_file(self.at(name)))

    def write_whole(self, name: str, content: bytes) -> None:
        """Put an object."""
        try:
            with self.reached():
                self.system.pipe_file(self.at(name), content)
        except OSError as problem:
            raise UnwritableError(refusal(self.address, problem)) from None

    def exists(self, name: str) -> bool:
        """Return whether there is such an object."""
        with self.reached():
            return bool(self.system.isfile(self.at(name)))

    def names(self, under: str = "") -> Iterator[str]:
        """Yield names as the store lists them."""
        self.system.invalidate_cache()
        root = self.root.strip("/")
        with self.reached():
            every = self.system.find(self.at(under).rstrip("/"))
        for found in every:
            name = str(found).strip("/").removeprefix(root).lstrip("/")
            if not any(word.startswith(".") for word in name.split("/")):
                yield name

    def move(self, name: str, to: str) -> None:
        """Copy an object, then remove it."""
        with self.reached():
            self.system.mv(self.at(name), self.at(to))

    def remove(self, name: str) -> None:
        """Remove an object."""
        with self.reached():
            self.system.rm_file(self.at(name))

    def open(self, name: str) -> Any:
        """Return an object opened for reading."""
        with self.reached():
            return self.system.open(self.at(name), "rb")


def place_of(address: str | Path) -> Place:
    """Return the place an address names: a URL is reached by fsspec, all else is a path."""
    text = str(address)
    if text.startswith(HERE):
        return Local(Path(text.removeprefix(HERE)))
    return Far(text) if SCHEME in text else Local(Path(text))


def refusal(where: str, problem: OSError) -> str:
    """Say in the reader's words why a folder cannot be written."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{where}: the disk is full"
    return f"{where}: the folder cannot be written ({problem.strerror or problem})"
