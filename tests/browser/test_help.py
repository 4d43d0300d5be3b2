"""Words and help in a browser: what a reader meets is explained where she meets it, and what differs is said."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.looks import drawn, switch
from viz.glossary import terms
from viz.screen.measures import MEASURES

FALL_OR_TURKEY = "?v=1&b=siege_broken_turkey"


def grave(page, part):
    """Return what axe finds serious in a part of a page."""
    found = Axe().run(page, part).response["violations"]
    return [
        (each["id"], [node["html"][:160] for node in each["nodes"][:4]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def focused(page):
    return page.evaluate("() => document.activeElement.innerText || document.activeElement.getAttribute('aria-label')")


def test_the_dialog_is_walked_by_keyboard_and_gives_the_focus_back(open_page):
    page = open_page("?v=1&page=history")
    page.get_by_role("button", name="Help", exact=True).press("Enter")
    dialog = page.get_by_role("dialog", name="Help")
    expect(page.get_by_role("tab", name="How to read a chart")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Words")).to_be_focused()
    expect(dialog.locator("dt:visible")).to_have_count(len(terms()))
    page.keyboard.press("Tab")
    page.keyboard.type("same luck")
    expect(dialog.locator("dt:visible")).to_contain_text(["A and B", "pair"])
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("() => !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert focused(page) == "Help"


@pytest.mark.parametrize(("query", "word"), [("", "pair"), ("&page=why", "knock-out"), ("&page=argument", "rival")])
def test_a_word_is_explained_where_it_is_first_met(open_page, query, word):
    page = open_page(f"?v=1{query}")
    met = page.locator(f'.am-main am-term[word="{word}"] button').first
    expect(met).to_have_attribute("title", terms()[word]["says"])
    met.press("Enter")
    expect(page.locator(f'[data-term="{word}"]')).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(met).to_be_focused()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_serious_in_the_dialog(open_page, theme, width):
    page = open_page("?v=1&page=history", width=width, color_scheme=theme)
    page.get_by_role("button", name="Help", exact=True).click()
    for tab in ("How to read a chart", "Words", "Tour and documents"):
        page.get_by_role("tab", name=tab).click()
        assert grave(page, ".am-help") == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_charts_say_what_differs_and_what_a_change_moved(open_page):
    page = open_page(FALL_OR_TURKEY)
    drawn(page, "siege_broken_turkey", ready=True)
    expect(page.locator("[data-word]")).to_have_count(len(MEASURES))
    differing = page.locator('[data-part="differing"]')
    names = page.locator('[data-word="clearly higher"], [data-word="clearly lower"]')
    expect(differing).to_contain_text(f"{names.count()} of {len(MEASURES)} measures differ")
    expect(differing).not_to_contain_text("What you changed")

    differing.get_by_role("link").first.click()
    assert page.evaluate("() => !!document.activeElement.querySelector('[data-word^=\"clearly\"]')")
    betrayal = page.locator('[data-chart="betrayal"]')
    betrayal.locator("[data-word]").click()
    expect(betrayal).to_contain_text("95 % interval")

    switch(page, "C13").click()
    drawn(page, "C13:0", ready=True)
    moved = page.locator('[data-part="moved-by-change"]')
    expect(moved).to_contain_text("What you changed moved")
    expect(moved.get_by_role("link", name="Ruler thought irremovable")).to_contain_text("down")
    expect(page.locator('[data-chart="irremovability"] .yours')).to_contain_text("lower now")
    page.keyboard.press("Control+z")
    expect(moved).to_have_count(0)
    assert grave(page, ".am-charts") == []
