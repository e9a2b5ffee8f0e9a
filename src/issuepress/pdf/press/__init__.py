"""The press room: the engine's PDF becomes one a printer's preflight accepts (PDF/X-4, ISO 15930-7)."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import unquote

from issuepress import fragment
from issuepress.errors import Finding, Place
from issuepress.issue import Issue
from issuepress.pdf.crew import Crew
from issuepress.pdf.joining import Joined, move_patterns
from issuepress.pdf.layout import Layout, bare_rendition
from issuepress.pdf.marks import MARK_ROOM, draw_marks
from issuepress.pdf.press.binding import add_blanks, binding_findings, missing_pages
from issuepress.pdf.press.boxes import page_boxes
from issuepress.pdf.press.intent import VERSION, identify, set_output_intent
from issuepress.pdf.press.plates import Original, Plates, separate, stored_plates
from issuepress.pdf.press.preflight import idle_spots, preflight
from issuepress.pdf.press.sightings import Sightings
from issuepress.pdf.press.slug import Slug, slug_text
from issuepress.printing import Marks
from issuepress.profiles import PrintProfile, load_profile

__all__ = ["VERSION", "PlatePairs", "PressRun", "begin_plates"]


PlatePairs = list[tuple[Plates, Plates]]
"""For each part the plates of its text, and those of its running heads and folios."""


def begin_plates(layout: Layout, crew: Crew) -> Callable[[], PlatePairs]:
    """Begin to bring a layout's parts to ink, and give a function that waits until it is done.

    That function raises OutputError for what can't be brought to ink.
    """
    bare = bare_rendition(layout.rendition)
    made = [each for part in layout.parts for each in (part.galley, part.furniture)]
    originals = [Original(bare, each.key, each.pdf) for each in made]
    wait = crew.begin(separate, originals, stored=stored_plates, weight=lambda each: len(each.pdf))

    def paired() -> PlatePairs:
        plates = wait()
        return list(zip(plates[::2], plates[1::2], strict=True))

    return paired


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
        wanted = self.issue.print.marks
        return self.profile.limits.marks if wanted is None else wanted

    @property
    def room(self) -> float:
        """What the marks need around the bleed, in points."""
        return MARK_ROOM if self.marks else 0.0

    def finish(self, joined: Joined, plates: PlatePairs) -> tuple[Finding, ...]:
        """Make a file of joined plates a PDF/X-4 and give what the preflight found."""
        pdf = joined.pdf
        pages, limits = len(pdf.pages), self.profile.limits
        width, height = self.layout.parts[0].galley.size
        count = missing_pages(pages, self.issue.print, limits)
        add_blanks(pdf, count)
        slug = Slug(self.layout.rendition.theme)
        for number, page in enumerate(pdf.pages, start=1):
            boxes = page_boxes((width, height), self.issue, number, self.room)
            move_patterns(page, *boxes.shift)
            page.contents_add(pdf.make_stream(boxes.head), prepend=True)
            page.contents_add(pdf.make_stream(b"Q\n"))
            boxes.apply(page)
            draw_marks(pdf, page, boxes.trim, boxes.bleed, self.marks)
            if self.marks.slug:
                text = slug_text(self.issue, self.profile, number, len(pdf.pages))
                slug.draw(pdf, page, text, boxes.trim[0], boxes.bleed[1])
        set_output_intent(pdf, self.profile)
        identify(pdf, self.issue, self.modified, self._digest(plates))
        return tuple(self._findings(pages, plates))

    def _findings(self, pages: int, plates: PlatePairs) -> Iterator[Finding]:
        seen, pictures = Sightings(), dict[str, tuple[str, int]]()
        for part, pair in zip(self.layout.parts, plates, strict=True):
            for each in pair:
                seen.take(each.seen, part.number - 1)
                pictures |= each.pictures
        limits = self.profile.limits
        yield from binding_findings(pages, self.issue.print, limits)
        yield from preflight(seen, limits, pictures, self._place)
        yield from idle_spots(seen, self.issue.print.spots)

    def _digest(self, plates: PlatePairs) -> str:
        """Give a digest of the pages and of what is drawn around them: what tells versions apart."""
        whole = hashlib.sha256(self.profile.icc + f"{self.marks} {self.issue.print}".encode())
        for each in (each for pair in plates for each in pair):
            whole.update(each.pdf)
        return whole.hexdigest()

    def _place(self, page: int, picture: str) -> Place | None:
        """Find the manuscript of a page, and the line of a picture in it."""
        for laid_out in reversed(self.layout.parts):
            if laid_out.number <= page:
                break
        story = laid_out.part.story
        if story is None:
            return Place("issue.yaml")
        for element in fragment.parse(laid_out.part.html).iter("img"):
            if unquote(element.get("src", "")) == picture and (line := element.get("data-line")):
                return Place(story.file, int(line))
        return Place(story.file)
