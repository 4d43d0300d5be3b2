"""The state of one kind of agent: one array per quantity, with a leading runs axis."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, overload

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def raised(base: Array, exponent: Array) -> Array:
    """Return `base ** exponent` for positive bases, to the same last bit whatever runs are stepped together.

    `np.power` takes a short cut for some exponents (the square root for 0.5), but only where all runs share them.
    """
    return np.asarray(np.exp(exponent * np.log(base)))


@dataclass
class Column:
    """One quantity of a kind: its axes after `runs`, unit, range, and how it behaves.

    `behaves` is `stock` (conserved, it flows), `level` (adjusted within low..high),
    `state` (turned by decisions and events) or `fact` (given, never changes in a run).
    """

    unit: str
    about: str
    behaves: str = "level"
    axes: tuple[str, ...] | None = None
    low: float = -np.inf
    high: float = np.inf
    name: str = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, table: None, owner: type) -> "Column": ...
    @overload
    def __get__(self, table: "Table", owner: type) -> Array: ...
    def __get__(self, table: "Table | None", owner: type) -> "Column | Array":
        if table is None:
            return self
        return table.arrays[self.name]

    def __set__(self, table: "Table", value: Array) -> None:
        raise AttributeError(f"{table.kind}.{self.name}: only the ledger changes the world")


def stock(unit: str, about: str, axes: tuple[str, ...] | None = None) -> Column:
    """Declare whole persons that are conserved: what leaves somewhere arrives somewhere."""
    return Column(unit, about, "stock", axes, low=0)


def level(unit: str, about: str, *, low: float, high: float, axes: tuple[str, ...] | None = None) -> Column:
    """Declare a quantity that rises and falls within its range."""
    return Column(unit, about, "level", axes, low, high)


def state(unit: str, about: str, axes: tuple[str, ...] | None = None) -> Column:
    """Declare a quantity that decisions and events turn to a new value."""
    return Column(unit, about, "state", axes)


def fact(unit: str, about: str, axes: tuple[str, ...] | None = None) -> Column:
    """Declare what is given on day 0 and stays."""
    return Column(unit, about, "fact", axes)


class Table:
    """Rows of one kind, in slot order; columns are `(runs, rows)` unless they declare other axes."""

    kind: ClassVar[str] = ""
    Parameters: ClassVar[type | None] = None
    columns: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls) -> None:
        cls.columns = {
            name: each
            for base in reversed(cls.__mro__)
            for name, each in vars(base).items()
            if isinstance(each, Column)
        }

    def __init__(self, ids: Sequence[str], slots: Sequence[int], runs: int) -> None:
        self.ids = tuple(ids)
        self.slots = np.asarray(slots, dtype=np.uint64)
        self.runs = runs
        self.arrays: dict[str, Array] = {}
        self.memo: dict[str, tuple[tuple[str, ...], Array]] = {}
        self.settings: Any = None  # the table's own Parameters, `(runs, 1)` each

    def recall(self, name: str, columns: tuple[str, ...], compute: Callable[[], Array]) -> Array:
        """Return what follows from some columns, computed once until the ledger changes one of them."""
        if name not in self.memo:
            self.memo[name] = (columns, compute())
        return self.memo[name][1]

    def changed(self, column: str) -> None:
        """Forget what followed from a column; the ledger says so whenever it settles."""
        for name in [name for name, (columns, _) in self.memo.items() if column in columns]:
            del self.memo[name]

    def fading(self) -> Iterator[tuple[str, Array, Array]]:
        """Yield the levels that wear off: name, half-life in weeks, level of rest."""
        return iter(())

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, row_id: str) -> int:
        """Return the position of a row by its id; raises ValueError for an unknown id."""
        return self.ids.index(row_id)

    def put(self, name: str, value: Array, dtype: Any = None) -> None:
        """Lay down a column on day 0, copied to a contiguous `(runs, ...)` array of its own."""
        array = np.asarray(value, dtype=dtype)
        self.arrays[name] = np.ascontiguousarray(np.broadcast_to(array, (self.runs, *array.shape[1:]))).copy()
