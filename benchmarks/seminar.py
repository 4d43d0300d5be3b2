"""A class on one server: thirty open pages that toggle claims, what each waits for, what they cost, what is given back.

The readers are pages without a browser, since thirty browsers would be the load that is measured; one real browser
stands among them, and thirty come afterwards when asked for. Nobody is spared: a reader whose picture has not come
when it is time toggles again.
"""

import asyncio
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.browsers import CHROMIUM, Tabs, browse
from benchmarks.sweeps import HERE, MB
from benchmarks.visitor import Visitor, drawn
from sim.rule import rules

Add = Callable[[str, str, str, float], None]  # section, what, unit, value
WAIT, SETTLE, CALM = 90.0, 6.0, 3.0  # seconds for a server to start, to tidy up, and between scenes
CLAIMS = sorted({each.claim for each in rules().values()})


@dataclass(frozen=True)
class Class:
    """How many readers, who toggle every so many seconds, each from a moment of her own, for how long."""

    readers: int = 30
    every: float = 20.0
    seconds: float = 80.0
    browsing: float = 45.0
    studying: float = 40.0
    entering: float = 10.0
    patience: float = 60.0
    tabs: Tabs | None = None


QUICK_CLASS = Class(readers=3, every=4.0, seconds=8.0, browsing=0.0, studying=4.0, entering=1.0)


@dataclass
class Waits:
    """Seconds to a first picture, to the whole; how many asked, were overtaken by their next, were refused."""

    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    asked: int = 0
    refused: int = 0

    def report(self, add: Add, section: str) -> None:
        """Enter all of it."""
        for what, found in (("to the first picture", self.first), ("to all runs", self.whole)):
            if found:
                ranked = sorted(found)
                add(section, f"{what}, median", "s", statistics.median(ranked))
                add(section, f"{what}, 95 % of them within", "s", ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))])
                add(section, f"{what}, longest", "s", ranked[-1])
        add(section, "asked", "times", self.asked)
        add(section, "overtaken by the reader's next before all runs were there", "times", self.asked - len(self.whole))
        add(section, "overtaken before there was a first picture", "times", self.asked - len(self.first) - self.refused)
        add(section, "refused, the server being busy", "times", self.refused)


