"""Where runs are kept if they are not to stay: a folder that goes with the server, and never grows too large."""

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from sim.experiments.store import Store, open_store


class Scratch:
    """A temporary store of runs, up to `limit` bytes when it is tidied."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.lock = Lock()
        self.folder = TemporaryDirectory(prefix="aftermath-runs-")
        self.store: Store = open_store(Path(self.folder.name))

    def tidy(self) -> None:
        """Remove what was written first, as far as there is too much."""
        with self.lock:
            found = [(each, each.stat()) for each in self.store.folder.glob("*/*.parquet")]
            held = sum(of.st_size for _, of in found)
            for path, of in sorted(found, key=lambda each: each[1].st_mtime):
                if held <= self.limit:
                    break
                path.unlink(missing_ok=True)
                held -= of.st_size

    def remove(self) -> None:
        """Remove the folder."""
        self.folder.cleanup()
