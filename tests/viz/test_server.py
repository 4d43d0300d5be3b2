"""The command `app`: it says where it is, refuses in words, and leaves nothing behind."""

import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import psutil
import pytest
from typer.testing import CliRunner

from sim.cli import app
from viz import server
from viz.server import AppError, check_installed, listen, settings

START, STOP = 60, 15
# The app as the command line runs it, telling of every host whose address it asks for.
LOOKED_UP = """
import socket, sys
ask = socket.getaddrinfo
def told(host, *rest, **more):
    if host not in (None, "", "127.0.0.1", "localhost"):
        print("looked up", host, file=sys.stderr, flush=True)
    return ask(host, *rest, **more)
socket.getaddrinfo = told
from sim.cli import main
main()
"""


def test_a_taken_port_is_refused_with_what_to_do():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        found = CliRunner().invoke(app, ["app", "--no-browser", "--port", str(taken.getsockname()[1])])
    assert found.exit_code == 2
    assert "--port 0 for any that is free" in found.stderr


@pytest.mark.parametrize(
    ("host", "port", "words"), [("127.0.0.1", 99999, "outside 0 to 65535"), ("no.such.host.", 0, "no such host")]
)
def test_senseless_addresses_are_refused(host, port, words):
    with pytest.raises(AppError, match=words):
        listen(host, port)


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(server, "EXTRA", ("solara", "no_such_package"))
    with pytest.raises(AppError, match=r"needs no_such_package; install it with: pip install 'aftermath\[app\]'"):
        check_installed()


def test_a_wrong_limit_is_refused_before_anything_starts(monkeypatch):
    monkeypatch.setenv("AFTERMATH_KEEP_MINUTES", "long")
    found = CliRunner().invoke(app, ["app", "--no-browser", "--port", "0"])
    assert found.exit_code == 2
    assert "AFTERMATH_KEEP_MINUTES = long: expected a whole number" in found.stderr


def test_a_file_that_is_not_the_essay_is_refused_before_anything_starts(tmp_path):
    file = tmp_path / "other.txt"
    file.write_text("Something else.", encoding="utf-8")
    found = CliRunner().invoke(app, ["app", "--no-browser", "--essay", str(file)])
    assert found.exit_code == 2
    assert "matches the essay" in found.stderr


@pytest.mark.parametrize("prefix", ["aftermath", "/a b", "//elsewhere.example", "/a?b", "/<script>"])
def test_a_prefix_that_is_no_path_is_refused(prefix):
    with pytest.raises(AppError, match="expected a path as it stands in an address"):
        settings(prefix)


def test_a_prefix_stands_before_every_address():
    assert settings("/aftermath/")["SOLARA_ROOT_PATH"] == "/aftermath"
    assert settings("")["SOLARA_ROOT_PATH"] == ""


def address(log, process):
    """Wait for the server to say where it is."""
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def test_it_asks_nobody_and_interrupted_it_ends_with_all_it_began(tmp_path):
    log = tmp_path / "log"
    command = [sys.executable, "-c", LOOKED_UP, "app", "--port", "0", "--no-browser"]
    with log.open("w") as words:
        process = subprocess.Popen(command, stderr=words, stdout=words)
    try:
        with urllib.request.urlopen(address(log, process), timeout=START) as answer:
            assert b"Aftermath" in answer.read()
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(STOP) in (0, 130)
        end = time.monotonic() + STOP
        while any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in children):
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        process.kill()
        process.wait(STOP)
    assert "looked up" not in log.read_text()
