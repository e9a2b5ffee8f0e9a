"""WeasyPrint, set up for a dress, and fenced in; see `fetching`."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property

from cssselect2 import ElementWrapper
from lxml import etree
from weasyprint import CSS, DEFAULT_OPTIONS, HTML, Document
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from issuepress.errors import Finding, OutputError
from issuepress.pdf import hyphens
from issuepress.pdf.faces import Faces
from issuepress.pdf.fetching import Fetcher, UnusablePictureError
from issuepress.pdf.galley import PICTURES, ROOT, page_tokens
from issuepress.pdf.private.embedding import keep_faces
from issuepress.pdf.private.kinds import Kinds
from issuepress.pdf.private.lettering import lettered
from issuepress.pdf.private.patches import (
    AddTags,
    Shrink,
    deflated_quickly,
    fonts_apart,
    links_kept,
    page_box,
    pictures_through,
    tagged_by,
    without_margin_boxes,
)
from issuepress.pdf.private.repeats import Repeats, nothing_repeated
from issuepress.pdf.private.shaping import Shapes
from issuepress.pdf.private.sheets import read
from issuepress.pdf.private.strokes import Strokes, stroked_once
from issuepress.pdf.private.styles import computed_once
from issuepress.pdf.private.widths import Sticks
from issuepress.pdf.private.words import Words
from issuepress.rendition import Rendition

_MIRRORED = {f"{what}_{side}" for what in ("margin", "bleed") for side in ("left", "right")}
"""The properties in which facing pages may differ and their content still be the same."""


class Tree(HTML):  # type: ignore[misc] # WeasyPrint has no types
    """A page given as a tree: HTML's parser would end a paragraph at the first block of a footnote in it."""

    def __init__(self, root: etree._Element, fetcher: Fetcher) -> None:
        """Be what WeasyPrint's `HTML` makes of a text; a test compares."""
        self.base_url, self.url_fetcher, self.media_type = PICTURES, fetcher, "print"
        hyphens.have_ready(filter(None, (each.get("lang") for each in root.iter(etree.Element))))
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


@dataclass(frozen=True, slots=True)
class Sides:
    """How left-hand and right-hand pages of one name differ."""

    alike: bool
    """Whether their content is the same but for its place: only margins, bleed and running heads differ."""
    shift: float
    """By how many points content stands further right on a right-hand page than on a left-hand one."""


