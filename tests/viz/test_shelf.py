"""Results that were run are kept in order and within memory."""

import pytest

from tests.viz.made_up import results_of, same
from viz.screen.results import join
from viz.service.shelf import Shelf

ONE = results_of(1, 2).nbytes


def test_runs_join_in_order_whatever_order_they_come_in() -> None:
    parts = [results_of(2, 2, deaths=[[at] * 3, [at + 1] * 3]) for at in (0, 2, 4)]
    entry = Shelf(0).look_up("a")
    for first, part in ((4, parts[2]), (0, parts[0]), (2, parts[1])):
        entry.add(first, part)
        assert entry.holds(first)
    assert entry.standing is not None
    assert same(entry.standing, join(join(parts[0], parts[1]), parts[2]))
    assert not entry.holds(6)


def test_runs_that_wait_for_those_before_them_do_not_stand() -> None:
    entry = Shelf(0).look_up("a")
    entry.add(4, results_of(2, 2))
    assert entry.replicates == 0
    assert entry.holds(4)
    assert not entry.holds(0)


def test_runs_that_stand_are_not_replaced() -> None:
    entry = Shelf(0).look_up("a")
    entry.add(0, results_of(2, 2))
    entry.add(0, results_of(2, 2, deaths=[[9] * 3] * 2))
    assert entry.standing is not None
    assert not entry.standing.measures["deaths"].any()


def test_what_many_pages_share_cannot_be_changed() -> None:
    entry = Shelf(0).look_up("a")
    entry.add(0, results_of(1, 2))
    assert entry.standing is not None
    with pytest.raises(ValueError, match="read-only"):
        entry.standing.measures["deaths"][0, 0] = 1


def test_the_longest_unused_is_given_up_first() -> None:
    shelf = Shelf(2 * ONE)
    for key in "abc":
        shelf.look_up(key).add(0, results_of(1, 2))
    shelf.look_up("a")
    shelf.tidy(())
    assert set(shelf.entries) == {"a", "c"}
    assert shelf.nbytes == 2 * ONE


def test_what_somebody_waits_for_is_not_given_up() -> None:
    shelf = Shelf(ONE)
    for key in "abc":
        shelf.look_up(key).add(0, results_of(1, 2))
    shelf.tidy({"a"})
    assert set(shelf.entries) == {"a"}


def test_what_was_only_asked_after_leaves_nothing_behind() -> None:
    shelf = Shelf(ONE)
    shelf.look_up("a")
    shelf.tidy(())
    assert not shelf.entries
