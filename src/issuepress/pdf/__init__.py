"""Step 4, write: the issue laid out once by WeasyPrint, and both PDFs and the cover cut from it.

What is here is imported when it is first used, as in `issuepress` itself: an EPUB needs no press.
"""

from typing import TYPE_CHECKING

from issuepress.lazily import from_rooms

if TYPE_CHECKING:
    from issuepress.pdf.cover import begin_cover, cover_jpeg, cover_of
    from issuepress.pdf.cover_sheet import spine_of, write_cover_sheet
    from issuepress.pdf.crew import Crew, Errand
    from issuepress.pdf.joining import begin_fonts
    from issuepress.pdf.layout import LaidOutPart, Layout
    from issuepress.pdf.make_up import LayingOut, get_press_ready, get_ready, get_twins_ready, lay_out
    from issuepress.pdf.press import begin_plates
    from issuepress.pdf.writing import Purpose, begin_screen, write_pdf

__all__ = [
    "Crew",
    "Errand",
    "LaidOutPart",
    "LayingOut",
    "Layout",
    "Purpose",
    "begin_cover",
    "begin_fonts",
    "begin_plates",
    "begin_screen",
    "cover_jpeg",
    "cover_of",
    "get_press_ready",
    "get_ready",
    "get_twins_ready",
    "lay_out",
    "spine_of",
    "write_cover_sheet",
    "write_pdf",
]

_ROOMS = {
    "Crew": "crew",
    "Errand": "crew",
    "LaidOutPart": "layout",
    "LayingOut": "make_up",
    "Layout": "layout",
    "Purpose": "writing",
    "begin_cover": "cover",
    "begin_fonts": "joining",
    "begin_plates": "press",
    "begin_screen": "writing",
    "cover_jpeg": "cover",
    "cover_of": "cover",
    "get_press_ready": "make_up",
    "get_ready": "make_up",
    "get_twins_ready": "make_up",
    "lay_out": "make_up",
    "spine_of": "cover_sheet",
    "write_cover_sheet": "cover_sheet",
    "write_pdf": "writing",
}


__getattr__ = from_rooms(__name__, _ROOMS)
