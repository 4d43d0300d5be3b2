"""How tests read a page: waiting for runs, charts and maps by what they hold."""

from playwright.sync_api import Page, expect

CHARTS = "[data-chart]"


def drawn(page: Page, mark: str = "v=1", ready: bool = False) -> None:
    """Wait until charts show the runs of a question whose link holds `mark`, all of the runs if `ready`."""
    done = '[data-ready="true"]' if ready else ""
    page.wait_for_selector(f'{CHARTS}[data-stamp*="{mark}"]{done} path.line', state="attached")


def line(page: Page, chart: str, world: str) -> str:
    """Return the line of a world in a chart, as it is drawn."""
    return page.locator(f'[data-chart="{chart}"] path.line.{world}').get_attribute("d") or ""


def lines(page: Page) -> dict[str, str]:
    """Return the lines of world A in all charts."""
    charts = page.locator(CHARTS).all()
    names = [each.get_attribute("data-chart") or "" for each in charts]
    return {name: line(page, name, "a") for name in names}


def switch(page: Page, claim: str):  # type: ignore[no-untyped-def]
    """Return the switch of a claim."""
    return page.get_by_role("switch", name=f"{claim}: ")


def at_week(page: Page, week: int) -> None:
    """Expect every part of the page to stand at a week."""
    expect(page.get_by_role("slider", name="Week", exact=True)).to_have_value(str(week))
    expect(page.locator(".am-maps .bar")).to_contain_text(f"week {week}")
    expect(page.locator(".am-charts .foot")).to_contain_text(f"week {week},")
