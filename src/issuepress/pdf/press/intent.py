"""What makes a PDF a PDF/X-4 (ISO 15930-7): output intent, identification, and nothing a press can't use."""

import zlib
from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from issuepress.cache import kept
from issuepress.issue import Issue
from issuepress.pdf import xmp
from issuepress.profiles import PrintProfile

VERSION = "1.6"
"""PDF/X-4 stands on PDF 1.6 (ISO 15930-7, 6.1)."""
_FOR_SCREENS = tuple(
    f"/{name}"
    for line in (
        "AA AF AcroForm Collection Dests Lang MarkInfo Names OpenAction Outlines PageLabels PageLayout",
        "PageMode Perms StructTreeRoot Threads URI ViewerPreferences",
    )
    for name in line.split()
)
_OF_PAGES = tuple(
    f"/{name}" for name in "AA Annots ArtBox CropBox PZ StructParents Tabs Thumb Trans UserUnit".split()
)


def strip(pdf: pikepdf.Pdf) -> None:
    """Take out actions, links, bookmarks and forms (ISO 15930-7, 6.13 to 6.17)."""
    for key in _FOR_SCREENS:
        if key in pdf.Root:
            del pdf.Root[key]
    for page in pdf.pages:
        for key in _OF_PAGES:
            if key in page.obj:
                del page.obj[key]


def deflated(profile: PrintProfile) -> bytes:
    """Give a profile's ICC profile as a file carries it."""
    return kept("profiles-deflated", (profile.icc,), lambda: zlib.compress(profile.icc, 6))


def set_output_intent(pdf: pikepdf.Pdf, profile: PrintProfile) -> None:
    """Name the printing condition and carry its profile, byte for byte (ISO 15930-7, 6.2.2)."""
    stream = pdf.make_stream(b"")
    stream.write(deflated(profile), filter=Name.FlateDecode)
    stream.N = 4
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(profile.condition),
        OutputCondition=String(profile.title),
        Info=String(profile.info),
        DestOutputProfile=stream,
    )
    if profile.registry:
        intent.RegistryName = String(profile.registry)
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def identify(pdf: pikepdf.Pdf, issue: Issue, modified: datetime, content: str) -> None:
    """Write Info and XMP so that they agree (ISO 15930-7, 6.11); `content` is a digest of the pages."""
    more = {
        "pdf:Trapped": "False",
        "pdfxid:GTS_PDFXVersion": "PDF/X-4",
        **xmp.identifiers(issue, content),
    }
    metadata = pdf.make_stream(xmp.packet(issue, modified, more))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = metadata
    entries = {**xmp.info(issue, modified), "/GTS_PDFXVersion": String("PDF/X-4"), "/Trapped": Name("/False")}
    pdf.trailer.Info = pdf.make_indirect(Dictionary(entries))
