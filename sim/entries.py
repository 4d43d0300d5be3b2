"""What rules and decisions may ask of the ledger: influence, adjust, flow, become, post."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.table import Array, Table

if TYPE_CHECKING:
    from sim.ledger import Influences


@dataclass(frozen=True)
class Influence:
    """Add `by` to the scale (log-hazard, rate, utility, logit) of a decision.

    `by` is `(runs, rows of on)`; `on` names the axes it runs along: one table, two, or none
    for `(runs, 1)`. `part` narrows it to one part of a decision that has several: one kind of
    decider (`dislodged`), or one term (`cap`).
    """

    decision: str
    by: Array
    on: Table | tuple[Table, ...] = ()
    part: str | None = None


@dataclass(frozen=True)
class Adjust:
    """Raise or lower the level `of.level` by `by`, `(runs, rows)`; the range of the level bounds it."""

    level: str
    of: Table
    by: Array


@dataclass(frozen=True)
class Flow:
    """Move whole persons of the stock `of.stock` between its cells and an account.

    `amount` is int64 in the shape of the stock. Exactly one of `out_of` and `into` names an
    account (`dead`, `left`, ...); the other side is the cells themselves. When flows in one
    settlement ask for more than a cell holds, all shrink pro rata by largest remainder.
    With `cells` the amount is `(runs, n)` for n cells named by two index arrays, one cell a row at most.
    """

    stock: str
    of: Table
    amount: Array
    out_of: str | None = None
    into: str | None = None
    cells: tuple[Array, Array] | None = None


@dataclass(frozen=True)
class Move:
    """Move whole persons between the cells of one stock: the net change of each, summing to nothing in every run."""

    stock: str
    of: Table
    change: Array


@dataclass(frozen=True)
class Become:
    """Turn a state or level of a table to `value`, everywhere or where a mask over runs and rows holds."""

    column: str
    of: Table
    value: Array
    where: Array | None = None


@dataclass(frozen=True)
class Post:
    """Tell the ledger what a decision moved, so that it can say which rules moved it.

    `amount` and the chances `p` (with all influences) and `p_null` (without) share one shape.
    """

    target: str
    amount: Array
    p: Array
    p_null: Array
    influences: "Influences"


@dataclass(frozen=True)
class PostChoice:
    """Tell the ledger what a choice among options k came to, so that it can say which rules moved it.

    Option k at place b weighs `size[run, k, b] exp(taste[run, k] + influences)`, if its side is that of the place
    (`sides`, as in `Chance.choose`). `chosen` `(runs, k, b)` is who chose what, `counted` `(runs, k)` the options
    that count for the target.
    """

    target: str
    chosen: Array
    size: Array
    taste: Array
    counted: Array
    influences: "Influences"
    sides: tuple[Array, Array] | None = None


Entry = Influence | Adjust | Flow
Deed = Flow | Move | Become | Post | PostChoice
