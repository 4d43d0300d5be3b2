"""The worlds page in a browser: what a reader does, and what she then sees."""

import re

from playwright.sync_api import expect

from sim.seeds import load_seeds
from tests.browser.looks import CHARTS, at_week, drawn, line, lines, switch
from viz.screen.measures import MEASURES


def test_the_page_opens_on_two_worlds(open_page):
    page = open_page()
    drawn(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Aftermath")
    expect(page.get_by_role("banner").get_by_text("predicts nothing")).to_be_visible()
    expect(page.locator(CHARTS)).to_have_count(len(MEASURES))
    for side in "ab":
        places = page.locator(f'[data-map="{side}"] [data-place]')
        expect(places).to_have_count(len(load_seeds().ids("places")))
    assert line(page, "betrayal", "a") != line(page, "betrayal", "b")


def test_a_toggle_changes_the_right_chart_and_not_the_others(open_page):
    page = open_page()
    drawn(page, ready=True)
    before = lines(page)
    page.get_by_role("button", name="Abroad", exact=True).click()
    switch(page, "C34").click()
    drawn(page, "C34:0", ready=True)
    after = lines(page)
    assert before["populism"] != after["populism"]
    assert before["deaths"] == after["deaths"]
    assert before["mainstream"] == after["mainstream"]
    expect(page.locator('[data-chart="populism"] path.ghost.a')).to_be_attached()


def test_a_toggle_shows_a_first_picture_before_all_runs_are_made(open_page):
    page = open_page("?v=1&seed=4711")
    drawn(page, "seed=4711")
    assert page.locator(f'{CHARTS}[data-ready="false"]').count() == len(MEASURES)
    expect(page.get_by_role("progressbar")).to_be_visible()
    drawn(page, "seed=4711", ready=True)
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_toggling_again_supersedes_what_was_asked(open_page):
    page = open_page()
    drawn(page)
    for claim in ("C13", "C14", "C15"):
        switch(page, claim).click()
    drawn(page, "claims=C13:0.0,C14:0.0,C15:0.0")
    expect(page.get_by_role("button", name="Assumptions, 3 changed")).to_be_visible()


def test_undo_redo_and_reset_turn_switches_and_charts_back(open_page):
    page = open_page()
    drawn(page, ready=True)
    before = lines(page)
    switch(page, "C13").click()
    drawn(page, "C13:0")
    page.keyboard.press("Control+z")
    expect(switch(page, "C13")).to_be_checked()
    page.wait_for_function("() => !document.querySelector('[data-chart]').dataset.stamp.includes('C13')")
    drawn(page, ready=True)
    assert lines(page) == before
    page.keyboard.press("Control+Shift+Z")
    expect(switch(page, "C13")).not_to_be_checked()
    page.get_by_role("button", name=re.compile("^Reset")).click()
    expect(switch(page, "C13")).to_be_checked()
    expect(page.get_by_role("button", name=re.compile("^Reset"))).to_be_disabled()


def test_a_link_restores_everything_for_another_reader(open_page):
    page = open_page()
    drawn(page)
    switch(page, "C13").click()
    page.get_by_role("combobox", name="Scenario of world B").select_option("reference")
    page.get_by_role("button", name="Policies of world A").click()
    page.get_by_role("checkbox", name="Washington breaks with the rebels").first.check()
    page.get_by_role("button", name="Done").first.click()
    page.get_by_role("slider", name="Week", exact=True).fill("31")
    page.get_by_role("button", name="A minus B").click()
    page.wait_for_url(re.compile("week=31.*difference=yes"))
    drawn(page, "us_repudiates")
    other = open_page("?" + page.url.partition("?")[2])
    drawn(other, "us_repudiates")
    assert other.url == page.url
    expect(switch(other, "C13")).not_to_be_checked()
    expect(other.get_by_role("combobox", name="Scenario of world B")).to_have_value("reference")
    expect(other.get_by_role("button", name="A minus B")).to_have_attribute("aria-pressed", "true")
    at_week(other, 31)


def test_a_hostile_link_gives_a_message_and_runs_nothing(open_page):
    page = open_page("?v=1&a=<img src=x onerror=alert(1)>&claims=C14:0.5&b=../../etc/passwd&zz=1")
    expect(page.get_by_role("alert").filter(has_text="a: there is no")).to_be_visible()
    drawn(page, "C14:0.5")
    assert page.locator("img[src=x]").count() == 0
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_two_readers_do_not_see_each_other(open_page):
    one, other = open_page(), open_page()
    drawn(one)
    drawn(other)
    switch(one, "C13").click()
    drawn(one, "C13:0")
    expect(switch(other, "C13")).to_be_checked()
    expect(other.get_by_role("button", name=re.compile("^Reset"))).to_be_disabled()


# ---------------------------------------------------------------- time
def test_one_cursor_is_shared_by_charts_maps_and_story(open_page):
    page = open_page()
    drawn(page)
    page.get_by_role("slider", name="Week", exact=True).fill("100")
    at_week(page, 100)
    places = {each.get_attribute("x1") for each in page.locator(f"{CHARTS} line.cursor").all()}
    assert len(places) == 1
    page.get_by_role("button", name="One week on").click()
    at_week(page, 101)


def test_play_runs_and_pause_holds(open_page):
    page = open_page("?v=1&week=0")
    drawn(page)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => window.aftermath.week > 3")
    page.get_by_role("button", name="Pause").click()
    week = page.evaluate("() => window.aftermath.week")
    page.wait_for_timeout(400)
    at_week(page, week)
    page.wait_for_url(re.compile(f"week={week}"))


def test_the_map_follows_the_war(open_page):
    page = open_page("?v=1&one=yes&week=2")
    drawn(page)
    falls = page.locator('[data-map="a"] [data-place="aleppo_east"]')
    holds = page.locator('[data-map="b"] [data-place="aleppo_east"]')
    expect(falls).to_have_attribute("data-side", "opposition")
    page.get_by_role("button", name="One week on").click()
    expect(falls).to_have_attribute("data-side", "regime")
    expect(holds).to_have_attribute("data-side", "opposition")
    expect(page.locator('[data-story="a"]')).to_contain_text("East Aleppo")


def test_another_run_tells_another_story(open_page):
    page = open_page("?v=1&week=156")
    drawn(page)
    first = page.locator('[data-story="a"]').inner_text()
    page.get_by_role("button", name="The next run").click()
    expect(page.get_by_role("spinbutton", name="Run")).to_have_value("2")
    expect(page.locator('[data-story="a"]')).not_to_have_text(first)
    page.wait_for_url(re.compile("run=1"))


# ---------------------------------------------------------------- marks of what is forced
def mark(page, side, name):
    return page.locator(f'[data-mark="{side}:{name}"]')


def test_a_mark_that_is_dragged_moves_the_events_of_that_world_and_not_the_others(open_page):
    page = open_page()
    drawn(page, ready=True)
    before = {side: line(page, "betrayal", side) for side in "ab"}
    falls = mark(page, "a", "aleppo_falls")
    box = falls.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y, steps=4)
    week = int(falls.get_attribute("aria-valuenow"))
    expect(page.locator(".am-time .told")).to_contain_text(f"week {week}, ")
    assert week > 3
    page.mouse.up()
    page.wait_for_url(re.compile(f"a=aleppo_falls@{week}$"))
    drawn(page, f"aleppo_falls@{week}", ready=True)
    assert line(page, "betrayal", "a") != before["a"]
    assert line(page, "betrayal", "b") == before["b"]
    expect(falls).to_have_attribute("aria-valuenow", str(week))
    expect(page.get_by_role("group", name="World A", exact=True)).to_contain_text(f"in week {week}, not 3")
    page.get_by_role("button", name="Command line").click()
    expect(page.get_by_role("dialog")).to_contain_text(f"aftermath compare aleppo_falls@{week} siege_broken")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(falls).to_have_attribute("aria-valuenow", "3")


