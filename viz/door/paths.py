"""What of the server's addresses is open: the page, its files, its websocket; nothing that tells of the inside."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl

PAGE = "/"
READY = "/readyz"  # for whoever watches over the server: it answers, and tells nothing else
FILES = ("/static/", "/jupyter/nbextensions/")
CDN = "/_solara/cdn/"
CLOSE = "/_solara/api/close/"
SOCKET = re.compile(r"/jupyter/api/kernels/([A-Za-z0-9_-]{1,64})/channels")
PAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
READING = ("GET", "HEAD")


def is_open(method: str, path: str, assets: Path) -> bool:
    """Whether a request may go on to Solara.

    Everything else is closed, whatever a coming version of Solara adds. Under `CDN` only files that are there: Solara
    would ask a network for the others, for seconds each, and deletes a folder that is asked for as a file.
    """
    if method == "POST":
        return path.startswith(CLOSE)
    if method not in READING:
        return False
    if path.startswith(CDN):
        return is_file(assets, path.removeprefix(CDN))
    return path in (PAGE, READY) or path.startswith(FILES)


def is_file(folder: Path, path: str) -> bool:
    """Whether a path names a file below a folder, spelt as it lies there."""
    parts = path.split("/")
    if "\\" in path or "\0" in path or any(each in ("", ".", "..") for each in parts):
        return False
    return (folder / path).is_file()


def kernel_of(path: str, query: Mapping[str, str]) -> str:
    """Return the kernel that a websocket asks for, by the name that its page chose; nothing if it is malformed."""
    found = SOCKET.fullmatch(path)
    return found[1] if found and PAGE_ID.fullmatch(query.get("session_id", "")) else ""


def closed_kernel_of(path: str, query: Mapping[str, str]) -> str:
    """Return the kernel that a page which closes says was its own; nothing if it is malformed."""
    kernel = path.removeprefix(CLOSE)
    ids = (kernel, query.get("session_id", ""))
    return kernel if all(map(PAGE_ID.fullmatch, ids)) else ""


def query_of(scope: Mapping[str, bytes]) -> dict[str, str]:
    """Return the query of a request."""
    return dict(parse_qsl(scope.get("query_string", b"").decode("latin-1")))
