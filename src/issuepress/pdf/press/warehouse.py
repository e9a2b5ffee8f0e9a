"""The warehouse: pictures in ink stay in the cache's files until the very moment when they are written.

pikepdf would take them through memory several times. So it writes a file in which each picture holds no more
than its name, and what belongs there goes straight into the output.
"""

import hashlib
from typing import Final

import pikepdf
from pikepdf import Dictionary

from issuepress import cache
from issuepress.errors import OutputError

INK: Final = "/ISPR_Ink"
"""A key of our own (ISO 32000-1, annex E): the name in the warehouse of what a picture holds; its coding."""
_KIND: Final = "ink"
"""Of what is kept: a JPEG, or deflated samples."""
SIGN: Final = b"ISPR ink "
"""What a picture holds before its name."""


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
    """Put one picture for each name where pages name it; it holds no more than its name (see `ahead`)."""
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
        picture = held[str(name)] = pdf.make_stream(SIGN + str(name).encode())
    for key, value in stub.items():
        if key not in {INK, "/Length"}:
            picture[key] = value
    picture.Filter = coding
    return picture


def place(name: str) -> cache.Place:
    """Tell where what a picture holds lies; raises OutputError when it is no longer there."""
    try:
        return cache.place(_KIND, name)
    except OSError as error:
        raise OutputError("a picture in ink is no longer in the cache", hint="build again") from error
