"""Page boxes (PDF 2.0, 14.11.2): trim inside bleed inside media, the media at the origin."""

from dataclasses import dataclass, replace

import pikepdf

from issuepress.issue import Issue

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """The three boxes of a page, and by how much its content is moved to bring the media to the origin."""

    media: Box
    bleed: Box
    trim: Box
    shift: tuple[float, float]
    clip: Box
    """Within what the page's content is seen: the bleed, or less of it."""

    def apply(self, page: pikepdf.Page) -> None:
        """Write the boxes into a page."""
        for key, box in (("/MediaBox", self.media), ("/BleedBox", self.bleed), ("/TrimBox", self.trim)):
            page.obj[key] = pikepdf.Array([round(edge, 4) for edge in box])

    @property
    def head(self) -> bytes:
        """What precedes the page's content: clipped, moved to the origin."""
        left, bottom, right, top = self.clip
        clip = f"{left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f} re W n"
        return f"q {clip} 1 0 0 1 {self.shift[0]:.4f} {self.shift[1]:.4f} cm\n".encode()


def page_boxes(trim: tuple[float, float], issue: Issue, number: int, room: float) -> PageBoxes:
    """Set the boxes around a page whose trim begins at the origin; `number` counts from 1.

    `trim` is width and height in points; `room` is what the marks need around the bleed, in points:
    without it the paper ends with the bleed.
    """
    bleed = issue.print.bleed
    starts_at_binding = (number % 2 == 1) == (issue.direction == "ltr")
    before, after = (bleed.inside, bleed.outside) if starts_at_binding else (bleed.outside, bleed.inside)
    return _around(trim, (before.points, bleed.bottom.points, after.points, bleed.top.points), room)


def sheet_boxes(trim: tuple[float, float], issue: Issue, room: float) -> PageBoxes:
    """Set the boxes around the sheet of a cover, which has an outer edge on either side."""
    bleed = issue.print.bleed
    outside = bleed.outside.points
    return _around(trim, (outside, bleed.bottom.points, outside, bleed.top.points), room)


def inside_boxes(sheet: PageBoxes, width: float, issue: Issue) -> PageBoxes:
    """Set the boxes for a page of a width that stands behind the front of a cover, on the sheet's inside."""
    right_to_left = issue.direction == "rtl"
    left = sheet.trim[2] - width if right_to_left else sheet.trim[0]
    fold = left if right_to_left else left + width
    before, bottom, after, top = sheet.bleed
    clip = (fold, bottom, after, top) if right_to_left else (before, bottom, fold, top)
    return replace(sheet, shift=(left, sheet.shift[1]), clip=clip)


def _around(trim: tuple[float, float], edges: Box, room: float) -> PageBoxes:
    width, height = trim
    margins = (max(edges) + room,) * 4 if room else edges
    left, bottom = margins[:2]
    bleed = (left - edges[0], bottom - edges[1], left + width + edges[2], bottom + height + edges[3])
    return PageBoxes(
        media=(0.0, 0.0, left + width + margins[2], bottom + height + margins[3]),
        bleed=bleed,
        trim=(left, bottom, left + width, bottom + height),
        shift=(left, bottom),
        clip=bleed,
    )
