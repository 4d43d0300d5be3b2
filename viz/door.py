"""The door of the server: no page of another site may talk to the app, and no page of the app to another site."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

POLICY_VIOLATION = 1008  # why a websocket is closed (RFC 6455)
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


def guarded(app: App) -> App:
    """Return an ASGI app that lets in websockets of its own pages only, and tells browsers to ask nobody else."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not same_origin(scope):
            await receive()
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        await app(scope, receive, with_headers)

    return answer


def same_origin(scope: Message) -> bool:
    """Whether a request comes from a page of this server; programs that say no origin are no pages."""
    given = dict(scope["headers"])
    origin = given.get(b"origin")
    return origin is None or urlsplit(origin.decode("latin-1")).netloc == given.get(b"host", b"").decode("latin-1")
