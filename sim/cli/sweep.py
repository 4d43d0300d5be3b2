"""The commands `aftermath sweep`: experiments written in a file and run in a folder."""

import typer

from sim.cli import sweep_file, sweep_run

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Experiments written in a file and run in a folder: from ten runs to millions, taken up where they stopped.",
)
app.command("init")(sweep_file.init)
app.command("check")(sweep_file.check)
app.command("run")(sweep_run.run)
