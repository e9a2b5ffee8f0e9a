"""The structure of the whole issue: its parts in order, stories under their sections."""

from lxml import etree
from weasyprint.document import Page

from issuepress.labels import label
from issuepress.pdf.layout import LaidOutPart, Layout
from issuepress.pdf.patches import page_box
from issuepress.pdf.screen.painting import Ink, Survey, area, words
from issuepress.pdf.screen.roles import Builder
from issuepress.pdf.screen.structure import Contents, Node, number_headings

_SHORT = 80
"""Characters of a link's words that are said before its target."""


def issue_tree(layout: Layout, pages: list[Page], found: Survey) -> Node:
    """Build the document's structure; sections of the running order become parts (ISO 32000-1, 14.8.4.2)."""
    language = layout.rendition.issue.language
    guide = _Guide(layout)
    contents = Contents(found.inks, found.jumps)
    builder = Builder(contents, guide.says, language, lambda ink: _area(pages, ink))
    root = Node("Document")
    home, section = root, None
    for laid_out in layout.parts:
        body = _body(laid_out)
        if not contents.of(body):
            continue
        story = laid_out.part.story
        named = story.section if story else None
        if named != section or named is None:
            home, section = root, named
            if named is not None:
                home = Node("Part", title=named.plain)
                root.kids.append(home)
        home.kids.append(builder.part(body[0], laid_out.part.title))
    number_headings(root)
    return root


def _body(laid_out: LaidOutPart) -> etree._Element:
    html = next(box for box in page_box(laid_out.pages[0]).children if box.element_tag == "html")
    body: etree._Element = html.element.find("body")
    return body


def _area(pages: list[Page], ink: Ink) -> tuple[float, float, float, float]:
    return area(pages[ink.page], ink.box)


class _Guide:
    """Says where links lead."""

    def __init__(self, layout: Layout) -> None:
        self.titles = {laid_out.part.name: laid_out.part.title for laid_out in layout.parts}
        self.home = layout.rendition.home
        labels = [folio.label for folio in layout.folio_map]
        self.pages: dict[str, str] = {}
        for page, folio in zip(layout.document.pages, labels, strict=True):
            for name in page.anchors:
                self.pages.setdefault(name, folio)

    def says(self, link: etree._Element, language: str) -> str:
        """Say a link's words and, where they don't say it, its target."""
        text = words(link)[:_SHORT]
        href = link.get("href", "")
        if not href.startswith("#"):
            address = (
                href.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").rstrip("/")
            )
            return _joined(text, address)
        if "noteref" in link.get("class", "").split():
            return label("note", language).format(text)
        title = self.titles.get(self.home.get(href[1:], ""), "")
        page = self.pages.get(href[1:], "")
        return _joined(text, title, label("page", language).format(page) if page else "")


def _joined(text: str, *more: str) -> str:
    rest = [each for each in more if each and each.casefold() not in text.casefold()]
    return ", ".join([text, *rest] if text else rest)
