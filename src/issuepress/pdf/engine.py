"""WeasyPrint, fenced in: it sees the issue's pictures and the theme's files and nothing else."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote

from cssselect2 import ElementWrapper
from lxml import etree
from PIL import ImageFile
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from issuepress.errors import Finding, OutputError, ThemeError
from issuepress.pictures import PictureError, prepare
from issuepress.rendition import Rendition

# WeasyPrint makes Pillow take pictures that are cut short, in silence and for the whole program.
ImageFile.LOAD_TRUNCATED_IMAGES = False

ROOT = "https://issue.invalid/"
"""The virtual base: its host can't exist (RFC 6761, 6.4), so a leak can't reach anything."""
_ISSUE, _THEME = f"{ROOT}issue/", f"{ROOT}theme/"
_PRINT_PPI = 300


class Fetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Gives the engine the issue's pictures and the theme's files, by their virtual URLs."""

    def __init__(self, rendition: Rendition) -> None:
        """Serve one rendition; the widest picture that the trimmed page can use is its limit."""
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._rendition = rendition
        width, height = rendition.issue.print.trim
        self._widest = round(2 * max(width.points, height.points) / 72 * _PRINT_PPI)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - its signature
        """Answer for a virtual URL; everything else ends the rendering."""
        try:
            if url.startswith(_ISSUE):
                return self._picture(url)
            if url.startswith(_THEME):
                path = self._rendition.theme.file(unquote(url.removeprefix(ROOT)))
                return URLFetcherResponse(url, path.read_bytes())
        except PictureError as error:
            name = unquote(url.removeprefix(_ISSUE))
            raise FatalURLFetchingError(f"the picture '{name}' can't be used: {error}") from error
        except (KeyError, OSError, ThemeError) as error:
            raise FatalURLFetchingError(str(error)) from error
        raise FatalURLFetchingError(f"'{url}' lies outside the issue and its theme")

    def _picture(self, url: str) -> URLFetcherResponse:
        path = self._rendition.issue.files[unquote(url.removeprefix(_ISSUE))]
        picture = prepare(path, widest=self._widest, highest=self._widest)
        return URLFetcherResponse(url, picture.content, {"Content-Type": picture.media_type})


class Tree(HTML):  # type: ignore[misc] # WeasyPrint has no types
    """A page given as a tree: HTML's parser would end a paragraph at the first block of a footnote in it."""

    def __init__(self, root: etree._Element, fetcher: Fetcher) -> None:
        """Take the place of the parsed string's tree in WeasyPrint's `HTML`, whose version is pinned."""
        super().__init__(string="<html>", base_url=_ISSUE, url_fetcher=fetcher)
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


@dataclass
class Engine:
    """WeasyPrint set up for one rendition: fonts and styles are prepared once for all its parts."""

    rendition: Rendition
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def _fetcher(self) -> Fetcher:
        return Fetcher(self.rendition)

    @cached_property
    def _fonts(self) -> FontConfiguration:
        return FontConfiguration()

    @cached_property
    def _sheets(self) -> list[CSS]:
        texts = (page_tokens(self.rendition), self.rendition.theme.sheet("print"))
        return [
            CSS(string=text, base_url=ROOT, url_fetcher=self._fetcher, font_config=self._fonts)
            for text in texts
        ]

    def lay_out(self, page: etree._Element) -> Document:
        """Lay out one HTML tree.

        Raises OutputError when the engine misses a file or says ERROR; its warnings become findings.
        """
        with self._listening():
            # With the hints that HTML gives in attributes: the first number of a list, and its kind.
            document: Document = Tree(page, self._fetcher).render(
                stylesheets=self._sheets, font_config=self._fonts, presentational_hints=True
            )
        return document

    def off_grid(self, opener: etree._Element) -> float:
        """Measure by how many CSS pixels an opener, laid out without its body, ends short of a line.

        The grid's lines are one line-height of the root apart, from the top of the page's content.
        """
        page = self.lay_out(opener).pages[-1]._page_box  # noqa: SLF001 - only the boxes know positions
        box = next(
            box
            for box in page.descendants()
            if box.element is not None and box.element.get("class") == "opener"
        )
        leading = page.children[0].style["line_height"].value
        height = box.position_y + box.margin_height() - page.content_box_y()
        return float(-height % leading)

    def write(self, document: Document, **options: object) -> bytes:
        """Write a document as PDF; raises OutputError like `lay_out`."""
        with self._listening():
            content: bytes = document.write_pdf(**options)
        return content

    @contextmanager
    def _listening(self) -> Iterator[None]:
        records: list[logging.LogRecord] = []
        listener = logging.Handler(logging.WARNING)
        listener.emit = records.append  # type: ignore[method-assign, assignment]
        logger = logging.getLogger("weasyprint")
        logger.addHandler(listener)
        logger.addFilter(_is_news)
        try:
            yield
        except FatalURLFetchingError as error:
            raise OutputError(f"a page can't be laid out: {error}") from error
        except Exception as error:
            # The engine's own bugs end in any exception; staff see which, and the cause is kept.
            raise OutputError(f"WeasyPrint failed with {type(error).__name__}: {error}") from error
        finally:
            logger.removeFilter(_is_news)
            logger.removeHandler(listener)
        said = {record.getMessage(): record.levelno for record in records}
        if failed := [text for text, level in said.items() if level >= logging.ERROR]:
            raise OutputError(f"a page can't be laid out: {'; '.join(failed)}")
        for text in said:
            finding = Finding(f"WeasyPrint: {text}", level="warning")
            if finding not in self.findings:
                self.findings.append(finding)


def _is_news(record: logging.LogRecord) -> bool:
    """Drop what the engine says of pictures without description: decoration, or a finding of the checks."""
    return not record.getMessage().endswith("has no required alt description")


def page_tokens(rendition: Rendition) -> str:
    """Give the custom properties that the issue, not the theme, decides: the page and its names."""
    issue = rendition.issue
    width, height = issue.print.trim
    bleed = issue.print.bleed
    tokens = {
        "trim-width": width,
        "trim-height": height,
        "bleed-top": bleed.top,
        "bleed-outside": bleed.outside,
        "bleed-bottom": bleed.bottom,
        "bleed-inside": bleed.inside,
        "publication": _css_string(issue.publication.title.plain),
        "dateline": _css_string(issue.dateline),
        "issue-title": _css_string(issue.title.plain),
    }
    return ":root{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}"


def _css_string(text: str) -> str:
    """Quote a text for CSS so that nothing in it can end the string (CSS Syntax 3, 4.3.5)."""
    signs = (sign if sign.isalnum() or sign in " .,/–—-’" else f"\\{ord(sign):x} " for sign in text)
    return f'"{"".join(signs)}"'
