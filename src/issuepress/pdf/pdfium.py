"""PDFium, which paints pages and tells their words."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import pypdfium2
from pypdfium2 import raw

_LOCK = Lock()
"""PDFium is one program for all threads, and no two may be in it."""
Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points of the page's space."""


_last: tuple["Opened | None", int, Any] = None, 0, None


class Opened:
    """A PDF that PDFium has open from the first time that it is looked at until `close`.

    The page that was looked at last, of all that are open, stays read: whoever has its picture asks for its
    words next.
    """

    def __init__(self, content: bytes) -> None:
        """Take a PDF; nothing is opened yet."""
        self._content = content
        self._pdf: Any = None

    @contextmanager
    def page(self, at: int) -> Iterator[Any]:
        """Lend a page of the library's, counted from 0, while no other thread is in it."""
        global _last  # noqa: PLW0603 - there is one PDFium
        with _LOCK:
            whose, which, page = _last
            if (whose, which) != (self, at):
                _put_away()
                if self._pdf is None:
                    self._pdf = pypdfium2.PdfDocument(self._content)
                page = self._pdf[at]
                _last = self, at, page
            yield page

    def close(self) -> None:
        """Give back the memory that looking at it took."""
        with _LOCK:
            if _last[0] is self:
                _put_away()
            if self._pdf is not None:
                self._pdf.close()
                self._pdf = None


def _put_away() -> None:
    global _last
    page, _last = _last[2], (None, 0, None)
    if page is not None:
        page.close()


def runs(page: Any) -> list[tuple[str, Box]]:  # noqa: ANN401 - the library's
    """Give the runs of text of a page, as PDFium reads them, and where they stand."""
    text = page.get_textpage()
    boxes = [text.get_rect(at) for at in range(text.count_rects())]
    # A buffer for all of them spares looking twice for each run, first for how long it is.
    size = 2 * text.count_chars() + 2
    buffer = (ctypes.c_ushort * size)()
    found = [(_bounded(text, box, buffer), box) for box in boxes]
    text.close()
    return found


def _bounded(text: Any, box: Box, buffer: "ctypes.Array[ctypes.c_ushort]") -> str:  # noqa: ANN401
    left, bottom, right, top = box
    count = raw.FPDFText_GetBoundedText(text, left, top, right, bottom, buffer, len(buffer))
    return bytes(memoryview(buffer)[:count]).decode("utf-16-le", "ignore").rstrip("\0")
