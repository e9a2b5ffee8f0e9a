"""Where on its page everything stands, told without an engine: blocks, columns, grid, and the room left.

Lengths are points from the top left corner of the trimmed page, to the right and down; what bleeds
reaches below zero. The preview draws with them, the flatplan counts with them.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple


class Rectangle(NamedTuple):
    """An area of a page."""

    left: float
    top: float
    width: float
    height: float


class Block(NamedTuple):
    """What one page shows of a block of the issue."""

    kind: str
    """What it is, in a word: paragraph, headline, picture."""
    area: Rectangle
    """Where it stands; a block that goes on in another column stands there as another."""
    line: int | None = None
    """The line of the manuscript that it came from, counted from 1."""
    id: str | None = None
    """Its own id."""


@dataclass(frozen=True, slots=True)
class PagePlaces:
    """A page's skeleton."""

    width: float
    """Of the trimmed page."""
    height: float
    """Of the trimmed page."""
    blocks: tuple[Block, ...]
    """In reading order, what holds others before them."""
    type_area: Rectangle
    """What the margins leave."""
    columns: tuple[Rectangle, ...]
    """The columns of running text, down to the notes or the foot of the type area."""
    leading: float
    """The distance between two lines of the grid."""
    baseline: float
    """The first baseline of the grid."""
    used: float
    """How many lines of the columns are used, all columns together; 0 where no text runs."""
    holds: float
    """How many lines the columns hold."""
    full: float
    """How many lines they would hold were there nothing but text on the page."""

    def moved(self, right: float) -> "PagePlaces":
        """Give the same page with all that its text holds further to the right."""

        def move(area: Rectangle) -> Rectangle:
            return area._replace(left=round(area.left + right, 3))

        return replace(
            self,
            blocks=tuple(block._replace(area=move(block.area)) for block in self.blocks),
            type_area=move(self.type_area),
            columns=tuple(map(move, self.columns)),
        )

    def as_json(self) -> dict[str, Any]:
        """Give the record as plain values, to be sent."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        blocks = [[block.kind, list(block.area), block.line, block.id] for block in self.blocks]
        columns = [list(column) for column in self.columns]
        return {**plain, "blocks": blocks, "columns": columns, "type_area": list(self.type_area)}
