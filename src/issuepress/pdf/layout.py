"""Lay out: every part is a document of its own, and their pages in a row are the issue."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from weasyprint import Document
from weasyprint.document import Page

from issuepress.errors import Finding, OutputError
from issuepress.folios import Folio
from issuepress.pdf.engine import Engine
from issuepress.pdf.page import lower_body, opener_alone, page_tree
from issuepress.pdf.places import places
from issuepress.pdf.positions import folio_map, labels
from issuepress.places import PagePlaces
from issuepress.rendition import Part, Rendition

_PLACEHOLDER = "000"
"""Stands for a folio while the contents are measured: as wide as any real one is likely to be."""


@dataclass(frozen=True)
class LaidOutPart:
    """A part with its pages; `number` is the page number of the first of them."""

    part: Part
    number: int
    document: Document

    @property
    def pages(self) -> list[Page]:
        """The pages in order."""
        return list(self.document.pages)

    @property
    def label(self) -> str:
        """The number of the first page as printed."""
        return labels(self.pages, self.number)[0][0]

    @cached_property
    def places(self) -> tuple[PagePlaces, ...]:
        """Where everything stands on each page."""
        return places(self.pages)


@dataclass(frozen=True)
class Layout:
    """The whole issue in pages, from which print PDF, screen PDF and cover are written."""

    engine: Engine
    parts: tuple[LaidOutPart, ...]

    @property
    def rendition(self) -> Rendition:
        """What was laid out, with the folios in its contents."""
        return self.engine.rendition

    @cached_property
    def document(self) -> Document:
        """All pages as one document of the engine."""
        return self.parts[0].document.copy([page for part in self.parts for page in part.pages])

    @property
    def folios(self) -> dict[str, str]:
        """The printed number of the page on which each part starts, by the part's name."""
        return {laid_out.part.name: laid_out.label for laid_out in self.parts}

    @cached_property
    def folio_map(self) -> tuple[Folio, ...]:
        """Where in the text each page begins, in page order."""
        return folio_map(self.parts)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the engine had to say."""
        return tuple(self.engine.findings)


def lay_out(
    rendition: Rendition, on_part: Callable[[Part], None] | None = None, *, only_cover: bool = False
) -> Layout:
    """Lay the issue out, part by part, calling `on_part` before each.

    The contents are measured with placeholders for the folios and laid out again once these are
    known. `only_cover` stops after the cover. Raises OutputError when the engine fails.
    """
    if only_cover:
        engine = Engine(rendition)
        return Layout(engine, (_one(engine, rendition.part("cover"), 1),))
    measured = rendition.with_folios({story.slug: _PLACEHOLDER for story in rendition.issue.stories})
    engine = Engine(rendition)
    parts = list(_in_order(engine, measured, on_part))
    folios = {laid_out.part.name: laid_out.label for laid_out in parts}
    final = rendition.with_folios(folios)
    engine.rendition = final
    at = next(at for at, laid_out in enumerate(parts) if laid_out.part.name == "contents")
    settled = _one(engine, final.part("contents"), parts[at].number)
    if len(settled.pages) != len(parts[at].pages):
        raise OutputError("the contents take another number of pages once the page numbers are known")
    parts[at] = settled
    return Layout(engine, tuple(parts))


def _in_order(
    engine: Engine, rendition: Rendition, on_part: Callable[[Part], None] | None
) -> Iterator[LaidOutPart]:
    number = 1
    for part in rendition.parts:
        if on_part:
            on_part(part)
        if _opens_with_spread(part) and number % 2:
            html = '<section class="blank"></section>'
            yield _one(engine, Part(f"before-{part.name}", "blank", "", part.language, html), number)
            number += 1
        laid_out = _one(engine, part, number)
        yield laid_out
        number += len(laid_out.pages)


def _one(engine: Engine, part: Part, number: int) -> LaidOutPart:
    tree = page_tree(engine.rendition, part, number=number, recto=number % 2 == 1)
    if part.story:
        lower_body(tree, engine.off_grid(opener_alone(tree)))
    return LaidOutPart(part, number, engine.lay_out(tree))


def _opens_with_spread(part: Part) -> bool:
    picture = part.story and part.story.illustration
    return bool(picture and picture.place == "spread")
