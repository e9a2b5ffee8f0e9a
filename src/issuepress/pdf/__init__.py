"""Step 4, write: the issue laid out once by WeasyPrint, and both PDFs and the cover cut from it."""

from issuepress.pdf.cover import cover_jpeg
from issuepress.pdf.cover_sheet import spine_of, write_cover_sheet
from issuepress.pdf.crew import Crew
from issuepress.pdf.layout import LaidOutPart, Layout, lay_out
from issuepress.pdf.press import begin_plates
from issuepress.pdf.writing import Purpose, write_pdf

__all__ = [
    "Crew",
    "LaidOutPart",
    "Layout",
    "Purpose",
    "begin_plates",
    "cover_jpeg",
    "lay_out",
    "spine_of",
    "write_cover_sheet",
    "write_pdf",
]
