"""Sessions on the real server, as pages without a browser: apart, counted, and given back when they close."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from benchmarks.visitor import Visitor, ask, drawn, envelope
from tests.viz.test_server import STOP, address
from viz.door.guard import POLICY_VIOLATION

ROOT = Path(__file__).parents[2]
TOO_BIG = 1009  # why a websocket is closed (RFC 6455)
PLACES = 3
PATIENCE = 20  # seconds
FOREIGN = "foreign_module"
POOLS = (
    "AnyIO worker",
    "asyncio_",
    "solara-gc",
    "giving-back",
    "Dummy",
)  # threads that are kept for whoever comes next
# The app as the command line runs it; to every line it is sent it answers how it stands inside.
WATCHED = """
import json, sys, threading
from viz.door import guard
guard.GRACE = 0.5
def watch():
    from solara.server import kernel_context
    from viz.service import service
    for _ in sys.stdin:
        status = service().status()
        print(json.dumps({
            "kernels": len(kernel_context.contexts),
            "under_way": status.under_way + status.studies,
            "threads": sorted(each.name for each in threading.enumerate()),
        }), flush=True)
threading.Thread(target=watch, daemon=True, name="watch").start()
from sim.cli import main
main()
"""


class Server:
    """The server, where it is, what it logged, and how it stands inside."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        (folder / f"{FOREIGN}.py").write_text(f"open({str(folder / 'imported')!r}, 'w').close()", encoding="utf-8")
        self.imported = folder / "imported"
        command = [sys.executable, "-c", WATCHED, "app", "--port", "0", "--no-browser", "--sessions", str(PLACES)]
        path = os.pathsep.join([str(ROOT), str(folder)])
        with self.log.open("w") as words:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": path, "AFTERMATH_WORKERS": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=words,
                text=True,
            )
        self.base = address(self.log, self.process)

    def inside(self) -> dict[str, Any]:
        """Say how many kernels live, how many requests are under way, and which threads run."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def until(self, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until something is true of the inside."""
        end = time.monotonic() + PATIENCE
        while not true(found := self.inside()):
            assert time.monotonic() < end, found["threads"]
            time.sleep(0.05)
        return found

    def close(self) -> None:
        """Stop it."""
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=STOP)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One server for all; at the end its log holds nothing but where it was."""
    made = Server(tmp_path_factory.mktemp("server"))
    try:
        yield made
    finally:
        made.close()
    said = made.log.read_text().splitlines()
    assert said == [f"Aftermath is at {made.base} (stop it with Ctrl+C)", "interrupted"]


@pytest.fixture(autouse=True)
def empty(server: Server) -> Any:
    """Begin and end with nobody on the server."""
    server.until(lambda found: not found["kernels"])
    yield
    server.until(lambda found: not found["kernels"] and not found["under_way"])


def acted(play: Coroutine[Any, Any, None]) -> None:
    """Play a scene; in a thread, since the browser's tests keep a loop of their own in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(play)).result()


def test_nothing_of_the_inside_is_open(server: Server) -> None:
    for path in ("/resourcez", "/resourcez?verbose", "/jupyter/api/kernels/x", "/docs", "/_solara/cdn/a@1.0/b.js"):
        assert ask(server.base + path).status == 404
    assert ask(f"{server.base}/readyz").status == 200


def test_two_sessions_do_not_share_anything(server: Server) -> None:
    async def play() -> None:
        anna, berta = await Visitor(server.base).enter(), await Visitor(server.base).enter()
        await anna.until(drawn("v=1"))
        await berta.until(drawn("v=1"))
        assert anna.cookie != berta.cookie
        assert not set(anna.traits) & set(berta.traits)
        await anna.does("switch_claims", {"claims": ["C13"], "on": False})
        await anna.until(drawn("C13:0"))
        assert "C13" not in berta.charts["stamp"]
        seen = set(berta.traits)
        await berta.say("comm_open", {"comm_id": "all", "target_name": "jupyter.widget.control", "data": {}})
        await berta.say("comm_msg", {"comm_id": "all", "data": {"method": "request_states"}})
        berta.traits |= {name: {"events": ["reset"]} for name in anna.traits}  # she knows the names of Anna's parts
        for part in set(anna.traits):
            event = {"method": "custom", "content": {"event": "reset", "data": None}}
            await berta.say("comm_msg", {"comm_id": part, "data": event})
        await berta.does("reset")
        assert set(berta.traits) - set(anna.traits) == seen
        await anna.does("set_strength", {"claim": "C14", "value": 0.5})
        await anna.until(drawn("C13:0.0,C14:0.5"))
        await anna.leave()
        await berta.leave()

    acted(play())


