"""What all events share: a name to override it by, a week, and the rows it touches."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from sim.dates import FIRST_WEEK, LAST_WEEK
from sim.entries import Deed
from sim.table import Array, Table

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.world import World

Share = Annotated[float, Field(ge=0, le=1)]
Weeks = Annotated[int, Field(ge=0, le=LAST_WEEK)]
Times = Annotated[float, Field(ge=0, le=10)]


class Event(BaseModel):
    """What all events share: a name to override it by, and a week."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    week: Annotated[int, Field(ge=FIRST_WEEK, le=LAST_WEEK)]
    about: str = ""

    def words(self) -> dict[str, tuple[str, ...]]:
        """Return the ids this event names, by kind, so that the loader can check them."""
        return {}

    def act(self, world: "World", mask: Array, chance: "Chance") -> Iterator[Deed]:
        """Force the event in the runs of `mask`, `(runs,)`."""
        raise NotImplementedError


def row_of(table: Table, row_id: str, mask: Array) -> Array:
    """Return the mask over runs and rows of one row in some runs."""
    where = np.zeros((table.runs, len(table)), dtype=bool)
    where[:, table.row(row_id)] = mask
    return where