@dataclass
class Engine:
    """WeasyPrint set up for one dress: fonts and styles are prepared once for all parts."""

    rendition: Rendition
    findings: list[Finding] = field(default_factory=list)
    shapes: Shapes = field(default_factory=Shapes)
    kinds: Kinds = field(default_factory=Kinds)
    _of_sheets: list[Finding] = field(default_factory=list)
    """What the engine says when it reads them, which belongs to every part."""
    _sides: dict[str, Sides] = field(default_factory=dict)
    _warm: set[str] = field(default_factory=set)
    """The languages of issues that it was warmed up for."""
    _pictures: dict[str, object] = field(default_factory=dict)
    """What the engine has opened for one rendition."""

    def take(self, rendition: Rendition) -> None:
        """Turn to another rendition in the same dress."""
        self.rendition = self._fetcher.rendition = rendition
        self.findings, self._pictures = [*self._of_sheets], {}
        self.shapes.settle()
        self._words.settle()
        self.sticks.settle()
        self.kinds.settle()

    def put_pictures_away(self) -> None:
        """Let go what the engine has opened, when all that shows it is painted; it refers to itself."""
        self._pictures.clear()

    @cached_property
    def _words(self) -> Words:
        return Words(self.shapes)

    @cached_property
    def sticks(self) -> Sticks:
        """What is known of words, for lines that are laid out."""
        return Sticks(self._words)

    @cached_property
    def _fetcher(self) -> Fetcher:
        return Fetcher(self.rendition)

    @cached_property
    def _fonts(self) -> FontConfiguration:
        return FontConfiguration()

    @cached_property
    def _sheets(self) -> list[CSS]:
        return [self._sheet(page_tokens(self.rendition)), self._sheet(self.rendition.theme.sheet("print"))]

    def _sheet(self, text: str) -> CSS:
        sheet = read(text, ROOT, self._fetcher)
        for face in sheet.faces:
            self._fonts.add_font_face(face, self._fetcher)
        self._of_sheets += map(_finding, sheet.said)
        return sheet.css

    def lay_out(self, page: etree._Element, *, furnished: bool = True) -> Document:
        """Lay out one HTML tree, with or without the page's running heads and folios.

        Raises OutputError when the engine misses a file or says ERROR; its warnings become findings.
        """
        bare = nullcontext() if furnished else without_margin_boxes()
        with self.listening(), nothing_repeated(Repeats(self.sticks)), computed_once(self.kinds), bare:
            # With the hints that HTML gives in attributes: the first number of a list, and its kind.
            document: Document = Tree(page, self._fetcher).render(
                stylesheets=self._sheets,
                font_config=self._fonts,
                presentational_hints=True,
                cache=self._pictures,
            )
        return document

    def paint(
        self, document: Document, add_tags: AddTags, shrink: Shrink, strokes: Strokes | None = None
    ) -> tuple[bytes, Faces]:
        """Write a document as a tagged PDF that names its fonts, and give the record of these.

        The trimmed page begins at the origin, with the widest bleed on every side of it. Links lead to names.
        Raises OutputError like `lay_out`.
        """
        for page in document.pages:
            page.bleed = dict.fromkeys(page.bleed, max(page.bleed.values()))
        patches = [tagged_by(add_tags), links_kept(), pictures_through(shrink), deflated_quickly()]
        patches += [nothing_repeated(Repeats(self.sticks)), lettered(self.sticks)]
        if strokes:
            document.fonts = strokes.fonts
            patches.append(stroked_once(strokes))
        with ExitStack() as stack, fonts_apart() as used:
            for each in (self.listening(), *patches):
                stack.enter_context(each)
            content: bytes = document.write_pdf(pdf_tags=True, uncompressed_pdf=strokes is not None)
        return content, keep_faces(used)

    def warm_up(self) -> None:
        """Have sheets read, fonts opened and the language's hyphens looked up once, with a word on a page."""
        if (language := self.rendition.issue.language) in self._warm:
            return
        html = etree.Element("html", {"lang": language})
        body = etree.SubElement(html, "body", {"style": "hyphens: auto; width: 3em"})
        body.text = "unhyphenated"
        self.paint(self.lay_out(html, furnished=False), lambda *_: None, lambda *_: None)
        self._warm.add(language)

    def sides(self, name: str) -> Sides:
        """Compare the two sides of the pages of a name."""
        if name not in self._sides:
            html = etree.Element("html")
            body = etree.SubElement(html, "body")
            for _ in range(2):
                etree.SubElement(body, "section", {"style": f"page: {name or 'auto'}; break-before: page"})
            one, other = map(page_box, self.lay_out(html, furnished=False).pages)
            left, right = (one, other) if one.page_type.side == "left" else (other, one)
            same = all(left.style[key] == right.style[key] for key in INITIAL_VALUES.keys() - _MIRRORED)
            area = (left.width, left.height, left.content_box_y())
            alike = same and area == (right.width, right.height, right.content_box_y())
            shift = (right.content_box_x() - left.content_box_x()) * 0.75
            self._sides[name] = Sides(alike, shift)
        return self._sides[name]

    def off_grid(self, opener: etree._Element) -> float:
        """Measure by how many CSS pixels an opener, laid out without its body, ends short of a line.

        The grid's lines are one line-height of the root apart, from the top of the page's content.
        """
        page = page_box(self.lay_out(opener, furnished=False).pages[-1])
        box = next(
            box
            for box in page.descendants()
            if box.element is not None and box.element.get("class") == "opener"
        )
        leading = page.children[0].style["line_height"].value
        height = box.position_y + box.margin_height() - page.content_box_y()
        return float(-height % leading)

    def prepared(self, page: etree._Element) -> tuple[Tree, dict[str, object], FontConfiguration]:
        """Give what the engine lays a tree out from, with its options."""
        options = DEFAULT_OPTIONS | {
            "stylesheets": self._sheets,
            "presentational_hints": True,
            "cache": self._pictures,
        }
        return Tree(page, self._fetcher), options, self._fonts

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Turn what the engine says inside the block into findings, and its failures into OutputError."""
        records: list[logging.LogRecord] = []
        listener = logging.Handler(logging.WARNING)

        def hear(record: logging.LogRecord) -> None:
            records.append(record)
            self.kinds.heard += 1

        listener.emit = hear  # type: ignore[method-assign]
        logger = logging.getLogger("weasyprint")
        logger.addHandler(listener)
        logger.addFilter(_is_news)
        try:
            yield
        except UnusablePictureError as error:
            raise OutputError(str(error), where=error.where) from error
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
            if (finding := _finding(text)) not in self.findings:
                self.findings.append(finding)


def _finding(text: str) -> Finding:
    return Finding(f"WeasyPrint: {text}", level="warning")


def _is_news(record: logging.LogRecord) -> bool:
    """Drop what the engine says of pictures without description: decoration, or a finding of the checks."""
    return not record.getMessage().endswith("has no required alt description")


_engines: dict[str, Engine] = {}


def engine_for(rendition: Rendition, dress: str) -> Engine:
    """Give this process's engine for a dress, turned to a rendition; one dress is kept prepared."""
    if dress not in _engines:
        _engines.clear()
        _engines[dress] = Engine(rendition)
    _engines[dress].take(rendition)
    return _engines[dress]
