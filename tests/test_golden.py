"""Golden runs: a number that moves must be meant to; `make golden` rewrites them."""

from typing import Any

import numpy as np
import pytest

from tests import golden

ONE_IN_THE_LAST_DIGIT = 1.5 * 10.0 ** (1 - golden.DIGITS)


def differs(was: Any, now: Any) -> bool:
    """Say whether numbers differ: whole ones at all, others beyond the digits that are kept."""
    a, b = np.array(was), np.array(now)
    if a.shape != b.shape or a.dtype.kind in "USO":
        return bool(was != now)
    if a.dtype.kind in "biu" and b.dtype.kind in "biu":
        return not np.array_equal(a, b)
    return not np.allclose(a.astype(float), b.astype(float), rtol=ONE_IN_THE_LAST_DIGIT, atol=1e-12)


@pytest.mark.parametrize("name", golden.RUNS)
def test_the_numbers_are_those_that_were_kept(name: str) -> None:
    was, now = golden.kept(name), golden.flat(golden.measured(name))
    moved = sorted({key for key in {*was, *now} if key not in was or key not in now or differs(was[key], now[key])})
    assert moved == [], "numbers moved: if they were meant to, `make golden` and say why in the changelog"


def test_a_number_that_moves_is_seen() -> None:
    assert differs([1, 2], [1, 3])
    assert differs([1.0, 2.0], [1.0, 2.0001])
    assert differs([1.0], [1.0, 2.0])
    assert not differs([0.123456], [0.1234561])
    assert not differs([1, 2], [1, 2])


def test_numbers_are_kept_to_six_digits() -> None:
    assert golden.rounded(1234567.0) == 1234570.0
    assert golden.rounded(0.00012345678) == 0.000123457
