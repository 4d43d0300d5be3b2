"""The commands `sweep`: experiments written in a file and run in a folder."""

import typer

from sim.cli import sweep_run

app = typer.Typer(no_args_is_help=True, help="Experiments written in a file, run in a folder that can be taken up.")

app.command("run")(sweep_run.run)
