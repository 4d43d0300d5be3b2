"""What readers take away stands by itself: files read back as what was drawn, a report, a print, all by keyboard."""

import csv
import io
import re
import struct
from xml.etree import ElementTree

import numpy as np
import pandas
import pyarrow.parquet
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from sim.hindsight.facts import load_facts
from sim.scenario import load_scenario
from tests.browser.looks import CHARTS, drawn
from tests.browser.test_history import HISTORY, ready
from tests.browser.test_why import FEW, found_out
from viz.screen.measures import MEASURES
from viz.words import DISCLAIMER

SVG = "{http://www.w3.org/2000/svg}"
CHANGED = "v=1&week=31&claims=C13:0.0&b=siege_broken%2Bus_repudiates"
A_LIGHT = "#c44601"
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 2_000_000  # of a report
FINE = 2  # pixels of a PNG for one of the picture


def save(page, label, kind):
    """Save something by its button; return the file's name and content."""
    page.get_by_role("button", name=f"Save {label}", exact=True).press("Enter")
    with page.expect_download() as saving:
        page.get_by_role("menuitem", name=kind).click()
    return saving.value.suggested_filename, saving.value.path().read_bytes()


def words_of(picture):
    """Return all that a picture says, in order."""
    return " ".join(text.strip() for each in picture.iter(f"{SVG}text") for text in each.itertext() if text.strip())


def stands_alone(file):
    """Return a picture that hangs on nothing outside itself."""
    text = file.decode()
    for outside in ("var(", "class=", "<script", "<style", "foreignObject", "href=", "<image", "url(http", "onload"):
        assert outside not in text, outside
    picture = ElementTree.fromstring(text)
    ids = {each.get("id") for each in picture.iter() if each.get("id")}
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= ids
    return picture


# ---------------------------------------------------------------- pictures
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chart_is_understood_without_the_app(open_page, theme):
    page = open_page(f"?{CHANGED}", color_scheme=theme)
    drawn(page, "C13", ready=True)
    name, file = save(page, "Deaths", "SVG")
    picture = stands_alone(file)
    said = words_of(picture)
    assert name == "aftermath-deaths.svg"
    assert picture.find(f"{SVG}title").text == "Deaths"
    assert "Week 31" in picture.find(f"{SVG}desc").text
    assert picture.get("viewBox") == f"0 0 {picture.get('width')} {picture.get('height')}"
    for wanted in (
        MEASURES["deaths"].unit,
        MEASURES["deaths"].about,
        f"A {load_scenario('aleppo_falls').title}",
        load_scenario("siege_broken+us_repudiates").title,
        "Contested; changed: C13 off",
        "96 runs",
        "seed 1",
        "claims=C13:0.0",
        DISCLAIMER,
    ):
        assert wanted in said, wanted
    assert A_LIGHT in file.decode()
    assert "2018" in said
    assert page.evaluate("() => document.documentElement.dataset.theme") == theme


def test_a_difference_says_which_is_taken_from_which(open_page):
    page = open_page("?v=1&difference=yes&week=31")
    drawn(page, ready=True)
    name, file = save(page, "Feeling of betrayal", "SVG")
    said = words_of(stands_alone(file))
    assert name == "aftermath-betrayal-difference.svg"
    assert "Feeling of betrayal: A minus B" in said
    assert f"A: {load_scenario('aleppo_falls').title}. B: {load_scenario('siege_broken').title}." in said


def test_a_picture_for_slides_is_twice_as_fine_as_on_screen(open_page):
    page = open_page()
    drawn(page, ready=True)
    _, picture = save(page, "Deaths", "SVG")
    _, file = save(page, "Deaths", "PNG")
    width, height = struct.unpack(">II", file[16:24])
    assert file[:8] == PNG_SIGNATURE
    of = ElementTree.fromstring(picture.decode())
    assert (width, height) == (FINE * int(of.get("width")), FINE * int(of.get("height")))
    assert len(set(file)) > 200  # something is drawn


