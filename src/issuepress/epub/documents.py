"""The documents of an EPUB: each part of the rendition as a page of XHTML of its own."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final, Literal, NamedTuple

from lxml import etree

from issuepress import fragment
from issuepress.epub.crowded import mark_crowded
from issuepress.epub.pagebreaks import marked
from issuepress.fields import reading_direction
from issuepress.folios import Folio
from issuepress.issue import Issue
from issuepress.labels import label
from issuepress.rendition import Part, Rendition
from issuepress.story import Kind

COVER_IMAGE: Final = "images/cover.jpg"
STYLE_SHEETS: Final = ("style.css", "conditional.css")
"""The sheet for every reading system, and the one that old engines drop; see `issuepress.flatten`."""

_TYPE: Final = f"{{{fragment.EPUB}}}type"
_LANG: Final = f"{{{fragment.XML}}}lang"
_MATTER: Final = {
    "cover": "cover",
    "masthead": "frontmatter",
    "contents": "frontmatter",
    Kind.colophon: "backmatter",
}
_SEE_THROUGH: Final = frozenset((".svg", ".png"))
_WRAPPERS: Final = frozenset(("div", "span", "p"))
_FOREIGN: Final = {"{http://www.w3.org/2000/svg}": "svg", "{http://www.w3.org/1998/Math/MathML}": "mathml"}

Direction = Literal["ltr", "rtl"]


class Head(NamedTuple):
    """What a page says of itself before it begins."""

    title: str
    language: str
    direction: Direction
    sheets: tuple[str, ...]
    matter: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A page of XHTML: what stands in its body, and what the package has to know of it."""

    part: Part
    title: str
    """The title with the publication's, as a reading system's history shows it."""
    direction: Direction
    fragment: str

    @property
    def file(self) -> str:
        """The path from the package document."""
        return f"{self.part.name}.xhtml"

    @property
    def matter(self) -> str:
        """The division of the issue it belongs to (EPUB Structural Semantics 1.1, 2)."""
        return _MATTER.get(self.part.kind, "bodymatter")

    @property
    def properties(self) -> tuple[str, ...]:
        """What the manifest must say of foreign elements in it (EPUB 3.3, appendix D.6.1)."""
        tags = [str(element.tag) for element in fragment.parsed(self.fragment).iter(etree.Element)]
        return tuple(name for space, name in _FOREIGN.items() if any(tag.startswith(space) for tag in tags))

    @property
    def text(self) -> str:
        """All its words."""
        return "".join(map(str, fragment.parsed(self.fragment).itertext()))

    def content(self, sheets: tuple[str, ...]) -> bytes:
        """Write the page with links to style sheets."""
        return page(self.fragment, Head(self.title, self.part.language, self.direction, sheets, self.matter))


def documents(
    rendition: Rendition, pictures: Mapping[str, str], folios: Iterable[Folio] = ()
) -> tuple[Document, ...]:
    """Turn the parts into documents, in reading order.

    `pictures` gives the packaged file of each picture by its path from the issue folder; a picture that
    it lacks raises KeyError. `folios` are the pages of print whose beginnings are marked; one that no part
    holds raises OutputError.
    """
    pages = {name: list(group) for name, group in groupby(folios, lambda folio: folio.part)}
    return tuple(_document(part, rendition, pictures, pages.get(part.name, [])) for part in rendition.parts)


def page(body: str, head: Head) -> bytes:
    """Write a whole page of XHTML around a fragment (EPUB 3.3, 6.1)."""
    links = "".join(f'<link rel="stylesheet" type="text/css" href="{sheet}"/>\n' for sheet in head.sheets)
    kind = f' epub:type="{head.matter}"' if head.matter else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="{fragment.EPUB}"'
        f' lang="{head.language}" xml:lang="{head.language}" dir="{head.direction}">\n'
        f'<head>\n<meta charset="utf-8"/>\n<title>{escape(head.title)}</title>\n{links}</head>\n'
        f"<body{kind}>\n{body}\n</body>\n</html>\n"
    ).encode()


