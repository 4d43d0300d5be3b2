"""The look of figures: inks can be read, and a scenario looks the same wherever it appears, unlike all others."""

import re
from itertools import combinations
from pathlib import Path

import pytest

import viz
from sim.compare import HIGHER, LOWER, NOWHERE, OPEN, SAME, TOO_FEW
from sim.places import SIDES
from viz import style
from viz.style import looks

# Viénot, Brettel & Mollon (1999): what is left of linear RGB for protanopes and deuteranopes.
PROTAN = ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0))
DEUTAN = ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0))
NORMAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
TEXT, MARKS = 4.5, 3.0  # contrast on paper that WCAG 2.2 (AA) asks of words and of marks
APART = 0.06  # in linear light, summed over channels, or in brightness


def linear(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]


def brightness(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour):
    return (brightness(style.PAPER) + 0.05) / (brightness(colour) + 0.05)


def seen(colour, eyes):
    return [sum(weight * light for weight, light in zip(row, linear(colour), strict=True)) for row in eyes]


@pytest.mark.parametrize("ink", [style.INK, style.MUTED, style.UP, style.DOWN, style.FLAT])
def test_every_ink_for_words_can_be_read(ink):
    assert contrast(ink) >= TEXT


@pytest.mark.parametrize("look", [*style.SCENARIOS.values(), *style.SPARE], ids=lambda look: look.colour)
def test_every_mark_stands_out_from_paper(look):
    assert contrast(look.colour) >= MARKS


@pytest.mark.parametrize("eyes", [NORMAL, PROTAN, DEUTAN], ids=["all colours", "without red", "without green"])
def test_higher_and_lower_are_told_apart_by_everybody(eyes):
    up, down = seen(style.UP, eyes), seen(style.DOWN, eyes)
    assert sum(abs(one - other) for one, other in zip(up, down, strict=True)) > APART


@pytest.mark.parametrize("eyes", [NORMAL, PROTAN, DEUTAN], ids=["all colours", "without red", "without green"])
@pytest.mark.parametrize("other", ["siege_broken", "siege_broken_turkey", "siege_broken_mainstream"])
def test_the_fall_is_told_from_broken_sieges_by_everybody(other, eyes):
    pair = [seen(style.SCENARIOS[each].colour, eyes) for each in ("aleppo_falls", other)]
    assert sum(abs(a - b) for a, b in zip(*pair, strict=True)) > APART


def test_colour_is_never_the_only_sign():
    every = [*style.SCENARIOS.values(), *style.SPARE]
    assert len({each.marker for each in every}) == len(every)
    assert len({str(each.dash) for each in style.SCENARIOS.values()}) == len(style.SCENARIOS)
    assert len({each.colour for each in every}) == len(every)
    signs = [(each.marker, each.filled) for each in style.VERDICTS.values()]
    assert len(set(signs)) == len(signs)
    assert set(style.VERDICTS) == {HIGHER, LOWER, SAME, OPEN, TOO_FEW, NOWHERE}


def test_no_colour_of_a_verdict_is_that_of_a_scenario():
    assert not {style.UP, style.DOWN} & {each.colour for each in style.SCENARIOS.values()}


def test_a_scenario_looks_the_same_in_any_company():
    for one, other in combinations(style.SCENARIOS, 2):
        assert looks([one, other])[one] == looks([other, one])[one] == style.SCENARIOS[one]


def test_a_scenario_with_policies_looks_like_itself_unless_both_are_there():
    assert looks(["aleppo_falls+no_fly_zone"])["aleppo_falls+no_fly_zone"] == style.SCENARIOS["aleppo_falls"]
    both = looks(["aleppo_falls+no_fly_zone", "aleppo_falls"])
    assert both["aleppo_falls"] == style.SCENARIOS["aleppo_falls"]
    assert both["aleppo_falls+no_fly_zone"] != both["aleppo_falls"]


def test_scenarios_of_a_readers_own_look_different_from_all_others_there():
    names = [*style.SCENARIOS, *(f"mine_{at}" for at in range(4))]
    found = looks(names)
    assert len({each.colour for each in found.values()}) == len(names)


def test_every_side_has_a_colour():
    assert set(style.SIDE_COLOURS) == set(SIDES)
    assert len(set(style.SIDE_COLOURS.values())) == len(SIDES)


def colours_of_the_app():
    """Return the colours of the app's light theme, by the names of the style sheet."""
    light = (Path(viz.__file__).parent / "assets/custom.css").read_text().partition(":root {")[2].partition("}")[0]
    return dict(re.findall(r"--(\w+): (#\w+)", light))


def test_the_app_and_the_figures_have_the_same_colours():
    app = colours_of_the_app()
    assert {side: app[side] for side in SIDES} == style.SIDE_COLOURS
    assert [app["a"], app["b"]] == [style.SCENARIOS[each].colour for each in ("aleppo_falls", "siege_broken")]
    assert [app["diff"], app["ink"], app["muted"], app["line"]] == [style.UP, style.INK, style.MUTED, style.LINE]