class Host:
    """The server as users start it, and what it takes."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        with self.log.open("w") as words:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sim.cli", "app", "--port", "0", "--no-browser", "--no-store"],
                cwd=HERE,
                stdout=words,
                stderr=words,
            )
        self.seen = psutil.Process(self.process.pid)
        self.base = self.address()

    def address(self) -> str:
        """Wait until it says where it is; RuntimeError if it does not."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end and self.process.poll() is None:
            found = re.search(r"http://127\.0\.0\.1:\d+", self.log.read_text())
            if found:
                return found[0]
            time.sleep(0.1)
        raise RuntimeError(f"the app did not start: {self.log.read_text()}")

    def takes(self, add: Add, when: str) -> None:
        """Enter its memory and threads."""
        workers = self.seen.children(recursive=True)
        add("memory and threads", f"server, {when}", "MB", self.seen.memory_info().rss / MB)
        add(
            "memory and threads",
            f"its {len(workers)} workers, {when}",
            "MB",
            sum(each.memory_info().rss for each in workers) / MB,
        )
        add("memory and threads", f"threads of the server, {when}", "", self.seen.num_threads())

    def busy(self) -> tuple[float, float]:
        """CPU seconds of the server, and of its workers, so far."""
        times = [self.seen.cpu_times(), *(each.cpu_times() for each in self.seen.children(recursive=True))]
        own, *others = (each.user + each.system for each in times)
        return own, sum(others)

    def close(self) -> None:
        """Stop it."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(WAIT)


@contextmanager
def cpu(add: Add, section: str, host: Host) -> Iterator[None]:
    """Enter how busy all are during a scene, in cores."""
    began, (own, others), here = time.perf_counter(), host.busy(), time.process_time()
    yield
    took = time.perf_counter() - began
    now = host.busy()
    add(section, "the server is busy", "cores", (now[0] - own) / took)
    add(section, "its workers are busy", "cores", (now[1] - others) / took)
    add(section, "the readers of this benchmark are busy", "cores", (time.process_time() - here) / took)


# ---------------------------------------------------------------- scenes
async def ask(reader: Visitor, mark: str, waits: Waits, patience: float, since: float | None = None) -> None:
    """Wait for what a reader asked for just now, or `since` a moment, as long as she does."""
    began = time.perf_counter() if since is None else since
    waits.asked += 1

    def first(visitor: Visitor) -> bool:
        return drawn(mark)(visitor) or bool(visitor.status["error"])

    try:
        await reader.until(first, patience)
        if reader.status["error"]:
            waits.refused += 1
            return
        waits.first.append(time.perf_counter() - began)
        left = patience - (time.perf_counter() - began)
        await reader.until(drawn(mark, done=True), max(left, 0.0))
        waits.whole.append(time.perf_counter() - began)
    except TimeoutError:
        pass


async def enter(host: Host, setting: Class, waits: Waits) -> list[Visitor]:
    """Let a class come in, and wait for what the first page shows."""

    async def one(at: int) -> Visitor:
        await asyncio.sleep(setting.entering * at / setting.readers)
        began = time.perf_counter()
        reader = await Visitor(host.base).enter()
        await reader.until(lambda visitor: visitor.status)
        await ask(reader, "v=1", waits, setting.patience, began)
        return reader

    return await asyncio.gather(*(one(at) for at in range(setting.readers)))


async def toggle(readers: list[Visitor], setting: Class, seconds: float, waits: Waits, luck: random.Random) -> None:
    """Let each reader change one claim after the other, no two readers the same."""

    async def one(reader: Visitor) -> None:
        end = time.perf_counter() + seconds
        await asyncio.sleep(luck.uniform(0, setting.every))
        while time.perf_counter() < end:
            began = time.perf_counter()
            claim, value = luck.choice(CLAIMS), round(luck.uniform(0.01, 1.99), 6)
            await reader.does("set_strength", {"claim": claim, "value": value})
            await ask(reader, f"{claim}:{value!r}", waits, setting.every)
            await asyncio.sleep(max(0.0, setting.every - (time.perf_counter() - began)))

    await asyncio.gather(*(one(each) for each in readers))


async def alike(readers: list[Visitor], waits: Waits, patience: float) -> None:
    """Let all readers go back to the preset, and then change the same claim at the same moment."""
    for each in readers:
        await each.does("reset")
    await asyncio.gather(*(each.until(lambda visitor: visitor.stamp == "v=1") for each in readers))
    for each in readers:
        await each.does("set_strength", {"claim": CLAIMS[0], "value": 0.123})
    await asyncio.gather(*(ask(each, f"{CLAIMS[0]}:0.123", waits, patience) for each in readers))


async def leave(readers: list[Visitor]) -> None:
    """Let all close their tabs."""
    await asyncio.gather(*(each.leave() for each in readers))


async def play(add: Add, host: Host, setting: Class, say: Callable[[str], None]) -> None:
    """Play all scenes, one after the other."""
    luck = random.Random(1)
    host.takes(add, "before anybody came")
    say(f"{setting.readers} readers come in")
    waits, section = Waits(), f"{setting.readers} readers open the page within {setting.entering:.0f} s"
    with cpu(add, section, host):
        readers = await enter(host, setting, waits)
    waits.report(add, section)
    host.takes(add, f"{setting.readers} readers in")

    say("each changes claims on her own")
    waits, section = (
        Waits(),
        f"each of {setting.readers} readers changes a claim every {setting.every:.0f} s, no two the same",
    )
    with cpu(add, section, host):
        await toggle(readers, setting, setting.seconds, waits, luck)
    waits.report(add, section)
    host.takes(add, f"{setting.readers} readers at work")

    if setting.browsing and CHROMIUM:
        say("the same, with a browser among them")
        among = Tabs(1, every=4.0, seconds=setting.browsing - 10.0)
        await asyncio.gather(
            toggle(readers, setting, setting.browsing, Waits(), luck),
            browse(
                host.base, among, add, say, f"one more reader, in Chromium, while {setting.readers} go on like that"
            ),
        )

    say("the same, while one of them asks why")
    section = f"the same {setting.readers} readers, while one more has a long computation run"
    student = await Visitor(host.base).enter("?v=1&page=why&seed=7")
    await student.until(
        lambda visitor: any("find_out" in (each.get("events") or ()) for each in visitor.traits.values())
    )
    await student.does("find_out")
    waits = Waits()
    with cpu(add, section, host):
        await toggle(readers, setting, setting.studying, waits, luck)
    waits.report(add, section)
    host.takes(add, "a long computation under way")
    await student.leave()

    say("all change the same claim at once")
    await asyncio.sleep(CALM)
    waits, section = Waits(), f"all {setting.readers} readers change the same claim at the same moment"
    with cpu(add, section, host):
        await alike(readers, waits, setting.patience)
    waits.report(add, section)

    say("all leave, come in again, and leave")
    await leave(readers)
    await asyncio.sleep(SETTLE)
    host.takes(add, "after all closed their tabs")
    await leave(await enter(host, setting, Waits()))
    await asyncio.sleep(SETTLE)
    host.takes(add, "after a second class came and went")

    if setting.tabs and CHROMIUM:
        section = f"{setting.tabs.number} tabs in Chromium, which takes its part of the same machine"
        with cpu(add, section, host):
            await browse(host.base, setting.tabs, add, say, section)
        await asyncio.sleep(SETTLE)
        host.takes(add, "after all tabs were closed")


def measure_class(add: Add, setting: Class) -> None:
    """Start a server, play a class, and see that the server said nothing; RuntimeError if it did."""
    with tempfile.TemporaryDirectory() as folder:
        host = Host(Path(folder))
        try:
            asyncio.run(play(add, host, setting, lambda text: print(text, file=sys.stderr, flush=True)))
        finally:
            host.close()
        said = [
            line for line in host.log.read_text().splitlines() if not re.match(r"Aftermath is at|interrupted", line)
        ]
    if said:
        raise RuntimeError(f"the server said: {os.linesep.join(said[:20])}")
