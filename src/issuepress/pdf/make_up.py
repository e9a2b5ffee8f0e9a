"""Make-up: galleys in a row are the issue, and only now its pages have numbers.

Every part is set by itself, in any order and by many workers at once (see `compositor`). Then the parts that
print page numbers are set again with the true ones.
"""

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from issuepress.errors import OutputError
from issuepress.issue import Issue
from issuepress.pdf.compositor import Compositor, InPlace, OnPart
from issuepress.pdf.crew import Crew
from issuepress.pdf.galley import Furniture, Galley, dress_of, make_ready
from issuepress.pdf.layout import LaidOutPart, Layout, bare_rendition
from issuepress.pdf.worker import is_awaited
from issuepress.pictures import NOTHING, Besides
from issuepress.rendition import Part, Rendition, without_parts
from issuepress.themes import Theme

_PRESS: Final = "issuepress.pdf.press.plates"
_PLACEHOLDER: Final = "000"
"""Stands for a folio until it is known: as wide as any real one is likely to be."""
_ROUNDS: Final = 6
"""How often parts that print page numbers are set until these are true."""


def get_ready(crew: Crew, issue: Issue, theme: Theme) -> None:
    """Have a worker that is there open the theme's sheets and fonts, while this process reads on."""
    if crew.is_staffed:
        bare = bare_rendition(without_parts(issue, theme))
        crew.prepare(make_ready, (bare, dress_of(bare)))


def get_press_ready(crew: Crew, issue: Issue, theme: Theme) -> None:
    """Have a worker that is there get the press ready, unless an edited part waits to be set."""
    if crew.is_staffed:
        crew.prepare(_get_press_ready, (bare_rendition(without_parts(issue, theme)), True))


def get_twins_ready(crew: Crew, rendition: Rendition) -> None:
    """Have those get the press ready who are there and have nothing to set."""
    crew.prepare(_get_press_ready, (bare_rendition(rendition), False), twins=True)


def _get_press_ready(wanted: tuple[Rendition, bool]) -> None:
    # Where the press is imported nothing was ever built, and all would wait for its table of colours.
    if _PRESS in sys.modules or not is_awaited():
        from issuepress.pdf.press.plates import get_ready  # noqa: PLC0415 - slow to import

        get_ready(*wanted)


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

    def __init__(
        self,
        rendition: Rendition,
        on_part: OnPart | None,
        *,
        only_cover: bool,
        crew: Crew,
        besides: Besides = NOTHING,
    ) -> None:
        """Begin with all parts, numbers of pages in them not known; without workers nothing is done yet.

        What is wanted `besides` of pictures is made while the pages that show them are painted.
        """
        self._compositor = Compositor(dress_of(rendition), on_part, crew, besides)
        self._rendition, self.only_cover = rendition, only_cover
        self._labels = dict.fromkeys(rendition.page_references, _PLACEHOLDER)
        self._numbered = rendition if only_cover else rendition.with_folios(self._labels)
        self._begun: Callable[[], list[Galley]] | None = None
        if crew.jobs and not only_cover:
            self._begun = self._compositor.begin(self._numbered, self._numbered.parts)

    def layout(self) -> Layout:
        """Go on to the end; raises OutputError like `lay_out`."""
        rendition, compositor = self._rendition, self._compositor
        if self.only_cover:
            cover = rendition.part("cover")
            return Layout(rendition, compositor.placed(rendition, (cover,)))
        labels, numbered, begun = self._labels, self._numbered, self._begun
        for at in range(_ROUNDS):
            places = compositor.places(numbered, numbered.parts, begun)
            likely, begun = self._begin_likely(places) if at == 0 else ({}, None)
            layout = Layout(numbered, compositor.furnished(numbered, places))
            if (found := layout.labels(rendition.page_references)) == labels:
                return layout
            moved = sorted(identifier for identifier in found if found[identifier] != labels[identifier])
            labels, numbered = found, rendition.with_folios(found)
            begun = begun if found == likely else None
        raise OutputError(
            f"the number of the page of {', '.join(map(repr, moved))} does not settle",
            hint="a reference to that page takes more room with one number than with the next: reword it",
        )

    def _begin_likely(
        self, places: Sequence[InPlace]
    ) -> tuple[dict[str, str], Callable[[], list[Galley]] | None]:
        """Have workers set the parts that print numbers of pages, as if all pages had theirs in figures.

        Running heads and folios, which tell what they have, are set meanwhile. Gives the numbers, and what
        waits for the parts.
        """
        if not (self._labels and self._compositor.crew.jobs):
            return {}, None
        plain = Layout(self._numbered, tuple(LaidOutPart(*place, _in_figures(place)) for place in places))
        likely = plain.labels(self._rendition.page_references)
        then = self._rendition.with_folios(likely)
        return likely, self._compositor.begin(then, then.parts)


def lay_out_first(
    rendition: Rendition, crew: Crew, *, shown: int = 0, most: int | None = None
) -> Iterator[Layout]:
    """Give ever more parts in their order as they are set, none of which prints the number of a page yet.

    The first layout has the cover alone, the second the first spread, and each further one twice as much;
    none has the last part of the issue, none more than `most` parts, and none so few as are `shown` already.
    The first is begun when this is called. Raises OutputError when the engine fails.
    """
    compositor = Compositor(dress_of(rendition), None, crew)
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
    (laid_out,) = Compositor(dress_of(rendition), None, crew or Crew(0)).placed(rendition, (part,))
    return laid_out


def _in_figures(place: InPlace) -> Furniture:
    """Give furniture that says of a part's pages what it most likely says, and nothing else."""
    _, number, galley = place
    labels = tuple((str(number + at), True) for at in range(len(galley.pages)))
    return Furniture("", labels, (), (), b"")
