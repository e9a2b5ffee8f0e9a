"""What this program is: a part of every key of the cache."""

import hashlib
import os
import sys
from functools import cache


@cache
def program() -> bytes:
    """Give a digest of what this program is: its files, the Python, and every package installed beside it.

    Files are known by size and time: reading them all would cost a small build a tenth of its time.
    """
    whole = hashlib.sha256(sys.version.encode())
    for folder, folders, names in os.walk(os.path.dirname(__file__)):  # noqa: PTH120 - paths as texts, at each start
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(name for name in names if name.endswith(".py")):
            status = os.stat(f"{folder}/{name}")  # noqa: PTH116
            whole.update(f"{folder} {name} {status.st_size} {status.st_mtime_ns}\n".encode())
    for folder in sys.path:
        whole.update("\n".join(_installed(folder)).encode())
    return whole.digest()


def _installed(folder: str) -> list[str]:
    """Give names and versions of the packages in a folder, as its `dist-info` folders tell them."""
    try:
        names = os.listdir(folder or ".")  # noqa: PTH208 - see `program`
    except OSError:  # a path may name an archive, or nothing
        return []
    return sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))
