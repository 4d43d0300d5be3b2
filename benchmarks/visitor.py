"""A reader without a browser: opens the app's page and speaks to its kernel as the page does, over a websocket."""

import asyncio
import json
import time
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE = 60.0  # seconds for whatever is waited for
STAMP = '"stamp": "'
APP, COMM, WIDGETS = "solara.control", "comm_msg", "jupyter.widget.control"


@dataclass(frozen=True)
class Answer:
    """What the server says to a request for a page."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def cookie(self) -> str:
        """The cookie that it sets, as a browser sends it back."""
        return self.headers.get("set-cookie", "").partition(";")[0]


def ask(url: str, method: str = "GET", **headers: str) -> Answer:
    """Ask for a page."""
    request = urllib.request.Request(url, method=method, headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as found:
            return Answer(found.status, {k.lower(): v for k, v in found.headers.items()}, found.read().decode())
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read().decode())


def envelope(kind: str, content: dict[str, Any], page: str = "", **more: Any) -> str:
    """Return a message as Jupyter's protocol has it."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": page, "username": "", "version": "5.3"}
    version = "1.0.0" if content.get("target_name") == WIDGETS else "2.0.0"
    message = {"header": header, "parent_header": {}, "metadata": {"version": version}, "content": content}
    return json.dumps({**message, "channel": "shell", "buffers": [], **more})


@dataclass
class Visitor:
    """One open page: what its parts show, by trait, and the events by which they take words."""

    base: str
    cookie: str = ""
    kernel: str = field(default_factory=lambda: str(uuid.uuid4()))
    page: str = field(default_factory=lambda: str(uuid.uuid4()))
    origin: str | None = None
    line: ClientConnection | None = None
    traits: dict[str, dict[str, Any]] = field(default_factory=dict)
    hearing: asyncio.Task[None] | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    received: int = 0  # bytes, as they are after unpacking

    async def enter(self, query: str = "") -> Self:
        """Open the page, connect, and start the app; AssertionError if there is no place."""
        opened = await asyncio.to_thread(
            ask, f"{self.base}/{query}", **({"Cookie": self.cookie} if self.cookie else {})
        )
        assert opened.status == 200, opened.status
        self.cookie = opened.cookie
        await self.connect()
        comm = uuid.uuid4().hex
        await self.say("kernel_info_request", {})
        await self.say("comm_open", {"comm_id": comm, "target_name": APP, "data": {}})
        args = {"path": f"/{query}", "appName": None, "dark": False, "themes": {"light": {}, "dark": {}}}
        await self.say(COMM, {"comm_id": comm, "data": {"method": "run", "args": args}})
        return self

    async def connect(self) -> None:
        """Connect to the kernel, for the first time or again."""
        address = self.base.replace("http", "ws", 1)
        self.line = await connect(
            f"{address}/jupyter/api/kernels/{self.kernel}/channels?session_id={self.page}",
            origin=self.base if self.origin is None else self.origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            max_size=None,
        )
        self.hearing = asyncio.create_task(self.hear(self.line))

    async def hear(self, line: ClientConnection) -> None:
        """Note what parts show, until the line is closed."""
        try:
            async for text in line:
                self.received += len(text)
                message = json.loads(text)
                data = message["content"].get("data", {})
                if message["header"]["msg_type"] in ("comm_open", COMM) and "state" in data:
                    self.traits.setdefault(message["content"]["comm_id"], {}).update(data["state"])
                    self.changed.set()
        except ConnectionClosed:
            pass

    async def say(self, kind: str, content: dict[str, Any]) -> None:
        """Send a message."""
        assert self.line is not None
        await self.line.send(envelope(kind, content, self.page))

    async def does(self, event: str, said: Any = None) -> None:
        """Do what a reader can do on the page: an event by the name its part gives it."""
        content = {"comm_id": self.part(event), "data": {"method": "custom", "content": {"event": event, "data": said}}}
        await self.say(COMM, content)

    def part(self, event: str) -> str:
        """Return the part of the page that has an event."""
        return next(name for name, state in self.traits.items() if event in (state.get("events") or ()))

    def shown(self, event: str, trait: str) -> Any:
        """Return what a part shows, None if it is not there yet."""
        found = next((each for each in self.traits.values() if event in (each.get("events") or ())), {})
        return json.loads(found[trait]) if found.get(trait) else None

    @property
    def charts(self) -> Any:
        """What the charts show."""
        return self.shown("draw_difference", "text")

    @property
    def status(self) -> Any:
        """How far the runs are."""
        return self.shown("draw_difference", "status")

    @property
    def stamp(self) -> str:
        """The link of the question whose runs the charts show; nothing before there are any."""
        part = next((each for each in self.traits.values() if "draw_difference" in (each.get("events") or ())), {})
        _, found, rest = part.get("text", "").partition(STAMP)
        return rest[: rest.index('"')] if found else ""

    async def until(self, true: Any, patience: float = PATIENCE) -> float:
        """Wait until something about the page is true; return the seconds it took, TimeoutError if it never is."""
        began = time.perf_counter()
        async with asyncio.timeout(patience):
            while not true(self):
                self.changed.clear()
                await self.changed.wait()
        return time.perf_counter() - began

    async def drop(self) -> None:
        """Lose the connection, as when a network breaks: no word of farewell."""
        assert self.line is not None
        self.line.transport.abort()
        await self.line.wait_closed()

    async def leave(self, beacon: bool = True) -> None:
        """Close the tab: a browser says so, unless it has no time to, and closes the line."""
        assert self.line is not None
        if beacon:
            url = f"{self.base}/_solara/api/close/{self.kernel}?session_id={self.page}"
            await asyncio.to_thread(ask, url, "POST", Cookie=self.cookie)
        await self.line.close(1001)


def drawn(mark: str, done: bool = False) -> Any:
    """Return whether a visitor's charts show the question whose link holds `mark`, all runs of it if `done`."""

    def true(visitor: Visitor) -> bool:
        if mark not in visitor.stamp:
            return False
        status = visitor.status
        return bool(status["done"]) if done else not status["stale"]

    return true