def test_a_map_is_understood_without_the_app(open_page):
    page = open_page("?v=1&week=31")
    drawn(page, ready=True)
    before = page.locator('[data-map="b"] > svg').inner_html()
    name, file = save(page, "the map of world B", "SVG")
    said = words_of(stands_alone(file))
    assert name == "aftermath-map-b-week-31.svg"
    for wanted in (
        f"B {load_scenario('siege_broken').title}",
        "week 31, 3 July 2017",
        "regime",
        "besieged",
        "Turkey",
        DISCLAIMER,
    ):
        assert wanted in said, wanted
    page.mouse.move(2, 2)  # to pick from the menu it went over the map
    page.wait_for_function(
        "before => document.querySelector('[data-map=\"b\"] > svg').innerHTML === before", arg=before
    )


def test_why_is_taken_away_as_pictures_and_tables(open_page):
    page = found_out(open_page(FEW))
    name, file = save(page, "What changes without each claim", "SVG")
    said = words_of(stands_alone(file))
    _, table = save(page, "What changes without each claim", "CSV")
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    assert name == "aftermath-why-rad_share_short-claim.svg"
    assert {each["name"] for each in rows} == {"C19", "C28", "C37"}
    assert all(each["name"] in said for each in rows)
    for wanted in ("A − B changes by", "pairs of runs of 52 weeks", "no practical difference", DISCLAIMER):
        assert wanted in said, wanted
    _, file = save(page, "What changes without each claim", "Parquet")
    kept = pandas.read_parquet(io.BytesIO(file))
    kept = kept[kept["switched"] == "off"].set_index("name")
    assert {each["name"]: float(each["change"]) for each in rows} == kept["change"].to_dict()
    _, table = save(page, "who moved it", "CSV")
    _, file = save(page, "who moved it", "Parquet")
    moved = [each for each in csv.DictReader(io.StringIO(table.decode())) if each["week"] != "whole run"]
    weekly = pandas.read_parquet(io.BytesIO(file)).query("table == 'postings_by_week'")
    weekly = weekly.set_index(["target", "who", "week"])["difference"]
    assert len(moved) == len(weekly)
    for each in moved:
        there = weekly[each["target"], each["who"], int(each["week"])]
        assert float(each["difference"]) == pytest.approx(there, rel=1e-4)
    _, file = save(page, "the answer", "Parquet")
    assert {"contrast", "sets", "postings"} <= set(pandas.read_parquet(io.BytesIO(file))["table"])
    _, file = save(page, "who moved it", "SVG")
    assert "week by week" in words_of(stands_alone(file))
    _, file = save(page, "the answer", "SVG")
    assert "All claims off" in words_of(stands_alone(file))


def test_history_is_taken_away_as_pictures_and_tables(open_page):
    page = open_page(HISTORY)
    ready(page)
    _, table = save(page, "facts and runs", "CSV")
    rows = [each for each in csv.DictReader(io.StringIO(table.decode())) if each["assumptions"] == "as asked"]
    name, file = save(page, "facts and runs", "SVG")
    said = words_of(stands_alone(file))
    assert name == "aftermath-history.svg"
    assert rows
    assert all(each["fact"] in said for each in rows)
    for wanted in ("runs of 61 weeks of this one world", "Same again", DISCLAIMER):
        assert wanted in said, wanted
    _, file = save(page, "facts and runs", "Parquet")
    runs = pandas.read_parquet(io.BytesIO(file)).query("table == 'runs' and assumptions == 'as asked'")
    medians = runs.groupby("fact")["value"].median()
    for each in rows:
        assert not each["median"] or float(each["median"]) == pytest.approx(medians[each["fact"]])
    _, table = save(page, "Territory", "CSV")
    theme = {each["fact"] for each in csv.DictReader(io.StringIO(table.decode()))}
    assert theme == {each["fact"] for each in rows if load_facts()[each["fact"]].theme == "territory"}
    assert page.locator(".am-facts .theme am-save").count() == len({load_facts()[each["fact"]].theme for each in rows})


# ---------------------------------------------------------------- numbers
def test_a_table_holds_both_worlds_their_difference_and_their_bands(open_page):
    page = open_page("?v=1&difference=yes")
    drawn(page, ready=True)
    _, table = save(page, "Deaths", "CSV")
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    assert {each["world"] for each in rows} == {"A", "B", "A minus B"}
    assert {int(each["week"]) for each in rows} == set(range(1, 157))
    assert rows[0]["monday"] == "2016-12-05"
    assert all(float(each["low90"]) <= float(each["low50"]) <= float(each["median"]) for each in rows)
    assert all(float(each["median"]) <= float(each["high50"]) <= float(each["high90"]) for each in rows)


