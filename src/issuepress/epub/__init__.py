"""Step 4, write: the EPUB 3.3 of an issue.

documents ── the parts as pages of XHTML        assets ──── pictures, style sheet, fonts
bodies ───── what stands in them                metadata ── what the package says of the issue
navigation ─ contents, landmarks, pages, NCX    package ─── the zip file (the one user of ebooklib)
access ───── how it can be read                 crowded ─── what a phone is too narrow for
pagebreaks ─ where the pages of print begin     summary ─── how it can be read in sentences, by language
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from issuepress.epub.access import access
from issuepress.epub.assets import package_pictures, package_style, wanted_pictures
from issuepress.epub.documents import COVER_IMAGE, Document, documents
from issuepress.epub.metadata import identifier, metadata
from issuepress.epub.navigation import navigation, ncx
from issuepress.epub.package import Archive, Package, write_package
from issuepress.epub.pagebreaks import page_statements
from issuepress.epub.resource import Resource
from issuepress.errors import Finding, OutputError
from issuepress.folios import Folio, page_labels
from issuepress.rendition import Rendition

__all__ = ["wanted_pictures", "write_epub"]

_XHTML: Final = "application/xhtml+xml"


def write_epub(  # noqa: PLR0913 - what an issue is, and what is known of it
    rendition: Rendition,
    target: Path,
    *,
    cover: bytes | Callable[[], bytes],
    modified: datetime,
    folios: Sequence[Folio] = (),
    findings: Sequence[Finding] | None = None,
) -> None:
    """Write a rendition as an EPUB, the same bytes on each run.

    `cover` is a JPEG of the whole cover, at least 1600 pixels wide, or gives it; `modified` the time the
    package carries, taken for UTC where it names no zone; `folios` the pages of print, to be marked and
    listed; `findings` what the checks found, by which conformance to a standard is claimed or not.
    Raises OutputError when a picture can't be used or the file can't be written, ThemeError when the theme's
    sheet or fonts can't.
    """
    asked = folios and any(part.inventory.page_references for part in rendition.parts)
    rendition = rendition.with_page_references(page_labels(rendition, folios) if asked else {})
    try:
        with Archive(target) as archive:
            jpeg = cover if isinstance(cover, bytes) else cover()
            front = Resource("cover-image", COVER_IMAGE, "image/jpeg", jpeg, ("cover-image",))
            front, pictures = archive.put(front), package_pictures(rendition, archive.put)
            files = {source: picture.file for source, picture in pictures.items()}
            pages = documents(rendition, files, folios)
            style = package_style(rendition.theme, "".join(page.body.signs for page in pages))
            images, issue = (front, *pictures.values()), rendition.issue
            package = Package(
                (*_navigation(rendition, pages, style), *_pages(pages, style), *style, *images),
                tuple(_id(page) for page in pages),
                metadata(issue, (*access(pages, issue, findings), *page_statements(issue, folios))),
                issue.language,
                issue.direction,
                modified,
            )
            write_package(package, archive)
    except OSError as error:
        raise OutputError(f"the EPUB can't be written: {error}") from error


def _navigation(
    rendition: Rendition, pages: tuple[Document, ...], style: tuple[Resource, ...]
) -> list[Resource]:
    """Give navigation document and NCX; a story may be called `nav`, no story `nav_`."""
    taken = any(page.part.name == "nav" for page in pages)
    nav = navigation(pages, rendition.issue, _sheets(style))
    old = ncx(pages, rendition.issue, identifier(rendition.issue))
    return [
        Resource("nav", "nav_.xhtml" if taken else "nav.xhtml", _XHTML, nav, ("nav",)),
        Resource("ncx", "toc.ncx", "application/x-dtbncx+xml", old),
    ]


def _pages(pages: tuple[Document, ...], style: tuple[Resource, ...]) -> list[Resource]:
    sheets = _sheets(style)
    return [Resource(_id(page), page.file, _XHTML, page.content(sheets), page.body.foreign) for page in pages]


def _sheets(style: tuple[Resource, ...]) -> tuple[str, ...]:
    return tuple(each.file for each in style if each.media_type == "text/css")


def _id(page: Document) -> str:
    return f"document-{page.part.name}"
