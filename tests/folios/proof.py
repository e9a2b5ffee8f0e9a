"""Holds an EPUB's page breaks against the pages themselves, as poppler reads them off the PDF.

Neither side goes through issuepress: poppler tells in which order the words stand on the paper, by
their places in columns; the words behind a marker come from the EPUB's own files.
"""

import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

_XHTML = "{http://www.w3.org/1999/xhtml}"
_PAPER_ONLY = re.compile(r"^\s*(?:[•◦▪→]+|\d+\.?|[ivxlc]+\.?)\s", re.MULTILINE)
"""Marks of list items, and the page numbers of the contents: the EPUB's text has neither."""
_SHOWN = "following::text()[not(ancestor::*[local-name() = 'details'])]"
"""Descriptions of pictures are on no page."""
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff]")
_ENOUGH = 24
"""How many letters of a page are compared; a page may have fewer."""
_HEAD, _FOOT = 62, 71
"""The margins of the base theme, in points: running heads and page numbers stand there."""


@dataclass(frozen=True)
class Page:
    """A page: the id of its marker, its first letters on paper, and those behind the marker."""

    id: str
    paper: str
    marked: str

    @property
    def agrees(self) -> bool:
        """Tell whether the words on paper are the words behind the marker."""
        return self.paper == self.marked[: len(self.paper)]


def pages(pdf: Path, epub: Path, *, unsaid: Mapping[str, str] | None = None) -> list[Page]:
    """Pair every page of a screen PDF with its marker in the EPUB.

    Running heads and page numbers are cut off. `unsaid` replaces what is on paper but not in the text. A
    page without words is paired with an empty text, which agrees with any.
    """
    behind = dict(_marked(epub))
    with pikepdf.open(pdf) as document:
        sizes = [
            (float(box[2] - box[0]), float(box[3] - box[1]))
            for box in (page.trimbox for page in document.pages)
        ]
    found = []
    for number, (width, height) in enumerate(sizes, start=1):
        name = f"page-{number}"
        area = _Area(pdf, number, _HEAD, height - _HEAD - _FOOT, width, unsaid or {})
        found.append(_page(name, area, behind.get(name)))
    return found


def marks(epub: Path) -> list[str]:
    """Give the ids of an EPUB's page breaks in reading order."""
    return [str(marker.get("id")) for marker in _markers(epub)]


def inside_words(epub: Path) -> int:
    """Count the page breaks that stand inside a word."""
    around = (
        ("".join(marker.xpath(f"{axis}::text()")) for axis in ("preceding", "following"))
        for marker in _markers(epub)
    )
    return sum(1 for before, behind in around if re.search(r"\w\xad?$", before) and re.match(r"\w", behind))


def letters(text: str) -> str:
    """Give the letters and figures of a text: case, accents, hyphens and spaces are typesetting.

    The two halves of a capital ß count as one letter, since a page may begin between them.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in plain if sign.isalnum()).replace("ı", "i").replace("ss", "s")


@dataclass(frozen=True)
class _Area:
    """The text area of a page, in points from its top left."""

    pdf: Path
    number: int
    top: float
    height: float
    width: float
    unsaid: Mapping[str, str]

    def readings(self) -> list[str]:
        """Read the page whole, by its first column, and in the order in which the words are painted.

        Poppler goes by rows where columns have few lines or little between them, as in tables.
        """
        middle = self.width / 2
        left, right = self._read(0, middle), self._read(middle, middle)
        column = right if _RIGHT_TO_LEFT.search(right) else left
        return [self._read(0, self.width), column, self._read(0, self.width, "-raw")]

    def _read(self, left: float, width: float, *options: str) -> str:
        page = ["-f", str(self.number), "-l", str(self.number)]
        box = zip(("-x", "-y", "-W", "-H"), (left, self.top, width, self.height), strict=True)
        crop = [text for option, value in box for text in (option, f"{value:.0f}")]
        command = ["pdftotext", *options, *page, *crop, str(self.pdf), "-"]
        text = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
        for said, meant in self.unsaid.items():
            text = re.sub(said, meant, text)
        return text


def _page(name: str, area: _Area, marked: str | None) -> Page:
    found = [_reading(name, paper, marked or "") for paper in area.readings()]
    missing = [Page(name, page.paper, "(no marker)") for page in found if marked is None]
    return next((page for page in missing or found if page.agrees), (missing or found)[0])


def _reading(name: str, paper: str, marked: str) -> Page:
    bare = _PAPER_ONLY.sub("", paper)
    if _RIGHT_TO_LEFT.search(bare.strip().partition("\n")[0]):
        return Page(name, *_as_bags(bare, marked))
    said, behind = letters(paper)[:_ENOUGH], letters(marked)
    if not behind.startswith(said):
        said = letters(bare)[:_ENOUGH]
    return Page(name, said, behind[:_ENOUGH])


def _as_bags(paper: str, marked: str) -> tuple[str, str]:
    """Compare the letters of the first line in alphabetical order: poppler turns lines of two directions."""
    line = re.sub(r"\d", "", letters(paper.strip().partition("\n")[0]))
    behind = re.sub(r"\d", "", letters(marked))[: len(line)]
    return "".join(sorted(line)), "".join(sorted(behind))


def _marked(epub: Path) -> Iterator[tuple[str, str]]:
    """Give the id of each page break, with all the text of its file behind it."""
    for marker in _markers(epub):
        cover = marker.xpath("following::*[@role='doc-cover']/@alt")  # "Cover: " and its words
        said = str(cover[0]).partition(": ")[2] if cover else ""
        yield str(marker.get("id")), said + "".join(map(str, marker.xpath(_SHOWN)))


def _markers(epub: Path) -> Iterator[Any]:
    """Give the page breaks in spine order."""
    with zipfile.ZipFile(epub) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        files = {each.get("id"): each.get("href") for each in package.iter("{*}item")}
        for item in package.iter("{*}itemref"):
            page = etree.fromstring(archive.read(f"EPUB/{files[item.get('idref')]}"))
            yield from (each for each in page.iter(f"{_XHTML}span") if each.get("role") == "doc-pagebreak")
