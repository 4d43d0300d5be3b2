"""The words of ASGI that the door uses: requests, what they carry, plain answers (asgi.readthedocs.io)."""

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

SESSION_COOKIES = ("solara-session-id", "solara-session-id-lax")


def header(scope: Message, name: str) -> str:
    """Return the first header of a name, in lower case letters; nothing if there is none."""
    wanted = name.encode()
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == wanted), "")


def session_of(scope: Message) -> str:
    """Return the session that a browser's cookie names; nothing if it has none."""
    try:
        cookies = SimpleCookie(header(scope, "cookie"))
    except CookieError:
        return ""
    return next((cookies[each].value for each in SESSION_COOKIES if each in cookies), "")


async def answer(send: Send, status: int, body: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    """Answer a request with a page of our own, which no cache may keep."""
    page = body.encode()
    about = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        (b"cache-control", b"no-store"),
        *headers,
    ]
    await send({"type": "http.response.start", "status": status, "headers": about})
    await send({"type": "http.response.body", "body": page})
