"""The press room: the engine's PDF becomes one a printer's preflight accepts (PDF/X-4, ISO 15930-7)."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain, compress
from typing import Final

import pikepdf

from issuepress.errors import Finding, Place
from issuepress.issue import Issue
from issuepress.pdf.crew import Crew
from issuepress.pdf.joining import Finish, Joined, join, move_patterns
from issuepress.pdf.layout import Layout, bare_rendition
from issuepress.pdf.marks import MARK_ROOM, draw_marks
from issuepress.pdf.press import warehouse
from issuepress.pdf.press.binding import add_blanks, binding_findings, missing_pages
from issuepress.pdf.press.boxes import PageBoxes, inside_boxes, page_boxes, sheet_boxes
from issuepress.pdf.press.intent import VERSION, deflated, identify, set_output_intent
from issuepress.pdf.press.plates import Original, Plates, Press, separate_all, stored_plates
from issuepress.pdf.press.preflight import SHEET, idle_spots, preflight
from issuepress.pdf.press.sightings import Sightings
from issuepress.pdf.press.slug import Slug, slug_text
from issuepress.printing import Marks
from issuepress.profiles import PrintProfile, load_profile
from issuepress.themes import Theme

__all__ = ["VERSION", "PlatePair", "PressRun", "begin_plates", "get_ready", "join_plates"]


_LOTS: Final = 4
"""In so many lots a worker brings its share of an issue to ink, where there is that much."""
PlatePair = tuple[Plates, Plates]
"""The plates of a part's text, and those of its running heads and folios."""


