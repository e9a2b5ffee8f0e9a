"""Measures: struts, percentages, and the room that notes take, are worked out once; see `repeats`."""

from collections.abc import Callable
from math import inf
from typing import Any, Final

from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.boxes import Box
from weasyprint.formatting_structure.build import create_anonymous_boxes
from weasyprint.layout import LayoutContext
from weasyprint.layout.block import block_level_layout
from weasyprint.layout.float import avoid_collisions
from weasyprint.layout.percent import resolve_percentages
from weasyprint.text import line_break

TOUCHED: Final = (
    line_break.strut,
    avoid_collisions,
    resolve_percentages,
    LayoutContext._update_footnote_area,  # noqa: SLF001 - its checksum is taken
)

PLAIN: Final = frozenset((boxes.LineBox, boxes.InlineBox, boxes.TextBox))
"""The boxes of which a line of plain text is made."""
_SIDES: Final = ("top", "right", "bottom", "left")
_USED: Final = (
    *(f"{what}_{side}" for what in ("margin", "padding") for side in _SIDES),
    *(f"border_{side}_width" for side in _SIDES),
    *(f"{bound}{way}" for bound in ("", "min_", "max_") for way in ("width", "height")),
)
"""What `resolve_percentages` sets."""

# Styles are told apart by identity: they are mappings of hundreds of values that nothing changes once boxes
# are made of them. Each is kept beside what it gave, or another could take its place in memory.


def measuring_once(strut: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Measure the strut of each style once."""
    known: dict[int, tuple[Any, Any]] = {}

    def remembered(style: Any) -> Any:  # noqa: ANN401 - the engine has no types
        if id(style) not in known:
            known[id(style)] = style, strut(style)
        return known[id(style)][1]

    return remembered


def resolving_once(resolve: Callable[[Box, Any], None]) -> Callable[[Box, Any], None]:
    """Work out once what a box of a style takes of the room around it."""
    known: dict[tuple[Any, ...], tuple[Any, dict[str, Any]]] = {}

    def remembered(box: Box, around: Any) -> None:  # noqa: ANN401
        style = box.style
        # A box around is the containing block; else it is a width and a height.
        width, height = (around.width, around.height) if isinstance(around, Box) else around
        if not has_its_own_style(box):
            resolve(box, around)
        elif (used := known.get((id(style), width, height))) is not None:
            box.__dict__.update(used[1])
        else:
            resolve(box, around)
            known[id(style), width, height] = style, {name: box.__dict__[name] for name in _USED}

    return remembered


def has_its_own_style(box: Box) -> bool:
    """Tell whether a box is as large as its style says: flex, grid and tables change the style."""
    if type(box) is boxes.BlockBox:
        placed = box.is_flex_item or box.is_grid_item or box.is_table_wrapper
    else:
        placed = type(box) not in PLAIN
    return not placed and box.style["border_collapse"] != "collapse"


def avoiding_nothing(context: Any, box: Box, around: Box, outer: bool = True) -> tuple[float, float, float]:  # noqa: ANN401, FBT001, FBT002
    """Give a line all of its column where nothing floats: it is asked for three times a line."""
    if (
        outer
        or context.excluded_shapes
        or type(box) is not boxes.LineBox
        or around.style["direction"] != "ltr"
    ):
        place: tuple[float, float, float] = avoid_collisions(context, box, around, outer)
        return place
    left = around.content_box_x()
    left, right = left + box.margin_left, left + around.width - box.margin_right
    return left - box.margin_left, box.border_box_y() - box.margin_top, right - left


def setting_notes_once() -> Callable[[Any], bool]:
    """Lay out once the notes that a page is tried with, however high the page's other content is then."""
    known: dict[tuple[Any, ...], tuple[list[Box], tuple[float, float, bool]]] = {}
    latest: Any = None

    def updated(context: Any) -> bool:  # noqa: ANN401 - the engine has no types
        nonlocal latest
        area, notes = context.current_footnote_area, context.current_page_footnotes
        if area is not latest:  # of another page, which need not be kept for this
            known.clear()
            latest = area
        if area.height != "auto" and not context.in_column:
            context.page_bottom += area.margin_height()
        area.children, before = notes, list(notes)
        key = context.in_column, *map(id, before)
        made = known[key][1] if key in known else _notes_measured(context, area)
        if notes == before:  # no note of a note has come
            known[key] = before, made
        area.height, height, overflows = made
        if not context.in_column:
            context.page_bottom -= height
        return overflows

    return updated


def _notes_measured(context: Any, area: Box) -> tuple[float, float, bool]:  # noqa: ANN401
    """Give how high notes are, without and with what is around them, and whether they overflow their area."""
    if not area.children:
        area.height = 0
        return 0, area.margin_height(), False
    made = block_level_layout(context, create_anonymous_boxes(area.deepcopy()), -inf, None, area.page)[0]
    last = made.children[-1]
    reached = last.position_y + last.margin_height() - last.margin_bottom
    end = made.position_y + made.margin_height() - made.margin_bottom
    return made.height, made.margin_height(), reached > end
