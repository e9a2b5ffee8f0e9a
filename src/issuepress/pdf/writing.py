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
from issuepress.pdf.marks import MARK_ROOM
from issuepress.pdf.press import finish_print
from issuepress.pdf.screen import finish_screen

Purpose = Literal["print", "screen"]
_PX = 96 / 72
"""CSS pixels in a point."""


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
            finish_print(pdf, issue)
        else:
            finish_screen(pdf)
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
