"""The commands `sweep init` and `sweep check`: a file to begin from, and what a file comes to."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import options
from sim.errors import AftermathError, ExperimentError, guess

WRONG = 2


def init(
    sampler: Annotated[
        str,
        typer.Option(
            "--type",
            "-t",
            metavar="SAMPLER",
            help="full_factorial, fractional_factorial, one_at_a_time, latin_hypercube, sobol_sequence, saltelli, "
            "morris, knock_outs, two_level or file.",
        ),
    ] = "knock_outs",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="A new .toml file.", show_default="standard output"),
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Write a sweep's file to begin from: it can be run as it stands, and says what each key means.

    Example:  aftermath sweep init --type latin_hypercube -o mine.toml
    """
    from sim.cli.screen import say
    from sim.experiments.sweep.file.template import CSV, TEMPLATES, template

    if sampler not in TEMPLATES:
        near = guess(sampler, TEMPLATES)
        raise ExperimentError(f"--type {sampler}: there is no such sampler{near}")
    if output is None:
        typer.echo(template(sampler), nl=False)
        if sampler == "file":
            say(f"It wants a file points.csv beside it, such as:\n{CSV}", quiet)
        return
    if output.suffix != ".toml":
        raise ExperimentError(f"--output {output}: expected a file ending in .toml")
    new = {output: template(sampler, str(output), f"{output.stem}.csv")}
    if sampler == "file":
        new[output.with_suffix(".csv")] = CSV
    write_new(new)
    say(f"Wrote {' and '.join(map(str, new))}. Look closer: aftermath sweep check {output}", quiet)


def write_new(texts: Mapping[Path, str]) -> None:
    """Write files that are not there yet; ExperimentError if one is, or cannot be written."""
    for path in texts:
        if path.exists():
            raise ExperimentError(f"{path}: is there already; nothing was written")
    for path, text in texts.items():
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except OSError as problem:
            raise ExperimentError(f"{path}: cannot be written ({problem.strerror})") from None


def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILE]...", help="Sweeps, by file or by name; all that come with it if none is said."),
    ] = None,
    output: options.Output = "table",
    quiet: options.Quiet = False,
) -> None:
    """Say what a sweep comes to, and what is wrong with its file: question, factors, points, runs.

    Example:  aftermath sweep check mine.toml        aftermath sweep check
    """
    from sim.cli.output import destination
    from sim.cli.sweep_screen import show_list, show_sweep, write_sweeps
    from sim.experiments.sweep.sweep import SWEEPS, Sweep, load_sweep
    from sim.scenario import names

    to = destination(output)
    found: list[Sweep] = []
    wrong = 0
    for each in files or names(SWEEPS):
        try:
            sweep = load_sweep(each)
            _ = sweep.design
        except AftermathError as problem:
            typer.echo(f"error: {problem}", err=True)
            wrong += 1
            continue
        found.append(sweep)
    if not to.on_screen:
        write_sweeps(found, to)
    elif not files:
        show_list(found, quiet)
    else:
        for sweep in found:
            show_sweep(sweep, quiet)
    if wrong:
        raise typer.Exit(WRONG)
