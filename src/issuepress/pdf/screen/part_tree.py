"""The structure of one part: what its section holds, and what its links say."""

from functools import partial

from weasyprint.document import Page

from issuepress.pdf.galley import Around
from issuepress.pdf.private.patches import page_box
from issuepress.pdf.screen.links import link_words
from issuepress.pdf.screen.painting import Ink, Survey, area
from issuepress.pdf.screen.roles import Builder
from issuepress.pdf.screen.structure import Contents, Node, number_headings
from issuepress.rendition import Part


def part_tree(part: Part, around: Around, pages: list[Page], found: Survey) -> Node | None:
    """Build the structure of a part's pages, or None where they hold nothing."""
    root = next(box for box in page_box(pages[0]).children if box.element_tag == "html").element
    body = root.find("body")
    contents = Contents(found.inks, found.jumps)
    if not contents.of(body):
        return None
    builder = Builder(
        contents, partial(link_words, around.titles), around.language, lambda ink: _area(pages, ink)
    )
    node = builder.part(body[0], part.title)
    number_headings(node, around.headings)
    return node


def _area(pages: list[Page], ink: Ink) -> tuple[float, float, float, float]:
    return area(pages[ink.page], ink.box)
