"""The compositor: has parts set, and gives each its place, and its pages their running heads and folios."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from issuepress.pdf.crew import Crew
from issuepress.pdf.galley import (
    Copy,
    Furnishing,
    Furniture,
    Galley,
    around,
    set_furniture,
    set_galley,
    stored_furniture,
    stored_galley,
)
from issuepress.pdf.layout import LaidOutPart, bare_rendition
from issuepress.pictures import NOTHING, Besides
from issuepress.rendition import Part, Rendition

_Pages = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Of each page its name and the texts that it sets for running heads."""
InPlace = tuple[Part, int, Galley]
"""A part, the number of its first page, and its galley."""
OnPart = Callable[[Part], None]
"""Told of each part before it is set."""


@dataclass
class Compositor:
    """Sets parts and puts them in their places."""

    dress: str
    on_part: OnPart | None
    crew: Crew
    besides: Besides = NOTHING
    """What will be asked for of the pictures besides."""
    _galleys: dict[tuple[str, str, bool], Galley] = field(default_factory=dict)
    """What was set, by a part's name, its HTML and the side: most parts stand as they are in every round."""
    _furniture: dict[tuple[int, _Pages], Furniture] = field(default_factory=dict)
    """What stands around, by the number of the first page and what the pages say of themselves."""

    def placed(self, rendition: Rendition, parts: Sequence[Part]) -> tuple[LaidOutPart, ...]:
        """Set the parts and give them their places, running heads and folios."""
        return self.furnished(rendition, self.places(rendition, parts))

    def places(
        self,
        rendition: Rendition,
        parts: Sequence[Part],
        begun: Callable[[], list[Galley]] | None = None,
    ) -> list[InPlace]:
        """Set the parts, unless that was `begun`, and give them their places."""
        return list(self._in_order(rendition, parts, (begun or self.begin(rendition, parts))()))

    def furnished(self, rendition: Rendition, placed: Sequence[InPlace]) -> tuple[LaidOutPart, ...]:
        """Give parts in their places running heads and folios."""
        bare = bare_rendition(rendition)
        furnishings = [Furnishing.of(bare, galley, number, self.dress) for _, number, galley in placed]
        furniture = self._furnish(furnishings)
        return tuple(LaidOutPart(*place, each) for place, each in zip(placed, furniture, strict=True))

    def _furnish(self, furnishings: Sequence[Furnishing]) -> Iterator[Furniture]:
        new = {(each.number, each.pages): each for each in furnishings}
        wanted = [each for key, each in new.items() if key not in self._furniture]
        wait = self.crew.begin(set_furniture, wanted, stored=stored_furniture, weight=_pages_of)
        self._furniture |= zip(((each.number, each.pages) for each in wanted), wait(), strict=True)
        return (self._furniture[each.number, each.pages] for each in furnishings)

    def begin(self, rendition: Rendition, parts: Sequence[Part]) -> Callable[[], list[Galley]]:
        """Begin to set parts, each for the side that most likely is its own, and give what waits for them."""
        # A picture over two pages begins on a left-hand page; all others can be moved.
        return self._begin(rendition, parts, [not _opens_with_spread(part) for part in parts])

    def _in_order(
        self, rendition: Rendition, parts: Sequence[Part], galleys: Sequence[Galley]
    ) -> Iterator[InPlace]:
        number = 1
        for part, first in zip(parts, galleys, strict=True):
            if _opens_with_spread(part) and number % 2:
                html = '<section class="blank"></section>'
                blank = Part(f"before-{part.name}", "blank", "", part.language, html)
                yield blank, number, self._set(rendition, [blank], [True])[0]
                number += 1
            recto = number % 2 == 1
            galley = first
            if first.sided and first.recto != recto:
                (galley,) = self._set(rendition, [part], [recto])
            yield part, number, galley
            number += len(galley.pages)

    def _set(self, rendition: Rendition, parts: Sequence[Part], rectos: Sequence[bool]) -> list[Galley]:
        return self._begin(rendition, parts, rectos)()

    def _begin(
        self, rendition: Rendition, parts: Sequence[Part], rectos: Sequence[bool]
    ) -> Callable[[], list[Galley]]:
        keys = [(part.name, part.html, recto) for part, recto in zip(parts, rectos, strict=True)]
        copies = {
            key: self._copy(rendition, part, recto=key[2])
            for key, part in zip(keys, parts, strict=True)
            if key not in self._galleys
        }
        wait = self.crew.begin(
            set_galley, tuple(copies.values()), stored=stored_galley, weight=_words_of, told=self._tell
        )

        def galleys() -> list[Galley]:
            self._galleys |= zip(copies, wait(), strict=True)
            return [self._galleys[key] for key in keys]

        return galleys

    def _copy(self, rendition: Rendition, part: Part, *, recto: bool) -> Copy:
        files = {rendition.issue.files[name] for name in part.pictures()}
        wanted = tuple(each for each in self.besides.wanted if each.source in files)
        besides = self.besides._replace(wanted=wanted)
        return Copy(bare_rendition(rendition, part), recto, around(rendition, part), self.dress, besides)

    def _tell(self, copy: Copy) -> None:
        if self.on_part:
            self.on_part(copy.part)


def _words_of(copy: Copy) -> int:
    return len(copy.part.html)


def _pages_of(furnishing: Furnishing) -> int:
    return len(furnishing.pages)


def _opens_with_spread(part: Part) -> bool:
    picture = part.story and part.story.illustration
    return bool(picture and picture.place == "spread")
