"""One driver at a time works in a sweep's folder; shards of a sweep may work side by side."""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sim.errors import RefusedError
from sim.experiments.sweep.folder.place import Local, Place, UnwritableError, refusal

LOCK = ".lock"
BEGINNING = f"{LOCK}-begin"
PATIENCE, PAUSE = 1.0, 0.05  # seconds: whoever only looks who is there holds the lock for a moment
PATIENCE_AT_FIRST = 600.0  # seconds: shards that start at once wait for the one that begins the folder


@dataclass(frozen=True)
class Shard:
    """The `number`th of `of` shares of a sweep's parts, counted from 1."""

    number: int = 1
    of: int = 1


WHOLE = Shard()


@contextmanager
def held(place: Place, shard: Shard = WHOLE) -> Iterator[None]:
    """Hold a folder for as long as the block lasts; RefusedError says who has it.

    The system frees the lock of a process that ends in whatever way. An object store has no locks: nothing is held.
    """
    if not isinstance(place, Local):
        yield
        return
    with taken(place.path / LOCK, shared=shard.of > 1):
        if shard.of == 1:
            place.sweep_out(younger=True)
            yield
            return
        with taken(place.path / f"{LOCK}-{shard.number}-of-{shard.of}", shared=False):
            place.sweep_out(younger=False)
            yield


@contextmanager
def beginning(place: Place) -> Iterator[None]:
    """Be the only one that begins a folder: shards may start at the same instant, and all hold it."""
    if not isinstance(place, Local):
        yield
        return
    with taken(place.path / BEGINNING, shared=False, patience=PATIENCE_AT_FIRST):
        yield


@contextmanager
def taken(path: Path, shared: bool, patience: float | None = None) -> Iterator[None]:
    """Hold one lock file and say in it who holds it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as problem:
        raise UnwritableError(refusal(str(path.parent), problem)) from None
    try:
        give_up = time.monotonic() + (PATIENCE if patience is None else patience)
        while not locked(file, shared):
            if time.monotonic() > give_up:
                raise RefusedError(f"{path.parent}: {holder(path)} works there; wait for its end, or stop it")
            time.sleep(PAUSE)
        me = {"pid": os.getpid(), "host": socket.gethostname(), "since": f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC"}
        os.ftruncate(file, 0)
        os.pwrite(file, json.dumps(me).encode(), 0)
        yield
    finally:
        os.close(file)


def locked(file: int, shared: bool) -> bool:
    """Try to lock an open file."""
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as problem:
        raise UnwritableError(
            f"files cannot be locked there ({problem.strerror}); name a folder on another disk"
        ) from None
    return True


def holder(path: Path) -> str:
    """Return who wrote a lock file last, in words."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return f"process {found['pid']} on {found['host']} (since {found['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def who_works(place: Place) -> str:
    """Return who works in a folder, in words; empty if nobody does, or where there are no locks."""
    if not isinstance(place, Local):
        return ""
    path = place.path / LOCK
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return ""
    try:
        return "" if locked(file, shared=False) else holder(path)
    finally:
        os.close(file)
