"""The door: pages of other sites are turned away, and every answer forbids asking anybody else."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from viz.door import guarded


def through(kind, origin, host=b"127.0.0.1:8765"):
    """Send a request through the door; return what came back and whether it reached the app."""
    reached, sent = [], []

    async def app(scope, receive, send):
        reached.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})

    async def receive():
        return {"type": f"{kind}.connect"}

    async def send(message):
        sent.append(message)

    headers = [(b"host", host), *([] if origin is None else [(b"origin", origin)])]
    scope = {"type": kind, "headers": headers}
    with ThreadPoolExecutor(1) as thread:  # the browser's tests keep a loop of their own in this one
        thread.submit(lambda: asyncio.run(guarded(app)(scope, receive, send))).result()
    return sent, bool(reached)


@pytest.mark.parametrize(
    "origin", [b"http://elsewhere.example", b"null", b"http://127.0.0.1:9999", b"http://127.0.0.1"]
)
def test_a_websocket_from_another_site_is_turned_away(origin):
    sent, reached = through("websocket", origin)
    assert not reached
    assert [each["type"] for each in sent] == ["websocket.close"]


@pytest.mark.parametrize("origin", [b"http://127.0.0.1:8765", b"https://127.0.0.1:8765", None])
def test_a_websocket_of_its_own_pages_is_let_in(origin):
    assert through("websocket", origin)[1]


def test_every_answer_forbids_asking_other_machines():
    sent, reached = through("http", b"http://elsewhere.example")
    headers = dict(sent[0]["headers"])
    assert reached
    assert headers[b"content-security-policy"].startswith(b"default-src 'self'")
    assert headers[b"a"] == b"b"
