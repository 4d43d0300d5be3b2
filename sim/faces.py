"""Mesa faces: every row of every table as a registered agent that reads and writes its slice."""

from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

import mesa

from sim.table import Table

if TYPE_CHECKING:
    from sim.model import Model


class Numbers:
    """Hands out agents' numbers, model by model, without holding on to a model that is done.

    Mesa 3.3 keeps them in a dictionary of its own that never lets a model go; later versions need none.
    """

    def __init__(self) -> None:
        self.counters: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()

    def __getitem__(self, model: Any) -> Any:
        """Return the counter of a model."""
        return self.counters.setdefault(model, count(1))


class Face(mesa.Agent):  # type: ignore[misc]
    """One row of a table, in run 0 of its model; attributes are the columns of the table."""

    _ids: ClassVar[Numbers] = Numbers()

    def __init__(self, model: "Model", table: Table, row: int) -> None:
        super().__init__(model)
        self.__dict__.update(table=table, row=row, name=table.ids[row])

    def __getattr__(self, name: str) -> Any:
        table = self.__dict__.get("table")
        if table is None or name not in table.columns:
            raise AttributeError(f"{type(self).__name__} has no attribute '{name}'")
        value = table.arrays[name][0][self._where(table, name)]
        return value.item() if value.ndim == 0 else value

    def _where(self, table: Table, name: str) -> tuple[Any, ...]:
        """Return the index of this row in a column without its runs: its own axis may not be the first."""
        axes = table.columns[name].axes
        own = 0 if axes is None else axes.index(table.kind)
        return (*[slice(None)] * own, self.row)

    def __setattr__(self, name: str, value: Any) -> None:
        table = self.__dict__.get("table")
        if table is not None and name in table.columns:
            table.arrays[name][0][self._where(table, name)] = value
            table.changed(name)
        else:
            super().__setattr__(name, value)


class Regime(Face):
    """Forces of the Syrian state."""


class Faction(Face):
    """A rebel faction."""


class JihadistGroup(Face):
    """A jihadist group outside Islamic State."""


class IslamicState(Face):
    """Islamic State, or an affiliate."""


class SDF(Face):
    """The Syrian Democratic Forces."""


class ForeignForce(Face):
    """Fighters sent by another state."""


class ForeignState(Face):
    """A state or institution outside Syria."""


class Community(Face):
    """The people who come from one place."""


class Place(Face):
    """A place on the map."""


class HostSociety(Face):
    """A country that took in Syrians."""


class Electorate(Face):
    """A European electorate."""


class Public(Face):
    """What is widely believed."""


class War(Face):
    """The war as a whole."""


OF_GROUPS = {each.__name__: each for each in (Regime, Faction, JihadistGroup, IslamicState, SDF, ForeignForce)}
OF_KIND = {
    "places": Place,
    "states": ForeignState,
    "communities": Community,
    "hosts": HostSociety,
    "electorates": Electorate,
    "beliefs": Public,
    "country": War,
}


def cast(model: "Model") -> None:
    """Register a face for every row of every table of a model."""
    for table in model.world.tables:
        for row in range(len(table)):
            kind = OF_GROUPS[model.world.groups.faces[row]] if table.kind == "groups" else OF_KIND[table.kind]
            kind(model, table, row)
