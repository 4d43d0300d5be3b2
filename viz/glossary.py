"""The glossary of the app: what the list of words and every dotted word explain, how to read a chart, where more is."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from sim.compare import AGREEING, CONFIDENCE, FEWEST_PAIRS
from sim.numerals import percent
from sim.outcomes import LONG, SHORT
from viz.service import STAGES

FILE = Path(__file__).with_suffix(".toml")
FIGURES = {
    "sure": percent(CONFIDENCE),
    "enough": percent(AGREEING),
    "fewest": str(FEWEST_PAIRS),
    "soon": "–".join(map(str, SHORT)),
    "late": "–".join(map(str, LONG)),
    "stages": f"{STAGES[0]} of each world first, then {', then '.join(map(str, STAGES[1:]))}",
}


@cache
def terms() -> dict[str, dict[str, str]]:
    """Return every word in the order of the alphabet, with what it means (`says`) and other words for it (`also`)."""
    found = [{"also": "", **each, "says": each["says"].format(**FIGURES)} for each in read()["term"]]
    return {each["word"]: each for each in sorted(found, key=lambda each: each["word"].casefold())}


@cache
def read() -> dict[str, Any]:
    """Return what the file says, as it stands there."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def help_text() -> str:
    """Return words, how to read a chart, and where the documents lie, as JSON."""
    told = {"terms": list(terms().values()), "reading": read()["reading"], "places": read()["place"]}
    return json.dumps(told, ensure_ascii=False)
