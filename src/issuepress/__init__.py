"""issuepress makes a magazine's issue: manuscripts in, EPUB and PDFs out.

The road as functions: `load_issue`, `load_theme`, `render`, `check`, `lay_out`, `write_pdf`,
`write_epub`; `issuepress.build.build` takes all of it at once. They are imported when first used,
since the engines take their time.
"""

from typing import TYPE_CHECKING

from issuepress.lazily import from_rooms

if TYPE_CHECKING:
    from issuepress.checks import check
    from issuepress.epub import write_epub
    from issuepress.manuscript import load_issue
    from issuepress.pdf import cover_jpeg, lay_out, write_pdf
    from issuepress.rendition import render
    from issuepress.themes import load_theme

__version__ = "0.1.0"

__all__ = [
    "check",
    "cover_jpeg",
    "lay_out",
    "load_issue",
    "load_theme",
    "render",
    "write_epub",
    "write_pdf",
]

_ROOMS = {
    "check": "checks",
    "cover_jpeg": "pdf",
    "lay_out": "pdf",
    "load_issue": "manuscript",
    "load_theme": "themes",
    "render": "rendition",
    "write_epub": "epub",
    "write_pdf": "pdf",
}


__getattr__ = from_rooms(__name__, _ROOMS)
