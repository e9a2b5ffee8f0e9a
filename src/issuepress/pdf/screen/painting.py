"""What each page painted: its pieces of text and pictures in the order of layout, and its links."""

from dataclasses import dataclass
from typing import Any

import pydyf
from lxml import etree
from weasyprint.document import Page
from weasyprint.formatting_structure.boxes import Box, MarginBox
from weasyprint.pdf.stream import Stream

from issuepress.pdf.private.patches import marks, page_box, real_box
from issuepress.pdf.screen.links import words

_POINTS = 0.75
_LINE_END = 24
"""Characters of a line's end that are looked for in the manuscript."""


@dataclass(slots=True, eq=False)
class Ink:
    """A piece that a page paints inside one marked-content sequence (ISO 32000-1, 14.6)."""

    page: int
    box: Box
    mcid: int
    element: etree._Element | None
    """The element it belongs to, of lxml's; None in the page's margin boxes."""
    pseudo: str = ""
    """The name of the pseudo-element: before, after, marker, footnote-call, footnote-marker."""
    text: str | None = None
    """The text as painted; None for a picture."""
    artifact: dict[str, str] | None = None
    """The properties of an artifact (14.8.2.2.2), for what is no part of the story."""
    is_hyphenated: bool = False
    """Whether it ends in a hyphen that is not in the manuscript."""


@dataclass(slots=True, eq=False)
class Jump:
    """A link's area on a page, and where it leads: an annotation to be tied to the structure."""

    page: int
    element: etree._Element | None
    rectangle: tuple[float, float, float, float]
    """In default user space: left, bottom, right, top in points."""
    annotation: pydyf.Dictionary | None = None
    """The engine's annotation, which has its target already."""
    target: str = ""
    """The name of the destination where there is no annotation yet."""
    words: str = ""
    """The link in words (ISO 14289-1, 7.18.5)."""
    tells: str = ""
    """The language in which these words are to tell the target's page, once it has a number."""


@dataclass(slots=True)
class Survey:
    """Everything that a document's pages painted."""

    inks: list[Ink]
    jumps: list[Jump]


def survey(pages: list[Page], streams: list[Stream]) -> Survey:
    """Walk the boxes of all pages; what is painted outside the tree of boxes counts as an artifact."""
    found = Survey([], [])
    repeating: set[etree._Element] = set()
    for number, (page, content) in enumerate(zip(pages, streams, strict=True)):
        walker = _Walker(number, page, dict(marks(content)), repeating)
        for child in page_box(page).children:
            walker.walk(child, _furniture(child))
        found.inks += walker.inks
        found.inks += [
            Ink(number, box, known["mcid"], None, artifact={}) for box, known in walker.marks.items()
        ]
        found.jumps += walker.jumps
    return found


def area(page: Page, box: Box) -> tuple[float, float, float, float]:
    """Give the area in which a box is hit, in default user space; it may reach beyond the trimmed page."""
    left, top, width, height = box.hit_area()
    right, bottom = left + width, top + height
    low, high = page.height - bottom, page.height - top
    return (
        round(left * _POINTS, 3),
        round(low * _POINTS, 3),
        round(right * _POINTS, 3),
        round(high * _POINTS, 3),
    )


def _furniture(box: Box) -> dict[str, str] | None:
    """Class what stands in a margin box: a header or footer that came with the page (14.8.2.2.2)."""
    if not isinstance(box, MarginBox):
        return None
    return {"Type": "/Pagination", "Subtype": "/Header" if box.at_keyword.startswith("@top") else "/Footer"}


class _Walker:
    def __init__(
        self, number: int, page: Page, known: dict[Box, dict[str, Any]], repeating: set[etree._Element]
    ) -> None:
        self.number, self.page, self.marks, self.repeating = number, page, known, repeating
        self.inks: list[Ink] = []
        self.jumps: list[Jump] = []
        self._written: dict[etree._Element, str] = {}

    def walk(self, box: Box, artifact: dict[str, str] | None, around: Jump | None = None) -> None:
        """Note what a box and those in it have painted."""
        box = real_box(box)
        if getattr(box, "is_header", False) or getattr(box, "is_footer", False):
            artifact = {"Type": "/Pagination"} if box.element in self.repeating else artifact
            self.repeating.add(box.element)
        around = self._jump(box, around) if box.link_annotation else around
        if known := self.marks.pop(box, None):
            pseudo = (box.element_tag or "").partition("::")[2]
            text = getattr(box, "text", None)
            ink = Ink(self.number, box, known["mcid"], box.element, pseudo, text, artifact)
            ink.is_hyphenated = bool(text) and self._is_hyphenated(box)
            self.inks.append(ink)
        for child in box.children:
            self.walk(child, artifact, around)

    def _is_hyphenated(self, box: Box) -> bool:
        """Tell whether a line ends in a hyphen that layout put there: the manuscript has no such line end."""
        if box.element is None or not box.text.endswith(box.style["hyphenate_character"]):
            return False
        if box.element not in self._written:
            self._written[box.element] = words(box.element).casefold()
        return " ".join(box.text.split())[-_LINE_END:].casefold() not in self._written[box.element]

    def _jump(self, box: Box, around: Jump | None) -> Jump:
        """Note a link's area; boxes inside a link, which the engine links again, only widen it."""
        rectangle = area(self.page, box)
        if around is None:
            around = Jump(self.number, box.element, rectangle, box.link_annotation)
            self.jumps.append(around)
        elif rectangle[0] < rectangle[2] and rectangle[1] < rectangle[3]:
            near = zip(around.rectangle[:2], rectangle[:2], strict=True)
            far = zip(around.rectangle[2:], rectangle[2:], strict=True)
            left, bottom, right, top = *(min(pair) for pair in near), *(max(pair) for pair in far)
            around.rectangle = left, bottom, right, top
        return around
