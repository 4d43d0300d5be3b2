"""The door: strangers are turned away, nothing of the inside is open, and readers get their places back."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.visitor import envelope
from viz.door import Door, Places, guard
from viz.door import places as places_module
from viz.door.wire import LARGEST, Pace, allowed

OWN = "http://127.0.0.1:8765"
SOCKET = "/jupyter/api/kernels/k1/channels"


class MadeUpKernels:
    """Kernels that only stand in a list; `ended` are those that were given up."""

    def __init__(self, **owners):
        self.live, self.ended = dict(owners), []

    def owners(self):
        return dict(self.live)

    def end_if_left(self, kernel):
        self.ended.append(kernel)


class Through:
    """What comes back for one request through the door, and whether it reached the app."""

    def __init__(self, door, kind="http", path="/", method="GET", query=b"session_id=p1", said=(), **headers):
        self.sent, self.reached, self.heard = [], False, []
        self.said = iter(said)
        given = {"host": "127.0.0.1:8765", **{each.replace("_", "-"): value for each, value in headers.items()}}
        self.scope = {
            "type": kind,
            "path": path,
            "method": method,
            "query_string": query,
            "headers": [(each.encode(), value.encode()) for each, value in given.items() if value is not None],
        }
        door.app = self.app
        with ThreadPoolExecutor(1) as thread:  # the browser's tests keep a loop of their own in this one
            thread.submit(lambda: asyncio.run(self.go(door))).result()

    async def go(self, door):
        await door(self.scope, self.receive, self.send)
        await asyncio.gather(*door.leaving)

    async def app(self, scope, receive, send):
        self.reached, self.told = True, scope
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})
            return
        while not self.heard or self.heard[-1]["type"] != "websocket.disconnect":
            self.heard.append(await receive())

    async def receive(self):
        return next(self.said, {"type": "websocket.disconnect", "code": 1006})

    async def send(self, message):
        self.sent.append(message)

    @property
    def status(self):
        return self.sent[0]["status"]


@pytest.fixture
def door(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "GRACE", 0.0)
    (tmp_path / "pack@1.0").mkdir()
    (tmp_path / "pack@1.0" / "main.js").write_text("1")
    return Door(None, Places(MadeUpKernels(k1="anna"), 3), tmp_path)


# ---------------------------------------------------------------- where from
@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", "http://127.0.0.1:9999", "http://127.0.0.1"])
def test_a_websocket_from_another_site_is_turned_away(door, origin):
    found = Through(door, "websocket", SOCKET.replace("k1", "new"), origin=origin)
    assert not found.reached
    assert [each["type"] for each in found.sent] == ["websocket.close"]


@pytest.mark.parametrize("origin", [OWN, OWN.replace("http", "https"), None])
def test_a_websocket_of_its_own_pages_is_let_in(door, origin):
    assert Through(door, "websocket", SOCKET.replace("k1", "new"), origin=origin).reached


def test_a_proxy_may_say_under_which_name_readers_know_the_host(door):
    away = Through(door, "websocket", SOCKET.replace("k1", "new"), origin="https://class.example")
    known = Through(
        door, "websocket", SOCKET.replace("k1", "new"), origin="https://class.example", x_forwarded_host="class.example"
    )
    assert (away.reached, known.reached) == (False, True)


def test_only_the_origins_that_the_server_was_given_are_let_in(door):
    door.origins = ("https://class.example",)
    at = SOCKET.replace("k1", "new")
    assert Through(door, "websocket", at, origin="https://class.example").reached
    assert not Through(door, "websocket", at, origin=OWN).reached


def test_solara_is_not_told_what_anybody_could_say_about_proxies(door):
    told = Through(door, x_script_name="//elsewhere.example", x_forwarded_proto="x", accept="text/html").told
    assert {name for name, _ in told["headers"]} == {b"host", b"accept"}


def test_every_answer_forbids_asking_other_machines(door):
    door.places.most = 0
    full = Through(door, origin="http://elsewhere.example")
    door.places.most = 3
    for found in (full, Through(door), Through(door, path="/nothing")):
        assert dict(found.sent[0]["headers"])[b"content-security-policy"].startswith(b"default-src 'self'")


# ---------------------------------------------------------------- what for
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/resourcez"),
        ("GET", "/jupyter/api/kernels/k1"),
        ("DELETE", "/jupyter/api/kernels/k1"),
        ("POST", "/_solara/api/evict/k1"),
        ("POST", "/"),
        ("GET", "/docs"),
        ("GET", "/_solara/cdn/other@1.0/main.js"),  # would be asked of a network
        ("GET", "/_solara/cdn/pack@1.0"),  # a folder, which Solara would delete
        ("GET", "/_solara/cdn/pack@1.0/../pack@1.0/main.js"),
        ("GET", "/_solara/cdn//pack@1.0/main.js"),
    ],
)
def test_what_is_no_page_of_ours_is_closed(door, method, path):
    found = Through(door, path=path, method=method, cookie="solara-session-id=anna")
    assert not found.reached
    assert found.status == 404


@pytest.mark.parametrize("path", ["/", "/readyz", "/static/main.js", "/_solara/cdn/pack@1.0/main.js"])
def test_the_page_and_its_files_are_open(door, path):
    assert Through(door, path=path).reached


@pytest.mark.parametrize("path", [SOCKET.replace("channels", "shell"), SOCKET.replace("k1", "a/b"), "/"])
def test_a_websocket_elsewhere_is_turned_away(door, path):
    assert not Through(door, "websocket", path, cookie="solara-session-id=anna").reached


def test_only_its_own_reader_may_close_a_page(door):
    close = "/_solara/api/close/k1"
    assert not Through(door, path=close, method="POST").reached
    assert not Through(door, path=close, method="POST", cookie="solara-session-id=berta").reached
    assert not Through(door, path=close, method="POST", query=b"", cookie="solara-session-id=anna").reached
    assert Through(door, path=close, method="POST", cookie="solara-session-id=anna").reached


# ---------------------------------------------------------------- how many
def test_the_visitor_beyond_gets_a_page_that_says_so_and_when_to_come_again(door):
    door.places.most = 1
    found = Through(door)
    headers, page = dict(found.sent[0]["headers"]), found.sent[1]["body"].decode()
    assert not found.reached
    assert found.status == 503
    assert int(headers[b"retry-after"]) > 0
    assert "keeps 1 pages open at a time" in page
    assert "1 are open now" in page


def test_a_page_handed_out_keeps_its_place_until_it_connects(door):
    assert Through(door).reached
    assert Through(door).reached
    assert Through(door).status == 503
    assert door.places.admit("k2", "")
    assert Through(door).status == 503
    door.places.kernels.live["k2"] = ""
    door.places.gone("k2")
    assert Through(door).status == 503


def test_a_page_that_never_came_to_live_gives_its_place_back(door):
    door.places.most = 2
    assert Through(door).reached
    assert Through(door).status == 503
    assert Through(door, "websocket", SOCKET.replace("k1", "k2")).reached
    assert Through(door).reached


def test_a_place_that_nobody_took_is_given_to_others(door, monkeypatch):
    monkeypatch.setattr(places_module, "PROMISED", -1.0)
    assert all(Through(door).reached for _ in range(10))


def test_asking_whether_there_is_a_place_takes_none(door):
    assert all(Through(door, method="HEAD").reached for _ in range(10))


def test_a_page_that_comes_back_is_never_turned_away(door):
    door.places.most = 1
    assert Through(door, "websocket", SOCKET, cookie="solara-session-id=anna").reached
    assert not Through(door, "websocket", SOCKET.replace("k1", "k2"), cookie="solara-session-id=anna").reached


def test_nobody_connects_to_the_page_of_another(door):
    assert not Through(door, "websocket", SOCKET, cookie="solara-session-id=berta").reached
    assert not Through(door, "websocket", SOCKET).reached


def test_a_reader_who_is_in_may_load_her_page_again_but_once_at_a_time(door):
    door.places.most = 1
    assert Through(door, cookie="solara-session-id=anna").reached
    assert Through(door, cookie="solara-session-id=anna").status == 503
    assert Through(door, cookie="solara-session-id=berta").status == 503


@pytest.mark.parametrize(("code", "ended"), [(1001, ["k1"]), (1000, ["k1"]), (1005, []), (1006, []), (1011, [])])
def test_a_page_that_was_left_ends_soon_and_one_that_lost_its_line_does_not(door, code, ended):
    farewell = [{"type": "websocket.disconnect", "code": code}]
    Through(door, "websocket", SOCKET, said=farewell, cookie="solara-session-id=anna")
    assert door.places.kernels.ended == ended


# ---------------------------------------------------------------- what is said
def comm(data):
    return envelope("comm_msg", {"comm_id": "c1", "data": data})


def event(**content):
    return comm({"method": "custom", "content": content})


CALL = {"create_widget": ["subprocess", "getoutput"], "id": "i", "props": {"cmd": "id"}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no message",
        "[" * 100_000,
        "{}",
        json.dumps([1]),
        envelope("execute_request", {"code": "1"}),
        envelope("shutdown_request", {}),
        envelope("comm_open", {"comm_id": "c", "target_name": "jupyter.widget", "data": {"state": {}}}),
        envelope("kernel_info_request", {}, header=None),
        event(**CALL),
        event(event="reset", **CALL),
        event(update_ref={"functionRef": "close"}, id="i", prop="p"),
        event(event="__init__"),
        event(event=1),
        comm({"method": "reload"}),
        comm({"method": "evict"}),
        comm({"method": "run", "args": {"path": "/", "appName": "another"}}),
        comm({"method": "update", "state": {"template": "<b></b>"}}),
        comm({"method": "update", "state": {"_view_module": "x"}}),
        comm({"method": "update", "state": {"v": 1}, "buffer_paths": [["v"]]}),
    ],
)
def test_what_no_page_of_ours_says_is_not_passed_on(door, text):
    assert not allowed(text)
    said = [{"type": "websocket.receive", "text": text}]
    found = Through(door, "websocket", SOCKET, said=said, cookie="solara-session-id=anna")
    assert [each["type"] for each in found.heard] == ["websocket.disconnect"]
    assert found.sent == [{"type": "websocket.close", "code": 1008}]


def test_bytes_are_not_passed_on(door):
    said = [{"type": "websocket.receive", "bytes": b"\0" * 8}]
    found = Through(door, "websocket", SOCKET, said=said, cookie="solara-session-id=anna")
    assert [each["type"] for each in found.heard] == ["websocket.disconnect"]


@pytest.mark.parametrize(
    "text",
    [
        envelope("kernel_info_request", {}),
        envelope("comm_open", {"comm_id": "c", "target_name": "solara.control", "data": {}}),
        envelope("comm_close", {"comm_id": "c", "data": {}}),
        comm({"method": "run", "args": {"path": "/?v=1", "appName": None}}),
        comm({"method": "app-status"}),
        comm({"method": "request_states"}),
        comm({"method": "update", "state": {"dark_effective": False}, "buffer_paths": []}),
        event(event="switch_claims", data={"claims": ["C13"], "on": False}),
    ],
)
def test_what_our_pages_say_is_passed_on(text):
    assert allowed(text)
    assert len(text) < LARGEST


def test_whoever_speaks_too_fast_is_heard_more_slowly():
    pace = Pace(burst=5, rate=1000)
    waits = [pace.wait() for _ in range(50)]
    assert waits[:5] == [0] * 5
    assert 0 < waits[-1] < 0.05
