"""The tour in a browser: once by itself, never again unless asked, never in the way."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.looks import drawn, switch

STEPS = 5
KEPT = "() => localStorage.getItem('aftermath.tour')"


def tour(page):
    return page.get_by_role("dialog", name=page.locator("#am-tour-title").inner_text())


def at_step(page, number):
    """Wait until the card stands beside the part of a step."""
    expect(page.locator(".am-tour .card.placed")).to_contain_text(f"{number} of {STEPS}")


def apart(one, other):
    """Whether two boxes do not overlap."""
    beside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
    return beside or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]


def test_it_begins_by_itself_at_the_first_visit_and_never_again(open_page):
    page = open_page(new=True)
    at_step(page, 1)
    expect(tour(page)).to_be_focused()
    page.reload()
    drawn(page)
    expect(page.locator(".am-tour .card")).to_have_count(0)
    expect(page.locator(".am-tour .offer")).to_have_count(0)


def test_each_step_is_walked_by_arrow_keys_and_the_focus_given_back(open_page):
    page = open_page()
    drawn(page)
    page.get_by_role("button", name="Help", exact=True).click()
    page.get_by_role("tab", name="Tour and documents").click()
    page.get_by_role("button", name="Take the tour again").click()
    for number in (1, 2, 3, 4, 5):
        at_step(page, number)
        expect(tour(page)).to_be_focused()
        page.keyboard.press("ArrowRight")
    at_step(page, STEPS)
    page.keyboard.press("ArrowLeft")
    at_step(page, STEPS - 1)
    page.keyboard.press("Escape")
    expect(page.locator(".am-tour .card")).to_have_count(0)
    expect(page.get_by_role("button", name="Help", exact=True)).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800), (1920, 1080)])
def test_the_card_never_lies_on_what_it_points_at(open_page, width, height):
    page = open_page(new=True, width=width, height=height, reduced_motion="reduce")
    for number in range(1, STEPS + 1):
        at_step(page, number)
        page.wait_for_timeout(300)  # the panel opens, the page scrolls
        card, ring = (page.locator(f".am-tour .{each}").bounding_box() for each in ("card", "ring"))
        assert apart(card, ring), (number, card, ring)
        assert card["x"] >= 0
        assert card["y"] >= 0
        assert card["x"] + card["width"] <= width
        assert card["y"] + card["height"] <= height
        page.get_by_role("button", name="Done" if number == STEPS else "Next", exact=True).click()
    expect(page.locator(".am-tour .card")).to_have_count(0)


def test_it_invites_to_an_action_and_leaves_it_to_the_reader(open_page):
    page = open_page(new=True)
    at_step(page, 1)
    page.get_by_role("button", name="Next", exact=True).click()
    at_step(page, 2)
    expect(switch(page, "C13")).to_be_checked()
    switch(page, "C13").click()
    expect(switch(page, "C13")).not_to_be_checked()
    at_step(page, 2)
    page.keyboard.press("Control+z")
    expect(switch(page, "C13")).to_be_checked()


def test_it_can_be_skipped_at_once(open_page):
    page = open_page(new=True)
    at_step(page, 1)
    page.get_by_role("button", name="Skip the tour").click()
    expect(page.locator(".am-tour .card")).to_have_count(0)
    drawn(page)


def test_a_link_that_brings_something_along_is_not_disturbed(open_page):
    page = open_page("?v=1&page=history", new=True)
    expect(page.get_by_role("heading", name="History", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Tour")).to_be_visible()
    expect(page.locator(".am-tour .card")).to_have_count(0)
    page.get_by_role("button", name="No, thanks").click()
    page.reload()
    expect(page.get_by_role("heading", name="History", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Tour")).to_have_count(0)
    assert page.evaluate(KEPT) == "declined"


def test_it_turns_to_the_worlds_where_it_speaks_of_them(open_page):
    page = open_page("?v=1&page=history", new=True)
    page.get_by_role("button", name="Take the tour").click()
    at_step(page, 1)
    expect(page.get_by_role("link", name="Worlds", exact=True)).to_have_attribute("aria-current", "page")
    expect(page.locator(".am-scenarios")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_way(open_page, theme):
    page = open_page(new=True, width=390, height=844, color_scheme=theme)
    for number in range(1, STEPS + 1):
        at_step(page, number)
        found = Axe().run(page, ".am-tour").response["violations"]
        grave = [each for each in found if each["impact"] in ("serious", "critical")]
        assert [(each["id"], [node["html"][:160] for node in each["nodes"][:4]]) for each in grave] == []
        page.keyboard.press("ArrowRight")
