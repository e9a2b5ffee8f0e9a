"""The cover as a picture, for shops and shelves: the cover's own page, rastered."""

import io

import pypdfium2

from issuepress.pdf.joining import join
from issuepress.pdf.layout import Layout

COVER_WIDTH = 1800
"""Pixels; the stores ask for 1,600 at least and take files below 5 MB."""


def cover_jpeg(layout: Layout) -> bytes:
    """Raster the trimmed first page of a layout as a JPEG of `COVER_WIDTH` pixels."""
    front = Layout(layout.rendition, layout.parts[:1])
    joined = join(front, [(part.galley.pdf, part.furniture.pdf) for part in front.parts])
    written = io.BytesIO()
    joined.pdf.save(written)
    width, height = front.parts[0].galley.size
    pdf = pypdfium2.PdfDocument(written.getvalue())
    page = pdf[0]
    page.set_mediabox(0, 0, width, height)
    page.set_cropbox(0, 0, width, height)
    picture = page.render(scale=COVER_WIDTH / width).to_pil().convert("RGB")
    pdf.close()
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88, optimize=True, progressive=True)
    return target.getvalue()
