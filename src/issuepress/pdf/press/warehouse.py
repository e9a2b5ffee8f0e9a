"""The warehouse: pictures in ink stay in the cache's files until the very moment when they are written.

pikepdf would take them through memory several times. So it writes a file in which each picture holds no more
than its name, and what belongs there goes straight into the output.
"""

import hashlib
import io
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

import pikepdf
from pikepdf import Dictionary

from issuepress import cache
from issuepress.errors import OutputError

INK: Final = "/ISPR_Ink"
"""A key of our own (ISO 32000-1, annex E): the name in the warehouse of what a picture holds; its coding."""
_KIND: Final = "ink"
"""Of what is kept: a JPEG, or deflated samples."""
_SIGN: Final = b"ISPR ink "
"""What a picture holds before its name."""
_HUNG: Final = re.compile(rb"/Length \d+ >>\nstream\n%b(\w{64})(?=\nendstream\n)" % _SIGN)
"""How qpdf writes such a picture."""
_PIECE: Final = 1 << 20
"""So many bytes at once are copied by way of this process."""


def take(content: bytes) -> str:
    """Put in what a picture holds, and give its name; an empty one where nothing can be kept."""
    digest = hashlib.sha256(content)
    name = digest.hexdigest()
    if not cache.keep(_KIND, name, content, digest.digest()):
        return ""
    cache.vouch(_KIND, name)
    return name


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


def hang(pdf: pikepdf.Pdf) -> None:
    """Put one picture for each name where pages name it; it holds no more than its name (see `gaps`)."""
    held: dict[str, pikepdf.Object] = {}
    for holder in pdf.objects:
        if isinstance(holder, pikepdf.Dictionary | pikepdf.Stream) and "/Resources" in holder:
            shown = holder.Resources.get("/XObject", Dictionary())
            for key, thing in shown.items():
                if INK in thing:
                    shown[key] = _hung(pdf, thing, held)


def _hung(pdf: pikepdf.Pdf, stub: pikepdf.Object, held: dict[str, pikepdf.Object]) -> pikepdf.Object:
    """Give the picture that belongs somewhere, with all that is said of it there."""
    name, coding = stub[INK]
    if (picture := held.get(str(name))) is None:
        picture = held[str(name)] = pdf.make_stream(_SIGN + str(name).encode())
    for key, value in stub.items():
        if key not in {INK, "/Length"}:
            picture[key] = value
    picture.Filter = coding
    return picture


class Gap(NamedTuple):
    """Where in a file that was written a picture has no more than its name."""

    start: int
    end: int
    head: bytes
    """What stands there before the picture's content."""
    content: cache.Place

    @property
    def growth(self) -> int:
        """By how many bytes the file grows when it is filled."""
        return len(self.head) + self.content.length - (self.end - self.start)


def gaps(written: bytes) -> Iterator[Gap]:
    """Find the gaps in a file, in their order; raises OutputError for a picture that is no longer there."""
    for found in _HUNG.finditer(written):
        place = _place(found[1].decode())
        yield Gap(*found.span(), b"/Length %d >>\nstream\n" % place.length, place)


def pour(content: cache.Place, file: io.FileIO) -> None:
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
            put(file, piece)
            left -= len(piece)


def put(file: io.FileIO, *pieces: bytes | memoryview) -> None:
    """Write pieces to a file without a buffer, which may take less at once than it is given."""
    for piece in pieces:
        rest = memoryview(piece)
        while rest:
            rest = rest[file.write(rest) :]


def _place(name: str) -> cache.Place:
    try:
        return cache.place(_KIND, name)
    except OSError as error:
        raise OutputError("a picture in ink is no longer in the cache", hint="build again") from error
