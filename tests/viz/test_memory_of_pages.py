"""Memory that pages held is given back, once for many that close together; without glibc nothing is tried."""

import threading
import time
from types import SimpleNamespace

from viz import memory


def test_pages_that_close_together_give_back_at_one_go(monkeypatch):
    given = threading.Semaphore(0)
    monkeypatch.setattr(memory, "AFTER", 0.05)
    monkeypatch.setattr(memory, "libc", lambda: SimpleNamespace(malloc_trim=lambda _: given.release()))
    giving = memory.GivingBack()
    for _ in range(5):
        giving.opened()()
    assert given.acquire(timeout=10)
    assert not given.acquire(timeout=0.2)
    giving.opened()()
    assert given.acquire(timeout=10)


def test_where_there_is_no_glibc_nothing_is_tried(monkeypatch):
    monkeypatch.setattr(memory, "libc", lambda: None)
    memory.share_heaps()
    before = threading.active_count()
    memory.GivingBack().opened()()
    time.sleep(0.01)
    assert threading.active_count() == before
