"""The cover as a picture, for shops and shelves: the cover's own page, rastered."""

import io

import pypdfium2

from issuepress.pdf.layout import Layout

COVER_WIDTH = 1800
"""Pixels; the stores ask for 1,600 at least and take files below 5 MB."""
_POINTS_PER_PX = 72 / 96


def cover_jpeg(layout: Layout) -> bytes:
    """Raster the trimmed first page of a layout as a JPEG of `COVER_WIDTH` pixels."""
    front = layout.document.copy(layout.document.pages[:1])
    width = front.pages[0].width * _POINTS_PER_PX
    pdf = pypdfium2.PdfDocument(layout.engine.write(front))
    page = pdf[0]
    page.set_mediabox(*page.get_trimbox())
    page.set_cropbox(*page.get_trimbox())
    picture = page.render(scale=COVER_WIDTH / width).to_pil().convert("RGB")
    pdf.close()
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88, optimize=True, progressive=True)
    return target.getvalue()
