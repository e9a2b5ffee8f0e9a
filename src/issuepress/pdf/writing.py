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
from issuepress.pdf.press import VERSION, PressRun
from issuepress.pdf.screen import finish_screen, write_screen

Purpose = Literal["print", "screen"]
_PX = 96 / 72
"""CSS pixels in a point."""


def write_pdf(layout: Layout, target: Path, *, purpose: Purpose, modified: datetime) -> None:
    """Write one of the two PDFs of a layout; the caller moves it into place.

    What the preflight of the print PDF finds joins the layout's findings. Raises OutputError when the
    engine fails, or when something can't be brought to ink.
    """
    issue = layout.rendition.issue
    press = PressRun(layout, modified)
    document = _document(layout, purpose, room=press.room)
    document.metadata = _metadata(issue, modified)
    content = write_screen(layout, document) if purpose == "screen" else layout.engine.write(document)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if purpose == "print":
            layout.engine.findings += press.finish(pdf)
        else:
            finish_screen(pdf, layout, modified)
        pdf.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            force_version=VERSION if purpose == "print" else "",
        )


def _document(layout: Layout, purpose: Purpose, *, room: float) -> Document:
    """Copy the pages with the paper around their trim that the purpose wants; nothing is laid out anew.

    `room` is what the printer's marks need outside the bleed, in points.
    """
    pages = []
    for page in layout.document.pages:
        framed = copy.copy(page)
        if purpose == "screen":
            framed.bleed = dict.fromkeys(page.bleed, 0)
        else:
            framed.bleed = dict.fromkeys(page.bleed, max(page.bleed.values()) + room * _PX)
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