def test_a_mark_is_moved_by_keyboard_in_one_step_given_up_and_put_back(open_page):
    page = open_page("?v=1&b=siege_broken+us_repudiates@20&week=26")
    drawn(page)
    policy = mark(page, "b", "us_repudiates")
    policy.focus()
    for key in ("ArrowRight", "PageUp", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
    expect(policy).to_have_attribute("aria-valuenow", "25")
    expect(policy).to_have_attribute("aria-valuetext", re.compile("^week 25, 22 May 2017: United States breaks"))
    page.wait_for_url(re.compile("b=siege_broken[+]us_repudiates@25"))
    page.keyboard.press("End")
    page.keyboard.press("Escape")
    expect(policy).to_have_attribute("aria-valuenow", "25")
    page.keyboard.press("Control+z")
    page.wait_for_url(re.compile("us_repudiates@20"))
    page.keyboard.press("Delete")
    expect(policy).to_have_attribute("aria-valuenow", "10")
    page.wait_for_url(re.compile("b=siege_broken[+]us_repudiates(&|$)"))
    policy.click()
    at_week(page, 10)
    page.get_by_role("button", name="A week later").click()
    page.wait_for_url(re.compile("us_repudiates@11"))
    page.get_by_role("button", name="Put back", exact=True).click()
    page.wait_for_url(re.compile("b=siege_broken[+]us_repudiates(&|$)"))


# ---------------------------------------------------------------- charts
def test_hovering_reads_all_charts_at_one_week(open_page):
    page = open_page("?v=1&week=10")
    drawn(page)
    plot = page.locator('[data-chart="deaths"] svg.plot')
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    plot.hover(position={"x": box["width"] - 11, "y": 40})
    expect(page.locator(".am-charts .foot")).to_contain_text(re.compile("week 15[56],"))
    page.mouse.move(5, 5)
    expect(page.locator(".am-charts .foot")).to_contain_text("week 10,")


def test_the_same_is_there_for_the_command_line(open_page):
    page = open_page("?v=1&claims=C13:0.0")
    page.get_by_role("button", name="Command line").click()
    expect(page.get_by_role("dialog")).to_contain_text(
        "aftermath compare aleppo_falls siege_broken --assumptions contested --off C13"
    )
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
