"""What a page packs for its reader when she asks for it: made beside the page, handed over through its own channel."""

import base64
import json
from collections.abc import Callable
from threading import Event, Lock, Thread
from typing import Any

import solara

from sim.errors import AftermathError
from viz.browser import Parcel

Make = Callable[[Any], bytes]  # what the browser asked for becomes a file
ONE_AT_A_TIME = Lock()  # of all readers: files of a class that saves at once must not fill the memory


@solara.component
def Parcels(make: Make) -> None:
    """Pack what the browser asks for, `{id, of}`; `make` is called with `of`, in a thread of its own."""
    file, set_file = solara.use_state("")
    busy = solara.use_memo(Lock, [])
    gone = solara.use_memo(Event, [])
    solara.use_effect(lambda: gone.set, [])

    def pack(said: Any) -> None:
        if busy.acquire(blocking=False):  # the page asks for one file after the other
            Thread(target=work, args=(said,), daemon=True).start()

    def work(said: Any) -> None:
        try:
            with ONE_AT_A_TIME:
                made = packed(make, said)
        finally:
            busy.release()
        if not gone.is_set():
            set_file(made)

    Parcel(file=file, event_pack=pack, event_unpacked=lambda _: set_file(""))


def packed(make: Make, said: Any) -> str:
    """Return a file as the browser unpacks it, or why there is none; JSON."""
    asked = said if isinstance(said, dict) else {}
    answer = {"id": asked.get("id")}
    try:
        return json.dumps(answer | {"data": base64.b64encode(make(asked.get("of"))).decode()})
    except AftermathError as problem:
        return json.dumps(answer | {"error": str(problem)})
