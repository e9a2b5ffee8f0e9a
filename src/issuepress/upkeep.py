"""The cache's upkeep: how much it may hold, and what goes first."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from issuepress.cache import folder

LIMIT: Final = 2_000_000_000
"""Bytes that the cache may hold; beyond, what was not used for longest goes."""
_SELDOM: Final = 3600
"""Seconds for which a cache is not looked through again."""


def clear() -> int:
    """Remove everything and give how many bytes that freed."""
    freed = held()
    for kind in folder().iterdir():
        shutil.rmtree(kind, ignore_errors=True)
    return freed


def held() -> int:
    """Give how many bytes the cache holds."""
    return sum(size for _, size, _ in _entries())


def tidy() -> None:
    """Keep the cache within its limit, with a look at it from time to time: a long one costs a second."""
    seen = folder() / "tidied"
    with suppress(OSError):
        if not seen.exists():
            seen.touch()  # it holds no more than was just made
        elif time.time() - seen.stat().st_mtime > _SELDOM:
            seen.touch()
            prune()


def prune(limit: int = LIMIT) -> None:
    """Remove what was not used for longest until no more than `limit` bytes are left."""
    entries = sorted(_entries(), reverse=True)
    total = 0
    for _, size, path in entries:
        total += size
        if total > limit:
            path.unlink(missing_ok=True)


def _entries() -> Iterator[tuple[float, int, Path]]:
    """Give each file's last use, size and path; leftovers of killed builds are among them."""
    for parent, _, names in os.walk(folder()):
        for name in names:
            path = Path(parent, name)
            try:
                status = path.stat()
            except OSError:
                continue
            yield status.st_mtime, status.st_size, path
