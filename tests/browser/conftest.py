"""The app as readers start it, opened in a real browser that can reach nothing else."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).parents[2]
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
START = 60  # seconds until the server answers, even on a busy machine
PATIENCE = 60_000  # milliseconds for whatever a test waits for: busy machines must not fail it
STOP = 15
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # whatever asks for another machine fails
]
TOURED = "localStorage.setItem('aftermath.tour', 'seen')"  # a reader who is `new` is led through the page
LOUD = ("error", "warning")
TROUBLE = ("Traceback", "Could not load URL", "raised exception")


def pytest_collection_modifyitems(items):
    """Skip where there is no browser, but never in CI: there it is installed first."""
    if BROWSER is None and os.environ.get("CI") != "true":
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="no Chromium here; install it with: make browser"))


@contextmanager
def served(log, *options):
    """Start the app in a process of its own on a free port, and stop it; its address."""
    with log.open("w") as words:
        command = [sys.executable, "-m", "sim.cli", "app", "--port", "0", "--no-browser", *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=words, stderr=subprocess.STDOUT)
    try:
        yield address(log, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(STOP)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of the app; what its server has said at the end must hold no trouble."""
    log = tmp_path_factory.mktemp("server") / "log"
    with served(log, "--store", str(tmp_path_factory.mktemp("store"))) as found:
        yield found
    said = log.read_text()
    assert not [word for word in TROUBLE if word in said], said


def address(log, process):
    """Wait for the server to say where it is."""
    end = time.monotonic() + START
    while time.monotonic() < end:
        found = re.search(r"http://[\d.]+:\d+", log.read_text())
        if found:
            return found[0]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(f"no answer in {START} s: {log.read_text()}")


@pytest.fixture(scope="session")
def chromium():
    assert BROWSER is not None, "there is no Chromium: make browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, server):
    """Open the app, each time as another reader; at the end nothing may have gone wrong, or to another machine."""
    contexts, wrong = [], []

    def open_at(query="", width=1280, height=800, new=False, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **options)
        if not new:
            context.add_init_script(TOURED)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        watch(page, urlsplit(server).netloc, wrong)
        page.goto(f"{server}/{query}")
        return page

    expect.set_options(timeout=PATIENCE)
    yield open_at
    for context in contexts:
        context.close()
    assert wrong == []


def watch(page, host, wrong):
    """Note whatever should not happen on any page."""

    def requested(request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != host:
            wrong.append(f"outside: {request.url}")

    page.on("request", requested)
    page.on("websocket", lambda socket: urlsplit(socket.url).netloc == host or wrong.append(f"outside: {socket.url}"))
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda said: said.type in LOUD and wrong.append(f"console: {said.text}"))
    page.on("response", lambda answer: answer.status >= 400 and wrong.append(f"{answer.status}: {answer.url}"))
    page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
