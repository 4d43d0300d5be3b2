"""Where things lie: the folders of seeds and scenarios."""

from pathlib import Path

_CARRIED = Path(__file__).resolve().parent / "_data"  # a wheel has no repository around it
ROOT = _CARRIED if _CARRIED.is_dir() else _CARRIED.parent.parent
SEEDS = ROOT / "seeds"
SCENARIOS = ROOT / "scenarios"
