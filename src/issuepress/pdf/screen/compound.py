"""Lists, contents, definitions and tables: elements whose parts have roles of their own."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from lxml import etree

from issuepress.pdf.screen.structure import Contents, Kid, Node, grouped, role
from issuepress.pdf.screen.tables import Cell, groups

_NUMBERING = {"1": "Decimal", "a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}


class Reading(Protocol):
    """What turns the parts into nodes; see `issuepress.pdf.screen.roles.Builder`."""

    contents: Contents

    def kids_of(self, pieces: list[Any], language: str) -> list[Kid]:
        """Turn an element's pieces into kids."""

    def with_notes(self, kids: list[Kid]) -> list[Kid]:
        """Put notes that were called in the kids behind or into the last of them."""


def _list(reading: Reading, element: etree._Element, language: str) -> Node:
    """Make a list (ISO 32000-1, 14.8.4.3.3), or the table of contents."""
    if any(up.get("class") == "contents" for up in element.iterancestors("section")):
        return Node("TOC", [_entry(reading, item, language) for item in reading.contents.of(element)])
    items = [_item(reading, item, language) for item in reading.contents.of(element)]
    labelled = any(role(kid) == "Lbl" for item in items for kid in item.kids)
    plain = "Disc" if element.tag == "ul" else _NUMBERING.get(element.get("type", "1"), "Decimal")
    return Node("L", [*items], attributes={"List": {"ListNumbering": plain if labelled else "None"}})


def _entry(reading: Reading, item: etree._Element, outer: str) -> Node:
    """Keep the page number of a contents entry as its label, and the rest in paragraphs."""
    kids = reading.kids_of(reading.contents.of(item), _language(item, outer))
    labels = [kid for kid in kids if role(kid) == "Lbl"]
    rest = grouped([kid for kid in kids if kid not in labels])
    return Node("TOCI", [*labels, *rest], lang=_foreign(item, outer))


def _item(reading: Reading, item: etree._Element, outer: str) -> Node:
    pieces = reading.contents.of(item)
    label = [piece for piece in pieces if getattr(piece, "pseudo", "") == "marker"]
    rest = [piece for piece in pieces if piece not in label]
    body = Node("LBody", reading.kids_of(rest, _language(item, outer)))
    reading.with_notes([body])
    return Node("LI", [Node("Lbl", [*label]), body] if label else [body], lang=_foreign(item, outer))


def _definitions(reading: Reading, element: etree._Element, language: str) -> Node:
    """Make each run of terms with its definitions an item."""
    items: list[Node] = []
    for part in _terms(reading, element):
        is_term = part.tag == "dt"
        if not items or (is_term and role(items[-1].kids[-1]) != "Lbl"):
            items.append(Node("LI"))
        kids = reading.kids_of(reading.contents.of(part), _language(part, language))
        node = Node("Lbl" if is_term else "LBody", kids, lang=_foreign(part, language))
        items[-1].kids.append(node)
        reading.with_notes([node])
    return Node("L", [*items], attributes={"List": {"ListNumbering": "None"}})


def _terms(reading: Reading, element: etree._Element) -> list[etree._Element]:
    parts: list[etree._Element] = []
    for piece in reading.contents.of(element):
        parts += _terms(reading, piece) if piece.tag == "div" else [piece]
    return parts


def _table(reading: Reading, element: etree._Element, language: str) -> Node:
    """Make a regular table, each header with its scope (ISO 14289-1, 7.5)."""
    table = Node("Table")
    for caption in element.findall("caption"):
        kids = reading.kids_of(reading.contents.of(caption), _language(caption, language))
        table.kids.append(Node("Caption", kids, lang=_foreign(caption, language)))
        reading.with_notes([table.kids[-1]])
    for group in groups(element):
        rows = [Node("TR", [_cell(reading, cell, language) for cell in cells]) for _, cells in group.rows]
        table.kids += [Node(group.role, [*rows])] if group.element is not None else rows
    return table


def _cell(reading: Reading, cell: Cell, outer: str) -> Node:
    if cell.element is None:
        return Node("TD")
    kids = reading.kids_of(reading.contents.of(cell.element), _language(cell.element, outer))
    node = Node(cell.element.tag.upper(), kids, lang=_foreign(cell.element, outer))
    spans = {"ColSpan": cell.columns, "RowSpan": cell.rows}
    about: dict[str, Any] = {name: span for name, span in spans.items() if span > 1}
    if cell.scope:
        about["Scope"] = cell.scope
    node.attributes = {"Table": about} if about else {}
    reading.with_notes([node])
    return node


def _language(element: etree._Element, outer: str) -> str:
    return str(element.get("lang") or outer)


def _foreign(element: etree._Element, outer: str) -> str:
    """Give an element's language where it is not the one around it."""
    language = _language(element, outer)
    return language if language.lower() != outer.lower() else ""


COMPOUND: Mapping[str, Callable[[Reading, etree._Element, str], Node]] = {
    "ul": _list,
    "ol": _list,
    "dl": _definitions,
    "table": _table,
}
"""What makes the node of an element, by its name."""
