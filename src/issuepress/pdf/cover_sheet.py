"""A cover printed by itself: back, spine and front on one sheet, and page 2 on its inside."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from issuepress.errors import Finding, OutputError
from issuepress.fields import Length
from issuepress.pdf.crew import Crew
from issuepress.pdf.layout import Layout
from issuepress.pdf.make_up import lay_out_alone
from issuepress.pdf.press import VERSION, PressRun, begin_plates, join_plates
from issuepress.pdf.press.binding import missing_pages
from issuepress.pdf.writing import save
from issuepress.profiles import load_profile

_BEHIND: Final = 2
"""The page that stands behind the front."""

_SIDE: Final = 2.83
"""Points (1 mm) that a spine's words keep from either fold."""
_LARGEST: Final = 10.0
"""Points of type on a spine."""


@dataclass(frozen=True)
class Spine:
    """The back of a bound block of pages."""

    width: Length
    pages: int
    """How many pages it holds together, blank ones at the end among them."""
    narrowest: Length
    """The narrowest that words are printed on."""

    @property
    def type_size(self) -> Length | None:
        """How large its words are; None where it is too narrow for any."""
        if self.width.points < max(self.narrowest.points, 2 * _SIDE + 1):
            return None
        return Length(value=round(min(_LARGEST, self.width.points - 2 * _SIDE), 2), unit="pt")

    def __str__(self) -> str:
        """Say in a line how wide it is, and what stands on it."""
        words = "with words" if self.type_size else f"without words, which need {self.narrowest}"
        return f"spine {self.width} for {self.pages} pages, {words}"


def spine_of(layout: Layout) -> Spine | None:
    """Work out the spine of an issue; None where it has no cover by itself or none but a fold.

    Half of the pages are leaves, each as thick as the paper, and the cover's own paper comes once more.
    """
    asked = layout.rendition.issue.print
    if asked.cover is None or asked.binding == "saddle":
        return None
    limits = load_profile(layout.rendition.issue).limits
    inside = layout.pages - asked.first_page + 1
    pages = inside + missing_pages(inside, asked, limits)
    return Spine(asked.cover.width_of_spine(pages), pages, limits.narrowest_spine)


def write_cover_sheet(
    layout: Layout, target: Path, *, modified: datetime, crew: Crew | None = None
) -> tuple[Finding, ...]:
    """Write the cover of an issue that has one by itself; the caller moves it into place.

    The first page is the outside; the second, where the sheet is printed on both sides, has page 2 of the
    issue behind the front. Gives what the preflight found. Raises OutputError for an issue whose cover is
    among its pages, and when the engine fails.
    """
    asked = layout.rendition.issue.print.cover
    if asked is None:
        raise OutputError(
            "the issue has no cover printed by itself", hint="ask for one: 'cover' under 'print'"
        )
    crew = crew or Crew(0)
    spine = spine_of(layout)
    width, type_size = (spine.width, spine.type_size) if spine else (Length(value=0, unit="pt"), None)
    outside = lay_out_alone(layout.rendition, layout.rendition.cover_sheet(width, type_size), crew)
    behind = [part for part in layout.parts if part.number <= _BEHIND < part.number + len(part.pages)]
    sheet = Layout(layout.rendition, (outside, *(behind if asked.inside else ())))
    joined, pairs = join_plates(sheet, begin_plates(sheet, crew)())
    inside = joined.parts[1].pages[_BEHIND - behind[0].number] if len(joined.parts) > 1 else None
    for page in [page for part in joined.parts[1:] for page in part.pages if page != inside]:
        joined.pdf.pages.remove(page)
    found = PressRun(sheet, modified).finish_sheet(joined, pairs, inside, width.points)
    save(joined.pdf, layout, target, version=VERSION)
    return (*outside.galley.findings, *found)
