"""What a PDF is painted with in place of the engine's own: tags, links, fonts, pictures."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import hypot
from types import SimpleNamespace
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint import draw, images, layout
from weasyprint.document import Page
from weasyprint.formatting_structure.boxes import Box
from weasyprint.images import RasterImage as Raster
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import anchors, fonts, stream, tags

AddTags = Callable[[pydyf.PDF, list[Page], list[stream.Stream]], None]
"""Builds the structure tree: given the PDF, its pages and their content streams."""
Shrink = Callable[[str, bytes, float, float], bytes | None]
"""Makes a picture smaller: given its name, its file and the points it covers; None leaves it alone."""

TOUCHED = (
    tags.add_tags,
    anchors.add_links,
    layout.make_margin_boxes,
    anchors.resolve_links,
    fonts.Font,
    fonts.build_fonts_dictionary,
    stream.Stream.marked,
    stream.Stream.artifact,
    stream.Stream.add_group,
    draw.draw_inline_level,
    draw.draw_block_level,
    draw.draw_replacedbox,
    Raster.__init__,
    Raster.draw,
    Raster.get_x_object,
    pydyf.Stream,
)


def page_box(page: Page) -> Box:
    """Give the box of a page, under which all that it paints stands in a tree."""
    return page._page_box  # noqa: SLF001 - Page.anchors and Page.links hold neither text nor order


def real_box(box: Box) -> Box:
    """Give the box itself in place of what marks the spot of an absolutely positioned one."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box  # noqa: SLF001 - see page_box


def marks(content: stream.Stream) -> dict[Box, dict[str, Any]]:
    """Give the marked-content identifier of each box that a page's stream, or a group on it, paints."""
    known: dict[Box, dict[str, Any]] = content._tags  # noqa: SLF001 - written by Stream.marked only
    return known


def groups(pdf: pydyf.PDF, content: stream.Stream) -> list[stream.Stream]:
    """Give the form XObjects that share a page's marks: what opacity below 1 paints through."""
    return [
        item
        for item in pdf.objects
        if isinstance(item, stream.Stream) and item is not content and marks(item) is marks(content)
    ]


@contextmanager
def tagged_by(add_tags: AddTags) -> Iterator[None]:
    """Build the structure tree of PDFs written inside the block with `add_tags`."""
    original = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = lambda pdf, document, _version, streams: add_tags(pdf, document.pages, streams)
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = original


@contextmanager
def links_kept() -> Iterator[None]:
    """Keep links whose target is in another document, by its name; say nothing of where targets are."""
    original = weasyprint.pdf.resolve_links
    weasyprint.pdf.resolve_links = lambda pages: ((page.links, []) for page in pages)
    try:
        yield
    finally:
        weasyprint.pdf.resolve_links = original


@contextmanager
def fonts_apart() -> Iterator[dict[str, list[fonts.Font]]]:
    """Name the fonts of PDFs written inside the block without giving them; the fonts used are yielded."""
    original = weasyprint.pdf.build_fonts_dictionary
    used: dict[str, list[fonts.Font]] = {}

    def name(_pdf: pydyf.PDF, known: dict[Any, fonts.Font], *_: object) -> pydyf.Dictionary:
        for font in known.values():
            used.setdefault(font.hash, []).append(font)
        return pydyf.Dictionary({name: pydyf.Dictionary({"Type": "/Font"}) for name in used})

    weasyprint.pdf.build_fonts_dictionary = name
    try:
        yield used
    finally:
        weasyprint.pdf.build_fonts_dictionary = original


@contextmanager
def without_margin_boxes() -> Iterator[None]:
    """Give the pages that are laid out inside the block neither running heads nor folios."""
    original = layout.make_margin_boxes
    layout.make_margin_boxes = lambda *_: ()
    try:
        yield
    finally:
        layout.make_margin_boxes = original


@contextmanager
def deflated_quickly() -> Iterator[None]:
    """Deflate what PDFs written inside the block hold at zlib's sixth level in place of the ninth."""
    original = pydyf.zlib
    pydyf.zlib = SimpleNamespace(
        compress=original.compress, compressobj=lambda **_: original.compressobj(level=6)
    )
    try:
        yield
    finally:
        pydyf.zlib = original


@contextmanager
def pictures_through(shrink: Shrink) -> Iterator[None]:
    """Pass each picture of PDFs written inside the block through `shrink`, with its name in the file.

    Viewers are not asked to interpolate: PDF/A forbids it (ISO 19005-3, 6.2.8).
    """
    draw_, get = Raster.draw, Raster.get_x_object
    placed: dict[str, tuple[float, float]] = {}

    def note_size(self: Raster, content: stream.Stream, width: float, height: float, style: object) -> None:
        (a, b, _), (c, d, _), _ = content.ctm
        wide, high = placed.get(self.id, (0.0, 0.0))
        placed[self.id] = max(wide, abs(width) * hypot(a, b)), max(high, abs(height) * hypot(c, d))
        draw_(self, content, width, height, style)

    def smaller(self: Raster, _interpolate: object, ratio: float) -> pydyf.Stream:
        content = shrink(self.id, self.image_data.data, *placed[self.id]) if self.id in placed else None
        if content is None:
            return get(self, False, ratio)
        picture = images.Image.open(images.BytesIO(content))
        return get(Raster(picture, self.id, content), False, 1)

    Raster.draw, Raster.get_x_object = note_size, smaller
    try:
        yield
    finally:
        Raster.draw, Raster.get_x_object = draw_, get
