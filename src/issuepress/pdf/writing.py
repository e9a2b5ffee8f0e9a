"""Write the PDFs of a layout: for print with bleed and marks, for the screen with links and bookmarks."""

import hashlib
import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import pikepdf

from issuepress.errors import Finding
from issuepress.pdf.crew import Crew
from issuepress.pdf.joining import join
from issuepress.pdf.layout import Layout
from issuepress.pdf.press import VERSION, PlatePairs, PressRun, begin_plates, join_plates
from issuepress.pdf.screen.finishing import finish_screen

Purpose = Literal["print", "screen"]


def write_pdf(
    layout: Layout,
    target: Path,
    *,
    purpose: Purpose,
    modified: datetime,
    plates: Callable[[], PlatePairs] | None = None,
) -> tuple[Finding, ...]:
    """Write one of the two PDFs of a layout; the caller moves it into place.

    `plates` gives the parts in ink for the print PDF, where `begin_plates` was called before. Gives what
    the preflight of the print PDF found. Raises OutputError when something can't be brought to ink, or a
    link leads nowhere.
    """
    if purpose == "screen":
        write_screen(ScreenOrder(layout, target, modified))
        return ()
    pairs = (plates or begin_plates(layout, Crew(0)))()
    joined = join_plates(layout, pairs)
    found = PressRun(layout, modified).finish(joined, pairs)
    save(joined.pdf, layout, target, version=VERSION)
    return found


@dataclass(frozen=True)
class ScreenOrder:
    """What a worker is told to write."""

    layout: Layout
    target: Path
    modified: datetime


class Screen:
    """The screen PDF of a layout, written by whoever comes to it first: a worker or this process."""

    def __init__(self, order: ScreenOrder, crew: Crew) -> None:
        """Put it before the crew."""
        self._order = order
        self._written = crew.submit(write_screen, order)

    def write_unless_begun(self) -> None:
        """Write it here, unless a worker has begun; raises OutputError for a link that leads nowhere."""
        if self._written.cancel():
            write_screen(self._order)

    def wait(self) -> None:
        """Wait until it is written; raises OutputError for such a link, or a worker that is lost."""
        if not self._written.cancelled():
            self._written.result()


def begin_screen(layout: Layout, target: Path, modified: datetime, crew: Crew) -> Screen:
    """Begin to write the screen PDF of a layout; the caller moves it into place."""
    return Screen(ScreenOrder(layout, target, modified), crew)


def write_screen(order: ScreenOrder) -> None:
    """Write the screen PDF that is ordered; raises OutputError for a link that leads nowhere."""
    layout = order.layout
    joined = join(layout, [(part.galley.pdf, part.furniture.pdf) for part in layout.parts])
    finish_screen(joined, layout, order.modified)
    save(joined.pdf, layout, order.target)


def save(pdf: pikepdf.Pdf, layout: Layout, target: Path, *, version: str = "") -> None:
    """Write a finished file, so that the same content has the same bytes."""
    pdf.Root.Lang = pikepdf.String(layout.rendition.issue.language)
    file = _Digested(target)
    with io.BufferedWriter(file, _PIECE) as buffered:  # type: ignore[type-var] # see its `write`
        pdf.save(
            buffered,
            static_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            force_version=version,
        )
    _identify(target, file.digest)


_NO_ID: Final = b"<31415926535897932384626433832795>"
"""What qpdf writes with `static_id`."""
_TAIL: Final = 64
"""More bytes than the last lines of a file take, which tell where its cross-references stand."""
_PIECE: Final = 2**20
"""Bytes that are written at once."""


class _Digested(io.RawIOBase):
    """A file whose digest is taken in a thread while it is written, from its beginning to its end.

    It tells nobody the system's number of the file: pikepdf would write into that by itself.
    """

    def __init__(self, target: Path) -> None:
        self._file = target.open("xb", buffering=0)
        self._whole = hashlib.sha256()
        self._thread = ThreadPoolExecutor(1)

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        return self._file.tell()

    def write(self, piece: memoryview, /) -> int:  # type: ignore[override] # all that a buffer gives
        written = self._file.write(piece)
        self._thread.submit(self._whole.update, bytes(piece[:written]))
        return written

    def close(self) -> None:
        self._thread.shutdown()
        self._file.close()
        super().close()

    @property
    def digest(self) -> str:
        """SHA-256 of a file that is closed."""
        return self._whole.hexdigest()


def _identify(target: Path, digest: str) -> None:
    """Give a file the digest of its content as the identifier (ISO 32000-2, 14.4).

    qpdf's own `deterministic_id` takes longer than all else of the writing.
    """
    name = digest[: len(_NO_ID) - 2].encode()
    with target.open("r+b") as file:
        file.seek(-_TAIL, os.SEEK_END)
        start = int(file.read().split(b"startxref\n")[1].split()[0])
        file.seek(start)
        head = file.read().partition(b"stream\n")[0]
        assert head.count(_NO_ID) == 2  # noqa: S101 - of the first version, and of this one
        file.seek(start)
        file.write(head.replace(_NO_ID, b"<%b>" % name))
