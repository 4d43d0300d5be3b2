"""One request in a process of its own: `python -m benchmarks.fresh '{"replicates": 1}'` prints what it took."""

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
MB = 1e6


@dataclass(frozen=True)
class Fresh:
    """What a fresh process took: until its result stood, of that until all was imported, and its peak memory."""

    wall: float
    cpu: float
    importing: float
    peak_mb: float


def peak_memory() -> float:
    """Return the most memory this process has had resident, in MB.

    Linux hands `ru_maxrss` of the parent on to a child, so the kernel's own high-water mark is read where there is one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) * 1024 / MB
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MB


def in_fresh_process(request: dict[str, Any], cold: bool = False) -> Fresh:
    """Run a request of `sim.run` in a new interpreter; `cold` gives it an empty folder for compiled code.

    Raises RuntimeError if the process fails; its own words are on stderr.
    """
    with tempfile.TemporaryDirectory() as empty:
        place = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")])}
        if cold:
            place["NUMBA_CACHE_DIR"] = empty
        started = time.perf_counter()
        call = [sys.executable, "-m", "benchmarks.fresh", json.dumps(request)]
        with subprocess.Popen(call, cwd=HERE, env=place, stdout=subprocess.PIPE, text=True) as child:
            line = child.stdout.readline() if child.stdout else ""
            wall = time.perf_counter() - started
        if child.returncode or not line:
            raise RuntimeError(f"the fresh process failed with exit status {child.returncode}")
        return Fresh(wall=wall, **json.loads(line))


def main() -> None:
    """Do what is asked, and say what it took."""
    from sim import run

    importing = time.process_time()
    run(**json.loads(sys.argv[1]))
    took = {"cpu": time.process_time(), "importing": importing, "peak_mb": peak_memory()}
    print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main()
