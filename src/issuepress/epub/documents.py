"""The documents of an EPUB: each part of the rendition as a page of XHTML of its own."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from itertools import groupby
from typing import Final, NamedTuple

from issuepress import fragment
from issuepress.epub.bodies import Body, Direction, Setting, body, direction
from issuepress.folios import Folio
from issuepress.issue import Issue
from issuepress.labels import label
from issuepress.rendition import Part, Rendition
from issuepress.story import Kind

COVER_IMAGE: Final = "images/cover.jpg"
STYLE_SHEETS: Final = ("style.css", "conditional.css")
"""The sheet for every reading system, and the one that old engines drop; see `issuepress.flatten`."""

_MATTER: Final = {
    "cover": "cover",
    "masthead": "frontmatter",
    "contents": "frontmatter",
    Kind.colophon: "backmatter",
}


class Head(NamedTuple):
    """What a page says of itself before it begins."""

    title: str
    language: str
    direction: Direction
    sheets: tuple[str, ...]
    matter: str | None = None


class Document(NamedTuple):
    """A page of XHTML: what stands in its body, and what the package has to know of it."""

    part: Part
    title: str
    """The title with the publication's, as a reading system's history shows it."""
    direction: Direction
    body: Body

    @property
    def file(self) -> str:
        """The path from the package document."""
        return f"{self.part.name}.xhtml"

    @property
    def matter(self) -> str:
        """The division of the issue it belongs to (EPUB Structural Semantics 1.1, 2)."""
        return _MATTER.get(self.part.kind, "bodymatter")

    def content(self, sheets: tuple[str, ...]) -> bytes:
        """Write the page with links to style sheets."""
        return page(
            self.body.fragment, Head(self.title, self.part.language, self.direction, sheets, self.matter)
        )


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
    made = (
        body(_cover(issue), folios, None)
        if part.name == "cover"
        else body(part.html, folios, _setting(part, rendition, pictures))
    )
    return Document(part, title, direction(part.language, issue), made)


def _setting(part: Part, rendition: Rendition, pictures: Mapping[str, str]) -> Setting:
    issue = rendition.issue
    shown = {source: pictures[source] for source in part.pictures()}
    links = {target: _href(target, part, rendition.home) for target in part.links()}
    return Setting(issue.direction, issue.language, shown, links)


def _cover(issue: Issue) -> str:
    """Show the finished cover as one picture: no reading system could lay it out from its parts.

    The role sits on the picture, where DPUB-ARIA 1.1 has it.
    """
    alt = escape(cover_in_words(issue))
    return (
        '<section class="cover" id="cover" epub:type="cover">'
        f'<img class="cover-image" role="doc-cover" src="{COVER_IMAGE}" alt="{alt}"/></section>'
    )


def _href(target: str, part: Part, home: Mapping[str, str]) -> str:
    if home[target] == part.name:
        return f"#{target}"
    if home[target] == "cover" or home[target] == target:
        return f"{home[target]}.xhtml"  # the cover's parts are in its picture; a story's id is its page
    return f"{home[target]}.xhtml#{target}"
