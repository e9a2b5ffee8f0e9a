"""Repeats: what WeasyPrint works out again and again while it tries columns is worked out once.

The engine's own functions split, measure and lay out; what they gave is given again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.boxes import Box
from weasyprint.layout import LayoutContext, block, inline, preferred
from weasyprint.layout.percent import resolve_percentages
from weasyprint.text import line_break

from issuepress.pdf.private import is_plain
from issuepress.pdf.private.composing import Composer
from issuepress.pdf.private.flow import fewer_steps
from issuepress.pdf.private.measures import (
    PLAIN,
    avoiding_nothing,
    measuring_once,
    resolving_once,
    setting_notes_once,
)
from issuepress.pdf.private.plain_lines import lay_out
from issuepress.pdf.private.shaping import Shapes, setting_up_once
from issuepress.pdf.private.widths import Sticks

TOUCHED: Final = (
    line_break.Layout,
    line_break.get_font_description,
    line_break.font_features,
    inline.iter_line_boxes,
    inline.get_next_linebox,
    inline.split_inline_level,
    inline.split_inline_box,
    boxes.Box.translate,
    boxes.ParentBox.deepcopy,
)


class Repeats:
    """The engine's functions, with a memory of what they gave that lasts as long as this value."""

    def __init__(self, sticks: Sticks) -> None:
        """Begin with nothing remembered but how texts were shaped."""
        shapes = sticks.words.shapes
        composer = Composer(sticks, _splitting_once(line_break.split_first_line, shapes))
        self.split, self.justify = composer.split, composer.justified
        self.next_line = _laying_out_once(inline.get_next_linebox)
        self.strut = measuring_once(inline.strut)
        self.resolve = resolving_once(resolve_percentages)
        self.update_notes = setting_notes_once()
        self.set_up = setting_up_once(line_break.Layout.setup, shapes)


@contextmanager
def nothing_repeated(again: Repeats) -> Iterator[None]:
    """Split no text and lay no plain line out twice: columns and their balancing try each some four times.

    What is given remembers beyond the block, of boxes that are laid out again.
    """
    if is_plain():
        yield
        return
    places: list[tuple[Any, str, Any]] = [
        *((module, "split_first_line", again.split) for module in (inline, preferred)),
        *((module, "resolve_percentages", again.resolve) for module in (inline, block)),
        (inline, "get_next_linebox", again.next_line),
        (inline, "strut", again.strut),
        (inline, "create_layout", again.justify),
        (inline, "avoid_collisions", avoiding_nothing),
        (line_break.Layout, "setup", again.set_up),
        (LayoutContext, "_update_footnote_area", again.update_notes),
        *fewer_steps(),
    ]
    originals = [getattr(owner, name) for owner, name, _ in places]
    for owner, name, function in places:
        setattr(owner, name, function)
    try:
        yield
    finally:
        for (owner, name, _), function in zip(places, originals, strict=True):
            setattr(owner, name, function)


def _splitting_once(split: Callable[..., Any], shapes: Shapes) -> Callable[..., Any]:
    known = shapes.splits

    def remembered(text: str, style: Any, context: Any, *how: Any, **more: Any) -> tuple[Any, ...]:  # noqa: ANN401
        key = (shapes.kind(style), text, how, tuple(more.items()))
        if key not in known:
            shapes.before_splitting()
            layout, *metrics = split(text, style, context, *how, **more)
            # Of the layout, which the engine has emptied and changes later, a copy is kept.
            known[key] = dict(layout.__dict__), tuple(metrics)
            return layout, *metrics
        state, again = known[key]
        layout = object.__new__(line_break.Layout)
        layout.__dict__.update(state)
        return layout, *again

    return remembered


def _laying_out_once(next_line: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[Any, ...], tuple[Any, Any, float]] = {}
    plain: dict[int, tuple[int, Box]] = {}

    def remembered(  # noqa: PLR0913 - the engine's signature
        context: Any,  # noqa: ANN401
        line: Box,
        top: float,
        bottom_space: float,
        skip: Any,  # noqa: ANN401
        around: Box,
        absolute: list[Any],
        fixed: list[Any],
        *first: Any,  # noqa: ANN401
    ) -> tuple[Any, Any]:
        place = id(line)
        if place not in plain:
            plain[place] = _plain_from(line), line
        shapes, path = context.excluded_shapes, _path(skip)
        beside = shapes and any(shape.position_y + shape.margin_height() > top for shape in shapes)
        if beside or any(first) or (path[0] if path else 0) < plain[place][0]:
            ahead: tuple[Any, Any] = next_line(
                context, line, top, bottom_space, skip, around, absolute, fixed, *first
            )
            return ahead
        left = around.content_box_x()
        # The width as the engine finds it, with what the place adds to it in the last decimals.
        width = left + around.width - left
        key = place, path, line.text_indent, width
        if key not in known:
            context.excluded_shapes = []
            made = lay_out(context, line, 0, skip, around) or next_line(
                context, line, 0, bottom_space, skip, around, absolute, fixed, *first
            )
            context.excluded_shapes = shapes
            known[key] = *made, left
        laid_out, resume, was_left = known[key]
        return laid_out and _moved(laid_out, left - was_left, top), resume

    return remembered


def _moved(box: Box, right: float, down: float) -> Box:
    """Copy a plain line with all in it, to another place."""
    made = object.__new__(type(box))
    made.__dict__ = own = box.__dict__.copy()  # at once, not key by key
    own["position_x"] += right
    own["position_y"] += down
    if own["children"]:
        own["children"] = [_moved(child, right, down) for child in own["children"]]
    return made


def _plain_from(line: Box) -> int:
    """Give the index of the first child from which a line is text alone, to its end.

    Notes at the foot count as text: the engine sees to them once the line is made.
    """
    return next((at for at in range(len(line.children), 0, -1) if not _is_plain(line.children[at - 1])), 0)


def _is_plain(box: Box) -> bool:
    """Tell whether a box is text alone: nothing that floats, is placed or replaced."""
    if type(box) not in PLAIN or not box.is_in_normal_flow() or box.style["position"] != "static":
        return False
    return all(map(_is_plain, getattr(box, "children", ())))


def _path(skip: Any) -> tuple[int, ...]:  # noqa: ANN401 - nested mappings of one entry, or None
    path: tuple[int, ...] = ()
    while skip:
        ((index, skip),) = skip.items()
        path += (index,)
    return path
