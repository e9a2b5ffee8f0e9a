"""The warehouse: pictures in ink stay in the cache's files until the very moment when they are written.

pikepdf copies what comes from another file into memory at once, but leaves what a file holds that it has
opened where it is. So the file that a print PDF begins as is one that holds all its pictures, and that file
is nowhere: it is put together, as it is read, of a few lines of our own and of what lies in the cache.
"""

import hashlib
import io
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pikepdf
from pikepdf import Dictionary

from issuepress import cache
from issuepress.errors import OutputError

INK: Final = "/ISPR_Ink"
"""A key of our own (ISO 32000-1, annex E): the name in the warehouse of what a picture holds; its coding."""
_KIND: Final = "ink"
"""Of what is kept: a JPEG, or deflated samples."""


def take(content: bytes) -> str:
    """Put in what a picture holds, and give its name; an empty one where nothing can be kept."""
    name = hashlib.sha256(content).hexdigest()
    return name if cache.keep(_KIND, name, content) else ""


def knows(name: str) -> bool:
    """Tell whether something is there under a name."""
    return cache.touch(_KIND, name)


def holds(name: str) -> bool:
    """Tell whether what is there under a name is sound; if it is not, it is thrown away."""
    return cache.holds(_KIND, name)


def named(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Give the names of the pictures of which a file holds no more than that."""
    things = (thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and INK in thing)
    return tuple(sorted({str(thing[INK][0]) for thing in things}))


class _Pieces(io.RawIOBase):
    """A file to read from that is put together of bytes and of parts of other files."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._pieces: list[bytes | cache.Place] = []
        self.size = self._at = 0
        self._open: tuple[Path, io.FileIO] | None = None

    def add(self, piece: bytes | cache.Place) -> None:
        """Put a piece behind the others."""
        self._starts.append(self.size)
        self._pieces.append(piece)
        self.size += len(piece) if isinstance(piece, bytes) else piece.length

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override] # all that pikepdf gives
        room, filled = memoryview(buffer).cast("B"), 0
        while filled < len(room) and self._at < self.size:
            at = bisect_right(self._starts, self._at) - 1
            read = self._read(self._pieces[at], self._at - self._starts[at], room[filled:])
            filled += read
            self._at += read
        return filled

    def _read(self, piece: bytes | cache.Place, start: int, room: memoryview) -> int:
        if isinstance(piece, bytes):
            part = piece[start : start + len(room)]
            room[: len(part)] = part
            return len(part)
        file = self._file(piece.path)
        file.seek(piece.start + start)
        read = file.readinto(room[: piece.length - start])
        if not read:
            raise OSError(f"{piece.path.name} was cut short")
        return read

    def _file(self, path: Path) -> io.FileIO:
        """Open one file at a time: there may be more pictures than a process may open files."""
        if self._open is None or self._open[0] != path:
            self.let_go()
            self._open = path, io.FileIO(path)
        return self._open[1]

    def let_go(self) -> None:
        """Close what is open."""
        if self._open:
            self._open[1].close()
        self._open = None

    def close(self) -> None:
        self.let_go()
        super().close()


def begin(names: Iterable[str]) -> pikepdf.Pdf:
    """Begin a file without pages that holds pictures, each by its name in the cache.

    Raises OutputError for one that is no longer there.
    """
    ordered = sorted(set(names))
    pieces = _Pieces()
    held = b"".join(b"/%b %d 0 R" % (name.encode(), at) for at, name in enumerate(ordered, start=3))
    starts = []
    pieces.add(b"%PDF-1.7\n")
    for number, body in enumerate(
        (b"<</Type/Catalog/Pages 2 0 R%b<<%b>>>>" % (INK.encode(), held), b"<</Type/Pages/Kids[]/Count 0>>"),
        start=1,
    ):
        starts.append(pieces.size)
        pieces.add(b"%d 0 obj%b endobj\n" % (number, body))
    for number, name in enumerate(ordered, start=3):
        place = _place(name)
        starts.append(pieces.size)
        pieces.add(b"%d 0 obj<</Length %d>>stream\n" % (number, place.length))
        pieces.add(place)
        pieces.add(b"\nendstream endobj\n")
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    count, at = len(starts) + 1, pieces.size
    pieces.add(b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, table))
    pieces.add(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, at))
    return pikepdf.open(io.BufferedReader(pieces), access_mode=pikepdf.AccessMode.stream)


def _place(name: str) -> cache.Place:
    try:
        return cache.place(_KIND, name)
    except OSError as error:
        raise OutputError("a picture in ink is no longer in the cache", hint="build again") from error


def hang(pdf: pikepdf.Pdf) -> None:
    """Put the pictures that a file was begun with where its pages name them."""
    held = pdf.Root[INK]
    for holder in pdf.objects:
        if isinstance(holder, pikepdf.Dictionary | pikepdf.Stream) and "/Resources" in holder:
            shown = holder.Resources.get("/XObject", Dictionary())
            for key, thing in shown.items():
                if INK in thing:
                    shown[key] = _hung(thing, held)
    del pdf.Root[INK]


def _hung(stub: pikepdf.Object, held: pikepdf.Object) -> pikepdf.Object:
    """Give the picture that belongs somewhere, with all that is said of it there."""
    name, coding = stub[INK]
    picture = held[f"/{name}"]
    for key, value in stub.items():
        if key not in {INK, "/Length"}:
            picture[key] = value
    picture.Filter = coding
    return picture
