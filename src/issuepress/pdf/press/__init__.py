"""The press room: the engine's PDF becomes one a printer's preflight accepts (PDF/X-4, ISO 15930-7)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urljoin

import pikepdf
from weasyprint.urls import iri_to_uri

from issuepress import fragment
from issuepress.builds import theme_builds, theme_spots
from issuepress.errors import Finding, Place
from issuepress.issue import Issue
from issuepress.pdf.engine import ROOT
from issuepress.pdf.layout import Layout
from issuepress.pdf.marks import MARK_ROOM, draw_marks
from issuepress.pdf.press.binding import add_blanks, binding_findings, missing_pages
from issuepress.pdf.press.boxes import page_boxes
from issuepress.pdf.press.images import Pictures
from issuepress.pdf.press.inks import Inks
from issuepress.pdf.press.intent import VERSION, identify, set_output_intent, strip
from issuepress.pdf.press.preflight import idle_spots, preflight
from issuepress.pdf.press.separation import Separation
from issuepress.pdf.press.slug import Slug, slug_text
from issuepress.printing import Marks
from issuepress.profiles import PrintProfile, load_profile

__all__ = ["VERSION", "PressRun"]


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

    def finish(self, pdf: pikepdf.Pdf) -> tuple[Finding, ...]:
        """Make the engine's PDF a PDF/X-4 in DeviceCMYK and give what the preflight found.

        Raises OutputError for what can't be brought to ink; nothing is left in another colour.
        """
        strip(pdf)
        pages = len(pdf.pages)
        limits = self.profile.limits
        add_blanks(pdf, missing_pages(pages, self.issue.print, limits))
        separation = self._separate(pdf)
        set_output_intent(pdf, self.profile)
        identify(pdf, self.issue, self.modified, _digest(pdf))
        sizes = {placed.name: self._named(placed.name, placed.image) for placed in separation.placed.values()}
        return (
            *binding_findings(pages, self.issue.print, limits),
            *preflight(separation.seen, limits, sizes, self._place),
            *idle_spots(separation.seen, self.issue.print.spots),
        )

    def _separate(self, pdf: pikepdf.Pdf) -> Separation:
        limits = self.profile.limits
        sheet = self.layout.rendition.theme.sheet("print")
        printed = self.issue.print.spots
        spots = {colour: spot for colour, spot in theme_spots(sheet).items() if spot.name in printed}
        inks = Inks(self.profile.icc, total_ink=limits.total_ink, builds=theme_builds(sheet), spots=spots)
        separation = Separation(pdf, inks)
        slug = Slug(self.layout.rendition.theme)
        for number, page in enumerate(pdf.pages, start=1):
            boxes = page_boxes(page, self.issue, number, self.room)
            separation.page(page, number, (1, 0, 0, 1, *boxes.shift))
            page.contents_add(pdf.make_stream(boxes.head), prepend=True)
            page.contents_add(pdf.make_stream(b"Q\n"))
            boxes.apply(page)
            draw_marks(pdf, page, boxes.trim, boxes.bleed, self.marks)
            if self.marks.slug:
                text = slug_text(self.issue, self.profile, number, len(pdf.pages))
                slug.draw(pdf, page, text, boxes.trim[0], boxes.bleed[1])
        pictures = Pictures(inks, limits.maximum_ppi, self._originals)
        for placed in separation.placed.values():
            pictures.separate(placed)
        return separation

    @cached_property
    def _originals(self) -> dict[str, Path]:
        """The file behind each name that the engine gives to a picture: the MD5 of its address."""
        found: dict[str, Path] = {}
        for name, path in self.issue.files.items():
            address = iri_to_uri(urljoin(f"{ROOT}issue/", name))
            digest = hashlib.md5(address.encode(), usedforsecurity=False).hexdigest()
            if path.suffix.lower() != ".svg":
                found |= {f"/i{digest}{smooth}": path for smooth in "01"}
        return found

    def _named(self, name: str, image: pikepdf.Object) -> tuple[str, int]:
        path = self._originals.get(name)
        known = next((known for known, file in self.issue.files.items() if file == path), name)
        return known, int(image.Width)

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


def _digest(pdf: pikepdf.Pdf) -> str:
    """Give a digest of all pages' streams: what tells one version of an issue from the next."""
    digest = hashlib.sha256()
    for page in pdf.pages:
        for stream in page.obj.Contents:  # an array since the boxes' head stands before the content
            digest.update(stream.read_bytes())
    return digest.hexdigest()
