"""Fonts for one issue: each face cut down to the letters in use, its features and licence kept."""

import logging
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, TTLibError
from fontTools.ttLib.tables.DefaultTable import DefaultTable

from issuepress.errors import ThemeError

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

_FIRST_OWN_NAME: Final = 256
"""From here on names belong to axes and instances of variable fonts, or to features left out here."""

_UNSEEN: Final = frozenset(("Cc", "Cf", "Cn", "Co", "Zl", "Zp"))
"""The classes of characters that need no glyph (UAX 44, 5.7.1)."""

# It warns of font editors' private tables, which a subset rightly leaves out.
logging.getLogger("fontTools.subset").setLevel(logging.ERROR)


class Subset(NamedTuple):
    """A font file cut down to a text."""

    content: bytes
    suffix: str
    media_type: str


def subset(source: Path, text: str) -> Subset:
    """Cut a font down to a text and what a reading system adds to it.

    OpenType or TrueType without compression, since Kindle's converter and Adobe's older engines take no
    WOFF. Hinting goes: no screen that reads EPUBs heeds it. The bytes are the same on each run.
    Raises ThemeError when the file is not a font.
    """
    # Capitals and small letters too: `text-transform` and `font-variant` turn one into the other.
    characters = "".join(sorted({*text, *text.upper(), *text.lower(), *_ALWAYS}))
    return _subset(source, source.stat().st_mtime_ns, characters)


def covers(source: Path, text: Iterable[str]) -> tuple[str, ...]:
    """Give the characters of a text that a font lacks, in order of their codes; an empty tuple is good.

    Raises ThemeError when the file is not a font.
    """
    known = _characters(source, source.stat().st_mtime_ns)
    seen = {sign for sign in {character for run in text for character in run} if not sign.isspace()}
    return tuple(sorted(sign for sign in seen if ord(sign) not in known and _needs_glyph(sign)))


@lru_cache(maxsize=64)
def _subset(source: Path, _changed: int, characters: str) -> Subset:
    """Do the cutting; kept, since an edit to a story seldom brings a new letter."""
    with _open(source) as font:
        options = Options(
            layout_features=list(_FEATURES), hinting=False, glyph_names=False, notdef_outline=True,
            recalc_timestamp=False,
        )  # fmt: skip
        subsetter = Subsetter(options)
        subsetter.populate(text=characters)
        names = _few_names(font)
        subsetter.subset(font)
        font["name"] = names
        font.flavor = None
        target = BytesIO()
        font.save(target, reorderTables=True)
        suffix = ".ttf" if "glyf" in font else ".otf"
    return Subset(target.getvalue(), suffix, f"font/{suffix[1:]}")


def _few_names(font: TTFont) -> DefaultTable:
    """Take the table of names out of a font, less what no reader needs.

    With the table in place, fontTools searches the whole font for uses of each name: half of its time.
    """
    names, variable = font["name"], "fvar" in font
    names.names = [
        record
        for record in names.names
        if record.nameID in _NAMES or (variable and record.nameID >= _FIRST_OWN_NAME)
    ]
    del font["name"]
    return names


@lru_cache(maxsize=64)
def _characters(source: Path, _changed: int) -> frozenset[int]:
    """Give the codes a font has glyphs for; kept, since every story asks every font."""
    with _open(source) as font:
        return frozenset(font.getBestCmap() or {})


def _needs_glyph(sign: str) -> bool:
    variation = 0xFE00 <= ord(sign) <= 0xFE0F  # a variation selector alters the glyph before it
    return not variation and unicodedata.category(sign) not in _UNSEEN


def _open(source: Path) -> TTFont:
    try:
        # Read at once, so that no file stays open behind a font that turns out to be none. Not stamped
        # when written: `head.modified` stays the designer's.
        return TTFont(BytesIO(source.read_bytes()), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    except (TTLibError, OSError) as error:
        raise ThemeError(f"the theme's font '{source.name}' can't be read: {error}") from error
