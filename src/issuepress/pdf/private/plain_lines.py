"""Plain lines: one that is filled from a single text is laid out without looking for what else there may be.

The engine's steps for it, in their order, so that every place has the same decimals.
"""

from typing import Any, Final

from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import inline

TOUCHED: Final = (
    inline.get_next_linebox,
    inline.skip_first_whitespace,
    inline.split_inline_level,
    inline.split_inline_box,
    inline.split_text_box,
    inline.remove_last_whitespace,
    inline.is_phantom_linebox,
    inline.line_box_verticality,
    inline.aligned_subtree_verticality,
    inline.inline_box_verticality,
    inline._adjust_line_height,  # noqa: SLF001 - its checksum is taken
    boxes.ParentBox.copy_with_children,
    boxes.Box.translate,
)
_MORE: Final = 1 + 1e-9
"""The engine takes lines for so much wider than they are."""


def lay_out(context: Any, line: Box, top: float, skip: Any, around: Box) -> tuple[Box, Any] | None:  # noqa: ANN401
    """Lay out the next line, where nothing floats beside it, and there is nothing in it that does.

    Like the engine's `get_next_linebox`, gives the line and where the next begins. None leaves it to the
    engine: where it needs more than one text, or none is left.
    """
    at, within = next(iter(skip.items())) if skip else (0, None)
    text = line.children[at]
    begin = _begin(text, next(iter(within)) if within else 0) if _is_straight(line, text) else None
    if begin is None:
        return None
    line.position_y = top
    line.width = line.height = 0
    left, top, room = inline.avoid_collisions(context, line, around, outer=False)
    start = left + line.text_indent
    inline.resolve_percentages(text, around)
    text.position_x, text.position_y = start, top
    made, resume_at, is_broken = inline.split_text_box(context, text, (left + room) * _MORE - start, begin)
    is_all = resume_at is None
    if made is None or is_broken or (is_all and text is not line.children[-1]) or _has_edges(line):
        return None
    line.position_x, line.position_y = left, top
    new = line.copy_with_children([made])
    new.remove_decoration(start=at > 0 or begin > 0, end=not is_all)
    new.width = made.position_x + made.margin_width() - new.content_box_x()
    inline._adjust_line_height(new)  # noqa: SLF001 - see above
    line.width, line.height = new.width, new.height
    if made.text.endswith(" "):
        inline.remove_last_whitespace(context, new)
    right = inline.text_align(context, new, room, last=is_all)
    _stack(new, made)
    new.translate(right, top - new.position_y)
    new.position_y = top
    return new, None if is_all else {at: {resume_at: None}}


def _is_straight(line: Box, text: Box) -> bool:
    """Tell whether a line begins with a text that runs to the right on its baseline."""
    if type(text) is not boxes.TextBox:
        return False
    style = text.style
    is_straight = style["direction"] == line.style["direction"] == "ltr"
    return bool(is_straight and style["white_space"] == "normal" and style["vertical_align"] == "baseline")


def _begin(text: Box, begin: int) -> int | None:
    """Give the byte of a text, from one on, at which words begin; None for none."""
    encoded = text.text.encode()
    spaces = len(encoded) - begin - len(encoded[begin:].lstrip(b" "))
    return begin + spaces if begin + spaces < len(encoded) else None


def _has_edges(line: Box) -> bool:
    left = line.padding_left + line.margin_left + line.border_left_width
    return bool(left or line.padding_right + line.margin_right + line.border_right_width)


def _stack(line: Box, text: Box) -> None:
    """Give a line the height of the text on its baseline, and of its own."""
    text.position_y = upper = 0 - text.baseline
    lower = upper + text.margin_height()
    own = 0 - line.baseline
    lower = max(lower, own + line.margin_height())
    upper = min(upper, own)
    line.baseline, line.position_y, line.height = -upper, upper, lower - upper
    line.margin_top = line.margin_bottom = 0
