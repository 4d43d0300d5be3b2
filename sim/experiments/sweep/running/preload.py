"""What a Dask worker of this machine does first: it leaves Ctrl-C and SIGTERM to the driver, which ends it."""

import signal
from typing import Any


def dask_setup(_: Any) -> None:
    """Be deaf to what a terminal or a cluster sends to all processes at once; called by Dask, by this name."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
