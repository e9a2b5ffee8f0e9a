"""The flatplan: the whole issue as spreads and sheets, and by how much each story misses its pages.

Copyfit is an estimate. A story's own words and the lines that they fill tell how many words a line of it
holds, and so how many words are over or missing; headings, pictures and notes count as they fall.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Protocol

from issuepress.folios import Folio
from issuepress.issue import PART_NAMES, Issue
from issuepress.places import PagePlaces
from issuepress.rendition import Part
from issuepress.story import Story

Sort = Literal["cover", "masthead", "contents", "text", "picture", "blank", "filler"]
"""What a page is for: `blank` makes room for a spread, `filler` makes up the last sheet."""


class LaidOut(Protocol):
    """What is needed of a part that has been laid out."""

    @property
    def part(self) -> Part:
        """The part."""

    @property
    def places(self) -> Sequence[PagePlaces]:
        """Where everything stands on each of its pages."""


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """A page of the print edition."""

    number: int
    """Which page it is, counted from 1."""
    label: str
    """Its number as printed; of a page that prints none, as it would."""
    part: str
    """The part that it belongs to; of a filler, an empty text."""
    section: str
    """The section of the running order, or an empty text."""
    sort: Sort
    """What it is for."""
    sheet: int
    """The sheet that it is printed on, counted from 1, the outermost first when they are stitched; 0 for
    a cover printed by itself."""
    fill: float | None = None
    """The share of its lines that is used, from 0 to 1; None where no text runs."""


@dataclass(frozen=True, slots=True)
class PlannedStory:
    """A story's pages, and how its words fit them."""

    slug: str
    title: str
    section: str
    file: str
    first: str
    """The number of its first page as printed."""
    pages: int
    """How many pages it takes."""
    budget: int | None
    """How many it may take."""
    words: int
    last_page: float
    """The share of the last page's lines that is used."""
    words_per_page: int
    """An estimate of how many of its words fill a page on which nothing but text stands."""
    room: int
    """How many words more would fill its last page."""
    over: int | None
    """How many words it is over its budget; below zero, how many it could still take."""


@dataclass(frozen=True, slots=True)
class Flatplan:
    """The whole issue at a glance."""

    title: str
    direction: Literal["ltr", "rtl"]
    width: float
    """Of the trimmed page, in points."""
    height: float
    binding: Literal["saddle", "perfect"]
    multiple: int
    """How many pages a sheet has."""
    pages: tuple[PlannedPage, ...]
    stories: tuple[PlannedStory, ...]

    @property
    def fillers(self) -> int:
        """How many pages make up the last sheet."""
        return sum(page.sort == "filler" for page in self.pages)

    @property
    def sheets(self) -> int:
        """How many sheets the issue is printed on."""
        return len({page.sheet for page in self.pages if page.sheet})

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections in running order."""
        return tuple(dict.fromkeys(page.section for page in self.pages if page.section))

    @property
    def spreads(self) -> tuple[tuple[PlannedPage | None, PlannedPage | None], ...]:
        """The pages as they face one another, left and right; None beside the first and the last."""
        row: list[PlannedPage | None] = [None, *self.pages]
        row += [None] * (len(row) % 2)
        pairs = zip(row[::2], row[1::2], strict=True)
        return tuple((b, a) if self.direction == "rtl" else (a, b) for a, b in pairs)

    def as_json(self) -> dict[str, Any]:
        """Give the plan as plain values."""
        spreads = [[page.number if page else None for page in spread] for spread in self.spreads]
        return {**asdict(self), "sheets": self.sheets, "fillers": self.fillers, "spreads": spreads}


def plan(issue: Issue, parts: Sequence[LaidOut], folios: Sequence[Folio], multiple: int) -> Flatplan:
    """Plan an issue from its parts as laid out, their folios, and the number of pages that a sheet has."""
    placed = [(laid_out, page) for laid_out in parts for page in laid_out.places]
    pages = [
        _page(issue, laid_out.part, page, folio)
        for (laid_out, page), folio in zip(placed, folios, strict=True)
    ]
    outside = issue.print.first_page - 1
    missing = -(len(pages) - outside) % multiple
    pages += [
        PlannedPage(number, str(number), "", "", "filler", 0)
        for number in range(len(pages) + 1, len(pages) + missing + 1)
    ]
    saddle = issue.print.binding == "saddle"
    inside = len(pages) - outside
    sheets = [
        _sheet(page.number - outside, inside, multiple, saddle=saddle) if page.number > outside else 0
        for page in pages
    ]
    first = placed[0][1]
    return Flatplan(
        issue.title.plain,
        issue.direction,
        first.width,
        first.height,
        issue.print.binding,
        multiple,
        tuple(replace(page, sheet=sheet) for page, sheet in zip(pages, sheets, strict=True)),
        tuple(
            _story(laid_out.part.story, laid_out.places, _first(folios, laid_out.part.name))
            for laid_out in parts
            if laid_out.part.story
        ),
    )


def skeletons(parts: Iterable[LaidOut]) -> dict[int, PagePlaces]:
    """Give the places on each page of the parts by the page's number."""
    return dict(enumerate((page for laid_out in parts for page in laid_out.places), start=1))


def _page(issue: Issue, part: Part, places: PagePlaces, folio: Folio) -> PlannedPage:
    story = next((story for story in issue.stories if story.slug == folio.part), None)
    section = story.section.plain if story and story.section else ""
    sort: Sort = "text" if places.holds else "picture"
    if part.kind == "blank":
        sort = "blank"
    elif part.name in PART_NAMES:
        sort = part.name  # type: ignore[assignment] # the names of the parts are sorts
    fill = _share(places.full - places.holds + places.used, places.full) if places.holds else None
    return PlannedPage(folio.number, folio.label, folio.part, section, sort, 0, fill)


def _sheet(number: int, pages: int, multiple: int, *, saddle: bool) -> int:
    """Find the sheet of a page: stitched sheets lie in one another, glued ones behind one another."""
    if not saddle:
        return (number - 1) // multiple + 1
    from_outside = min(number - 1, pages - number)
    return from_outside // max(multiple // 2, 1) + 1


def _first(folios: Iterable[Folio], part: str) -> str:
    own = [folio for folio in folios if folio.part == part]
    return next((folio.label for folio in own if folio.at), own[0].label)


def _story(story: Story, pages: Sequence[PagePlaces], first: str) -> PlannedStory:
    last = next((page for page in reversed(pages) if page.holds), pages[-1])
    words_per_line = story.words / (sum(page.used for page in pages) or 1)
    return PlannedStory(
        slug=story.slug,
        title=story.title.plain,
        section=story.section.plain if story.section else "",
        file=story.file,
        first=first,
        pages=len(pages),
        budget=story.pages,
        words=story.words,
        last_page=_share(last.used, last.holds),
        words_per_page=round(words_per_line * last.full),
        room=round(words_per_line * max(last.holds - last.used, 0)),
        over=None if story.pages is None else round(words_per_line * _lines_over(story.pages, pages, last)),
    )


def _lines_over(budget: int, pages: Sequence[PagePlaces], last: PagePlaces) -> float:
    """Count the lines behind the budget's last page; below zero, those that are free up to its foot."""
    if len(pages) > budget:
        return sum(page.used for page in pages[budget:])
    return -(max(last.holds - last.used, 0) + (budget - len(pages)) * last.full)


def _share(part: float, whole: float) -> float:
    return round(min(part / whole, 1), 3) if whole else 0.0
