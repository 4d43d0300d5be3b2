"""Parquet read by the thread that asks: Arrow's own threads may abort a process that is about to exit."""

# A read that Arrow hands to its threads may still hold Python objects when the interpreter is gone; the process then
# ends by SIGABRT after all its work was done (apache/arrow issues 34314, 38352, 50482).

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import pyarrow


def opened(file: Any) -> Any:
    """Return a `pyarrow.parquet.ParquetFile`, its pages checked as they are read; Arrow's errors if it is none."""
    import pyarrow.parquet

    return pyarrow.parquet.ParquetFile(file, pre_buffer=False, page_checksum_verification=True)


def read_table(file: Any, columns: Sequence[str] | None = None) -> "pyarrow.Table":
    """Return a whole table, or some columns of it."""
    return opened(file).read(columns=columns, use_threads=False)


def read_piece(file: Any, at: int) -> "pyarrow.Table":
    """Return one row group of a table."""
    return opened(file).read_row_group(at, use_threads=False)


def read_frame(file: Any) -> "pandas.DataFrame":
    """Return a whole table as a data frame."""
    return read_table(file).to_pandas(use_threads=False)
