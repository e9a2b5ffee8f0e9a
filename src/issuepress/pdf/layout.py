"""Layouts: the whole issue in pages, every part in its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from issuepress.errors import Finding
from issuepress.folios import Folio, page_labels
from issuepress.pdf.galley import Furniture, Galley, GalleyPage
from issuepress.places import PagePlaces
from issuepress.rendition import Part, Rendition
from issuepress.snapshot import Snapshot


@dataclass(frozen=True)
class LaidOutPart:
    """A part in its place; `number` is the page number of its first page."""

    part: Part
    number: int
    galley: Galley
    furniture: Furniture

    @property
    def pages(self) -> tuple[GalleyPage, ...]:
        """The pages in order."""
        return self.galley.pages

    @property
    def places(self) -> tuple[PagePlaces, ...]:
        """What stands where on each page."""
        found = self.galley.places
        return tuple(page.moved(self.shift(at)) for at, page in enumerate(found)) if self.moved else found

    @property
    def label(self) -> str:
        """The number of the first page as printed."""
        return self.furniture.labels[0][0]

    @property
    def moved(self) -> bool:
        """Whether it stands on the other side than it was set for."""
        return self.galley.recto != (self.number % 2 == 1)

    def shift(self, page: int) -> float:
        """Give by how many points the content of a page, counted from 0, moves to the right."""
        return self.pages[page].shift if self.moved else 0.0


@dataclass(frozen=True)
class Layout(Snapshot):
    """The whole issue in pages, from which print PDF, screen PDF and cover are written."""

    rendition: Rendition
    """What was laid out, with the folios in it."""
    parts: tuple[LaidOutPart, ...]

    @property
    def pages(self) -> int:
        """How many pages the issue has."""
        return sum(len(laid_out.pages) for laid_out in self.parts)

    @property
    def folios(self) -> dict[str, str]:
        """The printed number of the page on which each part starts, by the part's name."""
        return {laid_out.part.name: laid_out.label for laid_out in self.parts}

    def labels(self, identifiers: frozenset[str]) -> dict[str, str]:
        """Give the printed number of the page on which each of some ids stands, as the EPUB has it."""
        labels = self.folios
        if not identifiers <= labels.keys():
            labels = page_labels(self.rendition, self.folio_map) | labels
        return {identifier: labels[identifier] for identifier in sorted(identifiers)}

    @cached_property
    def anchors(self) -> Mapping[str, tuple[int, str]]:
        """The page of each id of the issue: its index from 0, and its number as printed."""
        found: dict[str, tuple[int, str]] = {}
        for laid_out in self.parts:
            for at, (page, (label, _)) in enumerate(
                zip(laid_out.pages, laid_out.furniture.labels, strict=True), laid_out.number - 1
            ):
                for name in page.anchors:
                    found.setdefault(name, (at, label))
        return found

    @cached_property
    def folio_map(self) -> tuple[Folio, ...]:
        """Where in the text each page begins, in page order."""
        return tuple(self._folios())

    def _folios(self) -> Iterator[Folio]:
        for at, laid_out in enumerate(self.parts):
            home = next(each.part.name for each in self.parts[at:] if each.part.kind != "blank")
            numbered = zip(laid_out.pages, laid_out.furniture.labels, strict=True)
            for number, (page, (label, printed)) in enumerate(numbered, laid_out.number):
                start = page.start if laid_out.part.kind != "blank" else None
                anchor, before = start or (None, 0)
                yield Folio(number, label, printed, home, anchor, before)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the engine had to say, each thing once."""
        said = (each for part in self.parts for each in (*part.galley.findings, *part.furniture.findings))
        return tuple(dict.fromkeys(said))


def bare_rendition(rendition: Rendition, *parts: Part) -> Rendition:
    """Give a rendition with these parts alone and an issue without stories: what a worker needs to know."""
    return Rendition(rendition.issue.model_copy(update={"stories": ()}), rendition.theme, parts)
