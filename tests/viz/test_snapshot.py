"""One week on the map says who holds what, in how many runs."""

import numpy as np
import pytest

from sim.errors import ExperimentError
from sim.places import OPPOSITION, REGIME, SDF
from tests.viz.made_up import ROWS, results_of, row
from viz.screen.snapshot import at_week

PLACE, HOST = row("places", "idlib_north"), row("hosts", "turkey")


def test_of_many_runs_the_most_frequent_holder_is_shown_with_its_share() -> None:
    results = results_of(4, 3)
    results.places["control"][:, 2, PLACE] = [OPPOSITION, SDF, OPPOSITION, OPPOSITION]
    then = at_week(results, 2).places[PLACE]
    assert (then.place, then.side, then.share) == ("idlib_north", "opposition", 0.75)
    assert then.sides == (0.0, 0.75, 0.0, 0.25)
    assert at_week(results, 1).places[PLACE].side == "regime"


def test_of_one_run_its_own_holder_is_shown() -> None:
    results = results_of(4, 3)
    results.places["control"][:, 2, PLACE] = [OPPOSITION, SDF, OPPOSITION, REGIME]
    shown = at_week(results, 2, replicate=1)
    assert (shown.places[PLACE].side, shown.places[PLACE].share) == ("sdf", 1.0)
    assert (shown.replicate, shown.replicates) == (1, 1)


def test_sieges_and_fights_are_shares_of_runs() -> None:
    results = results_of(4, 3)
    results.places["besieged"][:3, 1, PLACE] = True
    results.places["contested"][0, 1, PLACE] = True
    then = at_week(results, 1).places[PLACE]
    assert (then.besieged, then.contested) == (0.75, 0.25)
    assert at_week(results, 1, replicate=3).places[PLACE].besieged == 0.0


def test_people_are_medians_of_runs() -> None:
    results = results_of(3, 3)
    results.detail["residents"][:, 1, PLACE] = [100, 300, 900]
    assert at_week(results, 1).places[PLACE].residents == 300
    assert at_week(results, 1, replicate=2).places[PLACE].residents == 900


def test_a_host_changes_by_what_came_in_four_weeks() -> None:
    results = results_of(3, 9)
    results.hosts["refugees"][:, :, HOST] = 1000 + 10 * np.arange(10)
    shown = at_week(results, 9).hosts[HOST]
    assert (shown.host, shown.refugees, shown.change) == ("turkey", 1090, 40)
    assert at_week(results, 2).hosts[HOST].change == 20
    assert at_week(results, 0).hosts[HOST].change == 0


def test_every_place_and_host_is_shown_under_its_title() -> None:
    shown = at_week(results_of(1, 1), 0)
    assert (len(shown.places), len(shown.hosts)) == (ROWS["places"], ROWS["hosts"])
    assert all(each.title and "(" not in each.title for each in (*shown.places, *shown.hosts))


@pytest.mark.parametrize(("week", "replicate"), [(-1, None), (4, None), (0, 2), (0, -1)])
def test_what_was_not_run_cannot_be_shown(week: int, replicate: int | None) -> None:
    with pytest.raises(ExperimentError, match="outside 0 to"):
        at_week(results_of(2, 3), week, replicate)
