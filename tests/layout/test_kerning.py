"""Lines are composed from words where the font shapes each by itself, and else left to the engine."""

from pathlib import Path
from typing import Final

import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.text.fonts import FontConfiguration

from issuepress.pdf.private.patches import page_box
from issuepress.pdf.private.repeats import Repeats, nothing_repeated
from issuepress.pdf.private.shaping import Shapes
from issuepress.pdf.private.widths import Sticks
from issuepress.pdf.private.words import Words

_GLYPHS: Final = {".notdef": 500, "space": 250, "a": 500, "f": 300, "T": 600, "a.alt": 700, "f_f": 650}
_TEXT: Final = "a fa Tf af TT aaf T ffa faf Taf a T Ta fT af T f " * 6
_BY_WORD: Final = {
    "nothing": "",
    "kerning of letters": "feature kern { pos T a -80; pos a f 20; } kern;",
    "kerning of spaces": "feature kern { pos T space -90; pos space T -70; pos f space 40; } kern;",
    "kerning of spaces by class": "feature kern { pos [T f] [space a] -60; pos [space] [T f] -30; } kern;",
    "ligatures": "feature liga { sub f f by f_f; } liga;",
    "fractions that nobody asks for": "feature frac { sub f space by f_f; } frac;",
}
_TOGETHER: Final = {
    "ligatures over spaces": "feature liga { sub f space by f_f; } liga;",
    "letters that change before spaces": "feature calt { sub a' space by a.alt; } calt;",
    "letters that change behind a word": "feature calt { sub [a f T] space a' by a.alt; } calt;",
    "pairs of which both move": "feature kern { pos T <0 0 -90 0> space <0 0 -50 0>; } kern;",
    "spaces that move by themselves": "feature kern { pos space 50; } kern;",
    "kerning in a context": "feature kern { pos T' -90 space a; } kern;",
    "kerning past letters": "feature kern { lookupflag IgnoreBaseGlyphs; pos T a -80; } kern;",
}


def _font(folder: Path, features: str) -> Path:
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(_GLYPHS))
    builder.setupCharacterMap({0x20: "space"} | {ord(name): name for name in "afT"})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() for name in _GLYPHS})
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in _GLYPHS.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Made", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    addOpenTypeFeaturesFromString(builder.font, features)
    builder.save(path := folder / "made.ttf")
    return path


def _lines(font: Path, style: str = "") -> list[tuple[object, ...]]:
    face = f"@font-face {{ font-family: Made; src: url({font.as_uri()}) }} @page {{ size: 400px 2000px }}"
    body = "".join(
        f"<p style='font: 20px Made; width: {width}px; {style}'>{_TEXT}</p>" for width in range(110, 300, 17)
    )
    fonts = FontConfiguration()
    html = HTML(string=f"<style>{face}</style>{body}")
    return [
        (box.text, box.position_x, box.position_y, box.width, box.height, box.baseline)
        for page in html.render(font_config=fonts).pages
        for box in page_box(page).descendants()
        if isinstance(box, TextBox)
    ]


def _known_of(font: Path, style: str = "") -> int:
    """Tell how many words are known after all, when the lines are those of the engine."""
    sticks = Sticks(Words(Shapes()))
    with nothing_repeated(Repeats(sticks)):
        lines = _lines(font, style)
    assert lines == _lines(font, style)
    return sticks.number


@pytest.mark.parametrize("features", _BY_WORD.values(), ids=_BY_WORD)
def test_words_are_known_where_a_font_shapes_each_by_itself(tmp_path: Path, features: str) -> None:
    assert _known_of(_font(tmp_path, features))


@pytest.mark.parametrize("features", _TOGETHER.values(), ids=_TOGETHER)
def test_a_font_that_shapes_words_together_is_left_to_the_engine(tmp_path: Path, features: str) -> None:
    assert not _known_of(_font(tmp_path, features))


def test_a_style_that_asks_for_more_of_the_font_is_left_to_the_engine(tmp_path: Path) -> None:
    font = _font(tmp_path, _BY_WORD["fractions that nobody asks for"])
    assert not _known_of(font, 'font-feature-settings: "frac"')
    assert not _known_of(font, "font-variant-numeric: diagonal-fractions")
