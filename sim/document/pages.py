"""The documents that hold generated tables, and how they are brought up to date."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sim.catalogue import decisions
from sim.document import acts, choices, entities, measured, numbers
from sim.document.formulas import KINDS
from sim.errors import DataError, guess
from sim.paths import ROOT

DOCS = ROOT / "docs"
MARKED = re.compile(r"<!-- table:(?P<name>[a-z0-9_.]+) begin -->\n.*?<!-- table:(?P=name) end -->", re.DOTALL)
OPENED = re.compile(r"<!-- table:([a-z0-9_.]+) begin -->")

TABLES: dict[str, Callable[[], str]] = {
    "kinds": entities.kinds,
    **{f"variables.{kind}": partial(entities.variables, kind) for kind in KINDS},
    "sides": entities.sides,
    "population": entities.population,
    "roads": entities.roads,
    "week": acts.week,
    "decisions": acts.decisions,
    **{f"decision.{name}": partial(acts.decision, name) for name in decisions()},
    "rules": acts.rules_at_a_glance,
    "rules.claims": partial(acts.rules_in_full, "C"),
    "rules.rivals": partial(acts.rules_in_full, "E"),
    "readings": acts.what_rules_read,
    "parameters.tables": numbers.parameters_of_tables,
    "parameters.count": numbers.count_of_parameters,
    "figures": numbers.figures,
    "confidence": numbers.confidence,
    "levels": numbers.levels,
    "scenarios": choices.scenarios,
    "policies": choices.policies,
    "events": choices.kinds_of_events,
    "assumptions": choices.assumption_sets,
    "outcomes": measured.outcomes,
    "series": measured.series,
    "claims": measured.claims,
    "claims.count": measured.claims_by_status,
}


def pages(folder: Path = DOCS) -> list[Path]:
    """Return the documents that hold at least one generated table."""
    return [path for path in sorted(folder.rglob("*.md")) if OPENED.search(path.read_text(encoding="utf-8"))]


def shown(text: str) -> list[str]:
    """Return the names of the tables a document holds."""
    return OPENED.findall(text)


def fresh(text: str, where: str) -> str:
    """Return a document with every table as it should be now; DataError for an unknown or unclosed one."""
    for name in shown(text):
        if name not in TABLES:
            raise DataError(f"{where}: table '{name}': there is none{guess(name, TABLES)}")
        if text.count(f"<!-- table:{name} end -->") != 1 or text.count(f"<!-- table:{name} begin -->") != 1:
            raise DataError(f"{where}: table '{name}': expected one begin and one end marker")
    return MARKED.sub(lambda found: marked(found["name"]), text)


def marked(name: str) -> str:
    """Return a table between its markers."""
    return f"<!-- table:{name} begin -->\n{TABLES[name]()}\n<!-- table:{name} end -->"


def stale(folder: Path = DOCS) -> dict[Path, str]:
    """Return the documents that are out of date, each with the text it should have."""
    found = {}
    for path in pages(folder):
        text = path.read_text(encoding="utf-8")
        now = fresh(text, path.name)
        if now != text:
            found[path] = now
    return found
