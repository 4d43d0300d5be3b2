"""Sweep files for tests: a small one, some of its lines changed."""

from pathlib import Path

import pytest

from sim.errors import ExperimentError
from sim.experiments.sweep.sweep import Sweep, load_sweep

HEAD = 'scenarios = ["aleppo_falls", "siege_broken"]\nreplicates = 2\noutcomes = ["rad_share_long", "pacified"]\n'
HYPERCUBE = '[design]\nsampler = "latin_hypercube"\npoints = 8\n'
VARY = "[vary.strengths]\nC14 = {}\n"
LEADS = """\
[vary.choices.lead]
jihadist = {}
turkey = { scenarios = { siege_broken = "siege_broken_turkey" } }
"""


def whole(head: str = HEAD, design: str = HYPERCUBE, vary: str = VARY) -> str:
    """Return a file's text."""
    return head + design + vary


def sweep_of(folder: Path, text: str) -> Sweep:
    """Load a text as a sweep."""
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_sweep(str(path))


def drawn(folder: Path, sampler: str, vary: str, settings: str = "") -> Sweep:
    """Return a sweep of a sampler."""
    return sweep_of(folder, whole(design=f'[design]\nsampler = "{sampler}"\n{settings}\n', vary=vary))


def refused(folder: Path, text: str) -> str:
    """Return why a file is refused, the design included."""
    with pytest.raises(ExperimentError) as caught:
        sweep_of(folder, text).design  # noqa: B018
    return str(caught.value)
