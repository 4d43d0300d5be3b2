"""Where results go: a table on screen, or rows as csv, json or parquet, with their provenance."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import ExperimentError, guess

if TYPE_CHECKING:
    import pandas

FORMS = ("table", "csv", "json", "parquet")
ENDINGS = {".csv": "csv", ".json": "json", ".parquet": "parquet"}


@dataclass(frozen=True)
class Destination:
    """A form, and a file or standard output."""

    form: str
    file: Path | None

    @property
    def on_screen(self) -> bool:
        """Whether a reader sees a table, rather than a program rows."""
        return self.form == "table"


def destination(text: str) -> Destination:
    """Read `--output`; ExperimentError says what is allowed, before anything is run."""
    if text == "parquet":
        raise ExperimentError("--output parquet: Parquet is binary; name a file, such as --output runs.parquet")
    if text in FORMS:
        return Destination(text, None)
    file = Path(text)
    if file.suffix.lower() not in ENDINGS:
        allowed = "table, csv, json, or a file ending in .csv, .json or .parquet"
        raise ExperimentError(f"--output {text}: expected {allowed}{guess_only(text)}")
    if not file.parent.is_dir():
        raise ExperimentError(f"--output {text}: there is no folder {file.parent}")
    if file.is_dir():
        raise ExperimentError(f"--output {text}: that is a folder")
    return Destination(ENDINGS[file.suffix.lower()], file)


def guess_only(text: str) -> str:
    """Return the nearest form or ending as a question, or nothing."""
    hint = guess(Path(text).suffix or text, (*FORMS, *ENDINGS))
    return hint if "did you mean" in hint else ""


def write(rows: "pandas.DataFrame", to: Destination, provenance: Mapping[str, Any], units: Mapping[str, str]) -> None:
    """Write rows to a file or to standard output; ExperimentError if the file cannot be written."""
    if to.form != "parquet":
        put(rows.to_csv(index=False) if to.form == "csv" else as_json(rows, provenance, units), to)
        return
    try:
        write_parquet(rows, to, provenance, units)
    except OSError as problem:
        raise ExperimentError(f"{to.file}: cannot be written ({problem.strerror})") from None


def put(text: str, to: Destination) -> None:
    """Write text to a file or to standard output; ExperimentError if the file cannot be written."""
    if to.file is None:
        sys.stdout.write(text)
        return
    try:
        to.file.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise ExperimentError(f"{to.file}: cannot be written ({problem.strerror})") from None


def write_tables(
    tables: Mapping[str, "pandas.DataFrame"], to: Destination, provenance: Mapping[str, Any], units: Mapping[str, str]
) -> None:
    """Write several tables: as json a list of rows each, else one table with their names in front."""
    import pandas

    if to.form != "json":
        rows = [each.assign(table=name)[["table", *each.columns]] for name, each in tables.items() if len(each)]
        write(pandas.concat(rows, ignore_index=True), to, provenance, units)
        return
    found = {name: json.loads(each.to_json(orient="records", double_precision=15)) for name, each in tables.items()}
    text = json.dumps({"provenance": dict(provenance), "units": dict(units), **found}, indent=1, ensure_ascii=False)
    put(text + "\n", to)


def as_json(rows: "pandas.DataFrame", provenance: Mapping[str, Any], units: Mapping[str, str]) -> str:
    """Return an object with `provenance`, `units` and `rows`; what has no value is null."""
    found = json.loads(rows.to_json(orient="records", double_precision=15))
    whole = {"provenance": dict(provenance), "units": dict(units), "rows": found}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def write_parquet(
    rows: "pandas.DataFrame", to: Destination, provenance: Mapping[str, Any], units: Mapping[str, str]
) -> None:
    """Write a Parquet file whose schema carries provenance and units as JSON under `aftermath`."""
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.Table.from_pandas(rows, preserve_index=False)
    ours = json.dumps({"provenance": dict(provenance), "units": dict(units)}).encode()
    table = table.replace_schema_metadata({**(table.schema.metadata or {}), b"aftermath": ours})
    pyarrow.parquet.write_table(table, to.file)


def write_rows(rows: list[dict[str, Any]], to: Destination, provenance: Mapping[str, Any]) -> None:
    """Write rows of plain cells."""
    import pandas

    write(pandas.DataFrame(rows), to, provenance, {})
