"""Tables and headlines that a phone is too narrow for, told from the words in them."""

from typing import Final

from lxml import etree

CROWDED: Final = "crowded"
"""The class of such an element; `epub.css` lets its words break."""

_NARROW: Final = 20.0
"""The text of a phone's page in ems: 390 pixels less two margins, at 17 pixels to the em."""
_LETTER: Final = 0.45
"""The mean width of a letter in the type of a table, in ems of the text."""
_CELL: Final = 0.8
"""What a cell adds to its words, in ems."""
_LONGEST: Final = 14
"""The letters that a headline of twice the size has room for on a phone, in type half as large again."""


def mark_crowded(wrapper: etree._Element) -> None:
    """Mark what would run off a phone's page, or break its words anywhere: headlines and tables."""
    for headline in wrapper.iter("h1"):
        if max(map(len, "".join(map(str, headline.itertext())).split()), default=0) > _LONGEST:
            _mark(headline)
    _mark_tables(wrapper)


def _mark_tables(wrapper: etree._Element) -> None:
    """Mark each table whose columns can't all hold their longest words on a phone.

    Only those: a table in which any word may break is set with columns too narrow for its words.
    """
    for table in wrapper.iter("table"):
        widest: dict[int, int] = {}
        for row in table.iter("tr"):
            column = 0
            for cell in row.iter("th", "td"):
                span = int(cell.get("colspan", "1"))
                longest = max(map(len, "".join(map(str, cell.itertext())).split()), default=0)
                widest[column] = max(widest.get(column, 0), longest // span)
                column += span
        if sum(letters * _LETTER + _CELL for letters in widest.values()) > _NARROW:
            _mark(table)


def _mark(element: etree._Element) -> None:
    element.set("class", f"{element.get('class', '')} {CROWDED}".strip())
