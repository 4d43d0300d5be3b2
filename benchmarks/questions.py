"""Whole questions as a user asks them, each by a command of its own, with nothing kept from before."""

import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
# Words of the command, and how many replicates it takes by default: those of the aims.
QUESTIONS = {
    "verdict: the fall, four broken sieges, and most of it with all rules off": ("verdict", 200),
    "explain: knock-outs of each claim, rival and bundle": (
        "explain deaths_short --methods knockouts --budget 7000",
        64,
    ),
    "backtest: four assumption sets, and each bundle off": ("backtest", 64),
}


def ask(words: str, replicates: int) -> float:
    """Return the seconds of wall time a command takes; RuntimeError with its last words if it fails."""
    call = [sys.executable, "-m", "sim.cli", *words.split(), "--replicates", str(replicates)]
    started = time.perf_counter()
    done = subprocess.run(
        [*call, "--no-store", "--quiet", "--output", "json"], cwd=HERE, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{words}: exit status {done.returncode}: {done.stderr[-300:]}")
    return time.perf_counter() - started
