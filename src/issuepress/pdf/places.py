"""Read off the laid-out pages where everything stands: what the preview points at and copyfitting counts.

Walks the engine's private boxes, as `positions` does. An element has one box on a page, or one in each
column; boxes inside it that the engine made up have the same element and are passed over.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from lxml import etree
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes

from issuepress.pdf.private.patches import page_box, real_box
from issuepress.places import Block, PagePlaces, Rectangle

_POINTS: Final = 0.75
"""Points in a CSS pixel."""
_CLASSES: Final = (
    "kicker subtitle standfirst byline pullquote sidebar note footnote biography letter verse stanza"
    " attribution publication dateline cover-title entry"
).split()
"""The classes that name what a block is, the stronger first."""
_TAGS: Final = {
    "p": "paragraph",
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "heading"),
    "h1": "headline",
    "figure": "figure",
    "img": "picture",
    "figcaption": "caption",
    "li": "list item",
    "dt": "term",
    "dd": "definition",
    "table": "table",
    "blockquote": "quotation",
    "aside": "aside",
    "hr": "break",
    "pre": "code",
}


def places(pages: Sequence[Page]) -> tuple[PagePlaces, ...]:
    """Map the laid-out pages of one part, by these pages alone."""
    return tuple(_page(page_box(page)) for page in pages)


def _page(page: Any) -> PagePlaces:  # noqa: ANN401 - the engine has no types
    root = page.children[0]
    leading = _points(root.style["line_height"].value)
    area = Rectangle(*map(_points, (page.content_box_x(), page.content_box_y(), page.width, page.height)))
    flows = list(_flows(root))
    flow = [column for box in flows for column in _columns(box)]
    foot = min((_top(box) for box in page.children if _is_notes(box)), default=area.top + area.height)
    columns = tuple(_down_to(column, foot) for box in flows for column in _areas(box))
    used = sum((_bottom(box) - _points(box.position_y)) / leading for box in flow)
    return PagePlaces(
        width=_points(page.margin_width()),
        height=_points(page.margin_height()),
        blocks=tuple(_blocks(page)),
        type_area=area,
        columns=columns,
        leading=leading,
        baseline=_baseline(flow, area.top, leading),
        used=round(used, 2),
        holds=round(sum(column.height for column in columns) / leading, 2),
        full=round(len(columns) * area.height / leading, 2),
    )


def _flows(box: Any) -> Iterator[Any]:  # noqa: ANN401
    """Find where the story's text runs."""
    if _element_class(box) == "flow":
        yield box
        return
    for child in _children(box):
        yield from _flows(child)


def _columns(flow: Any) -> list[Any]:  # noqa: ANN401
    """Give the columns of a flow: boxes that the engine made for its own element, or the flow itself."""
    return [child for child in _children(flow) if child.element is flow.element] or [flow]


def _areas(flow: Any) -> list[Rectangle]:  # noqa: ANN401
    """Give the columns' areas, also of those at the end that the engine left out for want of text."""
    areas = [_border(column) for column in _columns(flow)]
    count, gap = flow.style["column_count"], flow.style["column_gap"]
    step = areas[0].width + _points(getattr(gap, "value", 0))
    back = flow.style["direction"] == "rtl"
    while isinstance(count, int) and len(areas) < count:
        left = areas[-1].left - step if back else areas[-1].left + step
        areas.append(areas[-1]._replace(left=round(left, 3)))
    return areas


def _blocks(box: Any, around: Any = None) -> Iterator[Block]:  # noqa: ANN401
    if isinstance(box, boxes.MarginBox):
        return
    element = box.element
    own = element is not None and element is not around and "::" not in (box.element_tag or "")
    if own and not isinstance(box, boxes.LineBox) and (kind := _kind(element)):
        yield Block(kind, _border(box), _line(element), element.get("id"))
    for child in _children(box):
        yield from _blocks(child, element)


def _kind(element: etree._Element) -> str | None:
    names = element.get("class", "").split()
    named = next((name for name in _CLASSES if name in names), None)
    if named is None and element.get("style", "").startswith("background-image"):
        return "picture"  # the other half of a picture on a spread
    return {"cover-title": "headline"}.get(named, named) if named else _TAGS.get(element.tag)


def _line(element: etree._Element) -> int | None:
    around = (element, *element.iterancestors())
    line = next((each.get("data-line") for each in around if each.get("data-line")), None)
    return int(line) if line else None


def _baseline(columns: list[Any], top: float, leading: float) -> float:
    """Find the first baseline of the page by a line of text that is as high as the grid."""
    for column in columns:
        for box in column.descendants():
            if isinstance(box, boxes.LineBox) and abs(_points(box.height) - leading) < 0.01:
                line = _points(box.position_y + box.baseline)
                return round(top + (line - top) % leading, 3)
    return round(top + 0.75 * leading, 3)


def _border(box: Any) -> Rectangle:  # noqa: ANN401
    if not hasattr(box, "border_box_x"):
        return Rectangle(*map(_points, (box.position_x, box.position_y, box.width, box.height)))
    edges = box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()
    return Rectangle(*map(_points, edges))


def _down_to(column: Rectangle, foot: float) -> Rectangle:
    return column._replace(height=round(foot - column.top, 3))


def _bottom(box: Any) -> float:  # noqa: ANN401
    """Tell how far down the last thing in a column reaches."""
    reached = [_points(child.position_y + child.margin_height()) for child in _children(box)]
    return max(reached, default=_points(box.position_y))


def _top(box: Any) -> float:  # noqa: ANN401
    return _points(box.position_y)


def _is_notes(box: Any) -> bool:  # noqa: ANN401
    return isinstance(box, boxes.FootnoteAreaBox) and bool(box.children)


def _element_class(box: Any) -> str | None:  # noqa: ANN401
    return box.element.get("class") if box.element is not None else None


def _children(box: Any) -> list[Any]:  # noqa: ANN401
    return [real_box(child) for child in getattr(box, "children", ())]


def _points(pixels: float) -> float:
    return round(pixels * _POINTS, 3)
