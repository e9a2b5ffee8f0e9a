"""Write the PDFs of a layout: for print with bleed and marks, for the screen with links and bookmarks."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

import pikepdf

from issuepress.errors import Finding
from issuepress.pdf.crew import Crew
from issuepress.pdf.joining import join
from issuepress.pdf.layout import Layout
from issuepress.pdf.press import VERSION, PlatePairs, PressRun, begin_plates, join_plates
from issuepress.pdf.screen import finish_screen

Purpose = Literal["print", "screen"]


def write_pdf(
    layout: Layout,
    target: Path,
    *,
    purpose: Purpose,
    modified: datetime,
    plates: Callable[[], PlatePairs] | None = None,
) -> tuple[Finding, ...]:
    """Write one of the two PDFs of a layout; the caller moves it into place.

    `plates` gives the parts in ink for the print PDF, where `begin_plates` was called before. Gives what
    the preflight of the print PDF found. Raises OutputError when something can't be brought to ink, or a
    link leads nowhere.
    """
    if purpose == "screen":
        joined = join(layout, [(part.galley.pdf, part.furniture.pdf) for part in layout.parts])
        finish_screen(joined, layout, modified)
        save(joined.pdf, layout, target)
        return ()
    pairs = (plates or begin_plates(layout, Crew(0)))()
    joined = join_plates(layout, pairs)
    found = PressRun(layout, modified).finish(joined, pairs)
    save(joined.pdf, layout, target, version=VERSION)
    return found


def save(pdf: pikepdf.Pdf, layout: Layout, target: Path, *, version: str = "") -> None:
    """Write a finished file, so that the same content has the same bytes."""
    pdf.Root.Lang = pikepdf.String(layout.rendition.issue.language)
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        force_version=version,
    )
