"""The sanity tables: every magnitude of the first model has its counterpart, and the page has them."""

import pytest

from benchmarks import sanity
from sim.outcomes import outcomes_of
from sim.runs import run


@pytest.fixture(scope="module")
def runs():
    few = {name: run(name, replicates=3, weeks=156, assumptions="null", postings=False) for name in ("reference",)}
    table = outcomes_of(few["reference"])
    return {(chosen, name): table for chosen in sanity.SETS for name in (sanity.FALL, *sanity.LED_BY.values())}


def test_every_magnitude_of_the_first_model_has_a_counterpart(runs):
    told = sanity.contrasts(runs, 3000.0)
    for name, _, _, first in sanity.CONTRASTS:
        assert sanity.title(name) in told
        assert len(first) == len(sanity.COLUMNS)


def test_a_world_does_not_differ_from_itself(runs):
    rows = [line for line in sanity.contrasts(runs, 3000.0).splitlines() if "±" in line]
    assert len(rows) == len(sanity.CONTRASTS)
    assert all(line.count("0.00 ± 0.0") == len(sanity.COLUMNS) for line in rows if "share of runs" not in line)


def test_levels_are_shown_for_every_set(runs):
    assert len(sanity.levels(runs, 3000.0).splitlines()) == 2 + len(sanity.LEVELS)


def test_the_page_holds_the_tables():
    found = sanity.MARKED.search(sanity.PAGE.read_text(encoding="utf-8"))
    assert found is not None
    assert "python -m benchmarks.sanity" in found[0]
