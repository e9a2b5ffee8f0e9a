"""Lettering: lines are painted from the words that are known, as the engine writes them glyph by glyph."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple

from weasyprint import draw
from weasyprint.draw import text
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.pdf.fonts import Font
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from issuepress.pdf.private import is_plain
from issuepress.pdf.private.lines import drawing_lines
from issuepress.pdf.private.shaping import LATIN
from issuepress.pdf.private.widths import Sticks
from issuepress.pdf.private.words import Run, Sign, widened, widening

TOUCHED: Final = (text.draw_text, text.draw_first_line, Stream.add_font, Font)

_SIZE_IN_FONTS: Final = 14802
"""The version of Pango, as it gives it, from which on a font tells its size."""
_NOTHING: Final = 1e-6
"""Of what is set smaller the engine draws nothing."""
_PIXEL: Final = 1024
"""In Pango's units. It halves what is a whole number of pixels in its own way."""
_LINE: Final = re.compile(
    r"(?! )(?=.* )(?!.*  )(?=.*[a-zA-Z])"
    rf"[{LATIN}]+(?<! )"
)
"""Latin words, a space between each two, and nothing that would turn or split them."""


class _BeyondError(Exception):
    """Ends the writing of what only the engine's own function can write."""


class _Hand:
    """How to write in a font of a PDF, which is told of the glyphs that it has to hold."""

    def __init__(self, font: Font, of_pango: Any, size: float) -> None:  # noqa: ANN401 - the engine has no types
        self.font, self._of_pango, self.size = font, of_pango, size
        self._known: dict[Sign, str] = {}

    def write(self, run: Run) -> str:
        """Give a run as it is shown: glyphs, and the distances between them (ISO 32000-1, 9.4.3).

        Raises _BeyondError over a glyph that is missing, raised or without ink.
        """
        try:
            written = "<" + "".join([self._known[sign] for sign in run.signs()])
        except KeyError:
            for at, sign in enumerate(run.signs()):
                if sign not in self._known:
                    self._known[sign] = self.write_sign(sign, run.characters(at))
            return self.write(run)
        return written[:-1] if written[-1] == "<" else written + ">"

    def write_sign(self, sign: Sign, characters: str) -> str:
        """Give a sign as it is shown within a run. Raises _BeyondError like `write`."""
        glyph, width, moved, rise = sign
        if rise or glyph >= pango.PANGO_GLYPH_EMPTY:
            raise _BeyondError
        self.font.to_unicode.setdefault(glyph, characters)
        offset = moved / self.size
        kerning = self._width(glyph) + offset - width * 1000 * FROM_UNITS / self.size
        before, after = f">{-offset}<" if offset else "", f">{int(kerning)}<" if kerning else ""
        return f"{before}{glyph:04x}{after}"

    def _width(self, glyph: int) -> float:
        if glyph not in self.font.widths:
            box = ffi.new("PangoRectangle *")
            pango.pango_font_get_glyph_extents(self._of_pango, glyph, ffi.NULL, box)
            self.font.widths[glyph] = round(box.width * 1000 * FROM_UNITS / self.size)
        width: float = self.font.widths[glyph]
        return width


class _Case(NamedTuple):
    """What lines of a kind of style are put together from."""

    hand: _Hand
    space: Sign
    words: dict[str, str]

    def add(self, words: Sequence[str], runs: Sequence[Run], units: int) -> None:
        """Add words as they stand in a line: the font is told of glyphs as they come."""
        for word, run in zip(words, runs, strict=True):
            self.words[word] = self.hand.write(run)
            if len(self.words) == 1:
                self.spaced(units)

    def spaced(self, units: int) -> str:
        """Give a space that is widened by so many of Pango's units."""
        written = self.hand.write_sign(widened(self.space, units), " ")
        return f"<{written[:-1]}" if written[-1] == "<" else f"<{written}>"