def test_tables_carry_the_numbers_of_the_chart(open_page):
    page = open_page("?v=1&week=31")
    drawn(page, ready=True)
    shown = page.locator('[data-chart="deaths"] .values p.a strong').inner_text()
    name, table = save(page, "Deaths", "CSV")
    rows = list(csv.DictReader(io.StringIO(table.decode())))
    there = {(each["world"], int(each["week"])): float(each["median"]) for each in rows}
    assert name == "aftermath-deaths.csv"
    assert abs(there["A", 31] - float(shown.replace(",", ""))) <= 0.5
    assert {each["runs"] for each in rows} == {"96"}
    _, file = save(page, "Deaths", "Parquet")
    runs = pandas.read_parquet(io.BytesIO(file))
    medians = runs.groupby(["world", "week"], observed=True)["value"].median()
    assert len(runs) == 2 * 96 * 156
    assert np.allclose([medians[key] for key in there], list(there.values()), rtol=1e-4)
    assert b"aftermath" in pyarrow.parquet.read_schema(io.BytesIO(file)).metadata


def test_everything_on_the_page_is_one_file(open_page):
    page = open_page()
    drawn(page, ready=True)
    titles = {each.title for each in MEASURES.values()}
    _, table = save(page, "all measures", "CSV")
    assert {each["measure"] for each in csv.DictReader(io.StringIO(table.decode()))} == titles
    name, file = save(page, "all measures", "Parquet")
    assert name == "aftermath-all-measures.parquet"
    assert set(pandas.read_parquet(io.BytesIO(file))["measure"]) == titles


def test_a_map_is_a_table_of_places_and_a_file_of_runs(open_page):
    page = open_page("?v=1&week=31")
    drawn(page, ready=True)
    _, table = save(page, "the map of world A", "CSV")
    rows = {each["name"]: each for each in csv.DictReader(io.StringIO(table.decode()))}
    _, file = save(page, "the map of world A", "Parquet")
    runs = pandas.read_parquet(io.BytesIO(file))
    aleppo = runs[(runs["title"] == "East Aleppo city") & (runs["week"] == 31)]
    held = round(100 * (aleppo["held_by"] == "regime").mean())
    assert int(rows["East Aleppo city"]["regime % of runs"]) == held


