"""Make-up: galleys in a row are the issue, and only now its pages have numbers.

Every part is set by itself, in any order and by many workers at once. Then each gets its place, its pages
their running heads and folios, and the parts that print page numbers are set again with the true ones.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from issuepress.errors import OutputError
from issuepress.issue import Issue
from issuepress.pdf.crew import Crew
from issuepress.pdf.galley import (
    Copy,
    Furnishing,
    Furniture,
    Galley,
    around,
    dress_of,
    make_ready,
    set_furniture,
    set_galley,
    stored_furniture,
    stored_galley,
)
from issuepress.pdf.layout import LaidOutPart, Layout, bare_rendition
from issuepress.rendition import Part, Rendition, without_parts
from issuepress.themes import Theme

_PLACEHOLDER: Final = "000"
"""Stands for a folio until it is known: as wide as any real one is likely to be."""
_ROUNDS: Final = 6
"""How often parts that print page numbers are set until these are true."""

_Pages = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Of each page its name and the texts that it sets for running heads."""
_InPlace = tuple[Part, int, Galley]
"""A part, the number of its first page, and its galley."""
OnPart = Callable[[Part], None]
"""Told of each part before it is set."""


def get_ready(crew: Crew, issue: Issue, theme: Theme) -> None:
    """Have a worker that is there open the theme's sheets and fonts, while this process reads on."""
    if not crew.is_staffed:
        return
    bare = bare_rendition(without_parts(issue, theme))
    crew.prepare(make_ready, (bare, dress_of(bare)))


def lay_out(
    rendition: Rendition,
    on_part: OnPart | None = None,
    *,
    only_cover: bool = False,
    crew: Crew | None = None,
) -> Layout:
    """Lay the issue out, calling `on_part` before each part that is set; a crew sets several at once.

    Parts that print page numbers are measured with placeholders, and set again until the numbers are
    true. `only_cover` stops after the cover. Raises OutputError when the engine fails, or when a number
    moves the page that it names back and forth.
    """
    return LayingOut(rendition, on_part, only_cover=only_cover, crew=crew or Crew(0)).layout()


class LayingOut:
    """An issue that a crew has begun to lay out; see `lay_out`."""

    def __init__(self, rendition: Rendition, on_part: OnPart | None, *, only_cover: bool, crew: Crew) -> None:
        """Begin with all parts, numbers of pages in them not known; without workers nothing is done yet."""
        self._compositor = _Compositor(dress_of(rendition), on_part, crew)
        self._rendition, self.only_cover = rendition, only_cover
        self._begun: Callable[[], list[Galley]] | None = None
        if crew.jobs and not only_cover:
            numbered = self._numbered(self._first_labels)
            self._begun = self._compositor.begin(numbered, numbered.parts)

    def layout(self) -> Layout:
        """Go on to the end; raises OutputError like `lay_out`."""
        rendition, labels = self._rendition, self._first_labels
        if self.only_cover:
            cover = rendition.part("cover")
            return Layout(rendition, self._compositor.placed(rendition, (cover,)))
        begun, compositor = self._begun, self._compositor
        for _ in range(_ROUNDS):
            numbered = self._numbered(labels)
            places = compositor.places(numbered, numbered.parts, begun)
            likely, begun = self._begin_likely(numbered, labels, places)
            layout = Layout(numbered, compositor.furnished(numbered, places))
            if (found := layout.labels(rendition.page_references)) == labels:
                return layout
            moved = sorted(identifier for identifier in found if found[identifier] != labels[identifier])
            labels, begun = found, begun if found == likely else None
        raise OutputError(
            f"the number of the page of {', '.join(map(repr, moved))} does not settle",
            hint="a reference to that page takes more room with one number than with the next: reword it",
        )

    def _begin_likely(
        self, numbered: Rendition, labels: dict[str, str], places: Sequence[_InPlace]
    ) -> tuple[dict[str, str], Callable[[], list[Galley]] | None]:
        """Have workers set the parts that print numbers of pages, as if all pages had theirs in figures.

        Running heads and folios, which tell what they have, are set meanwhile. Gives the numbers, and what
        waits for the parts.
        """
        plain = Layout(numbered, tuple(LaidOutPart(*place, _in_figures(place)) for place in places))
        likely = plain.labels(self._rendition.page_references)
        if likely == labels or not self._compositor.crew.jobs:
            return likely, None
        then = self._numbered(likely)
        return likely, self._compositor.begin(then, then.parts)

    @property
    def _first_labels(self) -> dict[str, str]:
        return dict.fromkeys(self._rendition.page_references, _PLACEHOLDER)

    def _numbered(self, labels: dict[str, str]) -> Rendition:
        return self._rendition.with_folios(labels)


def lay_out_first(
    rendition: Rendition, crew: Crew, *, shown: int = 0, most: int | None = None
) -> Iterator[Layout]:
    """Give ever more parts in their order as they are set, none of which prints the number of a page yet.

    The first layout has the cover alone, the second the first spread, and each further one twice as much;
    none has the last part of the issue, none more than `most` parts, and none so few as are `shown` already.
    The first is begun when this is called. Raises OutputError when the engine fails.
    """
    compositor = _Compositor(dress_of(rendition), None, crew)
    bare = rendition.with_page_references({})
    most = min(len(bare.parts) - 1, len(bare.parts[:most]))
    ends = [2**at - 1 for at in range(1, (most + 1).bit_length())]
    lots = deque(bare.parts[start:end] for start, end in pairwise([0, *ends]))
    begun = deque([compositor.begin(bare, lots.popleft())])

    def layouts(shown: int) -> Iterator[Layout]:
        for count in ends:
            # What is to be seen first must not wait for what comes after it.
            while lots and len(begun) <= (shown > 1):
                begun.append(compositor.begin(bare, lots.popleft()))
            begun.popleft()()
            if count > shown:
                some = bare.parts[:count]
                yield Layout(replace(bare, parts=some), compositor.placed(bare, some))
                shown = count

    return layouts(shown)


def lay_out_alone(rendition: Rendition, part: Part, crew: Crew | None = None) -> LaidOutPart:
    """Lay out a part that is not in the row of the others, as if it were the first.

    Raises OutputError when the engine fails.
    """
    (laid_out,) = _Compositor(dress_of(rendition), None, crew or Crew(0)).placed(rendition, (part,))
    return laid_out


@dataclass
class _Compositor:
    """Sets parts and puts them in their places."""

    dress: str
    on_part: OnPart | None
    crew: Crew
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
    ) -> list[_InPlace]:
        """Set the parts, unless that was `begun`, and give them their places."""
        return list(self._in_order(rendition, parts, (begun or self.begin(rendition, parts))()))

    def furnished(self, rendition: Rendition, placed: Sequence[_InPlace]) -> tuple[LaidOutPart, ...]:
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
    ) -> Iterator[_InPlace]:
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
            key: Copy(bare_rendition(rendition, part), key[2], around(rendition, part), self.dress)
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

    def _tell(self, copy: Copy) -> None:
        if self.on_part:
            self.on_part(copy.part)


def _in_figures(place: _InPlace) -> Furniture:
    """Give furniture that says of a part's pages what it most likely says, and nothing else."""
    _, number, galley = place
    labels = tuple((str(number + at), True) for at in range(len(galley.pages)))
    return Furniture("", labels, (), (), b"")


def _words_of(copy: Copy) -> int:
    return len(copy.part.html)


def _pages_of(furnishing: Furnishing) -> int:
    return len(furnishing.pages)


def _opens_with_spread(part: Part) -> bool:
    picture = part.story and part.story.illustration
    return bool(picture and picture.place == "spread")
