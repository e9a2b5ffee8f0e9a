"""Page boxes (PDF 2.0, 14.11.2): trim inside bleed inside media, the media at the origin."""

from dataclasses import dataclass

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

    def apply(self, page: pikepdf.Page) -> None:
        """Write the boxes into a page."""
        for key, box in (("/MediaBox", self.media), ("/BleedBox", self.bleed), ("/TrimBox", self.trim)):
            page.obj[key] = pikepdf.Array([round(edge, 4) for edge in box])

    @property
    def head(self) -> bytes:
        """What precedes the page's content: clipped to the bleed, moved to the origin."""
        left, bottom, right, top = self.bleed
        clip = f"{left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f} re W n"
        return f"q {clip} 1 0 0 1 {self.shift[0]:.4f} {self.shift[1]:.4f} cm\n".encode()


def page_boxes(trim: tuple[float, float], issue: Issue, number: int, room: float) -> PageBoxes:
    """Set the boxes around a page whose trim begins at the origin; `number` counts from 1.

    `trim` is width and height in points; `room` is what the marks need around the bleed, in points:
    without it the paper ends with the bleed.
    """
    width, height = trim
    bleed = issue.print.bleed
    starts_at_binding = (number % 2 == 1) == (issue.direction == "ltr")
    before, after = (bleed.inside, bleed.outside) if starts_at_binding else (bleed.outside, bleed.inside)
    edges = before.points, bleed.bottom.points, after.points, bleed.top.points
    margins = (max(edges) + room,) * 4 if room else edges
    left, bottom = margins[:2]
    return PageBoxes(
        media=(0.0, 0.0, left + width + margins[2], bottom + height + margins[3]),
        bleed=(left - edges[0], bottom - edges[1], left + width + edges[2], bottom + height + edges[3]),
        trim=(left, bottom, left + width, bottom + height),
        shift=(left, bottom),
    )
