"""Small runs whose numbers are kept: `python -m tests.golden` rewrites them."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import xarray

from sim.runs import run

FOLDER = Path(__file__).resolve().parent / "golden"
RUNS = {"aleppo_falls_essay": ("aleppo_falls", "essay"), "reference_null": ("reference", "null")}
REPLICATES, WEEKS, DIGITS = 3, 20, 6
SHOWN = (0, 1, 10, 20)  # weeks of series that have rows; others are kept week by week


def measured(name: str) -> dict[str, Any]:
    """Run one of the golden runs and return its numbers, ready for JSON."""
    scenario, assumptions = RUNS[name]
    found = run(scenario, assumptions=assumptions, replicates=REPLICATES, weeks=WEEKS)
    series = {str(key): numbers(found[key]) for key in sorted(found.data_vars) if key != "postings"}
    return {"scenario": scenario, "assumptions": assumptions, "series": series, "postings": posted(found)}


def numbers(series: xarray.DataArray) -> list[Any]:
    """Return whole numbers as they are, others to six significant digits."""
    if series.ndim > 2:
        series = series.isel(week=list(SHOWN))
    values = series.values
    if values.dtype.kind in "biu":
        return list(values.astype(int).tolist())
    return list(np.vectorize(rounded, otypes=[float])(values).tolist())


def rounded(value: float) -> float:
    """Return a number to six significant digits."""
    return float(f"{float(value):.{DIGITS}g}")


def posted(found: xarray.Dataset) -> dict[str, list[float]]:
    """Return who moved what, summed over the weeks, by run."""
    total = found["postings"].astype(float).sum("week")
    return {
        f"{who}: {target}": [rounded(each) for each in amounts]
        for who in found["who"].values
        for target in found["target"].values
        if (amounts := total.sel(who=who, target=target).values).any()
    }


def kept(name: str) -> dict[str, Any]:
    """Read the numbers of a golden run as they were kept."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def rewrite(name: str) -> bool:
    """Measure a golden run and keep its numbers; say whether they changed."""
    path = FOLDER / f"{name}.json"
    found = measured(name)
    lines = [f" {json.dumps(key)}: {json.dumps(value, sort_keys=True)}" for key, value in flat(found).items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    changed = not path.is_file() or path.read_text(encoding="utf-8") != text
    FOLDER.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return changed


def flat(found: dict[str, Any]) -> dict[str, Any]:
    """Return one entry a series, so that a diff shows which changed."""
    return {
        "scenario": found["scenario"],
        "assumptions": found["assumptions"],
        **{f"series.{key}": value for key, value in found["series"].items()},
        **{f"postings.{key}": value for key, value in found["postings"].items()},
    }


def main() -> int:
    """Rewrite all golden runs and say which changed."""
    for name in RUNS:
        print(f"tests/golden/{name}.json: {'changed' if rewrite(name) else 'as before'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