class _Letterer:
    """Draws text on the pages of one PDF, in place of the engine's function where that would do no more."""

    def __init__(self, sticks: Sticks, draw_text: Callable[..., None]) -> None:
        self._sticks, self._words = sticks, sticks.words
        self._draw_text = draw_text
        self._hands: dict[Any, _Hand] = {}
        self._cases: dict[int, _Case] = {}

    def __call__(self, stream: Stream, box: TextBox, *how: Any) -> None:  # noqa: ANN401
        try:
            written = self._written(stream, box) if _is_all(box, *how) else None
        except _BeyondError:
            written = None
        if written is None:
            self._draw_text(stream, box, *how)
            return
        stream.set_color(box.style["color"])
        stream.begin_text()
        stream.set_text_matrix(1, 0, 0, -1, box.position_x, box.position_y + box.baseline)
        for hand, shown in written:
            stream.set_font_size(hand.font.hash, hand.size)
            stream.show_text(shown)
        stream.end_text()

    def _written(self, stream: Stream, box: TextBox) -> list[tuple[_Hand, str]]:
        style, layout = box.style, box.pango_layout
        if (
            style["direction"] == "ltr"
            and style["letter_spacing"] in {"normal", 0}
            and _LINE.fullmatch(layout.text)
        ):
            units = widening(style, layout.justification_spacing)
            if units > 0 and units % _PIXEL and (line := self._line(stream, style, layout, units)):
                return [line]
        fonts = groupby(self._runs(style, layout), key=attrgetter("font"))
        return [
            ((hand := self._hand(stream, font)), "".join([hand.write(run) for run in group]))
            for font, group in fonts
        ]

    def _runs(self, style: Any, layout: Any) -> Sequence[Run]:  # noqa: ANN401
        """Give a text that is shaped as a whole."""
        is_widened = layout.justification_spacing and " " in layout.text
        if not is_widened and (run := self._sticks.run(style, layout.text)):
            return [run]
        return self._words.in_text(style, layout.text, layout.justification_spacing)

    def _line(self, stream: Stream, style: Any, layout: Any, units: int) -> tuple[_Hand, str] | None:  # noqa: ANN401
        kind, words = self._words.kind(style), layout.text.split(" ")
        case = self._cases.get(kind)
        wanted = [word for word in dict.fromkeys(words) if case is None or word not in case.words]
        if case is None or wanted:
            known = self._words.in_line(style, words, wanted, layout.justification_spacing)
            if known is None:
                return None
            space, found = known
            if len(runs := [run for run in found if run]) < len(wanted):
                return None
            if case is None:
                hand = self._hand(stream, space.font)
                case = self._cases[kind] = _Case(hand, next(space.signs()), {})
            case.add(wanted, runs, units)
        return case.hand, case.spaced(units).join([case.words[word] for word in words])

    def _hand(self, stream: Stream, font: Any) -> _Hand:  # noqa: ANN401
        """Give how to write in one of Pango's fonts. Raises _BeyondError for one with pictures in it."""
        if font not in self._hands:
            found, size = stream.add_font(font)
            if found.bitmap or found.png or found.svg or found.colr:
                raise _BeyondError
            self._hands[font] = _Hand(found, font, size)
        return self._hands[font]


@contextmanager
def lettered(sticks: Sticks) -> Iterator[None]:
    """Paint text inside the block from the words that are known, and add to these."""
    if is_plain() or pango.pango_version() < _SIZE_IN_FONTS:
        yield
        return
    draw_text, draw_inline = draw.draw_text, draw.draw_inline_level
    draw.draw_text, draw.draw_inline_level = _Letterer(sticks, draw_text), drawing_lines(draw_inline)
    try:
        yield
    finally:
        draw.draw_text, draw.draw_inline_level = draw_text, draw_inline


def is_bare(box: TextBox, _offset: float, overflow: str, ellipsis: str = "none") -> bool:
    """Tell whether a box shows its text and nothing else."""
    style = box.style
    shows = style["visibility"] == "visible" and style["text_decoration_line"] == "none"
    return bool(shows and overflow != "ellipsis" and ellipsis == "none")


def _is_all(box: TextBox, *how: Any) -> bool:  # noqa: ANN401
    """Tell whether a box shows all of its text, and nothing else."""
    return bool(is_bare(box, *how) and box.text.strip() and box.style["font_size"] >= _NOTHING)
