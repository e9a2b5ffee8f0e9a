"""Lines: what a line of text never has is not looked for around each; see `lettering`."""

from collections.abc import Callable
from typing import Any, Final

import pydyf
from weasyprint import draw
from weasyprint.draw import border
from weasyprint.formatting_structure.boxes import LineBox, TextBox
from weasyprint.pdf.stream import Stream
from weasyprint.stacking import StackingContext

TOUCHED: Final = (draw.draw_inline_level, border.draw_border, border.set_mask_border, Stream.marked)
_SIDES: Final = ("top", "right", "bottom", "left")


def drawing_lines(draw_inline: Callable[..., None]) -> Callable[..., None]:
    """Draw lines without looking around each for what lines don't have: borders, backgrounds, masks."""
    bare: dict[int, tuple[Any, bool]] = {}

    def drawn(stream: Stream, page: Any, box: Any, *how: Any) -> None:  # noqa: ANN401
        if type(box) is not LineBox or how or box.block_ellipsis != "none" or box.background:
            draw_inline(stream, page, box, *how)
            return
        style = box.style
        if id(style) not in bare:
            bare[id(style)] = style, _has_no_edges(box)
        if not bare[id(style)][1]:
            draw_inline(stream, page, box)
            return
        for child in box.children:
            if type(child) is TextBox:
                _draw_marked(stream, child, child.position_x - box.position_x, box.text_overflow)
            else:
                offset = 0 if isinstance(child, StackingContext) else child.position_x - box.position_x
                draw_inline(stream, page, child, offset, box.text_overflow, "none")

    return drawn


def _has_no_edges(box: LineBox) -> bool:
    style = box.style
    images = style["mask_border_source"], style["border_image_source"]
    widths = {getattr(box, f"border_{side}_width") for side in _SIDES}
    return widths == {0} and all(source[0] == "none" for source in images)


def _draw_marked(stream: Stream, box: TextBox, *how: Any) -> None:  # noqa: ANN401
    """Draw text as a marked-content sequence, as `Stream.marked` numbers it."""
    if (known := stream._tags) is None:  # noqa: SLF001 - see `patches.marks`
        draw.draw_text(stream, box, *how, "none")
        return
    number = len(known)
    known[box] = {"tag": "Span", "mcid": number}
    stream.begin_marked_content("Span", pydyf.Dictionary({"MCID": number}))
    draw.draw_text(stream, box, *how, "none")
    stream.end_marked_content()
