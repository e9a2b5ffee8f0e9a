"""Kerning: whether a font shapes each word by itself, so that a line is as long as its words and spaces.

What fonts do to letters is said in lookups of their GSUB and GPOS tables (OpenType 1.9, "OpenType Layout
Common Table Formats"). HarfBuzz tells which glyphs a lookup sees; one that sees the space must not do more
than move what stands beside it.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Any, Final

from weasyprint.text import fonts
from weasyprint.text.ffi import ffi, harfbuzz, pango

TOUCHED: Final = (fonts.font_features,)

ffi.cdef("""
    typedef struct { hb_tag_t tag; uint32_t value; unsigned int start; unsigned int end; } hb_feature_t;
    void pango_font_get_features (
        PangoFont *font, hb_feature_t *features, unsigned int len, unsigned int *num_features);
    hb_set_t * hb_set_create (void);
    void hb_set_destroy (hb_set_t *set);
    hb_bool_t hb_set_has (const hb_set_t *set, hb_codepoint_t codepoint);
    void hb_ot_layout_lookup_collect_glyphs (
        hb_face_t *face, hb_tag_t table_tag, unsigned int lookup_index,
        hb_set_t *before, hb_set_t *input, hb_set_t *after, hb_set_t *output);
""")
_OTHERS: Final = ("kern", "kerx", "mort", "morx", "trak", "Silf")
"""The tables in which kerning and joining is told otherwise."""
_ASKED: Final = frozenset(
    "aalt afrc c2pc c2sc case cpsp dlig dnom frac hist hlig lnum numr onum ordn pcap pnum salt sinf size smcp"
    " subs sups swsh titl tnum unic zero".split()
)
"""Features that nothing turns on but a style that asks for them; so are ss01 to ss20 and cv01 to cv99."""
_SETS: Final = ("ss", "cv")
_PAIRS: Final = 2
_ELSEWHERE: Final = 9
"""The types of lookups of GPOS that place pairs, and that stand in another part of the table."""
_NOT_BESIDE: Final = 0x2 | 0x4
"""The flags of lookups that look past letters."""
_WIDTH_ONLY: Final = (4, 0)
"""What a pair may change: the width of its first glyph."""


def shapes_by_word(font: Any, space: int, style: Any) -> bool:  # noqa: ANN401 - the engine has no types
    """Tell whether a font of Pango's shapes words of a style alike whatever words stand around them.

    `space` is the glyph between them: it may be kerned with the letters beside it.
    """
    face = harfbuzz.hb_font_get_face(pango.pango_font_get_hb_font(font))
    asked = {*_asked_of(font), *_asked_by(style)}
    if any(_table(face, name) for name in _OTHERS):
        return False
    return all(_Lookups(face, name, asked).are_by_word(space) for name in ("GSUB", "GPOS"))


def _asked_by(style: Any) -> Iterator[str]:  # noqa: ANN401
    asked = fonts.font_features(
        style["font_kerning"], style["font_variant_ligatures"], style["font_variant_position"],
        style["font_variant_caps"], style["font_variant_numeric"], style["font_variant_alternates"],
        style["font_variant_east_asian"], style["font_feature_settings"],
    )  # fmt: skip
    return (name for name, value in asked.items() if value)


def _asked_of(font: Any) -> Iterator[str]:  # noqa: ANN401
    """Give the features that a font brings along, as a rule for @font-face asks for."""
    features, number = ffi.new("hb_feature_t[]", 32), ffi.new("unsigned int *")
    pango.pango_font_get_features(font, features, 32, number)
    return (feature.tag.to_bytes(4).decode() for feature in features[0 : number[0]])


def _table(face: Any, name: str) -> bytes:  # noqa: ANN401
    blob = harfbuzz.hb_face_reference_table(face, int.from_bytes(name.encode()))
    try:
        return bytes(ffi.buffer(harfbuzz.hb_blob_get_data(blob, ffi.NULL), harfbuzz.hb_blob_get_length(blob)))
    finally:
        harfbuzz.hb_blob_destroy(blob)


class _Lookups:
    """The lookups of a table that a style uses."""

    def __init__(self, face: Any, name: str, asked: Iterable[str]) -> None:  # noqa: ANN401
        self._face, self._name, self._table = face, name, _table(face, name)
        self._left_off = _ASKED - set(asked)
        self._asked = set(asked)

    def are_by_word(self, space: int) -> bool:
        """Tell whether none looks past the space, or does anything to it but kern it."""
        return all(self._is_by_word(lookup, space) for lookup in sorted(set(self._used())))

    def _is_by_word(self, lookup: int, space: int) -> bool:
        kind, flags, *parts = self._lookup(lookup)
        if flags & _NOT_BESIDE:
            return False
        is_of_pairs = self._name == "GPOS" and all(self._is_of_pairs(kind, part) for part in parts)
        return is_of_pairs or not self._sees(lookup, space)

    def _is_of_pairs(self, kind: int, at: int) -> bool:
        if kind == _ELSEWHERE:
            kind, more = self._read("HI", at + 2)
            at += more
        return kind == _PAIRS and self._read("HH", at + 4) == _WIDTH_ONLY

    def _sees(self, lookup: int, glyph: int) -> bool:
        seen = harfbuzz.hb_set_create()
        tag = int.from_bytes(self._name.encode())
        harfbuzz.hb_ot_layout_lookup_collect_glyphs(self._face, tag, lookup, *4 * [seen])
        found = bool(harfbuzz.hb_set_has(seen, glyph))
        harfbuzz.hb_set_destroy(seen)
        return found

    def _used(self) -> Iterator[int]:
        """Give the lookups of all features that may be in use; all lookups where features vary."""
        if not self._table:
            return
        version, _, features, lookups = self._read("IHHH", 0)
        if version != 1 << 16:
            yield from range(*self._read("H", lookups))
            return
        (number,) = self._read("H", features)
        for at in range(number):
            tag, place = self._read("4sH", features + 2 + 6 * at)
            name = tag.decode()
            if name in self._asked or not (name in _ASKED or name.startswith(_SETS)):
                _, count = self._read("HH", features + place)
                yield from self._read(f"{count}H", features + place + 4)

    def _lookup(self, lookup: int) -> tuple[int, ...]:
        """Give a lookup's type, its flags, and where its parts begin."""
        (_, _, _, lookups) = self._read("IHHH", 0)
        (place,) = self._read("H", lookups + 2 + 2 * lookup)
        kind, flags, count = self._read("HHH", lookups + place)
        parts = self._read(f"{count}H", lookups + place + 6)
        return kind, flags, *(lookups + place + part for part in parts)

    def _read(self, form: str, at: int) -> tuple[Any, ...]:
        return struct.unpack_from(f">{form}", self._table, at)
