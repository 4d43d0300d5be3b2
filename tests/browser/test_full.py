"""A server whose places are taken: the visitor beyond is told so, and gets in when somebody leaves."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import served
from tests.browser.looks import drawn

A_WHILE = 30_000  # milliseconds: more than the page waits between looks


@pytest.fixture(scope="module")
def small_server(tmp_path_factory):
    """A server with one place."""
    log = tmp_path_factory.mktemp("small") / "log"
    with served(log, "--no-store", "--sessions", "1") as found:
        yield found


def test_the_visitor_beyond_is_told_so_and_gets_in_by_herself(chromium, small_server):
    first, second = chromium.new_context(), chromium.new_context()
    inside, outside = first.new_page(), second.new_page()
    inside.goto(small_server)
    drawn(inside)
    outside.clock.install()
    assert outside.goto(f"{small_server}/?v=1&week=31").status == 503
    expect(outside.get_by_role("heading", level=1)).to_have_text("All places are taken")
    expect(outside.get_by_text("keeps 1 pages open at a time")).to_be_visible()
    assert Axe().run(outside).response["violations"] == []
    outside.clock.run_for(A_WHILE)
    expect(outside.get_by_role("status")).to_contain_text("No place yet")
    first.close()
    for _ in range(20):
        outside.clock.run_for(A_WHILE)
        if outside.title() != "All places are taken – Aftermath":
            break
        outside.wait_for_timeout(100)
    outside.clock.resume()
    expect(outside.get_by_role("heading", name="All places are taken")).to_have_count(0)
    assert outside.url.endswith("week=31")
    second.close()
