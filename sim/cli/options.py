"""The options that commands share, said once."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.errors import ExperimentError

if TYPE_CHECKING:
    from sim.experiments.store import Store

WEEKS = 156
REPLICATES = 32

RUNS = "How much to run"
BELIEFS = "What to assume"
RESULTS = "What to show"

Scenario = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario's name, or a .toml file; +POLICY adds a policy, @WEEK lets either begin in that week.",
    ),
]
Replicates = Annotated[
    int, typer.Option("--replicates", "-n", help="Repetitions of each scenario.", rich_help_panel=RUNS)
]
Weeks = Annotated[int, typer.Option("--weeks", help="Weeks to run, 1 to 520.", rich_help_panel=RUNS)]
RandomSeed = Annotated[int, typer.Option("--random-seed", help="What chance starts from.", rich_help_panel=RUNS)]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", help="Threads at a time.", show_default="number of cores", rich_help_panel=RUNS),
]
AssumptionSet = Annotated[
    str,
    typer.Option("--assumptions", "-a", help="Assumption set: a name, or a file.", rich_help_panel=BELIEFS),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="OWNER.WORD=VALUE",
        help="Set a parameter (see [bold]plan[/bold]); repeatable.",
        rich_help_panel=BELIEFS,
    ),
]
Strengths = Annotated[
    list[str] | None,
    typer.Option(
        "--strength",
        metavar="C14=0.5",
        help="Strength of a claim: 0 off, 1 as stated, 2 double; repeatable.",
        rich_help_panel=BELIEFS,
    ),
]
Off = Annotated[
    list[str] | None,
    typer.Option("--off", metavar="C14,C28", help="Switch claims off.", rich_help_panel=BELIEFS),
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="C13,C14", help="Switch all other claims off.", rich_help_panel=BELIEFS),
]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="POLICY",
        help="Add policies to every scenario alike, POLICY@WEEK from that week on.",
        rich_help_panel=BELIEFS,
    ),
]
Output = Annotated[
    str,
    typer.Option(
        "--output",
        "-o",
        metavar="FORM|FILE",
        help="table, csv, json, or a FILE ending in .csv, .json or .parquet.",
        rich_help_panel=RESULTS,
    ),
]
Series = Annotated[
    bool,
    typer.Option(
        "--series",
        help="Weekly series (mean, percentiles 5, 50, 95) instead of outcomes; needs csv, json or a file.",
        rich_help_panel=RESULTS,
    ),
]
StoreFolder = Annotated[
    Path | None,
    typer.Option(
        "--store",
        metavar="DIR",
        help="Where finished runs are kept, and found again.",
        show_default="$AFTERMATH_STORE, or ~/.cache/aftermath/runs",
        rich_help_panel=RUNS,
    ),
]
NoStore = Annotated[bool, typer.Option("--no-store", help="Keep and find nothing.", rich_help_panel=RUNS)]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", help="No words on standard error but errors.", rich_help_panel=RESULTS),
]


@dataclass(frozen=True)
class Request:
    """What to run, for every scenario alike."""

    assumptions: str
    replicates: int
    weeks: int
    random_seed: int
    jobs: int
    settings: tuple[str, ...]
    strengths: tuple[str, ...]
    off: tuple[str, ...]
    only: tuple[str, ...]
    policies: tuple[str, ...] = ()

    @property
    def overrides(self) -> str:
        """The reader's own overrides, as they would be typed."""
        words = [f"--with {','.join(self.policies)}"] * bool(self.policies)
        words += [f"--set {each}" for each in self.settings]
        words += [f"--strength {each}" for each in self.strengths]
        words += [f"--off {','.join(self.off)}"] * bool(self.off)
        words += [f"--only {','.join(self.only)}"] * bool(self.only)
        return " ".join(words)

    def provenance(self, scenarios: Iterable[str]) -> Mapping[str, Any]:
        """What is needed to get the same numbers again; the number of threads is not."""
        from importlib import metadata

        try:
            version = metadata.version("aftermath")
        except metadata.PackageNotFoundError:
            version = "not installed"
        return {
            "aftermath": version,
            "scenarios": list(scenarios),
            "assumptions": self.assumptions,
            "replicates": self.replicates,
            "weeks": self.weeks,
            "random_seed": self.random_seed,
            "overrides": self.overrides,
        }


def request(
    assumptions: str,
    replicates: int,
    weeks: int,
    random_seed: int,
    jobs: int | None,
    settings: list[str] | None,
    strengths: list[str] | None,
    off: list[str] | None,
    only: list[str] | None,
) -> Request:
    """Gather what the options say; ExperimentError for a senseless number of threads."""
    if jobs is not None and jobs < 1:
        raise ExperimentError(f"--jobs {jobs}: there must be at least 1")
    return Request(
        assumptions,
        replicates,
        weeks,
        random_seed,
        jobs or os.cpu_count() or 1,
        listed(settings),
        listed(strengths),
        listed(off),
        listed(only),
    )


def store_of(folder: Path | None, none: bool, quiet: bool) -> "Store | None":
    """Return the store asked for, or none; ExperimentError if it cannot be made or both are asked for."""
    from sim.cli import screen
    from sim.experiments.store import default_store, open_store

    if none and folder is not None:
        raise ExperimentError("--store and --no-store: choose one")
    if none:
        return None

    def say(text: str) -> None:
        screen.say(text, quiet)

    return default_store(say) if folder is None else open_store(folder, say)


def listed(texts: Iterable[str] | None) -> tuple[str, ...]:
    """Split comma lists, given once or several times."""
    return tuple(word.strip() for text in texts or () for word in text.split(",") if word.strip())
