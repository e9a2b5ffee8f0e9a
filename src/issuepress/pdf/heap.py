"""The heap: what the pixels of one picture left in it stays for those of the next; see `worker`."""

import ctypes
import sys


def give_back() -> None:
    """Give the system what is free: before a library of its own memory wants as much (malloc_trim(3))."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):  # glibc's own
        library.malloc_trim(0)
