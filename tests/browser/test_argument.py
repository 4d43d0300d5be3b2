"""The argument page: the graph follows the switches, loops are marked, claims are found, verdicts are run."""

import io

import numpy as np
import pandas
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sim.experiments.verdicts import run_verdict, worlds_of
from sim.graph import load_graph
from tests.browser.looks import switch
from tests.browser.test_take_away import save, stands_alone, words_of

HERE = "?v=1&page=argument"
LONG = 240_000  # milliseconds for runs on a busy machine


def opened(open_page, query=HERE, **options):
    page = open_page(query, **options)
    page.wait_for_selector(".am-graph [data-chip]")
    return page


def edges_lit(page):
    return set(
        page.locator('[data-edge][data-lit="true"]').evaluate_all("some => some.map((each) => each.dataset.edge)")
    )


def test_a_switch_of_the_panel_fades_its_edge_and_no_other(open_page):
    page = opened(open_page)
    off = '[data-edge][data-off="true"]'
    before = page.locator(off).count()
    name = load_graph().of_claim("C14")[0].name
    expect(page.locator(f'[data-edge="{name}"]')).to_have_attribute("data-off", "false")
    page.evaluate("() => window.aftermath.showClaim('C14')")
    switch(page, "C14").first.click(force=True)
    expect(page.locator(f'[data-edge="{name}"]')).to_have_attribute("data-off", "true")
    expect(page.locator(off)).to_have_count(before + len(load_graph().of_claim("C14")))
    expect(page.locator('[data-loop="L1"] .state')).to_have_count(0)  # the other way still closes it


@pytest.mark.parametrize("loop", ["L1", "L4"])
def test_a_loop_marks_its_edges_and_no_other(open_page, loop):
    page = opened(open_page)
    page.locator(f'[data-loop="{loop}"]').click()
    expect(page.locator(f'[data-loop-says="{loop}"]')).to_contain_text("Closed")
    page.mouse.move(2, 2)
    assert edges_lit(page) == {each.name for each in load_graph().loops[loop].edges}
    assert f"loop={loop}" in page.url


def test_a_loop_says_what_breaks_it(open_page):
    page = opened(open_page, "?v=1&page=argument&loop=L4&claims=C08:0.0")
    expect(page.locator('[data-loop-says="L4"]')).to_contain_text("Broken as things stand: C08 is off.")
    expect(page.locator('[data-loop="L4"] .state')).to_have_text("broken")


def test_an_arrow_leads_to_its_claim_and_on_to_the_panel(open_page):
    page = opened(open_page)
    page.locator('[data-chip="C13"]').click()
    card = page.locator(".am-graph .card")
    expect(card).to_contain_text("Why this might be wrong")
    expect(card).to_contain_text("paragraph 3, sentence 1")
    page.wait_for_url("**claim=C13**")
    card.get_by_role("button", name="Show in the panel").click()
    assert page.evaluate("() => document.activeElement.closest('[data-claim]').dataset.claim") == "C13"
    card.get_by_role("switch", name="Hold C13").click()
    expect(switch(page, "C13")).not_to_be_checked()


def test_the_graph_can_be_walked_by_keyboard(open_page):
    page = opened(open_page)
    page.locator('[data-item][tabindex="0"]').focus()
    first = page.evaluate("() => document.activeElement.dataset.item")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("() => document.activeElement.dataset.item")
    assert second != first
    expect(page.locator('[data-item][tabindex="0"]')).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".am-graph .card h3")).to_contain_text(second.split()[2])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".am-graph .card h3")).to_contain_text("a variable")
    page.keyboard.press("Escape")
    expect(page.locator(".am-graph .card")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 1920])
