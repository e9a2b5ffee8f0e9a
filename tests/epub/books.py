"""Stories, pictures and a font made on the spot, and an EPUB opened to look into."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from lxml import etree
from PIL import Image

from issuepress.story import Story

MODIFIED = datetime(2020, 5, 1, 12, 30, tzinfo=UTC)
SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "epub": "http://www.idpf.org/2007/ops",
    "h": "http://www.w3.org/1999/xhtml",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "opf": "http://www.idpf.org/2007/opf",
}
SHEET = """
:root { --ink: #222; --paper: #fff; --accent: #8a3324; --text: "Body Face", serif; }
@font-face { font-family: "Body Face"; src: url(fonts/face.ttf); }
@font-face { font-family: "Unused Face"; src: url(fonts/unused.ttf); }
h1 { font-family: var(--text); color: var(--accent); }
hr::before { content: "\\2042"; }
.sidebar { color: var(--ink); background: var(--paper) url(ornament.png); }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --paper: #111; --accent: #e9a58f; } }
"""


class Book:
    """An EPUB, opened: its files, and each document as a tree."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.entries = archive.infolist()
            self.files = {entry.filename: archive.read(entry) for entry in self.entries}

    def tree(self, name: str) -> etree._Element:
        return etree.fromstring(self.files[f"EPUB/{name}"])

    @property
    def package(self) -> etree._Element:
        return self.tree("content.opf")

    def find(self, name: str, path: str) -> list[Any]:
        """Evaluate an XPath in a document, with the prefixes of SPACES."""
        found: Any = self.tree(name).xpath(path, namespaces=SPACES)
        return list(found)

    def metas(self, name: str) -> list[str]:
        """Give the values of a property that belongs to the package itself."""
        return self.find("content.opf", f"//opf:meta[@property='{name}'][not(@refines)]/text()")

    def refined(self, identifier: str) -> dict[str, str]:
        """Give what the package says further of one of its statements."""
        metas = self.find("content.opf", f"//opf:meta[@refines='#{identifier}']")
        return {meta.get("property"): meta.text for meta in metas}

    def words(self, name: str) -> str:
        return " ".join("".join(self.find(name, "//h:body//text()")).split())


def jpeg(width: int = 1600, height: int = 2100, colour: str = "#4a6a5a") -> bytes:
    target = BytesIO()
    Image.new("RGB", (width, height), colour).save(target, "JPEG")
    return target.getvalue()


def story(slug: str = "one", **values: Any) -> Story:
    known = {"title": f"Story {slug}", "language": "en-US", "file": f"{slug}.md", "body": "<p>It rained.</p>"}
    return Story(slug=slug, **{**known, **values})


def font(
    characters: str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?’“”⁂",
) -> bytes:
    """Make a font in which every character is the same square."""
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((50, 500), (450, 500), (450, 0)):
        pen.lineTo(corner)
    pen.closePath()
    names = {ord(character): f"u{ord(character):04X}" for character in characters}
    order = [".notdef", *names.values()]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf(dict.fromkeys(order, pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys(order, (500, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Square", "styleName": "Regular", "licenseDescription": "OFL 1.1"})
    builder.setupOS2()
    builder.setupPost()
    target = BytesIO()
    builder.save(target)
    return target.getvalue()
