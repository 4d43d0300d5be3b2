"""What docs/deploy.md says of limits is what the server keeps to."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from viz.door import guard, wire, words
from viz.reader.link import LONGEST
from viz.reader.state import MOST_UNDO
from viz.service import Limits
from viz.service.limits import PREFIX

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("field", fields(Limits), ids=lambda each: each.name)
def test_every_limit_stands_there_with_its_value(field):
    row = re.search(rf"^\| `{PREFIX}{field.name.upper()}`[^|]*\| (\d+)\b", PAGE, re.MULTILINE)
    assert row is not None
    assert int(row[1]) == field.default


def test_no_limit_stands_there_that_is_none():
    named = set(re.findall(rf"^\| `{PREFIX}([A-Z_]+)`", PAGE, re.MULTILINE))
    assert named - {each.name.upper() for each in fields(Limits)} == {"STORE", "PREFIX", "ORIGINS"}


@pytest.mark.parametrize(
    "words",
    [
        f"{wire.LARGEST // 1024} kB",
        f"{wire.BURST} at once, then {wire.RATE} a second",
        f"{LONGEST:,} characters",
        f"| steps to undo | {MOST_UNDO} |",
        f"within {guard.GRACE:.0f} s if the browser",
        f"`Retry-After: {words.RETRY}`",
    ],
)
def test_what_is_not_for_setting_stands_there_too(words):
    assert words in PAGE


def test_the_container_serves_and_is_watched_as_the_page_says():
    file = (ROOT / "Containerfile").read_text(encoding="utf-8")
    assert "EXPOSE 8765" in file
    assert "USER aftermath" in file
    assert "/readyz" in file
    copied = re.findall(r"^COPY (.*) \./?\S*$", file, re.MULTILINE)
    assert all((ROOT / each).exists() for line in copied for each in line.split())
