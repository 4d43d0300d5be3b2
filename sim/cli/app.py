"""The command `app`: the browser app, served on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import options

PORT = 8765


def app(
    port: Annotated[int, typer.Option("--port", help="Port to listen on; 0 for any that is free.")] = PORT,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; 0.0.0.0 lets other machines in.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")] = True,
    essay: Annotated[
        Path | None,
        typer.Option("--essay", metavar="FILE", help="Your copy of the essay, shown with each claim."),
    ] = None,
    sessions: Annotated[
        int | None,
        typer.Option(
            "--sessions", metavar="N", min=1, envvar="AFTERMATH_SESSIONS", help="How many pages may be open at a time."
        ),
    ] = None,
    prefix: Annotated[
        str,
        typer.Option(
            "--prefix", metavar="PATH", envvar="AFTERMATH_PREFIX", help="The path under which a proxy shows the app."
        ),
    ] = "",
    mesa: Annotated[bool, typer.Option("--mesa", help="Show one run in Mesa's own SolaraViz instead.")] = False,
    store: options.StoreFolder = None,
    no_store: options.NoStore = False,
    quiet: options.Quiet = False,
) -> None:
    """Open the app: two worlds side by side, every assumption a switch.

    Nothing is asked of any other machine. Needs the extra [bold]app[/bold]: pip install 'aftermath\\[app]'

    docs/deploy.md tells how to serve a class, and what limits there are.

    Example:  aftermath app --port 8080 --essay essay.txt
    """
    from sim.cli.screen import say
    from viz.server import serve

    kept = options.store_of(store, no_store, quiet)
    serve(
        host,
        port,
        browser,
        lambda text: say(text, quiet),
        essay=essay,
        store=kept,
        sessions=sessions,
        prefix=prefix,
        mesa=mesa,
    )
