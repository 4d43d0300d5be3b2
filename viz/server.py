"""The app's server: Solara as we run it, on this machine, asking nothing of any other."""

import os
import re
import socket
import sys
import warnings
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING

from sim.errors import AftermathError
from sim.essay import Essay, read_essay
from viz.memory import GivingBack, share_heaps
from viz.service.limits import limits_from_environment

if TYPE_CHECKING:
    import uvicorn

    from sim.experiments.store import Store

OF_MESA = ("altair", "matplotlib")  # what Mesa's page needs besides: `pip install 'aftermath[mesa]'`
EXTRA = ("solara", "uvicorn", "ipyvuetify", "starlette")  # what `pip install 'aftermath[app]'` brings
HERE = Path(__file__).resolve().parent
ESSAY = "AFTERMATH_ESSAY"  # where the reader's copy of the essay lies, for the app in the same process
SESSIONS = "AFTERMATH_SESSIONS"  # how many pages may be open; see viz/service/limits.py
ORIGINS = "AFTERMATH_ORIGINS"  # whose pages may connect, as a list, if not those of the host that is asked
PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")
OPEN_HOSTS = ("0.0.0.0", "::", "")
LARGEST_PORT = 65535
POLL = 0.05  # seconds between looks whether the server answers

# Solara reads its settings from the environment as it is imported. Assets come from the package solara-assets;
# one that it lacks would be asked of a public network, so that network is set to a port where nobody answers.
SETTINGS = {
    "SOLARA_APP": "viz.app",
    "SOLARA_MODE": "production",
    "SOLARA_ASSETS_CDN": "http://127.0.0.1:9/",
    "SOLARA_ASSETS_EXTRA_LOCATIONS": str(HERE / "assets"),
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_TITLE": "Aftermath",
    "SOLARA_SESSION_HTTP_ONLY": "True",
}
MESA_SETTINGS = {"SOLARA_APP": "viz.mesa_page", "SOLARA_ASSETS_EXTRA_LOCATIONS": ""}


@cache
def own_essay() -> Essay | None:
    """Return the copy of the essay that the server was given, read once; None without one."""
    path = os.environ.get(ESSAY)
    return read_essay(Path(path)) if path else None


class AppError(AftermathError):
    """The app cannot start as asked."""


def serve(
    host: str,
    port: int,
    browser: bool,
    say: Callable[[str], None],
    *,
    essay: Path | None = None,
    store: "Store | None" = None,
    sessions: int | None = None,
    prefix: str = "",
    mesa: bool = False,
) -> None:
    """Serve the app until interrupted.

    `sessions` is how many pages may be open; `prefix` is the path under which a proxy shows the app to readers;
    `store` is where the runs of long computations stay: without one they go with the server. `mesa` shows one run in
    Mesa's own page instead.
    Raises AppError if it cannot start, DataError if the essay cannot be read, ExperimentError for a wrong limit.
    """
    check_installed()
    if mesa:
        check_installed(OF_MESA, "mesa")
    if essay is not None:
        copy = read_essay(essay)
        if copy.message:
            say(f"warning: {copy.message}")
        os.environ[ESSAY] = str(essay.resolve())
    if sessions is not None:
        os.environ[SESSIONS] = str(sessions)
    os.environ |= {**SETTINGS, **settings(prefix), **(MESA_SETTINGS if mesa else {})}
    listening = listen(host, port)
    address = f"http://{'127.0.0.1' if host in OPEN_HOSTS else host}:{listening.getsockname()[1]}"
    run(listening, store, lambda: ready(address, browser, say))


def settings(prefix: str) -> dict[str, str]:
    """Return the settings of Solara that are not always the same."""
    prefix = prefix.rstrip("/")
    if not PREFIX.fullmatch(prefix):
        raise AppError(f"--prefix {prefix}: expected a path as it stands in an address, such as /aftermath")
    return {
        # Never what the first request says they are. Nothing but a warning reads the second.
        "SOLARA_ROOT_PATH": prefix,
        "SOLARA_BASE_URL": f"http://localhost{prefix}/",
        "SOLARA_KERNEL_CULL_TIMEOUT": f"{limits_from_environment().keep_minutes}m",
    }


def check_installed(packages: tuple[str, ...] | None = None, extra: str = "app") -> None:
    """Refuse to start without what the app is made of."""
    missing = [each for each in packages or EXTRA if find_spec(each) is None]
    if missing:
        raise AppError(f"the app needs {', '.join(missing)}; install it with: pip install 'aftermath[{extra}]'")
    from importlib.metadata import PackageNotFoundError, version

    with suppress(PackageNotFoundError):
        if int(version("ipyvuetify").split(".")[0]) > 1:
            raise AppError("the app needs ipyvuetify 1, not 3; install it with: pip install 'ipyvuetify<2' 'ipyvue<2'")


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that is bound; AppError says what to do if it cannot be. Port 0 is any that is free."""
    if not 0 <= port <= LARGEST_PORT:
        raise AppError(f"--port {port}: outside 0 to {LARGEST_PORT}")
    try:
        family = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0][0]
    except socket.gaierror:
        raise AppError(f"--host {host}: no such host") from None
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as problem:
        bound.close()
        hint = "choose another, as in --port 8766, or --port 0 for any that is free"
        raise AppError(f"port {port} of {host} cannot be used ({problem.strerror}); {hint}") from None
    return bound


def run(listening: socket.socket, store: "Store | None", started: Callable[[], None]) -> None:
    """Run the server on a bound socket."""
    # Solara would rather be embedded in other people's pages; on one's own machine its cookie is lax, and fine.
    warnings.filterwarnings("ignore", "Cookies with samesite=none", UserWarning)
    share_heaps()
    import uvicorn
    from solara.lab import on_kernel_start
    from solara.server import settings as solara_settings
    from solara.server.starlette import app
    from solara.widgets import Navigator

    from viz.door import Door, Places
    from viz.door.kernels import SolaraKernels
    from viz.door.wire import LARGEST
    from viz.service import service

    on_kernel_start(GivingBack().opened)
    Navigator.template_file = str(HERE / "components" / "navigator.vue")
    places = Places(SolaraKernels(), service(store).limits.sessions)
    origins = tuple(filter(None, os.environ.get(ORIGINS, "").replace(",", " ").split()))
    door = Door(app, places, solara_settings.assets.proxy_cache_dir, origins)
    config = uvicorn.Config(door, log_level="warning", access_log=False, lifespan="on", ws_max_size=LARGEST)
    server = uvicorn.Server(config)
    Thread(target=announce, args=(server, started), daemon=True).start()
    server.run(sockets=[listening])


def announce(server: "uvicorn.Server", started: Callable[[], None]) -> None:
    """Call `started` once the server answers."""
    while not server.started:
        if server.should_exit:
            return
        sleep(POLL)
    started()


def ready(address: str, browser: bool, say: Callable[[str], None]) -> None:
    """Say where the app is, and open it."""
    say(f"Aftermath is at {address} (stop it with Ctrl+C)")
    sys.stderr.flush()
    if browser:
        webbrowser.open(address)
