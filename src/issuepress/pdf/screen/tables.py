"""Tables made regular: every row with the same number of columns, every cell with its headers."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree


@dataclass(slots=True)
class Cell:
    """A cell in its place; one without an element fills a hole."""

    element: etree._Element | None
    columns: int = 1
    rows: int = 1
    scope: str = ""
    """Row, Column or Both for a cell that is a header (ISO 32000-1, 14.8.5.7), else empty."""


@dataclass(slots=True)
class Group:
    """A row group, with its rows."""

    role: str
    element: etree._Element | None
    rows: list[tuple[etree._Element, list[Cell]]]


def groups(table: etree._Element) -> list[Group]:
    """Give a table's row groups in the order in which they are read, each row as wide as the widest.

    Spans that run out of their group or into each other are cut (ISO 14289-1, 7.5 asks for a regular
    table; HTML's own algorithm allows overlaps).
    """
    found = [Group(role, element, _rows(rows)) for role, element, rows in _row_groups(table)]
    width = max((sum(_taken(group, at)) for group in found for at in range(len(group.rows))), default=0)
    for group in found:
        for at, (_, cells) in enumerate(group.rows):
            cells += [Cell(None) for _ in range(width - sum(_taken(group, at)))]
    _set_scopes(found)
    return found


def _row_groups(table: etree._Element) -> Iterator[tuple[str, etree._Element | None, list[etree._Element]]]:
    heads = [child for child in table if child.tag == "thead"][:1]
    feet = [child for child in table if child.tag == "tfoot"][:1]
    bodies: list[tuple[etree._Element | None, list[etree._Element]]] = []
    for child in table:
        if child.tag == "tr":
            if not bodies or bodies[-1][0] is not None:
                bodies.append((None, []))
            bodies[-1][1].append(child)
        elif child.tag in {"thead", "tbody", "tfoot"} and child not in (*heads, *feet):
            bodies.append((child, child.findall("tr")))
    # A head or foot without a body to belong to is a body itself.
    alone = not any(rows for _, rows in bodies)
    yield from (("TBody" if alone else "THead", head, head.findall("tr")) for head in heads)
    yield from (("TBody", body, rows) for body, rows in bodies if rows)
    yield from (("TBody" if alone else "TFoot", foot, foot.findall("tr")) for foot in feet)


def _rows(rows: list[etree._Element]) -> list[tuple[etree._Element, list[Cell]]]:
    taken: set[tuple[int, int]] = set()
    result = []
    for at, row in enumerate(rows):
        cells, column = [], 0
        for element in (child for child in row if child.tag in {"td", "th"}):
            while (at, column) in taken:
                column += 1
            cell = _cell(element, at, column, taken, len(rows) - at)
            taken |= {(at + y, column + x) for y in range(cell.rows) for x in range(cell.columns)}
            cells.append(cell)
        result.append((row, cells))
    return result


def _cell(
    element: etree._Element, row: int, column: int, taken: set[tuple[int, int]], rows_left: int
) -> Cell:
    wanted = _span(element, "colspan")
    columns = next((x for x in range(1, wanted) if (row, column + x) in taken), wanted)
    return Cell(element, columns, min(_span(element, "rowspan"), rows_left))


def _span(element: etree._Element, name: str) -> int:
    text = element.get(name, "1")
    return max(1, int(text)) if text.isdecimal() else 1


def _taken(group: Group, at: int) -> Iterator[int]:
    """Give the columns that the cells of a row take, with those that reach down into it."""
    for above, (_, cells) in enumerate(group.rows[: at + 1]):
        yield from (cell.columns for cell in cells if above + cell.rows > at)


def _set_scopes(found: list[Group]) -> None:
    first = True
    for group in found:
        for _, cells in group.rows:
            for place, cell in enumerate(cells):
                if cell.element is not None and cell.element.tag == "th":
                    cell.scope = _scope(cell.element, heads=first or group.role == "THead", leads=place == 0)
            first = False


def _scope(element: etree._Element, *, heads: bool, leads: bool) -> str:
    said = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}.get(
        element.get("scope", "")
    )
    if said:
        return said
    return "Row" if leads and not heads else "Column"
