"""The structure tree of an issue (ISO 32000-1, 14.7): nodes with roles, in the order of the manuscript.

One element of the shared HTML is one node, however many columns and pages it runs over. Its kids stand
in the order of the source: what layout moved elsewhere, such as a footnote, is read where it belongs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Union

from lxml import etree

from issuepress.pdf.screen.painting import Ink, Jump

Kid = Union["Node", Ink, Jump]

INLINE = frozenset("Span Link Reference Quote Code Figure".split())
"""Roles that stand inside a line (14.8.4.4)."""
GROUPING = frozenset("Document Part Art Sect Div BlockQuote TOC TOCI".split())
"""Roles that hold no text of their own (14.8.4.2)."""


@dataclass(slots=True, eq=False)
class Node:
    """A structure element."""

    role: str
    kids: list[Kid] = field(default_factory=list)
    lang: str = ""
    """Its language, where it is not its parent's (14.9.2)."""
    alt: str = ""
    """What a picture shows (14.9.3)."""
    actual: str = ""
    """The text in place of pieces that layout took apart (14.9.4)."""
    expansion: str = ""
    """What an abbreviation stands for (14.9.5)."""
    title: str = ""
    name: str = ""
    """An identifier that is unique in the file; notes need one (ISO 14289-1, 7.9)."""
    level: int = 0
    """The depth of a heading in its own part, from 1; 0 for everything else."""
    attributes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Attributes by their owner, such as Layout or Table (14.8.5)."""

    def walk(self) -> "Iterator[Node]":
        """Give the node and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def inks(self) -> Iterator[Ink]:
        """Give what is painted for it, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.inks()
            elif isinstance(kid, Ink):
                yield kid


def role(kid: Kid) -> str:
    """Give a kid's role; ink and links have none."""
    return kid.role if isinstance(kid, Node) else ""


Piece = Any
"""An `Ink`, a `Jump`, or a child element of lxml's."""


class Contents:
    """What each element holds: its own ink, and the children that paint something, in source order."""

    def __init__(self, inks: Iterable[Ink], jumps: Iterable[Jump]) -> None:
        """Sort what was painted into the elements; a link's areas belong to the element that is the link."""
        self._pieces: dict[etree._Element, list[Piece]] = {}
        for ink in inks:
            if ink.element is not None and ink.artifact is None:
                self._add(ink.element, ink)
        for jump in jumps:
            if jump.element is not None:
                self._pieces.setdefault(jump.element, []).append(jump)

    def of(self, element: etree._Element) -> list[Piece]:
        """Give an element's pieces in the order of the source."""
        return _in_source_order(element, self._pieces.get(element, []))

    def _add(self, element: etree._Element, piece: Piece) -> None:
        """Add a piece to an element, and on the first occasion the element to all around it."""
        pieces = self._pieces.get(element)
        if pieces is not None:
            pieces.append(piece)
            return
        self._pieces[element] = [piece]
        if (parent := element.getparent()) is not None:
            self._add(parent, element)


def _in_source_order(element: etree._Element, pieces: list[Piece]) -> list[Piece]:
    """Put children that layout moved back in order; text stays behind the child it followed."""
    keys, reached = [], -1.0
    for piece in pieces:
        if isinstance(piece, (Ink, Jump)):
            keys.append(reached + 0.5)
        else:
            keys.append(float(element.index(piece)))
            reached = max(reached, keys[-1])
    order = sorted(range(len(pieces)), key=keys.__getitem__)
    return [pieces[at] for at in order]


def grouped(kids: list[Kid]) -> list[Kid]:
    """Wrap text that stands bare in a grouping node in paragraphs; white space between blocks is none."""
    result: list[Kid] = []
    run: list[Kid] = []
    for kid in kids:
        if isinstance(kid, Node) and kid.role not in INLINE:
            result += [*_paragraph(run), kid]
            run = []
        else:
            run.append(kid)
    return result + _paragraph(run)


def _paragraph(run: list[Kid]) -> list[Kid]:
    if all(isinstance(kid, Node) and kid.role == "Figure" for kid in run):
        return run
    if any(not isinstance(kid, Ink) or kid.text is None or kid.text.strip() for kid in run):
        return [Node("P", run)]
    for kid in run:
        if isinstance(kid, Ink):
            kid.artifact = {}
    return []


def number_headings(root: Node, before: int) -> None:
    """Make the headings one tree: each at most one level below the one before (ISO 14289-1, 7.4.2).

    `before` is the least level of the headings in front of the node, 0 where there are none.
    """
    for node in root.walk():
        if node.level:
            before = min(node.level, before + 1, 6)
            node.role = f"H{before}"
