"""The commands `aftermath sweep`: experiments written in a file and run in a folder."""

import typer

from sim.cli import sweep_extend, sweep_file, sweep_plan, sweep_run, sweep_status

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Experiments written in a file and run in a folder: from ten runs to millions, taken up where they stopped.",
)
app.command("init")(sweep_file.init)
app.command("check")(sweep_file.check)
app.command("plan")(sweep_plan.plan)
app.command("run")(sweep_run.run)
app.command("status")(sweep_status.status)
app.command("verify")(sweep_status.verify)
app.command("extend")(sweep_extend.extend)
app.command("export")(sweep_extend.export)
