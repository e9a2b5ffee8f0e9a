"""The docket of a finished build: what went in and what came out, so that it need not be made again.

A docket is believed when every file that went in or came out has the size, the time and the number that
it had, and no theme's folder has got or lost a file.
"""

import os
import pickle
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from issuepress import cache
from issuepress.summary import Output, Summary

if TYPE_CHECKING:
    from issuepress.rendition import Rendition

_KIND: Final = "docket"
_MATTER: Final = "matter"
Stamp = tuple[int, int, int]
"""A file's size in bytes, its time in nanoseconds, and its number on the disk."""


class Order(NamedTuple):
    """What a build is asked for."""

    issue: Path
    """The issue, as it was named."""
    targets: dict[Output, Path] | None
    outputs: tuple[Output, ...]
    folder: Path | None
    folios: bool

    @property
    def is_printed(self) -> bool:
        """Whether the print PDF is among what is asked for."""
        return "print" in (self.targets or self.outputs)

    @property
    def key(self) -> str:
        """The digest of the order, and of where and when it is given."""
        named = sorted((self.targets or {}).items())
        paths = [f"{output} {path.resolve()}" for output, path in named]
        place = self.folder.resolve() if self.folder else Path.cwd()
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return cache.digest(
            f"{self.issue.resolve()}", f"{place}", *self.outputs, *paths, f"{self.folios}", epoch
        )


class _Matter(NamedTuple):
    """What an issue is made of."""

    files: dict[str, Stamp]
    folders: dict[str, tuple[str, ...]]
    """The folders of the theme, with the files below them."""

    def stands(self) -> bool:
        """Tell whether all of it is as it was; raises OSError where something is gone."""
        same = all(_stamp(Path(path)) == stamp for path, stamp in self.files.items())
        return same and all(_files(Path(folder)) == found for folder, found in self.folders.items())


class _Docket(NamedTuple):
    matter: _Matter
    outputs: dict[str, Stamp]
    """The files that were written."""
    summary: bytes


def unchanged(order: Order) -> Summary | None:
    """Give the summary of the build that an order has led to, where it would lead to the same again."""
    started = time.perf_counter()
    docket: _Docket | None = cache.find_value(_KIND, order.key)
    if docket is None:
        return None
    try:
        same = docket.matter.stands()
        same = same and all(_stamp(Path(path)) == stamp for path, stamp in docket.outputs.items())
    except OSError:
        return None
    if not same:
        return None
    summary: Summary = pickle.loads(docket.summary)  # noqa: S301 - written by `keep`
    summary.seconds = {"look, nothing has changed": time.perf_counter() - started}
    return summary


def is_set(order: Order) -> bool:
    """Tell whether an issue has been built as it stands, so that there is likely nothing to set."""
    matter = _matter(order)
    with suppress(OSError):
        return matter is not None and matter.stands()
    return False


def is_new(order: Order) -> bool:
    """Tell whether an issue was never built, so that all is likely to be set."""
    return _matter(order) is None


def _matter(order: Order) -> _Matter | None:
    matter: _Matter | None = cache.find_value(_MATTER, _name(order))
    return matter


def _name(order: Order) -> str:
    return cache.digest(str(order.issue.resolve()))


def keep(order: Order, rendition: "Rendition", summary: Summary, started: float) -> None:
    """Note a build that began at `started`, in seconds since the epoch, unless its files changed since."""
    with suppress(OSError):
        inputs = {str(path): _stamp(path) for path in _inputs(order, rendition)}
        if any(stamp[1] / 1e9 > started for stamp in inputs.values()):
            return
        folders = {str(folder): _files(folder) for folder in rendition.theme.folders}
        outputs = {str(path.resolve()): _stamp(path) for path in summary.files}
        matter = _Matter(inputs, folders)
        docket = _Docket(matter, outputs, pickle.dumps(summary))
        cache.keep_value(_KIND, order.key, docket)
        if summary.pages:
            cache.keep_value(_MATTER, _name(order), matter)


def _inputs(order: Order, rendition: "Rendition") -> Iterator[Path]:
    issue, theme = rendition.issue, rendition.theme
    home = issue.folder
    yield home / "issue.yaml" if order.issue.is_dir() else order.issue.resolve()
    yield from (home / story.file for story in issue.stories)
    yield from issue.files.values()
    yield from ([theme.press] if theme.press else [])
    for folder in theme.folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ino


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")))
