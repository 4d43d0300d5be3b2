"""What docstrings show is what happens."""

import doctest
import importlib

import pytest

from sim.paths import ROOT

SHOWING = [path for path in sorted((ROOT / "sim").rglob("*.py")) if ">>> " in path.read_text(encoding="utf-8")]
MODULES = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in SHOWING]


def test_the_waist_of_the_hourglass_shows_an_example() -> None:
    assert "sim.runs" in MODULES


@pytest.mark.parametrize("module", MODULES)
def test_an_example_in_a_docstring_is_true(module: str) -> None:
    found = doctest.testmod(importlib.import_module(module))
    assert found.attempted > 0
    assert found.failed == 0
