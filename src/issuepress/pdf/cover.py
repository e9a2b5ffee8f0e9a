"""The cover as a picture, for shops and shelves: the cover's own page, rastered."""

import io

from issuepress.cache import kept
from issuepress.pdf.layout import Layout

COVER_WIDTH = 1800
"""Pixels; the stores ask for 1,600 at least and take files below 5 MB."""


def cover_jpeg(layout: Layout) -> bytes:
    """Raster the trimmed first page of a layout as a JPEG of `COVER_WIDTH` pixels."""
    (part,) = layout.parts[:1]
    key = (part.galley.pdf, part.furniture.pdf, repr(part.galley.size))
    return kept("cover", key, lambda: _rastered(Layout(layout.rendition, (part,))))


def _rastered(front: Layout) -> bytes:
    import pypdfium2  # noqa: PLC0415 - not needed where the cover is kept

    from issuepress.pdf.joining import join  # noqa: PLC0415 - see above

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
