"""Aftermath: an essay's argument as an agent-based simulation. It explores an argument and predicts nothing."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.runs import run

__all__ = ["run"]


def __getattr__(name: str) -> Any:
    """Load `sim.run` when it is first used: Mesa takes a second to import."""
    if name == "run":
        from sim.runs import run

        return run
    raise AttributeError(f"module 'sim' has no attribute '{name}'")
