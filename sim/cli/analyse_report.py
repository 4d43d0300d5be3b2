"""The command `analyse report`: a page with what a sweep's runs say, and its figures beside it."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import analyse_options as given
from sim.cli import options
from sim.errors import ExperimentError, guess

if TYPE_CHECKING:
    from sim.experiments.sweep.folder.manifest import Manifest
    from viz.report.gather import Wish

PAGES = (".html", ".htm")


def report(
    directory: given.Directory,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE.html", help="The page.", rich_help_panel=options.RESULTS),
    ] = Path("report.html"),
    outcome: given.Outcome = None,
    of: given.Of = None,
    holds: given.Holds = None,
    quiet: options.Quiet = False,
) -> None:
    """Write a report: question, answer, figures, assumptions with their sources, caveats, how to get it again.

    One page that asks nothing of the network, with every figure as .svg and .png in a folder beside it.

    Example:  aftermath analyse report runs/backers -o backers.html
    """
    from sim.cli.screen import count, say
    from sim.experiments.analysis.study import open_study
    from viz.report.gather import gathered
    from viz.report.page import check_libraries
    from viz.report.page import report as page_of

    check_page(output)
    check_libraries()
    study = open_study(directory)
    wish = wish_of(directory, outcome, of, holds, study.manifest)

    def note(method: str) -> None:
        say(f"{method} …", quiet)

    made = page_of(gathered(study, wish, note), output.stem)
    written = made.write(output)
    if made.left_out:
        say(f"{count(len(made.left_out), 'kind')} of figure not shown; the page says why", quiet)
    say(f"{count(len(written) - 1, 'picture')} beside the page, in {made.folder(output)}", quiet)
    typer.echo(str(output))


def check_page(output: Path) -> None:
    """Refuse a place where no page can be, before anything is computed."""
    if output.suffix.lower() not in PAGES:
        hint = guess(output.suffix or str(output), PAGES)
        raise ExperimentError(f"--output {output}: a report is a page; name a file ending in .html{hint}")
    if not output.parent.is_dir():
        raise ExperimentError(f"--output {output}: there is no folder {output.parent}")
    if output.is_dir():
        raise ExperimentError(f"--output {output}: that is a folder")


def wish_of(directory: Path, outcome: str | None, of: str | None, holds: str | None, manifest: "Manifest") -> "Wish":
    """Read what the report is to be about; ExperimentError with the nearest name."""
    from sim.experiments.analysis.conclusions import conclusion_of
    from sim.experiments.analysis.quantities import quantity_of
    from viz.report.gather import Wish, called

    quantity = quantity_of(manifest, of, outcome)
    conclusion = None if holds is None else conclusion_of(holds, quantity)
    given = (("--outcome", outcome), ("--of", of), ("--holds", holds))
    said = tuple(f"{name} {shlex.quote(value)}" for name, value in given if value is not None)
    return Wish(quantity, conclusion, called(directory), said)
