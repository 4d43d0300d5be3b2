"""The guard at the door: no page of another site may talk to the app, and no page of the app to another site."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from viz.door import words
from viz.door.asgi import App, Message, Receive, Send, answer, header, session_of
from viz.door.paths import CLOSE, PAGE, closed_kernel_of, is_open, kernel_of, query_of
from viz.door.places import Places
from viz.door.wire import Pace, allowed

POLICY_VIOLATION, COME_AGAIN = 1008, 1013  # why a websocket is closed (RFC 6455)
# A browser that leaves a page says so (1001). A line that broke says nothing; servers then tell of 1005 or 1006.
LEFT = (1000, 1001, POLICY_VIOLATION)
GRACE = 20.0  # seconds after which a page that was left is forgotten, unless it comes back
# Solara's templates are compiled in the browser, hence 'unsafe-eval'; its page holds scripts, hence 'unsafe-inline'.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)
# Solara takes the prefix of all its addresses from the first request that names one: from anybody.
NOT_TOLD = (b"script-name", b"x-script-name", b"x-forwarded-host", b"x-forwarded-proto")


@dataclass
class Door:
    """An ASGI app that lets in what belongs to the pages of `app`.

    `assets` holds the files that Solara would ask of a network. A websocket must come from a page of this host, or of
    `origins`, such as https://class.example, if any are given.
    """

    app: App
    places: Places
    assets: Path
    origins: Collection[str] = ()
    leaving: set[asyncio.Task[None]] = field(default_factory=set)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        told = {**scope, "headers": [each for each in scope["headers"] if each[0] not in NOT_TOLD]}
        if scope["type"] == "http":
            await self.request(told, receive, guarded(send))
        elif self.same_origin(scope):
            await self.connect(told, receive, send)
        else:
            await turn_away(receive, send, POLICY_VIOLATION)

    def same_origin(self, scope: Message) -> bool:
        """Whether a websocket comes from a page of this server; programs that say no origin are no pages."""
        origin = header(scope, "origin")
        if not origin:
            return True
        if self.origins:
            return origin in self.origins
        return urlsplit(origin).netloc in (header(scope, "host"), header(scope, "x-forwarded-host") or None)

    async def request(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request, or let Solara do so."""
        method, path = scope["method"], scope["path"]
        if not is_open(method, path, self.assets):
            await answer(send, 404, words.NOTHING_HERE)
        elif path == PAGE:
            await self.page(scope, receive, send)
        elif path.startswith(CLOSE) and not self.own(scope):
            await answer(send, 403, "")
        else:
            await self.app(scope, receive, send)

    async def page(self, scope: Message, receive: Receive, send: Send) -> None:
        """Hand out the page if there is a place for it."""
        session = session_of(scope)
        if not self.places.free(session):
            retry = ((b"retry-after", str(words.RETRY).encode()),)
            await answer(send, 503, words.full(self.places.taken, self.places.most), retry)
            return
        if scope["method"] == "GET":
            self.places.promise(session)
        await self.app(scope, receive, send)

    def own(self, scope: Message) -> bool:
        """Whether a page that closes is one of the session that says so."""
        kernel = closed_kernel_of(scope["path"], query_of(scope))
        session = session_of(scope)
        return bool(kernel and session) and self.places.owners.get(kernel) == session

    # ------------------------------------------------------------ websockets
    async def connect(self, scope: Message, receive: Receive, send: Send) -> None:
        """Let a page connect to its kernel, and listen to what it says."""
        kernel = kernel_of(scope["path"], query_of(scope))
        if not kernel or not self.places.admit(kernel, session_of(scope)):
            await turn_away(receive, send, COME_AGAIN if kernel else POLICY_VIOLATION)
            return
        pace, code = Pace(), 0

        async def heard() -> Message:
            nonlocal code
            message = await receive()
            if message["type"] == "websocket.receive":
                await asyncio.sleep(pace.wait())
                if not allowed(message.get("text") or ""):
                    with suppress(RuntimeError):  # it is gone already
                        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
                    message = {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
            if message["type"] == "websocket.disconnect":
                code = message.get("code", 0)
            return message

        try:
            await self.app(scope, heard, send)
        finally:
            self.places.gone(kernel)
        if code in LEFT:
            task = asyncio.create_task(self.forget(kernel))
            self.leaving.add(task)
            task.add_done_callback(self.leaving.discard)

    async def forget(self, kernel: str) -> None:
        """End the kernel of a page that was left, unless it has come back after a while."""
        await asyncio.sleep(GRACE)
        await asyncio.to_thread(self.places.kernels.end_if_left, kernel)


async def turn_away(receive: Receive, send: Send, code: int) -> None:
    """Refuse a websocket."""
    await receive()
    await send({"type": "websocket.close", "code": code})


def guarded(send: Send) -> Send:
    """Return how answers are sent: telling browsers to ask nobody else."""

    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), *HEADERS]
        await send(message)

    return with_headers
