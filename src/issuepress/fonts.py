"""Fonts for one issue: each face cut down to the letters in use, its features and licence kept."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from issuepress.cache import file_digest, kept
from issuepress.errors import ThemeError

if TYPE_CHECKING:
    import uharfbuzz as hb

SUFFIXES: Final = frozenset((".otf", ".ttf", ".woff", ".woff2"))
"""The font files that a theme may hold."""

_ALWAYS: Final = "".join(map(chr, range(0x20, 0x7F))) + (
    "\u00a0\u00ad\u2010\u2011\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u2022\u2026"
)
"""What a reading system may set by itself: list numbers, hyphens, quotation marks, ellipses."""

_FEATURES: Final = (
    # letters as they must be joined and placed
    "ccmp locl rlig rclt calt liga clig kern mark mkmk curs abvm blwm dist init medi fina isol "
    # what style sheets ask for: small caps, figures, fractions, superiors
    "smcp c2sc pcap onum lnum pnum tnum frac numr dnom sups subs sinf ordn zero case cpsp dlig hlig swsh titl"
).split()
_NAMES: Final = frozenset((0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17))
"""Copyright, names, licence and its address (OpenType 1.9, name IDs)."""

_UNSEEN: Final = frozenset(("Cc", "Cf", "Cn", "Co", "Zl", "Zp"))
"""The classes of characters that need no glyph (UAX 44, 5.7.1)."""

_PACKED: Final = (b"wOFF", b"wOF2")
"""What a web font begins with (WOFF 2.0, 4.1)."""
_POSTSCRIPT: Final = b"OTTO"
"""What a font with PostScript outlines begins with (OpenType 1.9, font file)."""


class Subset(NamedTuple):
    """A font file cut down to a text."""

    content: bytes
    suffix: str
    media_type: str


def letters(text: str) -> str:
    """Give each character once that a text may be set with, in order of their codes.

    Capitals and small letters too: `text-transform` and `font-variant` turn one into the other.
    """
    signs = set(text)
    final = {"ς"} if "Σ" in signs else set[str]()  # what it is as a small letter depends on what follows
    both = (turned for sign in signs for turned in sign.upper() + sign.lower())
    return "".join(sorted({*signs, *both, *final, *_ALWAYS}))


def subset(source: Path, wanted: str) -> Subset:
    """Cut a font down to the letters that are wanted.

    OpenType or TrueType without compression, since Kindle's converter and Adobe's older engines take no
    WOFF. Hinting goes: no screen that reads EPUBs heeds it. So does a `kern` table: kerning is taken from
    GPOS. The bytes are the same on each run. Raises ThemeError when the file is not a font.
    """
    content = kept("subset", (_digest(source), wanted), lambda: _cut(source, wanted))
    suffix = ".otf" if content.startswith(_POSTSCRIPT) else ".ttf"
    return Subset(content, suffix, f"font/{suffix[1:]}")


def covers(source: Path, text: Iterable[str]) -> tuple[str, ...]:
    """Give the characters of a text that a font lacks, in order of their codes; an empty tuple is good.

    Raises ThemeError when the file is not a font.
    """
    known = _known(source, _digest(source))
    lacking = (sign for sign in set(chain.from_iterable(text)) if sign not in known)
    return tuple(sorted(sign for sign in lacking if not sign.isspace() and _needs_glyph(sign)))


def face_of(source: Path) -> "hb.Face":
    """Open a font for HarfBuzz. Raises ThemeError when the file is not a font."""
    import uharfbuzz as hb  # noqa: PLC0415 - see above

    try:
        content = source.read_bytes()
        face = hb.Face(_unpacked(content) if content.startswith(_PACKED) else content)
    except (OSError, ValueError) as error:
        raise ThemeError(f"the theme's font '{source.name}' can't be read: {error}") from error
    if not face.glyph_count:
        raise ThemeError(f"the theme's font '{source.name}' can't be read: it holds no glyphs")
    return face


@lru_cache(maxsize=64)
def _known(source: Path, content: str) -> frozenset[str]:
    """Give the characters a font has glyphs for; kept, since every story asks every font."""

    def known() -> bytes:
        return "".join(map(chr, face_of(source).unicodes)).encode("utf-32", "surrogatepass")

    return frozenset(kept("letters", (content,), known).decode("utf-32", "surrogatepass"))


def _cut(source: Path, wanted: str) -> bytes:
    import uharfbuzz as hb  # noqa: PLC0415 - as slow to import as it is fast

    plan = hb.SubsetInput()
    plan.unicode_set.set(map(ord, wanted))
    plan.layout_feature_tag_set.set(int.from_bytes(tag.encode()) for tag in _FEATURES)
    plan.name_id_set.set(_NAMES)
    plan.name_lang_id_set.clear()
    plan.name_lang_id_set.invert()  # a licence is kept in every language it is given in
    plan.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NAME_LEGACY
    return bytes(plan.subset(face_of(source)).blob.data)


def _needs_glyph(sign: str) -> bool:
    variation = 0xFE00 <= ord(sign) <= 0xFE0F  # a variation selector alters the glyph before it
    return not variation and unicodedata.category(sign) not in _UNSEEN


def _digest(source: Path) -> str:
    try:
        return file_digest(source)
    except OSError as error:
        raise ThemeError(f"the theme's font '{source.name}' can't be read: {error}") from error


def _unpacked(content: bytes) -> bytes:
    """Take a web font out of its compression, which HarfBuzz does not read."""
    from fontTools.ttLib import TTFont, TTLibError  # noqa: PLC0415 - slow, and few themes hold web fonts

    target = BytesIO()
    try:
        # Not stamped when written: `head.modified` stays the designer's.
        font = TTFont(BytesIO(content), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
        font.flavor = None
        font.save(target)
    except TTLibError as error:
        raise ValueError(error) from error
    return target.getvalue()
