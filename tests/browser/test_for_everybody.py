"""For everybody: by keyboard alone, by screen reader, on a phone, in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.looks import drawn, switch

MOST_TABS = 60


def tab_to(page, name):
    """Press Tab until something whose name begins so has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        label = page.evaluate(
            "() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || ''"
        )
        if label.startswith(name):
            return
    raise AssertionError(f"{MOST_TABS} times Tab never came to {name}")


def test_everything_can_be_done_by_keyboard(open_page):
    page = open_page()
    drawn(page)
    tab_to(page, "C13: ")
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Space")
    expect(switch(page, "C13")).not_to_be_checked()
    tab_to(page, "Strength of C13")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-claim="C13"] output').first).to_have_text("× 0.5")
    tab_to(page, "More about C13")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Why this might be wrong").first).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.locator('[data-claim="C13"] output').first).to_have_text("× 0.25")


def test_the_map_can_be_walked_by_keyboard(open_page):
    page = open_page("?v=1&week=31")
    drawn(page)
    page.locator('[data-map="a"] svg').focus()
    page.keyboard.press("ArrowUp")
    first = page.locator(".place-info strong").first.inner_text()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".place-info strong").first).not_to_have_text(first)
    expect(page.locator(".place-info")).to_contain_text("people")


def test_the_skip_link_leads_past_the_panel(open_page):
    page = open_page()
    page.wait_for_selector("#am-main")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "am-main"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(open_page, theme, width):
    page = open_page(
        "?v=1&week=31&claims=C13:0.0&a=aleppo_falls@9&b=reference+us_repudiates@20", width=width, color_scheme=theme
    )
    drawn(page)
    if width < 900:
        page.get_by_role("button", name="Assumptions, 1 changed").click()
    page.get_by_role("button", name="More about C14").click()
    page.get_by_role("button", name="Policies of world B").evaluate("each => each.click()")
    page.locator('[data-mark="a:aleppo_falls"]').focus()
    expect(page.get_by_role("button", name="A week later")).to_be_visible()
    found = Axe().run(page).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"][:160] for node in each["nodes"][:4]]) for each in grave] == []
    assert page.evaluate("() => document.documentElement.lang") == "en"


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800), (1920, 1080)])
def test_nothing_runs_over_the_edge(open_page, width, height):
    page = open_page("?v=1&week=31", width=width, height=height)
    drawn(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_on_a_phone_the_assumptions_come_and_go(open_page):
    page = open_page(width=390, height=844)
    drawn(page)
    expect(page.get_by_role("complementary")).to_be_hidden()
    page.get_by_role("button", name="Assumptions").click()
    expect(page.get_by_role("complementary")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()


def test_the_theme_that_was_chosen_stays(open_page):
    page = open_page(color_scheme="light")
    page.get_by_role("button", name="Theme: auto. Change").click()
    page.get_by_role("button", name="Theme: light. Change").click()
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    page.reload()
    expect(page.get_by_role("button", name="Theme: dark. Change")).to_be_visible()