def direction(language: str, issue: Issue) -> Direction:
    """Give the direction of a language; the issue may have set that of its own."""
    return issue.direction if language == issue.language else reading_direction(language)


def cover_in_words(issue: Issue) -> str:
    """Say what stands on the cover, then what its picture shows: the alternative text of the whole."""
    magazine = f"{label('cover', issue.language)}: {issue.publication.title.plain}, {issue.dateline}"
    lines = [
        magazine,
        issue.title.plain,
        *(line.plain for line in (issue.subtitle, *issue.cover.lines) if line),
    ]
    said = [*lines, *([issue.cover.alt] if issue.cover.alt else [])]
    return " ".join(line if re.search(r"[.!?…。！？؟][”’»\")]*$", line) else f"{line}." for line in said)


def _document(part: Part, rendition: Rendition, pictures: Mapping[str, str], folios: list[Folio]) -> Document:
    issue = rendition.issue
    title = f"{part.title} – {issue.publication.title.plain}, {issue.dateline}"
    html = marked(_cover(issue) if part.name == "cover" else part.html, folios)
    content = html if part.name == "cover" else _packaged(replace(part, html=html), rendition, pictures)
    return Document(part, title, direction(part.language, issue), content)


def _cover(issue: Issue) -> str:
    """Show the finished cover as one picture: no reading system could lay it out from its parts.

    The role sits on the picture, where DPUB-ARIA 1.1 has it.
    """
    alt = escape(cover_in_words(issue))
    return (
        '<section class="cover" id="cover" epub:type="cover">'
        f'<img class="cover-image" role="doc-cover" src="{COVER_IMAGE}" alt="{alt}"/></section>'
    )


def _packaged(part: Part, rendition: Rendition, pictures: Mapping[str, str]) -> str:
    wrapper = fragment.parse(part.html)
    for element in list(wrapper.iter(etree.Element)):
        element.attrib.pop("data-line", "")
        if element.tag == "img":
            element.set("src", pictures[element.get("src", "")])
            _put_on_paper(element)
        elif element.tag == "a" and element.get("href", "").startswith("#"):
            element.set("href", _href(element.get("href", "")[1:], part, rendition.home))
        _turn(element, rendition.issue)
    _drop_idle(wrapper)
    mark_crowded(wrapper)
    return fragment.serialise(wrapper)


def _put_on_paper(picture: etree._Element) -> None:
    """Mark a picture that may let its ground through: by night dark lines would vanish (WCAG 2.2, 1.4.11)."""
    if PurePosixPath(picture.get("src", "")).suffix in _SEE_THROUGH:
        picture.set("class", f"{picture.get('class', '')} on-paper".strip())


def _href(target: str, part: Part, home: Mapping[str, str]) -> str:
    if home[target] == part.name:
        return f"#{target}"
    if home[target] == "cover" or home[target] == target:
        return f"{home[target]}.xhtml"  # the cover's parts are in its picture; a story's id is its page
    return f"{home[target]}.xhtml#{target}"


def _turn(element: etree._Element, issue: Issue) -> None:
    """Give a passage in a language of the other direction its `dir`: CSS may not (EPUB 3.3, 6.3.1.2)."""
    language = element.get("lang") or element.get(_LANG)
    if not language or element.get("dir"):
        return
    around = next((near.get("dir") for near in element.iterancestors() if near.get("dir")), issue.direction)
    if (own := direction(language, issue)) != around:
        element.set("dir", own)


def _drop_idle(wrapper: etree._Element) -> None:
    """Take off elements that say nothing: without attributes, and empty or mere `span`s."""
    for element in reversed(list(wrapper.iter(*_WRAPPERS))):
        empty = not len(element) and not (element.text or "").strip()
        if not element.attrib and (empty or element.tag == "span"):
            _unwrap(element)


def _unwrap(element: etree._Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    inner, children = element.text or "", list(element)
    if before is not None:
        before.tail = (before.tail or "") + inner
    else:
        parent.text = (parent.text or "") + inner
    at = parent.index(element)
    for child in reversed(children):
        parent.insert(at, child)
    last = children[-1] if children else before
    if last is not None:
        last.tail = (last.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent.remove(element)