def test_nobody_connects_to_the_page_of_another(server: Server) -> None:
    async def play() -> None:
        anna = await Visitor(server.base).enter()
        other = ask(server.base, "HEAD").cookie
        for cookie in (other, "", "solara-session-id=guessed"):
            with pytest.raises(InvalidStatus):
                await Visitor(server.base, cookie=cookie, kernel=anna.kernel).connect()
        with pytest.raises(InvalidStatus):
            await Visitor(server.base, cookie=anna.cookie, origin="http://elsewhere.example").connect()
        close = f"{server.base}/_solara/api/close/{anna.kernel}?session_id={anna.page}"
        assert ask(close, "POST", Cookie=other).status == 403
        await anna.until(drawn("v=1"))
        await anna.leave()

    acted(play())


def test_a_closed_tab_gives_back_its_place_its_threads_and_what_it_had_asked_for(server: Server) -> None:
    def own(found: dict[str, Any]) -> list[str]:
        return [each for each in found["threads"] if not each.startswith(POOLS)]

    async def play() -> None:
        first = await Visitor(server.base).enter()
        await first.until(drawn("v=1", done=True))
        await first.leave()
        before, pools = own(server.until(lambda found: not found["kernels"])), []
        for seed in range(4711, 4715):
            anna = await Visitor(server.base).enter(f"?v=1&seed={seed}")
            await anna.until(drawn(f"seed={seed}"))
            assert not anna.status["done"]
            assert server.inside()["under_way"] == 1
            await anna.leave()
            after = server.until(lambda found: not found["under_way"] and own(found) == before)
            assert after["kernels"] == 0
            pools.append(len(after["threads"]) - len(before))
        # A pool begins a thread when all of its own are busy, which is luck; a tab that kept one would add one each.
        assert pools[-1] - pools[1] < len(pools[2:])

    acted(play())


def test_a_tab_that_had_no_time_to_say_so_is_forgotten_soon(server: Server) -> None:
    async def play() -> None:
        anna = await Visitor(server.base).enter()
        await anna.until(drawn("v=1"))
        await anna.leave(beacon=False)
        assert server.inside()["kernels"] == 1
        server.until(lambda found: not found["kernels"])

    acted(play())


def test_a_lost_connection_keeps_the_page_even_on_a_full_server(server: Server) -> None:
    async def play() -> None:
        anna = await Visitor(server.base).enter()
        await anna.until(drawn("v=1"))
        await anna.does("switch_claims", {"claims": ["C13"], "on": False})
        await anna.until(drawn("C13:0"))
        await anna.drop()
        others = [await Visitor(server.base).enter() for _ in range(PLACES - 1)]
        assert ask(server.base).status == 503
        await asyncio.sleep(1.0)  # twice what a page that was left would get
        assert server.inside()["kernels"] == PLACES
        await anna.connect()
        await anna.does("set_strength", {"claim": "C14", "value": 0.5})
        await anna.until(drawn("C13:0.0,C14:0.5"))
        for each in (anna, *others):
            await each.leave()

    acted(play())


def test_the_visitor_beyond_is_told_so_and_gets_in_when_somebody_leaves(server: Server) -> None:
    async def play() -> None:
        readers = [await Visitor(server.base).enter() for _ in range(PLACES)]
        full = ask(f"{server.base}/?v=1&week=31")
        assert full.status == 503
        assert int(full.headers["retry-after"]) > 0
        assert f"{PLACES} are open now" in full.body
        with pytest.raises(InvalidStatus):
            await Visitor(server.base).connect()
        await readers.pop().leave()
        server.until(lambda found: found["kernels"] < PLACES)
        assert ask(server.base, "HEAD").status == 200
        late = await Visitor(server.base).enter()
        await late.until(drawn("v=1"))
        for each in (late, *readers):
            await each.leave()

    acted(play())


@pytest.mark.parametrize(
    "content",
    [
        {"create_widget": [FOREIGN, "Anything"], "id": "x", "props": {}},
        {"event": "reset", "create_widget": [FOREIGN, "Anything"], "id": "x", "props": {}},
    ],
)
def test_no_page_can_have_a_module_imported(server: Server, content: dict[str, Any]) -> None:
    async def play() -> None:
        anna = await Visitor(server.base).enter()
        await anna.until(drawn("v=1"))
        assert anna.line is not None
        data = {"method": "custom", "content": content}
        await anna.line.send(envelope("comm_msg", {"comm_id": anna.part("reset"), "data": data}, anna.page))
        await anna.line.wait_closed()
        assert anna.line.close_code == POLICY_VIOLATION
        server.until(lambda found: not found["kernels"])
        assert not server.imported.exists()

    acted(play())


def test_a_message_that_is_too_large_ends_the_connection(server: Server) -> None:
    async def play() -> None:
        anna = await Visitor(server.base).enter()
        await anna.until(drawn("v=1"))
        assert anna.line is not None
        await anna.line.send(envelope("kernel_info_request", {"much": "x" * 300_000}, anna.page))
        await anna.line.wait_closed()
        assert anna.line.close_code == TOO_BIG
        await anna.connect()
        await anna.does("switch_claims", {"claims": ["C13"], "on": False})
        await anna.until(drawn("C13:0"))
        await anna.leave()

    acted(play())
