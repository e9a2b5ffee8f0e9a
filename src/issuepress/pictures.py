"""Pictures: any file an art department sends becomes one that every screen shows alike.

A raster picture is turned upright, brought to sRGB and 8 bits by its own profile, made no larger than
asked, freed of metadata and written as JPEG or PNG, the two formats that all reading systems and
the PDF engine take. The bytes are the same on each run. What was made of a file is kept under its content.
"""

import math
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from issuepress import cache
from issuepress.cache import file_digest, kept_value

if TYPE_CHECKING:
    from PIL import Image

FORMATS: Final = {
    ".jpg": ("JPEG", "MPO"),  # an MPO is a JPEG with further pictures behind it, as phones write it
    ".jpeg": ("JPEG", "MPO"),
    ".png": ("PNG",),
    ".gif": ("GIF",),
    ".webp": ("WEBP",),
    ".tif": ("TIFF",),
    ".tiff": ("TIFF",),
}
"""The formats, by Pillow's names, that a picture may have whose name ends in one of these."""
SUFFIXES: Final = frozenset((*FORMATS, ".svg"))
"""What the name of a usable picture ends in."""


class PictureError(ValueError):
    """A picture file can't be used; the message says why, without the file's name."""


class Look(NamedTuple):
    """What can be seen of a picture without decoding it."""

    width: int
    """As shown, in pixels; for an SVG in user units, rounded up."""
    height: int
    note: str | None
    """What `prepare` would note."""


class Original(NamedTuple):
    """A picture as it was saved."""

    pixels: "Image.Image"
    """In one of Pillow's modes L, RGB, CMYK and LAB."""
    profile: bytes | None
    alpha: "Image.Image | None"
    """How opaque each pixel is, in mode L, where the file says."""


class Prepared(NamedTuple):
    """A picture ready for a screen: sRGB, upright, without metadata."""

    content: bytes
    media_type: str
    """One of image/jpeg, image/png and image/svg+xml."""
    width: int
    """In pixels; for an SVG in user units, rounded up."""
    height: int
    note: str | None = None
    """What was left out or guessed on the way, in words for a warning."""


class _Cleaned(NamedTuple):
    """An SVG without what it must not hold."""

    content: bytes
    look: Look


def inspect(source: Path) -> tuple[int, int]:
    """Read width and height of a picture as shown, in pixels, without decoding it.

    Raises PictureError when the file is not of the kind its name says, or far too large.
    """
    return _look(source)[:2]


def remark(source: Path) -> str | None:
    """Foretell the note of `prepare` without decoding the picture.

    Raises PictureError when the file is not of the kind its name says, or far too large.
    """
    return _look(source).note


def prepare(source: Path, *, widest: int | None, highest: int | None = None) -> Prepared:
    """Make a picture fit for screens, at most `widest` by `highest` pixels.

    JPEG for photographs; PNG where the picture has transparency, which JPEG can't hold, or where flat
    colour makes the PNG the smaller file (JPEG would fringe the edges of flat colour besides).
    Raises PictureError when the file is truncated, mislabelled, unsupported or far too large.
    """
    if _is_svg(source):
        content, look = _cleaned(source)
        return Prepared(content, "image/svg+xml", *look)

    def made() -> Prepared:
        from issuepress import raster  # noqa: PLC0415 - slow to import

        return raster.prepare(source, widest, highest)

    return kept_value("prepared", _prepared_key(source, widest, highest), made)


class Wanted(NamedTuple):
    """A picture as `prepare` is asked for it."""

    source: Path
    widest: int
    highest: int


class Besides(NamedTuple):
    """What is made of pictures besides, while their pixels are at hand for the pages that show them."""

    wanted: tuple[Wanted, ...] = ()
    in_ink: bool = False
    """Whether the press will ask for them, too."""


NOTHING: Final = Besides()
"""Where nobody will ask for anything."""


def is_ready(wanted: Wanted) -> bool:
    """Tell whether a picture was prepared before, or is an SVG, or can't be read."""
    with suppress(PictureError):
        return _is_svg(wanted.source) or cache.touch("prepared", cache.digest(*_prepared_key(*wanted)))
    return True


def make_ready(wanted: Wanted) -> bool:
    """Prepare a picture for whoever asks for it next, who hears what is wrong with it."""
    with suppress(PictureError):
        prepare(wanted.source, widest=wanted.widest, highest=wanted.highest)
    return True


def original(source: Path) -> "Original":
    """Give a picture's own pixels for the press, upright, 8 bits a sample, in the file's own colours.

    Whoever asks may change them.
    Raises PictureError like `prepare`, and for an SVG, which has no pixels.
    """
    from issuepress import raster  # noqa: PLC0415 - slow to import

    return raster.original(source)


def _look(source: Path) -> Look:
    if _is_svg(source):
        return _cleaned(source).look

    return _seen(source, _key(source))


@lru_cache(maxsize=4096)
def _seen(source: Path, key: tuple[str, str]) -> Look:
    def seen() -> Look:
        from issuepress import raster  # noqa: PLC0415 - slow to import

        return raster.look(source)

    return kept_value("look", key, seen)


def _cleaned(source: Path) -> _Cleaned:
    """Give a cleaned SVG, the size of its view box (SVG 2, 8.6), and what was left out of it."""
    return kept_value("svg", _key(source), lambda: _clean(source))


def _clean(source: Path) -> _Cleaned:
    from issuepress.svg import clean_svg  # noqa: PLC0415 - slow to import

    content, messages = clean_svg(source.read_bytes())
    if not content:
        raise PictureError(messages[-1])
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    sides = re.split(r"[\s,]+", root.get("viewBox", "").strip())[2:]
    width, height = (max(1, math.ceil(float(side))) for side in sides)
    return _Cleaned(content, Look(width, height, "; ".join(messages) or None))


def _key(source: Path) -> tuple[str, str]:
    """Give what tells a picture from all others: how it is labelled, and its content."""
    try:
        return source.suffix.lower(), file_digest(source)
    except OSError as error:
        raise PictureError(f"the file can't be read ({error.strerror})") from error


def _prepared_key(source: Path, widest: int | None, highest: int | None) -> tuple[str, ...]:
    return *_key(source), f"{widest} {highest}"


def _is_svg(source: Path) -> bool:
    return source.suffix.lower() == ".svg"
