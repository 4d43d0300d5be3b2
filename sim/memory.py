"""Freed memory is kept for the next week's arrays instead of going back to the system and being asked for again."""

import ctypes
from functools import cache

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # from glibc's malloc.h; mallopt(3)
KEPT = 256 << 20  # bytes: several times what the passing arrays of a block of runs take
LARGEST = 32 << 20  # bytes, the most glibc allows: larger arrays, such as recorded series, come from the system


@cache
def keep_freed_memory() -> None:
    """Ask the C library, once in a process, to keep what is freed; other libraries than glibc are left alone.

    A run makes and drops arrays of a megabyte or two all the time. Given back, each comes again as fresh pages that the
    system must clear: about a fifth of the time of a run.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(M_TRIM_THRESHOLD, KEPT)
    mallopt(M_MMAP_THRESHOLD, LARGEST)
