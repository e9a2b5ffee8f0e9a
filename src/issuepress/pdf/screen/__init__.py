"""The screen PDF: PDF/UA-1 and PDF/A-3a in one file, tagged, with bookmarks and all that says what it is."""

from datetime import datetime
from importlib.resources import files

import pikepdf
from weasyprint import Document

from issuepress.pdf.layout import Layout
from issuepress.pdf.patches import pictures_through, tagged_by
from issuepress.pdf.screen.outline import add_outline, add_page_labels
from issuepress.pdf.screen.pictures import for_screen
from issuepress.pdf.screen.tagging import Tagger
from issuepress.pdf.xmp import PRODUCER, SCREEN, packet


def write_screen(layout: Layout, document: Document) -> bytes:
    """Write a layout's pages with our structure tree and with pictures of a screen's size."""
    with tagged_by(Tagger(layout)), pictures_through(for_screen):
        return layout.engine.write(document, pdf_tags=True)


def finish_screen(pdf: pikepdf.Pdf, layout: Layout, modified: datetime) -> None:
    """Add what surrounds the pages and what both standards ask of the file as a whole."""
    issue = layout.rendition.issue
    root = pdf.Root
    root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)  # ISO 14289-1, 7.1
    if issue.direction == "rtl":
        root.ViewerPreferences.Direction = pikepdf.Name.R2L
    root.PageMode = pikepdf.Name.UseOutlines
    root.MarkInfo = pikepdf.Dictionary(Marked=True)  # ISO 14289-1, 6.2
    add_outline(pdf, layout)
    add_page_labels(pdf, (folio.label for folio in layout.folio_map))
    _add_output_intent(pdf)
    pdf.docinfo["/Producer"] = pdf.docinfo["/Creator"] = PRODUCER
    content = packet(issue, modified, SCREEN, archival=True)
    root.Metadata = pdf.make_stream(content, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


def _add_output_intent(pdf: pikepdf.Pdf) -> None:
    """Say that RGB means sRGB (ISO 19005-3, 6.2.3), by the profile that the engine ships.

    The engine's own option leaves the profile's file open, which Python warns of.
    """
    profile = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier="sRGB IEC61966-2.1",
        Info="sRGB IEC61966-2.1",
        RegistryName="http://www.color.org",
        DestOutputProfile=pdf.make_stream(profile, N=3),
    )
    pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])
