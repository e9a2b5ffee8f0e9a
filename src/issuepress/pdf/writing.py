"""Write the PDFs of a layout: for print with bleed and marks, for the screen with links and bookmarks."""

import copy
import io
from datetime import datetime
from pathlib import Path
from typing import Literal

import pikepdf
from weasyprint import Document
from weasyprint.document import DocumentMetadata

from issuepress.issue import Issue
from issuepress.pdf.layout import Layout
from issuepress.pdf.marks import draw_marks

Purpose = Literal["print", "screen"]
_PX = 96 / 72
"""CSS pixels in a point."""
MARK_ROOM = 27.0
"""Points of paper outside the bleed that hold marks and slug line."""


def write_pdf(layout: Layout, target: Path, *, purpose: Purpose, modified: datetime) -> None:
    """Write one of the two PDFs of a layout; the caller moves it into place.

    Raises OutputError when the engine fails.
    """
    issue = layout.rendition.issue
    document = _document(layout, purpose)
    document.metadata = _metadata(issue, modified)
    content = layout.engine.write(document, pdf_tags=purpose == "screen")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if purpose == "print":
            _finish_print(pdf, issue)
        else:
            _finish_screen(pdf)
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _document(layout: Layout, purpose: Purpose) -> Document:
    """Copy the pages with the paper around their trim that the purpose wants; nothing is laid out anew."""
    pages = []
    for page in layout.document.pages:
        framed = copy.copy(page)
        if purpose == "screen":
            framed.bleed = dict.fromkeys(page.bleed, 0)
        elif layout.rendition.issue.print.marks:
            framed.bleed = {edge: max(page.bleed.values()) + MARK_ROOM * _PX for edge in page.bleed}
        pages.append(framed)
    return layout.document.copy(pages)


def _metadata(issue: Issue, modified: datetime) -> DocumentMetadata:
    authors = dict.fromkeys(author.name for story in issue.stories for author in story.authors)
    return DocumentMetadata(
        title=f"{issue.publication.title.plain}: {issue.title.plain}",
        authors=list(authors),
        description=issue.description,
        keywords=list(issue.subjects),
        generator="issuepress",
        created=f"{modified:%Y-%m-%dT%H:%M:%SZ}",
        modified=f"{modified:%Y-%m-%dT%H:%M:%SZ}",
        lang=issue.language,
    )


def _finish_print(pdf: pikepdf.Pdf, issue: Issue) -> None:
    """Set the page boxes (PDF 2.0, 14.11.2), move the media to the origin, drop what is for the screen."""
    for key in ("/Outlines", "/Names", "/PageMode"):
        if key in pdf.Root:
            del pdf.Root[key]
    for number, page in enumerate(pdf.pages, start=1):
        left, bottom, right, top = (float(edge) for edge in page.mediabox)
        trim = [float(edge) - origin for edge, origin in zip(page.trimbox, (left, bottom) * 2, strict=True)]
        bleed = _bleed_box(issue, trim, number)
        shift = f"1 0 0 1 {-left:g} {-bottom:g} cm\n".encode()
        page.contents_add(pdf.make_stream(b"q\n" + shift), prepend=True)
        page.contents_add(pdf.make_stream(b"Q\n"))
        page.obj.MediaBox = pikepdf.Array([0, 0, _round(right - left), _round(top - bottom)])
        page.obj.TrimBox = pikepdf.Array([_round(edge) for edge in trim])
        page.obj.BleedBox = pikepdf.Array([_round(edge) for edge in bleed])
        for key in ("/Annots", "/CropBox", "/Tabs", "/StructParents"):
            if key in page.obj:
                del page.obj[key]
        if issue.print.marks:
            draw_marks(pdf, page, trim, bleed)


def _bleed_box(issue: Issue, trim: list[float], number: int) -> list[float]:
    left, bottom, right, top = trim
    bleed = issue.print.bleed
    starts_at_binding = (number % 2 == 1) == (issue.direction == "ltr")
    sides = (bleed.inside, bleed.outside) if starts_at_binding else (bleed.outside, bleed.inside)
    return [
        left - sides[0].points,
        bottom - bleed.bottom.points,
        right + sides[1].points,
        top + bleed.top.points,
    ]


def _finish_screen(pdf: pikepdf.Pdf) -> None:
    """Show the document's title, and label pages as printed (PDF 2.0, 12.4.2)."""
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.D)]))


def _round(points: float) -> float:
    return round(points, 4)
