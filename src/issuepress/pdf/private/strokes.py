"""Strokes: a run of text that was painted once is painted again from what was written for it.

For the eye alone: pages of one part are painted over and over, after each edit of it, and most of their lines
are as before.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from weasyprint import draw
from weasyprint.draw import text
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream

from issuepress.pdf.private.lettering import is_bare
from issuepress.pdf.private.shaping import Shapes
from issuepress.pdf.private.words import held

if TYPE_CHECKING:
    from weasyprint.pdf.fonts import Font

TOUCHED: Final = (text.draw_text, text.draw_first_line, draw.draw_inline_level, Stream.add_font)

_WRITTEN: Final = frozenset(("set_font_size", "show_text", "set_text_rise"))
"""What writes a run of text, beside its place."""
_Calls = list[tuple[str, tuple[Any, ...]]]


class Strokes:
    """What runs of text were written with on pages that are painted in turn, and the fonts that they name."""

    def __init__(self, shapes: Shapes) -> None:
        """Begin with nothing."""
        self.fonts: dict[Any, Font] = {}
        """The engine's fonts: what they know of their glyphs grows with what is painted."""
        self._held: dict[str, object] = {}
        """Pango's fonts, which the engine's point into and Pango would let go of."""
        self._shapes = shapes
        self._known: dict[tuple[Any, ...], _Calls] = {}

    def adding(self, add_font: Callable[..., tuple["Font", float]]) -> Callable[..., tuple["Font", float]]:
        """Give a function in place of the engine's that adds a font to a PDF."""

        def kept(stream: Stream, font: Any) -> tuple["Font", float]:  # noqa: ANN401
            found, size = add_font(stream, font)
            if found.hash not in self._held:
                self._held[found.hash] = held(font)
            return found, size

        return kept

    def drawing(self, draw_text: Callable[..., None]) -> Callable[..., None]:
        """Give a function in place of the engine's that draws a box of text."""

        def remembered(stream: Stream, box: TextBox, *how: Any) -> None:  # noqa: ANN401 - the engine has no types
            if not is_bare(box, *how):
                draw_text(stream, box, *how)
                return
            layout = box.pango_layout
            key = self._shapes.kind(box.style), box.text, layout.text, layout.justification_spacing
            if (calls := self._known.get(key)) is None:
                writer = _Writer(stream)
                draw_text(writer, box, *how)
                if writer.is_all:
                    self._known[key] = writer.calls
                return
            stream.set_color(box.style["color"])
            stream.begin_text()
            if calls:
                place = Matrix(d=-1, e=box.position_x, f=box.position_y + box.baseline)
                stream.set_text_matrix(*place.values)
            for name, values in calls:
                getattr(stream, name)(*values)
            stream.end_text()

        return remembered


@contextmanager
def stroked_once(strokes: Strokes) -> Iterator[None]:
    """Paint text inside the block from what was written for the same text before."""
    draw_text, add_font = draw.draw_text, Stream.add_font
    draw.draw_text, Stream.add_font = strokes.drawing(draw_text), strokes.adding(add_font)
    try:
        yield
    finally:
        draw.draw_text, Stream.add_font = draw_text, add_font


class _Writer:
    """Writes to a page, and notes what text was written with."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.calls: _Calls = []
        self.is_all = True
        """Whether there is no more to it than what was noted: pictures may stand for signs."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - the engine's stream
        method = getattr(self._stream, name)
        if name not in _WRITTEN:
            self.is_all &= name != "stacked"
            return method

        def write(*values: Any) -> None:  # noqa: ANN401
            self.calls.append((name, values))
            method(*values)

        return write
