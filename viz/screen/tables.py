"""Tables of a study as they are kept beside what is drawn of them, and as one file to take away."""

from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from viz.screen.export import Words, cycled, parquet

if TYPE_CHECKING:
    import pandas
    import pyarrow

Tables = Mapping[str, bytes]  # by name, each a Parquet file
Keep = Callable[["pandas.DataFrame"], Any]  # which rows of a table
TABLE = "table"  # the column that says of which table a row is, as in files of the command line


def kept(tables: Mapping[str, "pandas.DataFrame"]) -> dict[str, bytes]:
    """Return tables as small as they can wait: a study is kept in memory for whoever asks for it again."""
    import pyarrow.parquet

    found = {}
    for name, rows in tables.items():
        into = BytesIO()
        pyarrow.parquet.write_table(arrow(rows), into, compression="zstd")
        found[name] = into.getvalue()
    return found


def rows_of(tables: Tables, name: str) -> "pandas.DataFrame":
    """Return the rows of one table, none if it is not there."""
    import pandas

    return pandas.read_parquet(BytesIO(tables[name])) if name in tables else pandas.DataFrame()


def tables_file(tables: Tables, words: Words, names: Iterable[str] = (), keep: Keep | None = None) -> bytes:
    """Return some tables one below the other, or all of them; `keep` says which rows, and what is empty is left out."""
    chosen = [name for name in names or tables if name in tables]
    found = {name: rows_of(tables, name) for name in chosen}
    if keep is not None:
        found = {name: rows[keep(rows)] for name, rows in found.items()}
    return frames_file({name: rows for name, rows in found.items() if len(rows)}, words)


def frames_file(frames: Mapping[str, "pandas.DataFrame"], words: Words) -> bytes:
    """Return tables one below the other, their names in front; columns keep their types, what a table lacks is null."""
    return parquet((named(name, arrow(rows)) for name, rows in frames.items()), words)


def arrow(rows: "pandas.DataFrame") -> "pyarrow.Table":
    """Return rows as any program reads them: no notes of pandas, one kind of text whatever its version."""
    import pyarrow

    found = pyarrow.Table.from_pandas(rows, preserve_index=False).replace_schema_metadata(None)
    large, plain = pyarrow.large_string(), pyarrow.string()
    return found.cast(pyarrow.schema([each.with_type(plain) if each.type == large else each for each in found.schema]))


def named(name: str, rows: "pyarrow.Table") -> "pyarrow.Table":
    """Return a table with its name in front."""
    return rows.add_column(0, TABLE, cycled([name], rows.num_rows))
