"""Every run is in one part, whatever was planned when, and a part's name says all that can change its rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.experiments.sweep.folder.names import Names
from sim.experiments.sweep.folder.parts import BLOCK, LEAST, MOST, Grid, Part, Span, default_block, name_of, slabs_of
from sim.scenario import WEEKS

VALUES = np.array([[0.5, 1.0], [0.25, 0.0]])


@given(
    points=some.integers(1, 40),
    replicates=some.integers(1, 40),
    growths=some.lists(some.tuples(some.booleans(), some.integers(1, 30)), max_size=3),
    scenarios=some.integers(1, 3),
    block=some.integers(1, 64),
)
def test_every_run_is_in_one_part_however_the_sweep_grew(points, replicates, growths, scenarios, block):
    grown, now = [], (points, replicates)
    for by_points, more in growths:
        now = (now[0] + more, now[1]) if by_points else (now[0], now[1] + more)
        grown.append(now)
    grid = Grid(slabs_of(points, replicates, grown, scenarios, block))
    parts = [grid.part(number) for number in range(len(grid))]
    found = [
        (point, replicate)
        for part in parts
        for point in range(part.points.first, part.points.end)
        for replicate in range(part.replicates.first, part.replicates.end)
    ]
    assert len(found) == len(set(found)) == now[0] * now[1]
    assert set(found) == {(point, replicate) for point in range(now[0]) for replicate in range(now[1])}
    assert [part.number for part in parts] == list(range(len(parts)))
    assert all(part.runs(scenarios) <= max(block, scenarios) for part in parts)


@given(length=some.integers(1, 1000), most=some.integers(1, 200))
def test_pieces_are_of_nearly_the_same_size(length, most):
    sizes = [len(Span(3, 3 + length).cut(most, at)) for at in range(Span(3, 3 + length).pieces(most))]
    assert sum(sizes) == length
    assert max(sizes) - min(sizes) <= 1
    assert 1 <= max(sizes) <= most


def test_parts_before_a_growth_are_the_parts_after_it():
    before = Grid(slabs_of(10, 8, [], 2, 32))
    after = Grid(slabs_of(10, 8, [(10, 16), (20, 16)], 2, 32))
    assert [after.part(at) for at in range(len(before))] == [before.part(at) for at in range(len(before))]
    assert len(after) > len(before)


def test_all_points_come_before_any_has_more_replicates():
    grid = Grid(slabs_of(5, 64, [], 2, 32))
    first = [grid.part(number).replicates.first for number in range(len(grid))]
    assert first == sorted(first)


def test_a_part_with_no_number_is_none():
    with pytest.raises(IndexError):
        Grid(slabs_of(1, 1, [], 1, 1)).part(1)


def test_whatever_changes_rows_changes_the_name_and_only_that():
    part = Part(0, Span(0, 2), Span(0, 4))
    same = [
        name_of(part, "model", "sweep", VALUES),
        name_of(Part(7, part.points, part.replicates), "model", "sweep", VALUES),
    ]
    other = [
        name_of(part, "other", "sweep", VALUES),
        name_of(part, "model", "other", VALUES),
        name_of(part, "model", "sweep", np.nextafter(VALUES, 2)),
        name_of(part, "model", "sweep", VALUES[::-1]),
        name_of(Part(0, Span(2, 4), Span(0, 4)), "model", "sweep", VALUES),
        name_of(Part(0, Span(0, 2), Span(4, 8)), "model", "sweep", VALUES),
    ]
    assert len(set(same)) == 1
    assert len({*same, *other}) == 1 + len(other)


@given(
    some.sets(some.binary(min_size=16, max_size=16).map(bytes.hex), max_size=30), some.binary(min_size=16, max_size=16)
)
def test_a_set_of_names_knows_its_names_and_no_other(names, other):
    known = Names(iter([*names, "README", "x" * 32, "0" * 31]))
    ending_in_zeros = {name[:-4] + "0000" for name in names}
    assert len(known) == len(names)
    assert all(name in known for name in names)
    assert (other.hex() in known) == (other.hex() in names)
    assert all((name in Names(iter(ending_in_zeros))) for name in ending_in_zeros)
    assert all((name in known) == (name in names) for name in ending_in_zeros)


def test_long_runs_make_small_parts_and_short_ones_large_parts():
    assert default_block(WEEKS) == BLOCK
    assert LEAST <= default_block(520) < BLOCK < default_block(26) <= default_block(1) == MOST
