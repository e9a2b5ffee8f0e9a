"""Fonts in the file: what the engine used is recorded, and the records become one subset of each face."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import pydyf
import weasyprint
from weasyprint.pdf.fonts import Font, build_fonts_dictionary

from issuepress import cache
from issuepress.errors import OutputError
from issuepress.pdf.faces import STORED, Face, Faces

_KEPT: Final = (
    "index font_size style family variations weight ascent descent tables bitmap italic_angle upem "
    "png svg colr glyph_count stemv stemh flags used_in_forms"
).split()
"""What the engine's font writer reads of a font, beside what depends on the text."""


def keep_faces(used: Mapping[str, Sequence[Font]]) -> Faces:
    """Record the fonts of a PDF that was just painted, and store their files."""
    return tuple(_recorded(key, fonts) for key, fonts in used.items())


def _recorded(key: str, fonts: Sequence[Font]) -> Face:
    first = fonts[0]
    file = _digest(first.file_content)
    if not cache.touch(STORED, file):
        cache.keep(STORED, file, first.file_content)
    widths: dict[int, int] = {}
    to_unicode: dict[int, str] = {}
    missing: dict[int, int] = {}
    for font in fonts:
        widths |= font.widths
        to_unicode |= font.to_unicode
        missing |= font.missing
    about = {name: getattr(first, name) for name in _KEPT}
    return Face(key, first.name.decode(), about, file, widths, to_unicode, missing)


@lru_cache(maxsize=32)
def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _Stored(Font):  # type: ignore[misc] # WeasyPrint has no types
    """A font of the engine's, from its record; HarfBuzz cuts it down as the engine would."""

    def __init__(self, face: Face) -> None:
        content = cache.find(STORED, face.file)
        if content is None:
            raise OutputError(
                f"the font {face.about['family']} is no longer in the cache", hint="build again"
            )
        self.__dict__.update(face.about)
        self.hash, self.name, self.file_content = face.key, face.name.encode(), content
        # In the order of the glyphs: what is written must not depend on which part came first.
        self.widths = dict(sorted(face.widths.items()))
        self.to_unicode = dict(sorted(face.to_unicode.items()))
        self.missing = face.missing

    def subset(self, to_unicode: Mapping[int, str], hinting: bool) -> None:  # noqa: FBT001 - its signature
        if not to_unicode:
            return
        import uharfbuzz as hb  # noqa: PLC0415 - slow to import, and galleys only record their fonts

        face = hb.Face(self.file_content, self.index)
        kept = hb.SubsetInput()
        kept.glyph_set.update(to_unicode)
        kept.drop_table_tag_set.update(
            int.from_bytes(tag.ljust(4).encode())
            for tag in "BASE DSIG EBDT EBLC EBSC GPOS GSUB JSTF LTSH PCLT SVG".split()
        )
        plain = hb.SubsetFlags.PASSTHROUGH_UNRECOGNIZED | hb.SubsetFlags.DESUBROUTINIZE
        if self.missing:
            plain |= hb.SubsetFlags.NOTDEF_OUTLINE
        kept.flags = plain | hb.SubsetFlags.RETAIN_GIDS
        cut = kept.subset(face)
        shorter = hb.SubsetInput()  # without the empty glyphs after the last one
        shorter.glyph_set.update(range(max(to_unicode) + 1))
        shorter.flags = plain if hinting else plain | hb.SubsetFlags.NO_HINTING
        self.file_content = bytes(shorter.subset(cut).blob.data)


def write_fonts(faces: Faces) -> bytes:
    """Write a PDF whose catalog holds, under `/Fonts`, the font dictionaries by their keys.

    Raises OutputError when a font file is no longer stored.
    """
    pdf = pydyf.PDF()
    fonts = {face.key: _Stored(face) for face in faces}
    pdf.catalog["Fonts"] = build_fonts_dictionary(pdf, fonts, True, True, weasyprint.DEFAULT_OPTIONS)  # noqa: FBT003
    target = io.BytesIO()
    pdf.write(target)
    return target.getvalue()
