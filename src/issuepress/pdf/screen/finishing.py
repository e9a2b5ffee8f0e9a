"""Finishing: the joined pages become PDF/UA-1 and PDF/A-3a, with bookmarks and all that says what it is."""

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import pikepdf

from issuepress.pdf.joining import Joined
from issuepress.pdf.layout import Layout
from issuepress.pdf.screen.joined_tree import add_destinations, join_structure, settle_links
from issuepress.pdf.screen.outline import add_outline, add_page_labels
from issuepress.pdf.xmp import SCREEN, info, packet


def finish_screen(joined: Joined, layout: Layout, modified: datetime) -> None:
    """Add what surrounds the pages, and what both standards ask of the file as a whole.

    Raises OutputError for a link that leads nowhere.
    """
    pdf, issue = joined.pdf, layout.rendition.issue
    width, height = layout.parts[0].galley.size
    for page in pdf.pages:
        for box in ("/MediaBox", "/TrimBox", "/BleedBox"):
            page.obj[box] = pikepdf.Array([0, 0, round(width, 4), round(height, 4)])
    join_structure(joined)
    settle_links(joined, layout)
    add_destinations(joined)
    add_outline(joined)
    add_page_labels(pdf, (folio.label for folio in layout.folio_map))
    root = pdf.Root
    root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)  # ISO 14289-1, 7.1
    if issue.direction == "rtl":
        root.ViewerPreferences.Direction = pikepdf.Name.R2L
    root.PageMode = pikepdf.Name.UseOutlines
    root.MarkInfo = pikepdf.Dictionary(Marked=True)  # ISO 14289-1, 6.2
    _add_output_intent(pdf)
    pdf.trailer.Info = pdf.make_indirect(pikepdf.Dictionary(info(issue, modified)))
    content = packet(issue, modified, SCREEN, archival=True)
    root.Metadata = pdf.make_stream(content, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def _add_output_intent(pdf: pikepdf.Pdf) -> None:
    """Say that RGB means sRGB (ISO 19005-3, 6.2.3), by the profile that the engine ships.

    The engine's own option leaves the profile's file open, which Python warns of.
    """
    engine = find_spec("weasyprint")  # which is slow to import
    assert engine and engine.origin  # noqa: S101, PT018 - it is declared
    profile = Path(engine.origin).with_name("pdf").joinpath("sRGB2014.icc").read_bytes()
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier="sRGB IEC61966-2.1",
        Info="sRGB IEC61966-2.1",
        RegistryName="http://www.color.org",
        DestOutputProfile=pdf.make_stream(profile, N=3),
    )
    pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])