def begin_plates(
    layout: Layout, crew: Crew, *, amid: Callable[[], object] = lambda: None
) -> Callable[[], Iterator[PlatePair]]:
    """Begin to bring a layout's parts to ink, and give a function that waits for one after the other.

    `amid` is called when more than half of them are asked for: what that asks for is begun before the rest,
    so as to be ready when they are. Waiting raises OutputError for what can't be brought to ink.
    """
    bare = bare_rendition(layout.rendition)
    made = [each for part in layout.parts for each in (part.galley, part.furniture)]
    press = Press.of(bare)
    originals = [Original.of(bare, press, each.key, each.pdf) for each in made]
    stored = [stored_plates(each) for each in originals]
    missing = [each for each, found in zip(originals, stored, strict=True) if found is None]
    # With more at once a worker need not wait for this process, which is busy, after each.
    size = max(1, len(missing) // max(1, _LOTS * crew.jobs))
    lots = [missing[at : at + size] for at in range(0, len(missing), size)]
    most = -(-3 * len(lots) // 5)

    def begin(some: Sequence[Sequence[Original]]) -> Iterable[list[Plates]]:
        return crew.begin(separate_all, some, stored=lambda _: None, weight=lambda _: 0)

    first, _, rest = begin(lots[:most]), amid(), begin(lots[most:])

    def paired() -> Iterator[PlatePair]:
        made = chain.from_iterable(chain(first, rest))
        plates = (found or next(made) for found in stored)
        return zip(plates, plates, strict=True)

    return paired


def get_ready(issue: Issue, theme: Theme) -> None:
    """Do beforehand what the print PDF would wait for: deflate its profile, read the type of its slug lines.

    Raises ThemeError for a font that can't be read.
    """
    profile = load_profile(issue)
    deflated(profile)
    if _marks(issue, profile).slug:
        Slug(theme).get_ready(slug_text(issue, profile, _page_name(1, 1)))


def join_plates(
    layout: Layout, plates: Iterable[PlatePair], then: Finish = lambda *_: None
) -> tuple[Joined, list[PlatePair]]:
    """Join a layout's parts in ink as they come, pictures by their names; give all of the plates, too."""
    pairs = list[PlatePair]()

    def coming() -> Iterator[tuple[bytes, bytes]]:
        for pair in plates:
            pairs.append(pair)
            yield pair[0].pdf, pair[1].pdf

    joined = join(layout, coming(), then)
    warehouse.hang(joined.pdf)
    return joined, pairs


@dataclass(frozen=True)
class PressRun:
    """One issue on its way to one printing condition."""

    layout: Layout
    modified: datetime

    @property
    def issue(self) -> Issue:
        """The issue."""
        return self.layout.rendition.issue

    @cached_property
    def profile(self) -> PrintProfile:
        """The printing condition."""
        return load_profile(self.issue)

    @property
    def marks(self) -> Marks:
        """The marks that the issue asks for, else the profile."""
        return _marks(self.issue, self.profile)

    @property
    def room(self) -> float:
        """What the marks need around the bleed, in points."""
        return MARK_ROOM if self.marks else 0.0

    def finish(self, plates: Iterable[PlatePair]) -> tuple[Joined, tuple[Finding, ...]]:
        """Make a PDF/X-4 of the plates of all parts, joined as they come, and give what the preflight found.

        Pages that stand on a cover printed by itself are left out; the others keep their numbers.
        """
        joined, pairs = join_plates(self.layout, plates, self._set_into_boxes)
        pdf, first, asked = joined.pdf, self.issue.print.first_page, self.issue.print
        del pdf.pages[: first - 1]
        pages, limits = len(pdf.pages), self.profile.limits
        add_blanks(pdf, missing_pages(pages, asked, limits))
        self._set_into_boxes(pdf, first + pages, pdf.pages[pages:])
        self._identify(pdf, pairs)
        numbers = [part.number for part in self.layout.parts]
        inside = [part.number + len(part.pages) > first for part in self.layout.parts]
        return joined, (
            *binding_findings(pages, asked, limits),
            *self._findings(compress(pairs, inside), compress(numbers, inside)),
            *idle_spots(self._seen(pairs, numbers), asked.spots),
        )

    def _set_into_boxes(self, pdf: pikepdf.Pdf, number: int, pages: Sequence[pikepdf.Page]) -> None:
        """Set pages in a row, the first of which has a number, into their boxes."""
        first, size = self.issue.print.first_page, self.layout.parts[0].galley.size
        inside = self.layout.pages + 1 - first
        last = self.layout.pages + missing_pages(inside, self.issue.print, self.profile.limits)
        for at, page in enumerate(pages, start=number):
            if at >= first:
                self._frame(pdf, page, page_boxes(size, self.issue, at, self.room), _page_name(at, last))

    def finish_sheet(
        self, joined: Joined, plates: list[PlatePair], inside: pikepdf.Page | None, spine: float
    ) -> tuple[Finding, ...]:
        """Make a PDF/X-4 of a joined cover sheet, whose outside is its first page.

        `inside` is the page that is printed behind the front, `spine` the width of the spine in points.
        """
        pdf = joined.pdf
        boxes = sheet_boxes(self.layout.parts[0].galley.size, self.issue, self.room)
        left, _, right, _ = boxes.trim
        width = (right - left - spine) / 2
        folds = tuple(dict.fromkeys((left + width, right - width)))
        self._frame(pdf, pdf.pages[0], boxes, "cover, outside", folds)
        if inside is not None:
            behind = inside_boxes(boxes, width, self.issue)
            self._frame(pdf, inside, behind, "cover, inside", folds)
        self._identify(pdf, plates)
        return tuple(self._findings(plates, [SHEET, *(part.number for part in self.layout.parts[1:])]))

    def _frame(
        self, pdf: pikepdf.Pdf, page: pikepdf.Page, boxes: PageBoxes, name: str, folds: tuple[float, ...] = ()
    ) -> None:
        """Set a page into its boxes, with marks and slug line around it."""
        move_patterns(page, *boxes.shift)
        page.contents_add(pdf.make_stream(boxes.head), prepend=True)
        page.contents_add(pdf.make_stream(b"Q\n"))
        boxes.apply(page)
        draw_marks(pdf, page, boxes.trim, boxes.bleed, self.marks, folds)
        if self.marks.slug:
            text = slug_text(self.issue, self.profile, name)
            self._slug.draw(pdf, page, text, name, boxes.trim[0], boxes.bleed[1])

    @cached_property
    def _slug(self) -> Slug:
        return Slug(self.layout.rendition.theme)

    def _identify(self, pdf: pikepdf.Pdf, plates: list[PlatePair]) -> None:
        set_output_intent(pdf, self.profile)
        identify(pdf, self.issue, self.modified, self._digest(plates))

    def _findings(self, plates: Iterable[PlatePair], numbers: Iterable[int]) -> Iterator[Finding]:
        """Judge what stands on parts, each with the number of its first page."""
        pairs = list(plates)
        pictures = {name: about for pair in pairs for each in pair for name, about in each.pictures.items()}
        yield from preflight(self._seen(pairs, numbers), self.profile.limits, pictures, self._place)

    @staticmethod
    def _seen(plates: Iterable[PlatePair], numbers: Iterable[int]) -> Sightings:
        seen = Sightings()
        for pair, number in zip(plates, numbers, strict=True):
            for each in pair:
                seen.take(each.seen, number - 1)
        return seen

    def _digest(self, plates: list[PlatePair]) -> str:
        """Give a digest of the pages and of what is drawn around them: what tells versions apart."""
        whole = hashlib.sha256(self.profile.icc + f"{self.marks} {self.issue.print}".encode())
        for each in (each for pair in plates for each in pair):
            whole.update(each.pdf)
        return whole.hexdigest()

    def _place(self, page: int, picture: str) -> Place:
        """Find the manuscript of a page, and the line of a picture in it."""
        for laid_out in reversed(self.layout.parts):
            if laid_out.number <= page:
                break
        return laid_out.part.place_of(picture)


def _marks(issue: Issue, profile: PrintProfile) -> Marks:
    wanted = issue.print.marks
    return profile.limits.marks if wanted is None else wanted


def _page_name(number: int, last: int) -> str:
    return f"page {number} of {last}"
