"""Memory that is dropped is kept for what comes next, where the C library can be asked to."""

import ctypes
import sys

import numpy as np
import pytest

from sim.memory import keep_freed_memory

SIZE, ROUNDS = 2 << 20, 50  # bytes of an array as large as the people of a block of runs


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks glibc")
def test_arrays_that_come_and_go_take_no_fresh_pages() -> None:
    resource = pytest.importorskip("resource")
    if not hasattr(ctypes.CDLL(None), "mallopt"):
        pytest.skip("a C library without mallopt")
    keep_freed_memory()

    def fresh_pages() -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        kept = [np.full(SIZE, 1, dtype=np.uint8) for _ in range(4)]
        del kept
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)

    fresh_pages()
    assert sum(fresh_pages() for _ in range(ROUNDS)) < ROUNDS * SIZE / resource.getpagesize() / 10


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_a_system_without_that_library_is_left_alone(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", none)
    keep_freed_memory.__wrapped__()
