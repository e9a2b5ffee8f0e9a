"""Ahead: pictures in ink are written while the pages that show them are still put together.

A file begins with them, since its objects may stand in any order (ISO 32000-1, 7.5.3). Each has room for what
is said of it, which is not known before all else is.
"""

import io
import os
import re
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple, Self

from issuepress import cache
from issuepress.pdf.moving import cross_references
from issuepress.pdf.press import warehouse

_FRONT: Final = len(b"%PDF-1.x\n%....\n")
"""What qpdf writes before the first object."""
_STUB: Final = re.compile(
    rb"(\d+ 0 obj\n<< [^\n]*)/Length \d+ >>\nstream\n%b(\w{64})\nendstream\nendobj\n" % warehouse.SIGN
)
"""How qpdf writes a picture that holds no more than its name."""
_ROOM: Final = 512
"""Bytes for what is said of a picture, with what follows."""
_STREAM: Final = b"\nstream\n"
_AFTER: Final = b"\nendstream\nendobj\n"
_PIECE: Final = 1 << 20
"""So many bytes at once are copied by way of this process."""


class _Written(NamedTuple):
    """A picture in the file."""

    start: int
    length: int
    """Of what it holds."""


class Ahead:
    """A file that pictures are written into, and then all else; used in a `with` block."""

    def __init__(self, target: Path) -> None:
        """Begin a file; raises OSError where that can't be done."""
        self._file = target.open("xb", buffering=0)
        self._hand = ThreadPoolExecutor(1, "ahead")
        self._begun: dict[str, Future[None]] = {}
        self._clear()

    def __enter__(self) -> Self:
        """Use it in a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._hand.shutdown(cancel_futures=True)
        self._file.close()

    def _clear(self) -> None:
        self._written: dict[str, _Written] = {}
        self._end = _FRONT

    def begin(self, names: Iterable[str]) -> None:
        """Begin to write pictures by their names in the warehouse, behind those that were begun before."""
        for name in names:
            if name not in self._begun:
                self._begun[name] = self._hand.submit(self._pour, name)

    def finish(self, content: bytes, cross: int, identifier: tuple[bytes, bytes]) -> None:
        """Write what qpdf has written, pictures in their places, and move its cross-references, at `cross`.

        `identifier` is what stands for the file's there, and what it is. Raises OSError, and OutputError for
        a picture that is no longer in the warehouse.
        """
        stubs = list(_STUB.finditer(content))
        self._settle([stub[2].decode() for stub in stubs])
        moved = {stub.start(): self._written[stub[2].decode()] for stub in stubs}
        for stub in stubs:
            self._say(stub[1], moved[stub.start()])
        grown = [(_FRONT - 1, self._end - _FRONT), *((stub.start(), -len(stub[0])) for stub in stubs)]
        places = {place: written.start for place, written in moved.items()}
        self._file.seek(0)
        _put(self._file, content[:_FRONT])
        self._file.seek(self._end)
        starts, ends = [_FRONT, *(stub.end() for stub in stubs)], [*(stub.start() for stub in stubs), cross]
        for start, end in zip(starts, ends, strict=True):
            _put(self._file, memoryview(content)[start:end])
        _put(self._file, cross_references(content, cross, grown, places).replace(*identifier))

    def _settle(self, wanted: list[str]) -> None:
        """Have all pictures written that are wanted, and no other."""
        self.begin(wanted)
        for begun in self._begun.values():
            begun.result()
        if self._written.keys() - wanted:  # of pages that are left out
            names = [name for name in self._written if name in wanted]
            self._clear()
            self._file.truncate(_FRONT)
            for name in names:
                self._pour(name)

    def _pour(self, name: str) -> None:
        content = warehouse.place(name)
        self._file.seek(self._end + _ROOM)
        _copy(content, self._file)
        _put(self._file, _AFTER)
        self._written[name] = _Written(self._end, content.length)
        self._end += _ROOM + content.length + len(_AFTER)

    def _say(self, said: bytes, picture: _Written) -> None:
        head = b"%b/Length %d >>" % (said, picture.length)
        assert len(head) + len(_STREAM) <= _ROOM  # noqa: S101 - a picture of ours says less than half of that
        self._file.seek(picture.start)
        _put(self._file, head.ljust(_ROOM - len(_STREAM)) + _STREAM)


def _copy(content: cache.Place, file: io.FileIO) -> None:
    """Write what a picture holds; raises OSError where that can't be done."""
    with content.path.open("rb", buffering=0) as source:
        source.seek(content.start)
        left = content.length
        with suppress(AttributeError, OSError):  # of a system that can't, or not from one disk to another
            while left and (copied := os.copy_file_range(source.fileno(), file.fileno(), left)):
                left -= copied
        while left:
            piece = source.read(min(left, _PIECE))
            if not piece:
                raise OSError(f"{content.path.name} was cut short")
            _put(file, piece)
            left -= len(piece)


def _put(file: io.FileIO, piece: bytes | memoryview) -> None:
    """Write to a file without a buffer, which may take less at once than it is given."""
    rest = memoryview(piece)
    while rest:
        rest = rest[file.write(rest) :]
