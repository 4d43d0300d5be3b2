"""What the door says itself: the server is full, there is nothing here."""

from functools import cache
from pathlib import Path
from string import Template

RETRY = 20  # seconds between looks whether there is a place
NOTHING_HERE = "<!doctype html><html lang='en'><title>Not found</title><p>There is nothing at this address.</p></html>"


@cache
def template() -> Template:
    """Return the page for visitors without a place."""
    return Template((Path(__file__).parent / "full.html").read_text(encoding="utf-8"))


def full(taken: int, most: int) -> str:
    """Return the page for a visitor for whom there is no place."""
    return template().substitute(taken=taken, most=most, retry=RETRY)
