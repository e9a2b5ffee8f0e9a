"""Flow: what the engine asks of every box, again and again, is found in fewer steps."""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from types import NoneType, SimpleNamespace
from typing import Any, Final

from weasyprint.formatting_structure.boxes import Box, ParentBox
from weasyprint.layout import background, block, page
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.layout.block import collapse_margin
from weasyprint.layout.percent import resolve_radii_percentages

TOUCHED: Final = (
    Box.copy,
    Box.descendants,
    Box.is_in_normal_flow,
    Box.is_floated,
    Box.is_footnote,
    Box.is_note,
    Box.is_absolutely_positioned,
    Box.is_running,
    Box.page_values,
    ParentBox.page_values,
    collapse_margin,
    layout_box_backgrounds,
    resolve_radii_percentages,
    page.make_margin_boxes,
    page.remake_page,
)

_FIXED: Final = frozenset((int, str, NoneType))
_FLOATS: Final = frozenset(("left", "right", "inline-start", "inline-end"))
_OUT: Final = _FLOATS | {"footnote"}
_PLACED: Final = frozenset(("absolute", "fixed", "running()", "note()"))
_CORNERS: Final = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_BARE: Final[dict[str, Any]] = {"background": None} | dict.fromkeys(_CORNERS, (0, 0))
"""What the engine finds of a box that has neither background nor round corners."""


def fewer_steps() -> tuple[tuple[Any, str, Any], ...]:
    """Give what takes the place of what, by its name: of copies, walks, flow, margins, pages and grounds."""
    return (
        (Box, "copy", _copied),
        (Box, "descendants", descendants),
        (Box, "is_in_normal_flow", _is_in_flow),
        (ParentBox, "page_values", _page_values),
        (block, "collapse_margin", _collapsed),
        (background, "layout_box_backgrounds", _Grounds()),
        (page, "copy", SimpleNamespace(deepcopy=copied_deeply)),
    )


def descendants(box: Box, placeholders: bool = False) -> Iterator[Any]:  # noqa: FBT001, FBT002 - the engine's
    """Give a box and all in it in their order, not by way of one generator in another for each level."""
    left = [box]
    while left:
        each = left.pop()
        if placeholders:
            each = getattr(each, "_box", each)
        yield each
        if isinstance(each, Box):
            left += reversed(each.children)


def _copied(box: Box) -> Box:
    """Give the same box again: a dictionary that is copied at once, not filled key by key."""
    made = object.__new__(type(box))
    made.__dict__ = box.__dict__.copy()
    return made


def copied_deeply(state: Any) -> Any:  # noqa: ANN401 - what the engine counts by, and where it goes on
    """Copy what is made of dictionaries, lists, tuples and sets, for each page and each running head."""
    if type(state) is dict:
        return {key: copied_deeply(value) for key, value in state.items()}
    if type(state) in {list, tuple}:
        return type(state)(map(copied_deeply, state))
    return state.copy() if type(state) is set else state if type(state) in _FIXED else deepcopy(state)


def _is_in_flow(box: Box) -> bool:
    style = box.style
    if style["float"] in _OUT:
        return False
    position = style["position"]
    return (position if type(position) is str else position[0]) not in _PLACED


def _page_values(box: ParentBox) -> tuple[str, str]:
    own, children = box.__dict__, box.children
    known = own.get("_named")  # of the box itself, or of one that it is a copy of, with other children
    if known is None or known[0] is not children or known[1] != len(children):
        known = own["_named"] = children, len(children), _named(box.style["page"], children)
    values: tuple[str, str] = known[2]
    return values


def _named(page: str, children: Sequence[Box]) -> tuple[str, str]:
    if (first := _first(children)) is None:
        return page, page
    values = ending = first.page_values()
    last = _first(reversed(children))
    if last is not None and last is not first:
        ending = last.page_values()
    return values[0] or page, ending[1] or page


def _first(children: Iterable[Box]) -> Box | None:
    """Give the first box that is in the flow or floats."""
    for each in children:
        style = each.style
        if style["float"] in _FLOATS or _is_in_flow(each):
            return each
    return None


def _collapsed(margins: Iterable[float]) -> float:
    most: float = 0
    least: float = 0
    for margin in margins:
        if margin > most:
            most = margin
        elif margin < least:
            least = margin
    return most + least


class _Grounds:
    """The engine's function that finds the background of a box, and of all in it."""

    def __init__(self) -> None:
        self._bare: dict[int, tuple[Any, bool]] = {}
        """By the identity of a style, which is kept beside it, whether boxes in it are bare."""

    def __call__(self, page: Box, box: Box, get_image: Any, *how: Any, **more: Any) -> None:  # noqa: ANN401
        if how or more or box is page or not isinstance(box, Box):
            layout_box_backgrounds(page, box, get_image, *how, **more)
            return
        for child in box.all_children():
            self(page, child, get_image)
        style = box.style
        known = self._bare.get(id(style))
        if known and known[1]:
            box.__dict__.update(_BARE)
            return
        layout_box_backgrounds(page, box, get_image, layout_children=False)
        if not known:
            self._bare[id(style)] = style, box.background is None and _has_no_picture(style)


def _has_no_picture(style: Any) -> bool:  # noqa: ANN401 - the engine has no types
    """Tell whether a style has no pictures as a ground or border, and no round corners."""
    pictures = style["border_image_source"], style["mask_border_source"], *style["background_image"]
    round_ = any((0, "px") not in style[corner] for corner in _CORNERS)
    return not round_ and all(kind == "none" for kind, _ in pictures)
