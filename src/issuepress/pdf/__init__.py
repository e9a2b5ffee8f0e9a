"""Step 4, write: the issue laid out once by WeasyPrint, and both PDFs and the cover cut from it."""

from issuepress.pdf.cover import cover_jpeg
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
    "write_pdf",
]
