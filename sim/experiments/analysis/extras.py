"""Libraries that not everybody has: what to say where one is missing."""

from importlib.util import find_spec

from sim.errors import ExperimentError


def needed(module: str, package: str) -> None:
    """Raise ExperimentError if an optional library is not installed."""
    if find_spec(module) is None:
        raise ExperimentError(f"needs {package}: pip install 'aftermath[analysis]'")
