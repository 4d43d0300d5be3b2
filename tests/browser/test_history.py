"""The history page in a browser: the command's numbers, both worlds, sources, and other assumptions on demand."""

import csv
import html
import io
import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from typer.testing import CliRunner

from sim.cli import app
from sim.hindsight.facts import load_facts
from sim.hindsight.words import MARKS, side_in_words

FACTS = load_facts()
HISTORY = "?v=1&page=history"
HITS, SCORE = 1, 4  # columns of the table of themes


def ready(page, wait=None):
    """Wait until the runs stand beside the facts."""
    page.wait_for_selector('.am-facts .score[data-ready="true"]', timeout=wait)


@pytest.fixture(scope="module")
def told():
    """What the command says of the same runs, fact by fact."""
    words = ["backtest", "--no-bundles", "--no-store", "-q", "-o", "json"]
    found = CliRunner().invoke(app, words, prog_name="aftermath")
    assert found.exit_code == 0, found.stderr
    return {each["fact"]: each for each in json.loads(found.stdout)["rows"]}


def test_hits_and_numbers_are_those_of_the_command(open_page, told):
    page = open_page(HISTORY)
    ready(page)
    hits = sum(each["hit"] for each in told.values())
    expect(page.locator(".am-facts .score .big strong")).to_have_text(f"{hits} of {len(told)}")
    expect(page.locator(".am-facts .fact:has(.verdict)")).to_have_count(len(told))
    for name, row in told.items():
        word = f"{MARKS[row['side']]} {side_in_words(row['side'], FACTS[name])}"
        expect(page.locator(f"#am-{name} .verdict")).to_have_text(word)
    page.get_by_role("button", name="Save facts and runs").press("Enter")
    with page.expect_download() as saving:
        page.get_by_role("menuitem", name="CSV").click()
    text = saving.value.path().read_text(encoding="utf-8")
    rows = [each for each in csv.DictReader(io.StringIO(text)) if each["assumptions"] == "as asked"]
    assert [each["fact"] for each in rows] == list(told)
    for row in rows:
        for name in ("median", "p5", "p95", "score"):
            expected = told[row["fact"]][name]
            assert (row[name] == "") if expected is None else float(row[name]) == pytest.approx(expected, rel=1e-12)


def test_a_change_of_assumptions_is_run_anew_and_marked_until_it_stands(open_page):
    page = open_page(HISTORY + "&seed=4711")
    ready(page)
    score = page.locator("#am-themes tr.whole td").nth(SCORE)
    before = score.inner_text()
    page.get_by_role("button", name="Turkey", exact=True).first.click()
    page.get_by_role("switch", name="All of Turkey").click()
    page.wait_for_selector('.am-facts[data-stale="true"]')
    ready(page)
    expect(score).not_to_have_text(before)
    page.keyboard.press("Control+z")
    expect(score).to_have_text(before)


def test_one_turns_from_the_navigation_and_switches_the_world(open_page):
    page = open_page()
    page.get_by_role("link", name="History").click()
    ready(page)
    expect(page.locator(".am-facts .foreign")).to_have_count(0)
    page.get_by_role("button", name="B Siege broken").click()
    expect(page.locator(".am-facts .foreign")).to_contain_text("does not force that")
    page.wait_for_url(re.compile("page=history&second=yes"))
    page.get_by_role("button", name="Command line").click()
    expect(page.get_by_role("dialog")).to_contain_text("aftermath backtest siege_broken")


def test_a_fact_leads_to_its_source_its_claim_and_its_chart_by_keyboard(open_page):
    page = open_page(HISTORY)
    ready(page)
    fact = page.locator("#am-H-T01")
    opener = fact.get_by_role("button", name="H-T01 Land of the regime, May 2017", exact=True)
    expect(fact.locator(".details")).to_be_hidden()
    opener.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(fact.locator(".details")).to_contain_text("known by 7 May 2017")
    fact.get_by_role("button", name="Show claim C01").press("Enter")
    expect(page.locator('[data-claim="C01"] .switch')).to_be_focused()
    fact.get_by_role("button", name="See week 23 on Worlds").press("Enter")
    expect(page.locator('[data-chart="area_regime"]')).to_be_focused()
    expect(page.get_by_role("slider", name="Week", exact=True)).to_have_value("23")


def test_a_mark_of_the_overview_leads_to_its_fact_and_a_forecast_to_its_verdict(open_page):
    page = open_page(HISTORY)
    ready(page)
    themes = page.locator("#am-themes")
    assert themes.get_by_role("button", name=re.compile(": (hit|too )")).count() == len(
        [each for each in FACTS.values() if not each.why_not]
    )
    themes.get_by_role("button", name=re.compile("^Deaths in 2017 against 2016: ")).press("Enter")
    fact = page.locator("#am-H-V01")
    expect(fact).to_be_focused()
    fact.get_by_role("button", name="What the runs say of the forecast F1, on Argument").press("Enter")
    expect(page.locator("#am-verdict-F1")).to_be_focused()
    expect(page.locator("#am-verdict-F1")).to_contain_text("No peace")


def test_an_address_opens_one_fact_and_other_luck_is_another_seed(open_page):
    page = open_page(HISTORY + "&seed=4711#am-H-K01")
    ready(page)
    expect(page.locator("#am-H-K01 .details")).to_be_visible()
    expect(page.locator(".am-facts .state")).to_contain_text("random seed 4711")
    page.get_by_role("button", name="Other luck").click()
    expect(page.locator(".am-facts .state")).to_contain_text("random seed 4712")
    page.wait_for_url(re.compile("seed=4712"))


def test_a_report_and_a_print_have_every_fact_in_whole(open_page):
    page = open_page(HISTORY)
    ready(page)
    report = page.evaluate("() => window.aftermath.report.build({ title: '', name: '', note: '' })")
    for each in FACTS.values():
        assert html.escape(each.source, quote=False) in report, each.id
    page.emulate_media(media="print")
    facts = page.locator(".am-facts .fact")
    assert facts.count() == len(FACTS)
    hidden = facts.evaluate_all("some => some.filter((each) => !each.querySelector('.details').offsetHeight).length")
    assert hidden == 0


def test_other_assumptions_are_run_on_demand_and_can_be_given_up(open_page):
    page = open_page(HISTORY)
    ready(page)
    page.get_by_role("button", name="Compare:").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("[data-bundle]")).to_have_count(0)
    page.get_by_role("button", name="Compare:").click()
    page.wait_for_selector("[data-bundle]", timeout=120_000)
    sets = page.locator("[data-set]").evaluate_all("rows => rows.map((each) => each.dataset.set)")
    assert sets == ["null", "essay", "contested", "rivals_only"]
    asked = page.locator("#am-themes tr.whole td").nth(HITS).inner_text()
    assert page.locator('[data-set="contested"] td').first.inner_text() == asked


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_and_nothing_runs_over_the_edge(open_page, theme, width):
    page = open_page(HISTORY, width=width, color_scheme=theme)
    ready(page)
    page.get_by_role("button", name="Open all").click()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    found = Axe().run(page).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"][:160] for node in each["nodes"][:4]]) for each in grave] == []