def test_names_fit_their_boxes_and_nothing_lies_over_anything(open_page, width):
    page = opened(open_page, width=width, height=1000)
    found = page.evaluate(
        """() => {
          const at = (each) => { const b = each.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
          const over = (a, b) => a[0] < b[2] - .5 && b[0] < a[2] - .5 && a[1] < b[3] - .5 && b[1] < a[3] - .5;
          const wrong = [];
          for (const node of document.querySelectorAll('[data-node]')) {
            const box = at(node.querySelector('.box'));
            for (const text of node.querySelectorAll('text')) {
              const t = at(text);
              if (t[0] < box[0] || t[2] > box[2]) wrong.push(text.textContent);
              if (t[1] < box[1] - 1 || t[3] > box[3] + 1) wrong.push(text.textContent);
            }
          }
          const solid = [...document.querySelectorAll('[data-node] .box, [data-chip] rect')];
          const places = solid.map(at);
          places.forEach((one, n) => places.slice(n + 1).forEach((other, m) => {
            if (over(one, other)) wrong.push(`${n} over ${n + m + 1}`);
          }));
          return wrong;
        }"""
    )
    assert found == []


def test_a_sentence_leads_to_its_claims(open_page):
    page = opened(open_page)
    page.locator('[data-sentence="7.2"]').click()
    shown = page.locator('[data-shown="7.2"]')
    expect(shown).to_contain_text("C42")
    shown.get_by_role("button", name="Show C43 in the graph").click()
    expect(page.locator(".am-graph .card h3")).to_contain_text("C43")


def test_verdicts_are_run_on_demand_and_agree_with_the_command_line(open_page):
    page = opened(open_page)
    expect(page.locator('[data-verdict="F2"]')).to_contain_text("not run yet")
    page.get_by_role("button", name="Quick: 32 pairs").click()
    page.wait_for_selector('[data-verdict="F2"][data-word]', timeout=LONG)
    words = page.locator("[data-verdict]").evaluate_all(
        "some => some.map((each) => [each.dataset.verdict, each.dataset.word])"
    )

    found = run_verdict(worlds_of("contested"), 32)
    assert dict(words) == {number: each.word for number, each in found.verdicts.items()}
    expect(page.locator('[data-verdict="F2"] .sentence')).to_have_text(found.sentences["F2"].replace("\u00a0", " "))
    _, table = save(page, "the verdicts", "CSV")
    _, file = save(page, "the verdicts", "Parquet")
    drawn, rows = pandas.read_csv(io.BytesIO(table)), pandas.read_parquet(io.BytesIO(file))
    assert len(drawn) == len(rows) == len(found.rows())
    for name in ("fall", "difference", "low", "excess_high"):
        assert np.allclose(drawn[name].to_numpy(), rows[name].to_numpy(), rtol=1e-12, equal_nan=True)
    switch(page, "C13").click(force=True)
    expect(page.locator(".am-verdicts .stale.am-note")).to_contain_text("You hold other assumptions by now")
    page.keyboard.press("Control+z")
    expect(page.locator(".am-glance")).to_be_visible()
    expect(page.locator(".am-verdicts .stale")).to_have_count(0)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_serious(open_page, theme, width):
    page = opened(open_page, "?v=1&page=argument&loop=L5&claim=C34", width=width, color_scheme=theme)
    page.locator(".am-graph .loop-says summary").click()
    found = Axe().run(page).response["violations"]
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"][:160] for node in each["nodes"][:4]]) for each in grave] == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_graph_and_the_coverage_are_taken_away_as_files_that_agree(open_page):
    page = opened(open_page, f"{HERE}&claims=C14:0.0")
    _, picture = save(page, "the graph", "SVG")
    said = words_of(stands_alone(picture))
    assert all(words in said for words in ("C14", "E01", "F2", "changed: C14 off"))
    for label, table in (("the graph", "edges"), ("the coverage", "claims")):
        _, drawn = save(page, label, "CSV")
        _, file = save(page, label, "Parquet")
        drawn, rows = pandas.read_csv(io.BytesIO(drawn)), pandas.read_parquet(io.BytesIO(file))
        rows = rows.loc[rows["table"] == table, list(drawn.columns)]
        assert cells(rows) == cells(drawn)


def cells(rows):
    """Return rows as plain cells, with nothing for what is empty."""
    return [["" if pandas.isna(each) else each for each in row] for row in rows.itertuples(index=False)]
