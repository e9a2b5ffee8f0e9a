"""Lay out: every part is a document of its own, and their pages in a row are the issue."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from weasyprint import Document
from weasyprint.document import Page

from issuepress.errors import Finding, OutputError
from issuepress.folios import Folio, page_labels
from issuepress.pdf.engine import Engine
from issuepress.pdf.page import lower_body, opener_alone, page_tree
from issuepress.pdf.places import places
from issuepress.pdf.positions import folio_map, labels
from issuepress.places import PagePlaces
from issuepress.rendition import Part, Rendition

_PLACEHOLDER = "000"
"""Stands for a folio while a part is measured: as wide as any real one is likely to be."""
_ROUNDS = 6
"""How often the parts that print page numbers may be laid out until these are true."""


_Key = tuple[str, str, int]
"""What decides how a part is laid out: its name, its fragment, the number of its first page."""


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

    def labels(self, identifiers: frozenset[str]) -> dict[str, str]:
        """Give the printed number of the page on which each of some ids stands."""
        labels = self.folios
        if not identifiers <= labels.keys():
            labels = page_labels(self.rendition, self.folio_map) | labels
        return {identifier: labels[identifier] for identifier in sorted(identifiers)}

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

    What prints page numbers is measured with placeholders and laid out again until the numbers are
    true. `only_cover` stops after the cover. Raises OutputError when the engine fails, or when a
    number moves the page that it names back and forth.
    """
    if only_cover:
        engine = Engine(rendition)
        return Layout(engine, (_one(engine, rendition.part("cover"), 1),))
    labels = dict.fromkeys(rendition.page_references, _PLACEHOLDER)
    engine, done = Engine(rendition), dict[_Key, LaidOutPart]()
    for _ in range(_ROUNDS):
        engine.rendition = rendition.with_folios(labels)
        layout = Layout(engine, tuple(_in_order(engine, done, on_part)))
        if (found := layout.labels(rendition.page_references)) == labels:
            return layout
        moved = sorted(identifier for identifier in found if found[identifier] != labels[identifier])
        labels = found
    raise OutputError(
        f"the number of the page of {', '.join(map(repr, moved))} does not settle",
        hint="a reference to that page takes more room with one number than with the next: reword it",
    )


def _in_order(
    engine: Engine, done: dict[_Key, LaidOutPart], on_part: Callable[[Part], None] | None
) -> Iterator[LaidOutPart]:
    """Lay out the parts that are not done yet as they stand now, with the pages that they begin on now."""
    number = 1
    for part in engine.rendition.parts:
        if _opens_with_spread(part) and number % 2:
            html = '<section class="blank"></section>'
            yield _one(engine, Part(f"before-{part.name}", "blank", "", part.language, html), number)
            number += 1
        key = (part.name, part.html, number)
        if key not in done:
            if on_part:
                on_part(part)
            done[key] = _one(engine, part, number)
        yield done[key]
        number += len(done[key].pages)


def _one(engine: Engine, part: Part, number: int) -> LaidOutPart:
    tree = page_tree(engine.rendition, part, number=number, recto=number % 2 == 1)
    if part.story:
        lower_body(tree, engine.off_grid(opener_alone(tree)))
    return LaidOutPart(part, number, engine.lay_out(tree))


def _opens_with_spread(part: Part) -> bool:
    picture = part.story and part.story.illustration
    return bool(picture and picture.place == "spread")
