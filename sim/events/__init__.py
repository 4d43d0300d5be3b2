"""What a scenario may force on a date: the same kinds of events for every side, as masks over runs."""

from typing import Annotated

from pydantic import Field

from sim.events.battles import Control, Evacuation, Relief, Truce
from sim.events.event import Event
from sim.events.policies import (
    Air,
    Border,
    Declaration,
    Forces,
    Funds,
    Invasion,
    Operation,
    Passage,
    Support,
)  # fmt: skip

__all__ = ["EVENTS", "AnyEvent", "Event"]

EVENTS: tuple[type[Event], ...] = (
    Control, Relief, Evacuation, Truce, Support, Declaration, Funds, Operation, Forces, Air, Invasion, Border, Passage,
)  # fmt: skip
AnyEvent = Annotated[
    Control
    | Relief
    | Evacuation
    | Truce
    | Support
    | Declaration
    | Funds
    | Operation
    | Forces
    | Air
    | Invasion
    | Border
    | Passage,
    Field(discriminator="kind"),
]
