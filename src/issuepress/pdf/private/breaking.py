"""Breaking: Pango is given no more text than a line takes, and not asked for what its lines show already.

Where a text reads from left to right throughout, the place of a letter on the second of two lines tells how
wide the first would be up to it.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango

from issuepress.pdf.private.shaping import LATIN, Shapes

TOUCHED: Final = (
    line_break.create_layout,
    line_break.first_line_metrics,
    line_break.line_size,
    line_break.split_first_line,
)

_SAFE: Final = 1024
"""A pixel in Pango's units: more than the last letters of a word change by what follows."""
_EACH: Final = 2.2
"""So many letters to the width that is its font's size a line takes at most, of common text."""
_BEHIND: Final = 24
"""So many more letters are a word or two."""
_MOST: Final = 4
"""The engine itself looks at so many to that width."""
_PLAIN: Final = re.compile(f"[{LATIN}]*")
_GOES_ON: Final = re.compile("[^ ] +[^ ]{2}")
"""A word, the space behind it, and the next one: where a line can break, whatever follows."""

ffi.cdef("""
    int pango_layout_get_width (PangoLayout *layout);
    void pango_layout_line_index_to_x (PangoLayoutLine *line, int index, int trailing, int *x);
""")


def splitting_less(split: Callable[..., Any]) -> Callable[..., Any]:
    """Split a line from the beginning of a text, and only from all of it where that doesn't tell."""

    def quick(text: str, style: Any, context: Any, max_width: Any = None, *how: Any, **more: Any) -> Any:  # noqa: ANN401
        if (few := _beginning(text, style, max_width)) is not None:
            found = split(few, style, context, max_width, *how, **more)
            resume_at = found[2]
            if resume_at is not None and _GOES_ON.search(few.encode()[resume_at:].decode()):
                return found
        return split(text, style, context, max_width, *how, **more)

    return quick


def _beginning(text: str, style: Any, max_width: float | None) -> str | None:  # noqa: ANN401
    """Give as much of a text as a line takes, with a word or two; None where it should be seen whole."""
    size = style["font_size"]
    if not size or max_width is None or not 0 < max_width / size < len(text) / _MOST:
        return None
    few, enough = (int(max_width / size * each) for each in (_MOST, _EACH))
    if enough + _BEHIND >= few or not _PLAIN.fullmatch(text, 0, few):
        return None
    return text[: enough + _BEHIND].rstrip(" ")  # a space that finds no room makes the engine break anywhere


def breaking_once(set_text: Callable[..., None]) -> Callable[..., None]:
    """Leave a layout as it is for a text that breaks where the longer one in it did.

    The engine asks whether one more word fits, which Pango has seen.
    """

    def remembered(self: Any, text: str, justify: bool = False) -> None:  # noqa: ANN401, FBT001, FBT002
        if justify or not _is_too_long(self, text):
            set_text(self, text, justify)

    return remembered


class Endings:
    """Measures a line on the draft that showed where it ends, in place of setting its text alone.

    The draft has a space behind it, which takes no room there, but may change the letter before it.
    """

    def __init__(self, shapes: Shapes) -> None:
        """Begin with what is known of letters in these fonts."""
        self._measure, self._shapes = line_break.first_line_metrics, shapes

    def measure(  # noqa: PLR0913 - the engine's signature
        self,
        first_line: Any,  # noqa: ANN401
        text: str,
        layout: Any,  # noqa: ANN401
        resume_at: int | None,
        space_collapse: bool,  # noqa: FBT001
        style: Any,  # noqa: ANN401
        *hyphenated: Any,  # noqa: ANN401
    ) -> tuple[Any, ...]:
        """Give what the engine gives of a line: its layout, bytes, where the next begins, and measures."""
        if resume_at and space_collapse and not any(hyphenated[:1]):
            drafted = layout.text.encode()[: first_line.length].decode()
            line = drafted.removesuffix(" ")
            if self._is_the_same_alone(line, drafted, style):
                layout.text = line
                width, height = line_break.line_size(first_line, style)
                baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
                layout.deactivate()
                return layout, len(line.encode()), resume_at, width, height, baseline
        metrics: tuple[Any, ...] = self._measure(
            first_line, text, layout, resume_at, space_collapse, style, *hyphenated
        )
        return metrics

    def _is_the_same_alone(self, line: str, drafted: str, style: Any) -> bool:  # noqa: ANN401
        if not line.strip(" ") or line.endswith(" ") or not _runs_straight(line, style):
            return False
        if style["letter_spacing"] != "normal" or style["word_spacing"]:
            return False
        return line == drafted or self._keeps_its_width(line[-1], style)

    def _keeps_its_width(self, letter: str, style: Any) -> bool:  # noqa: ANN401
        """Tell whether a letter is as wide before a space as at the end of a text."""
        known, key = self._shapes.endings, (self._shapes.kind(style), letter)
        if key not in known:
            layout, x = line_break.Layout(style), ffi.new("int *")
            layout.set_text(letter)
            alone = _width(layout.get_first_line()[0])
            layout.set_text(f"{letter} ")
            pango.pango_layout_line_index_to_x(layout.get_first_line()[0], len(letter.encode()), 0, x)
            known[key] = alone == x[0]
        return known[key]


