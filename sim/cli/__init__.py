"""The command line: `aftermath run`, `compare`, `verdict`, `explain`, `sweep`, `analyse`, `app` and more."""

from typing import Any

import typer
from typer.core import TyperGroup

from sim.cli import analyse, backtest, claims, explain, plan, runs, sweep, verdict
from sim.cli import app as page
from sim.errors import AftermathError, RefusedError, StoppedError, VerifyError

WRONG, INTERRUPTED = 2, 130
# 1 is kept for a sweep that is complete but for failed runs.
CODES: dict[type[AftermathError], int] = {StoppedError: 3, RefusedError: 4, VerifyError: 5}


class Commands(TyperGroup):
    """All commands; whatever the reader can mend becomes one line and an exit code of 2 or more."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command. Nothing heavy is imported before this, so that --help answers at once."""
        try:
            return super().invoke(ctx)
        except AftermathError as problem:
            typer.echo(f"{'' if isinstance(problem, StoppedError) else 'error: '}{problem}", err=True)
            raise typer.Exit(CODES.get(type(problem), WRONG)) from None
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
app.add_typer(sweep.app, name="sweep")
app.add_typer(analyse.app, name="analyse")
app.command("app")(page.app)


def main() -> None:
    """Run the command line."""
    app(prog_name="aftermath")
