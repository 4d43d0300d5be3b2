"""Why in a browser: from a chart to the claims that carry its difference, and the command that says the same."""

import csv
import io
import json
import re
import shlex
import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.looks import drawn, switch

# A few claims of the essay on, for runs of a year: a second or two of work.
FEW = "?v=1&page=why&b=siege_broken_turkey&set=null&claims=C19:1.0,C28:1.0,C37:2.0&outcome=rad_share_short&depth=glance"
WHOLE = '[data-part="answer"][data-whole="true"]'


def found_out(page):
    """Find out, unless another reader of this server has, and wait for the answer."""
    begin = page.get_by_role("button", name=re.compile("Find out|Go on"))
    expect(begin.or_(page.locator(WHOLE))).to_be_visible()
    if begin.count():
        begin.click()
    page.wait_for_selector(WHOLE)
    return page


def rows_of(page, part):
    """Return the rows that a part saves."""
    page.locator(f'[data-part="{part}"]').get_by_role("button", name="Save ").press("Enter")
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="CSV").click()
    return list(csv.DictReader(io.StringIO(saved.value.path().read_text(encoding="utf-8"))))


def test_a_chart_leads_to_its_why(open_page):
    page = open_page("?v=1&set=null&claims=C34:1.0")
    drawn(page)
    page.get_by_role("button", name="Why? Where Populist vote in Europe comes from").evaluate("each => each.click()")
    expect(page.get_by_role("combobox", name="Of this outcome")).to_have_value("populism_long")
    expect(page.get_by_role("link", name="Why")).to_have_attribute("aria-current", "page")
    page.go_back()
    drawn(page)


def test_the_page_says_number_by_number_what_its_command_says(open_page):
    page = found_out(open_page(FEW))
    page.locator(".am-why-ask summary").click()
    words = shlex.split(page.locator(".am-why-ask pre").inner_text())
    assert words[:2] == ["aftermath", "explain"]
    command = [sys.executable, "-m", "sim.cli", *words[1:], "--output", "json", "--quiet", "--no-store"]
    told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout)

    ends = rows_of(page, "answer")
    for ours, theirs in zip(ends, [*told["contrast"], *told["sets"]], strict=True):
        assert float(ours["difference"]) == pytest.approx(theirs["difference"], rel=1e-12)
        assert ours["word"] == theirs["word"]
    off = {row["name"]: row for row in told["knockouts"] if row["switched"] == "off"}
    claims, bundles = rows_of(page, "claim"), rows_of(page, "bundle")
    assert {row["name"] for row in (*claims, *bundles)} == set(off)
    for row in (*claims, *bundles):
        for word in ("change", "change_low", "change_high", "difference"):
            assert float(row[word]) == pytest.approx(off[row["name"]][word], rel=1e-12, abs=1e-12)
    effects = {row["claim"]: float(row["effect"]) for row in rows_of(page, "effect")}
    assert effects == pytest.approx({row["claim"]: row["effect"] for row in told["shapley"]}, rel=1e-12)
    whole = {
        (row["target"], row["who"]): float(row["difference"])
        for row in rows_of(page, "moved")
        if row["week"] == "whole run"
    }
    theirs = {(row["target"], row["who"]): row["difference"] for row in told["postings"] if row["span"] == "whole run"}
    assert whole == pytest.approx(theirs, rel=1e-12)

    first = page.locator('[data-part="claim"] tbody tr').first
    name = max((row["name"] for row in claims), key=lambda each: abs(off[each]["change"]))
    expect(first).to_have_attribute("data-row", name)
    shown = float(first.locator(".number strong").inner_text().replace("−", "-"))
    assert shown == pytest.approx(off[name]["change"], abs=0.051)
    assert shown != 0


def test_a_claim_is_switched_off_where_it_stands_and_undo_brings_the_answer_back(open_page):
    page = found_out(open_page(FEW))
    before = page.locator('[data-part="answer"] .what').inner_text()
    page.locator('[data-part="claim"]').get_by_role("button", name="Switch off").first.click()
    expect(page.get_by_role("button", name="Assumptions, 2 changed")).to_be_visible()  # of three claims
    expect(page.get_by_text("before your last change")).to_be_visible()
    expect(page.get_by_role("button", name="Find out")).to_be_visible()
    page.keyboard.press("Control+z")
    page.wait_for_selector(WHOLE)
    assert page.locator('[data-part="answer"] .what').inner_text() == before
    expect(page.get_by_role("button", name="Find out")).to_have_count(0)
    claim = page.locator('[data-part="claim"] tbody tr').first
    claim.locator("button.claim").click()
    expect(switch(page, claim.get_attribute("data-row"))).to_be_visible()


def test_a_long_computation_is_cancelled_and_goes_on(open_page):
    page = open_page("?v=1&page=why&b=siege_broken_turkey&seed=77&outcome=rad_share_short&depth=glance")
    page.get_by_role("button", name="Find out").click()
    page.wait_for_selector('[data-part="answer"]')
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.locator('[data-part="answer"]')).to_have_attribute("data-whole", "false")
    expect(page.get_by_text("runs of 52 weeks")).to_be_visible()
    found_out(page)
    expect(page.locator('[data-answer="carries"]')).not_to_contain_text("Not known yet")


def test_the_cursor_moves_along_what_was_posted(open_page):
    page = found_out(open_page(FEW + "&week=20"))
    table = page.locator('[data-part="moved"] table')
    expect(table).to_contain_text("week 20")
    page.get_by_role("button", name="One week on").click()
    expect(table).to_contain_text("week 21")
    page.locator('[data-part="moved"]').get_by_role("button", name="A", exact=True).click()
    expect(page.locator('[data-part="moved"] svg.plot')).to_have_attribute("aria-label", re.compile(", A, by week"))


def test_where_nothing_can_be_found_out_the_page_says_why(open_page):
    page = open_page("?v=1&page=why&set=null")
    expect(page.get_by_text("there is nothing to explain")).to_be_visible()
    expect(page.get_by_role("button", name="Find out")).to_have_count(0)
    page = open_page("?v=1&page=why&b=aleppo_falls")
    expect(page.get_by_text("A and B are the same scenario")).to_be_visible()
    page.get_by_role("button", name="A by itself").click()
    expect(page.get_by_role("button", name="Find out")).to_be_visible()


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_serious_in_an_answer(open_page, theme, width):
    page = found_out(open_page(FEW, width=width, color_scheme=theme))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.locator('[data-part="claim"]').get_by_role("button", name="Switch off").first.click()
    expect(page.get_by_text("before your last change")).to_be_visible()
    found = Axe().run(page).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"][:160] for node in each["nodes"][:4]]) for each in grave] == []