class Tries:
    """The layouts that the engine makes to split one line: a draft, then one for each place to hyphenate."""

    def __init__(self, shapes: Shapes) -> None:
        """Begin with no line."""
        self._split, self._create = line_break.split_first_line, line_break.create_layout
        self._draft: Any = None
        self._is_splitting = False
        self._shapes = shapes

    def split(self, *how: Any, **more: Any) -> Any:  # noqa: ANN401
        """Split a line as the engine does: its first layout is the draft."""
        self._draft, self._is_splitting = None, True
        try:
            return self._split(*how, **more)
        finally:
            self._is_splitting = False

    def create(self, text: str, style: Any, context: Any, max_width: Any, spacing: Any) -> Any:  # noqa: ANN401
        """Make a layout, or spare it where the draft shows that a part of a word is too long for the line.

        Text of an SVG is not split here, and has no draft.
        """
        if not self._is_splitting:
            return self._create(text, style, context, max_width, spacing)
        if self._draft is not None:
            part = text.removesuffix(style["hyphenate_character"])
            if _is_too_long(self._draft, part, behind=self._hyphen(style)):
                return _Overfull(self._draft)
        layout = self._create(text, style, context, max_width, spacing)
        if self._draft is None:
            self._draft = layout
        return layout

    def _hyphen(self, style: Any) -> float:  # noqa: ANN401
        """Give the width of a style's hyphen in Pango's units."""
        known, kind = self._shapes.hyphens, self._shapes.kind(style)
        if kind not in known:
            layout = line_break.Layout(style)
            layout.set_text(style["hyphenate_character"])
            known[kind] = _width(layout.get_first_line()[0])
        return known[kind]


class _Overfull:
    """Stands for a layout of two lines, of which the engine asks nothing else."""

    def __init__(self, draft: Any) -> None:  # noqa: ANN401
        self.get_first_line = draft.get_first_line


def _is_too_long(layout: Any, text: str, behind: float = 0) -> bool:  # noqa: ANN401
    """Tell whether a text begins the one in a layout, and ends on its second line, too late for the first.

    `behind` is the width of what is put behind it, in Pango's units.
    """
    former = getattr(layout, "text", "")
    if layout.max_width is None or len(text) >= len(former) or not former.startswith(text):
        return False
    if pango.pango_layout_get_width(layout.layout) < 0 or not _runs_straight(former, layout.style):
        return False
    first, second = (pango.pango_layout_get_line_readonly(layout.layout, at) for at in (0, 1))
    end = len(text.encode())
    if second == ffi.NULL or not second.start_index < end <= second.start_index + second.length:
        return False
    x = ffi.new("int *")
    pango.pango_layout_line_index_to_x(second, end, 0, x)
    return bool(_width(first) + x[0] + behind > layout.max_width * TO_UNITS + _SAFE)


def _runs_straight(text: str, style: Any) -> bool:  # noqa: ANN401
    """Tell whether a text surely reads from left to right throughout."""
    return style["direction"] == "ltr" and _PLAIN.fullmatch(text) is not None


def _width(line: Any) -> float:  # noqa: ANN401
    extents = ffi.new("PangoRectangle *")
    pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
    return float(extents.width)
