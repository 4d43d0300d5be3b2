"""What a scenario forces, in plain sentences."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.events import Event
from viz.screen.worlds import World
from viz.titles import SIDE_TITLES, titles


@dataclass(frozen=True)
class Forced:
    """A forced event in words. Some bear on a place, and find nothing to do where the war has been quicker."""

    text: str
    place: str | None = None
    state: str | None = None
    not_held_by: str | None = None
    held_by: str | None = None
    only_besieged: bool = False

    def applies(self, side: str, besieged: bool) -> bool:
        """Whether there is something to force at its place, as the week before left it."""
        held = side != self.not_held_by and self.held_by in (None, side)
        return held and (besieged or not self.only_besieged)


def forced(world: World) -> Iterator[tuple[int, Forced]]:
    """Yield the events of a world with their weeks, in order; a week that the reader has moved is the reader's."""
    values = dict(world.values)
    for event in sorted(world.point.scenario.events, key=lambda each: (week_of(each, values), each.name)):
        yield week_of(event, values), in_words(event)


def week_of(event: Event, values: Mapping[str, float]) -> int:
    """Return the week on which an event falls."""
    return int(values.get(f"event.{event.name}.week", event.week))


def in_words(event: Event) -> Forced:
    """Say what an event forces."""
    return SAYING[event.kind](event)  # type: ignore[attr-defined]


def place(row_id: str) -> str:
    """Return a place's title."""
    return titles("places")[row_id]


def state(row_id: str) -> str:
    """Return a state's title."""
    return titles("states")[row_id]


def times(number: float, of: str) -> str:
    """Say a multiple of what was on day 0."""
    return {0.0: f"no {of}", 1.0: f"the {of} of day 0"}.get(number, f"{number:g} times the {of} of day 0")


def control(event: Any) -> Forced:
    """A place falls."""
    return Forced(f"{place(event.place)} falls to {SIDE_TITLES[event.to]}.", event.place, not_held_by=event.to)


def relief(event: Any) -> Forced:
    """A siege is broken, or not."""
    what = "The siege of {} is broken." if event.success else "An attempt to break the siege of {} fails."
    return Forced(what.format(place(event.place)), event.place, only_besieged=True)


def evacuation(event: Any) -> Forced:
    """People are offered a way out."""
    ends = f"from {place(event.place)} to {place(event.towards)}"
    return Forced(f"An evacuation {ends} is on offer for {event.weeks} weeks.")


def truce(event: Any) -> Forced:
    """A local deal."""
    return Forced(
        f"A local deal bars attacks on {place(event.place)} for {event.weeks} weeks.",
        event.place,
        held_by=event.held_by,
    )


def declaration(event: Any) -> Forced:
    """A state breaks with the rebellion, or commits itself to it."""
    stance = "breaks with" if event.stance == "repudiates" else "commits itself to"
    return Forced(
        f"{state(event.state)} {stance} the rebellion, and gives {times(event.times, 'war support')}.",
        state=event.state,
    )


def funds(event: Any) -> Forced:
    """Institutions pay, or rule it out."""
    who = ", ".join(map(state, event.institutions))
    what = "release reconstruction money" if event.decision == "release" else "rule out reconstruction money for good"
    return Forced(f"{who}: {what}.")


SAYING: Mapping[str, Callable[[Any], Forced]] = {
    "control": control,
    "relief": relief,
    "evacuation": evacuation,
    "truce": truce,
    "support": lambda event: Forced(
        f"{state(event.state)} gives {times(event.times, 'war support')}.", state=event.state
    ),
    "invasion": lambda event: Forced(
        "An outside invasion or no-fly zone becomes thinkable."
        if event.weight
        else "An outside invasion or no-fly zone is not thinkable any more."
    ),
    "border": lambda event: Forced(f"{titles('hosts')[event.host]}: the border is {100 * event.openness:.0f} % open."),
    "passage": lambda event: Forced(
        f"{titles('hosts')[event.host]}: there are {times(event.times, 'departures to Europe')}."
    ),
    "declaration": declaration,
    "funds": funds,
    "operation": lambda event: Forced(
        f"{state(event.state)} puts {times(event.times, 'effort')} into its operation beside the rebels."
    ),
    "forces": lambda event: Forced(f"{state(event.state)} keeps {times(event.times, 'forces')} in Syria."),
    "air": lambda event: Forced(f"The regime's side has {times(event.power, 'air power')}."),
}
