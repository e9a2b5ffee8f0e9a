"""The cover as a picture, for shops and shelves: the cover's own page, rastered."""

import io
from collections.abc import Callable
from functools import partial

from issuepress import cache
from issuepress.pdf import heap
from issuepress.pdf.crew import Crew
from issuepress.pdf.layout import Layout, bare_rendition

COVER_WIDTH = 1800
"""Pixels; the stores ask for 1,600 at least and take files below 5 MB."""


def cover_jpeg(layout: Layout) -> bytes:
    """Raster the trimmed first page of a layout as a JPEG of `COVER_WIDTH` pixels."""
    return begin_cover(layout, Crew(0))()


def begin_cover(layout: Layout, crew: Crew) -> Callable[[], bytes]:
    """Begin to raster the cover of a layout, and give a function that waits for it; see `cover_jpeg`."""
    wait = crew.begin(raster_cover, [_front(layout)], stored=_stored, weight=lambda _: 0)
    return lambda: wait()[0]


def cover_of(layout: Layout) -> Callable[[], bytes]:
    """Give what rasters the cover of a layout, or takes what was kept of it, in any process."""
    return partial(raster_cover, _front(layout))


def _front(layout: Layout) -> Layout:
    return Layout(bare_rendition(layout.rendition), layout.parts[:1])


def raster_cover(front: Layout) -> bytes:
    """Raster a layout of the cover alone, and keep the JPEG; another process that does so is waited for."""
    with cache.alone("cover"):
        return cache.kept("cover", _key(front), lambda: _rastered(front))


def _stored(front: Layout) -> bytes | None:
    return cache.find("cover", cache.digest(*_key(front)))


def _key(front: Layout) -> tuple[str | bytes, ...]:
    (part,) = front.parts
    return part.galley.pdf, part.furniture.pdf, repr(part.galley.size)


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
    heap.give_back()
    painted = page.render(scale=COVER_WIDTH / width)
    pdf.close()  # and what it has decoded goes, before there is a copy
    picture = painted.to_pil()
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88, optimize=True)  # line by line, for the oldest readers
    return target.getvalue()
