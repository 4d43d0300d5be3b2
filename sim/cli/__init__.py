"""The command line: `aftermath run`, `compare`, `verdict`, `explain`, `backtest`, `claims`, `plan`, `app` and more."""

from typing import Any

import typer
from typer.core import TyperGroup

from sim.cli import app as page
from sim.cli import backtest, claims, explain, plan, runs, verdict
from sim.errors import AftermathError

WRONG, INTERRUPTED = 2, 130


class Commands(TyperGroup):
    """All commands; whatever the reader can mend becomes one line and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command. Nothing heavy is imported before this, so that --help answers at once."""
        try:
            return super().invoke(ctx)
        except AftermathError as problem:
            typer.echo(f"error: {problem}", err=True)
            raise typer.Exit(WRONG) from None
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback()
def aftermath() -> None:
    """What must one believe of an essay's argument to believe its conclusions?

    Aftermath simulates the war in Syria from 28 November 2016 under a choice of the essay's claims.
    It explores an argument and predicts nothing.

    Example:  aftermath compare aleppo_falls siege_broken --assumptions essay
    """


app.command("run")(runs.run)
app.command("compare")(runs.compare)
app.command("verdict")(verdict.verdict)
app.command("explain")(explain.explain)
app.command("backtest")(backtest.backtest)
app.command("claims")(claims.claims)
app.command("plan")(plan.plan)
app.command("scenarios")(plan.scenarios)
app.command("app")(page.app)


def main() -> None:
    """Run the command line."""
    app(prog_name="aftermath")