# ---------------------------------------------------------------- the button
def test_the_save_menu_is_worked_by_keyboard(open_page):
    page = open_page()
    drawn(page, ready=True)
    button = page.get_by_role("button", name="Save Deaths", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("menuitem", name="CSV")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem", name="PNG")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Parquet")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(page.get_by_role("menu")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    expect(page.get_by_role("menuitem", name="SVG")).to_be_focused()
    with page.expect_download() as saving:
        page.keyboard.press("Enter")
    assert saving.value.suggested_filename == "aftermath-deaths.svg"
    expect(button).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Saved aftermath-deaths.svg")).to_be_attached()


def test_axe_finds_nothing_serious_in_menu_and_dialog(open_page):
    page = open_page()
    drawn(page)
    page.get_by_role("button", name="Save all measures").click()
    assert grave(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Report").click()
    assert grave(page) == []


def grave(page):
    """Return what axe finds that is serious or worse."""
    found = Axe().run(page).response["violations"]
    return [
        (each["id"], [node["html"][:160] for node in each["nodes"][:3]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def test_nothing_is_saved_while_other_runs_are_drawn_than_were_asked(open_page):
    page = open_page()
    drawn(page)
    page.locator("am-save.all").evaluate(
        "each => { each.of = () => ({ name: 'x', wait: 'New runs are under way', rows: () => [['a']] }); }"
    )
    saved = []
    page.on("download", lambda download: saved.append(download))
    page.get_by_role("button", name="Save all measures").click()
    expect(page.get_by_role("menu")).to_contain_text("New runs are under way")
    item = page.get_by_role("menuitem", name="CSV")
    expect(item).to_have_attribute("aria-disabled", "true")
    item.click(force=True)
    page.get_by_role("button", name="Report").click()
    page.locator(".am-charts").evaluate("each => { each.dataset.stale = 'true'; }")
    page.get_by_role("button", name="Save report").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("New runs are under way")
    assert saved == []


# ---------------------------------------------------------------- the report
@pytest.fixture
def report(open_page, tmp_path):
    """A report with a title that would like to be code, and the page it was made of."""
    page = open_page(f"?{CHANGED}&difference=yes")
    drawn(page, "C13", ready=True)
    page.get_by_role("button", name="Report").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill('</title><script>alert(1)</script><img src=x onerror="alert(2)">')
    dialog.get_by_label("Your name").fill("A. Student")
    dialog.get_by_label("A note").fill("<b>My own</b> words")
    with page.expect_download() as saving:
        dialog.get_by_role("button", name="Save report").click()
    file = tmp_path / saving.value.suggested_filename
    saving.value.save_as(file)
    return page, file


def test_a_report_opens_by_itself_and_asks_for_nothing(report, chromium):
    page, file = report
    assert file.name == "aftermath-report-worlds.html"
    assert file.stat().st_size < MOST_BYTES
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    opened, wrong = context.new_page(), []
    opened.on("request", lambda request: request.url != file.as_uri() and wrong.append(request.url))
    opened.on("console", lambda said: wrong.append(said.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("dialog", lambda dialog: wrong.append(dialog.message))
    opened.goto(file.as_uri())
    expect(opened.get_by_role("heading", level=1)).to_have_text(
        '</title><script>alert(1)</script><img src=x onerror="alert(2)">'
    )
    said = opened.locator("body").inner_text()
    for wanted in (
        "A. Student",
        "<b>My own</b> words",
        DISCLAIMER,
        "C13: off, was as stated",
        "Why this might be wrong",
        load_scenario("siege_broken+us_repudiates").title,
        "Week 3, 19 December 2016: East Aleppo city falls to the regime.",
        "96 runs of each world",
        "random seed 1",
        "aftermath compare aleppo_falls siege_broken+us_repudiates --assumptions contested --off C13",
        page.url,
        "not how far the assumptions",
    ):
        assert wanted in said.replace("They do not say", "not"), wanted
    for tag in ("script", "button", "input", "link", "img", "iframe", "am-save"):
        assert opened.locator(tag).count() == 0, tag
    assert opened.locator("figure svg").count() == len(MEASURES) + 2
    cells = opened.get_by_role("row", name=re.compile("^Feeling of betrayal")).get_by_role("cell").all_inner_texts()
    assert cells[1] == page.evaluate(
        "() => { const chart = JSON.parse(document.querySelector('.am-charts').__vue__.text).charts"
        ".find((each) => each.name === 'betrayal'); return window.aftermath.number(chart.a.m[31], chart.digits); }"
    )
    assert opened.get_by_role("columnheader", name="A minus B", exact=True).count() == 1
    assert grave(opened) == []
    assert wrong == []
    context.close()


def test_what_a_reader_writes_stays_in_her_browser(report):
    page, _ = report
    assert "Student" not in page.url
    page.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("button", name="Report")).to_be_focused()
    assert page.locator(CHARTS).count() == len(MEASURES)


# ---------------------------------------------------------------- paper
def test_a_print_holds_what_is_read_and_nothing_that_is_pressed(open_page):
    page = open_page(f"?{CHANGED}", color_scheme="dark")
    drawn(page, "C13", ready=True)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("complementary")).to_be_hidden()
    assert page.get_by_role("button").filter(visible=True).count() == page.locator("main button[data-keep]").count()
    expect(page.locator(".am-printed")).to_contain_text("C13 × 0")
    expect(page.locator(".am-printed")).to_contain_text(page.url)
    expect(page.locator(".am-printed")).to_contain_text("aftermath compare")
    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('.am-charts .line.a')).stroke")
        == "rgb(196, 70, 1)"
    )
    file = page.pdf(prefer_css_page_size=True)
    pages = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", file)
    assert 3 <= len(pages) <= 5
    assert {tuple(round(float(side)) for side in each) for each in pages} == {(595, 842)}  # A4, in points
