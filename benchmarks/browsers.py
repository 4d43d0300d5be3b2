"""A class in real browsers: a page each in Chromium, on the machine that also serves them, which is then part of it."""

import asyncio
import random
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.async_api import Browser, Page, async_playwright

Add = Callable[[str, str, str, float], None]  # section, what, unit, value
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FIRST_PICTURE = "[data-chart] path.line"
PATIENCE = 120.0  # seconds for whatever is waited for

# Clicks a switch, and returns the milliseconds until the charts show another question, laid out and painted.
CLICK = """(at) => new Promise((answer, refuse) => {
  const chart = document.querySelector('[data-chart]'), before = chart.dataset.stamp, began = performance.now();
  const timer = setTimeout(() => refuse(new Error('no picture')), PATIENCE);
  const watch = new MutationObserver(() => {
    if (chart.dataset.stamp === before) return;
    watch.disconnect();
    clearTimeout(timer);
    requestAnimationFrame(() => setTimeout(() => answer(performance.now() - began)));
  });
  watch.observe(chart, { attributes: true, attributeFilter: ['data-stamp'] });
  const switches = document.querySelectorAll('#am-side [data-claim] input[role=switch]');
  switches[Math.floor(at * switches.length)].click();
})""".replace("PATIENCE", str(1000 * PATIENCE))


@dataclass(frozen=True)
class Tabs:
    """How many tabs, opened one after the other so many seconds apart, which then click every so many seconds."""

    number: int = 30
    apart: float = 3.0
    every: float = 20.0
    seconds: float = 100.0


async def browse(base: str, setting: Tabs, add: Add, say: Callable[[str], None], section: str) -> None:
    """Open the tabs, each with cookies of its own, let each click on her own, close them; enter what each waited."""
    luck = random.Random(2)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        say(f"{setting.number} in Chromium")
        opened = await asyncio.gather(*(enter(browser, base, at * setting.apart) for at in range(setting.number)))
        pages = [page for page, _ in opened]
        clicks = await asyncio.gather(*(click(page, setting, random.Random(luck.random())) for page in pages))
        await browser.close()
    report(add, section, "from the address to the first picture", [seconds for _, seconds in opened])
    report(add, section, "from the click to the first new picture", [each for found in clicks for each in found])


def report(add: Add, section: str, what: str, waits: list[float]) -> None:
    """Enter the median of some waits, what 95 % of them are within, the longest, and their number."""
    ranked = sorted(waits)
    add(section, f"{what}, median", "s", statistics.median(ranked))
    add(section, f"{what}, 95 % of them within", "s", ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))])
    add(section, f"{what}, longest", "s", ranked[-1])
    add(section, f"{what}, waited for", "times", len(ranked))


async def enter(browser: Browser, base: str, after: float) -> tuple[Page, float]:
    """Open a page as a visitor of its own; return it, and the seconds to its first picture."""
    await asyncio.sleep(after)
    page = await (await browser.new_context(viewport={"width": 1280, "height": 800})).new_page()
    began = time.perf_counter()
    await page.goto(f"{base}/", timeout=1000 * PATIENCE)
    await page.wait_for_selector(FIRST_PICTURE, state="attached", timeout=1000 * PATIENCE)
    return page, time.perf_counter() - began


async def click(page: Page, setting: Tabs, luck: random.Random) -> list[float]:
    """Let one click switches; return the seconds of each to its first new picture."""
    found: list[float] = []
    end = time.perf_counter() + setting.seconds
    await asyncio.sleep(luck.uniform(0, setting.every))
    while time.perf_counter() < end:
        took = await page.evaluate(CLICK, luck.random()) / 1000
        found.append(took)
        await asyncio.sleep(max(0.0, setting.every - took))
    return found
