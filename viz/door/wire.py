"""What a page may say over its websocket: the few kinds of message that our pages send, and none of the others."""

# Solara speaks the protocol of Jupyter, made for people who may run any code on the server. Some of it would let a
# page of anybody do so too: ipyvue's `create_widget` imports a module by name and calls what it finds there.

import json
import re
import time
from collections.abc import Mapping
from typing import Any

LARGEST = 256 * 1024  # bytes of one message; a page's own are below 1 kB, a long link included
BURST, RATE = 200, 20  # messages at once, and in a second after that; a page that loads sends four, a click one
ENVELOPE = ("header", "parent_header", "metadata", "content", "channel")
TARGETS = ("solara.control", "jupyter.widget.control")
CONTROL = ("run", "app-status", "request_states")
OWN_APP = (None, "__default__")
CODE = ("template", "methods", "components", "data", "css", "events")  # what an ipyvue component is made of
EVENT = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,59}")


def allowed(text: str) -> bool:
    """Whether a message is one that a page of ours could have sent."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(message, Mapping) or any(each not in message for each in ENVELOPE) or message.get("buffers"):
        return False
    header, content = message["header"], message["content"]
    if not isinstance(header, Mapping) or not isinstance(content, Mapping) or "msg_id" not in header:
        return False
    kind = header.get("msg_type")
    if kind == "kernel_info_request":
        return True
    if not isinstance(content.get("comm_id"), str):
        return False
    if kind == "comm_open":
        return content.get("target_name") in TARGETS
    return kind == "comm_close" or (kind == "comm_msg" and says(content.get("data")))


def says(data: Any) -> bool:
    """Whether a page may say this to one of its parts on the server."""
    if not isinstance(data, Mapping):
        return False
    method = data.get("method")
    if method == "custom":
        return is_event(data.get("content"))
    if method == "update":
        return is_update(data)
    args = data.get("args", {})
    return method in CONTROL and isinstance(args, Mapping) and args.get("appName") in OWN_APP


def is_event(content: Any) -> bool:
    """Whether it is something that happened on the page, by name."""
    if not isinstance(content, Mapping) or not set(content) <= {"event", "data"}:
        return False
    event = content.get("event")
    return isinstance(event, str) and EVENT.fullmatch(event) is not None


def is_update(data: Mapping[str, Any]) -> bool:
    """Whether it changes values of a part, and not what the part is or does."""
    state = data.get("state")
    if not isinstance(state, Mapping) or data.get("buffer_paths"):
        return False
    return not any(each.startswith("_") or each in CODE for each in state)


class Pace:
    """How fast a page may speak: whoever is faster is listened to more slowly, and loses nothing."""

    def __init__(self, burst: float = BURST, rate: float = RATE) -> None:
        self.burst, self.rate = burst, rate
        self.left, self.since = burst, time.monotonic()

    def wait(self) -> float:
        """Count one message; return the seconds after which the next may be heard."""
        now = time.monotonic()
        self.left = min(self.burst, self.left + (now - self.since) * self.rate) - 1
        self.since = now
        return max(0.0, -self.left / self.rate)
