"""Texts that many look at are made once, kept within bounds, and made again where making failed."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from viz.screen.once import Once


def test_a_text_that_many_ask_for_at_once_is_made_once():
    once, made, all_there = Once(), [], threading.Barrier(8)

    def make():
        made.append(1)
        return "text"

    def ask(_):
        all_there.wait(10)
        return once.text("key", make)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == ["text"] * 8
    assert len(made) == 1
    assert not once.making


def test_the_longest_unused_is_given_up():
    once = Once(2)
    for key in ("a", "b", "a", "c"):
        once.text(key, lambda key=key: key)
    assert list(once.texts) == ["a", "c"]


def test_what_could_not_be_made_is_tried_again():
    once = Once()
    with pytest.raises(ZeroDivisionError):
        once.text("key", lambda: str(1 // 0))
    assert once.text("key", lambda: "text") == "text"
    assert not once.making
