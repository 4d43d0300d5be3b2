"""How a decision is declared: who decides what, on which scale, in which phase, with which null chances."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.entries import Deed

if TYPE_CHECKING:
    from sim.chance import Chance
    from sim.ledger import Influences
    from sim.world import World

Act = Callable[["World", Any, "Influences", "Chance"], Iterator[Deed]]

# The week: every phase is an ordered list of decisions, each followed by its own settling.
PHASES: dict[str, tuple[str, ...]] = {
    "events": (),
    "sense": ("judge_removability", "judge_moscow"),
    "states": ("cut_or_renew", "reenter", "choose_clients", "normalise", "release_funds", "send_forces"),
    "groups": ("quit_war", "enlist", "enlist_with_sponsor", "choose_group"),
    "war": ("choose_targets", "fight", "relieve", "tighten_siege", "capture", "push_with_sponsor", "redeploy"),
    "rule": ("govern", "lash_out", "reprise"),
    "people": ("take_the_buses", "flee", "go_home", "move_onward"),
    "abroad": (),
    "talks": ("offer_talks", "settle"),
}


@dataclass(frozen=True)
class Decision:
    """One decision of the null model: the act itself, and what a rule must know to influence it."""

    name: str
    phase: str
    axes: tuple[str, ...]
    scale: str
    parts: tuple[str, ...]
    parameters: type | None
    act: Act
    about: str


def decision(
    *,
    phase: str,
    axes: tuple[str, ...] = (),
    scale: str,
    parts: tuple[str, ...] = (),
    parameters: type | None = None,
) -> Callable[[Act], Decision]:
    """Declare a decision on a function `(world, parameters, influences, chance)` that yields deeds."""

    def declare(act: Act) -> Decision:
        about = (sys.modules[act.__module__].__doc__ if act.__doc__ is None else act.__doc__) or ""
        name = act.__name__
        if name not in PHASES[phase]:
            raise ValueError(f"{name} is not in the list of phase {phase}")
        return Decision(name, phase, axes, scale, parts, parameters, act, about.strip().splitlines()[0])

    return declare
