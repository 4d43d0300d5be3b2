"""Pictures of every page for the README: `make screenshots`, on the app as readers start it."""

import base64
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import BROWSER, FLAGS, ROOT, served
from viz.reader.link import encode
from viz.reader.state import PAGES, State

FOLDER = ROOT / "docs" / "images"
WEEK = 52  # the cursor, where worlds have come apart
PARTED = "siege_broken_turkey"  # from which the fall differs enough for claims to carry something
DESK, PHONE = (1280, 800), (390, 844)
QUALITY = 88  # of WebP, at which small type stays sharp
MOST_BYTES = 250_000
PATIENCE = 600_000  # milliseconds until all runs of a page are made and drawn, on a slow machine
STILL = 800  # milliseconds after which nothing moves any more
# A page that says nothing of runs under way is drawn; one that waits to be asked is asked.
DRAWN = """() => document.querySelector('#am-main section')
  && ![...document.querySelectorAll('#am-main progress, #am-main [data-stale=true], #am-main [data-ready=false]')]
    .some((each) => each.offsetParent !== null)"""
ASK = "#am-main .am-main-button:visible"
NO_TOUR = "try { localStorage.setItem('aftermath.tour', 'declined'); } catch (refused) { }"


def views() -> Iterator[tuple[str, State, tuple[int, int], str]]:
    """Yield file, state, size, theme: every page by day on a desk, the first one by night and in hand too."""
    for page in PAGES:
        yield page, State(page=page, week=WEEK, b=PARTED if page == "why" else State().b), DESK, "light"
    first = State(week=WEEK)
    yield f"{first.page}-dark", first, DESK, "dark"
    yield f"{first.page}-phone", first, PHONE, "light"


def take(browser: Browser, server: str, state: State, size: tuple[int, int], theme: str) -> bytes:
    """Return a picture of a page when all of it is drawn, as WebP."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, reduced_motion="reduce"
    )  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    context.add_init_script(NO_TOUR)
    page = context.new_page()
    page.goto(f"{server}/?{encode(state)}")
    settled(page)
    if page.locator(ASK).count():
        page.locator(ASK).first.click()
        settled(page)
        page.evaluate("() => window.scrollTo(0, 0)")
    said = context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    context.close()
    return base64.b64decode(said["data"])


def settled(page: Page) -> None:
    """Wait until a page has been drawn for a while."""
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(STILL)
    page.wait_for_function(DRAWN)
    page.mouse.move(0, 0)


def main() -> None:
    """Write pictures to docs/images where they differ from what lies there: of every page, or of those named."""
    wanted = sys.argv[1:] or [name for name, *_ in views()]
    if BROWSER is None:
        sys.exit("there is no Chromium: make browser")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, served(Path(folder) / "log") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        for name, state, size, theme in (each for each in views() if each[0] in wanted):
            picture, file = take(browser, server, state, size, theme), FOLDER / f"{name}.webp"
            if len(picture) > MOST_BYTES:
                sys.exit(f"{file.name}: {len(picture):,} bytes are more than {MOST_BYTES:,}")
            changed = not file.exists() or file.read_bytes() != picture
            if changed:
                file.write_bytes(picture)
            print(f"{file.relative_to(ROOT)}: {len(picture) / 1000:.0f} kB{'' if changed else ', as it was'}")
        browser.close()


if __name__ == "__main__":
    main()
