"""Pages as pictures: what a written PDF looks like, page by page, with its words and where they stand."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any, Literal, NamedTuple

import pikepdf
import pypdfium2
from PIL import ImageChops

PictureFormat = Literal["JPEG", "PNG", "WEBP"]
_OPTIONS: dict[PictureFormat, dict[str, Any]] = {
    "JPEG": {"quality": 92, "subsampling": 0},
    "PNG": {"compress_level": 1},
    "WEBP": {"quality": 88, "method": 2},
}
_ASIDE = frozenset(("/Parent", "/StructParents", "/Annots", "/Font", "/Group"))
"""What hangs on a page or its resources without changing how it looks; fonts come with the theme."""
_LOCK = Lock()
"""PDFium is one program for all threads, and no two may be in it."""


class Words(NamedTuple):
    """A run of text on a page; lengths in points from the top left of its trimmed page."""

    text: str
    left: float
    top: float
    width: float
    height: float


class Sheet(NamedTuple):
    """A page's paper around its trim, in points: where the trim stands on it, from the top left."""

    width: float
    height: float
    trim_left: float
    trim_top: float


class Raster:
    """A PDF that is looked at; may be used from several threads, and is closed when nobody holds it."""

    def __init__(self, content: bytes) -> None:
        """Open a PDF of ours, whose pages all have a TrimBox."""
        self.content = content
        with _LOCK:
            self.pages = pypdfium2.PdfDocument(content)
            self.sheets = tuple(_sheet(self.pages[at]) for at in range(len(self.pages)))
        self.digests = tuple(page_digests(content))

    def picture(self, page: int, scale: float, kind: PictureFormat = "JPEG") -> bytes:
        """Paint a page, counted from 0, with so many pixels to a point."""
        with _LOCK:
            picture = self.pages[page].render(scale=scale).to_pil()
        target = io.BytesIO()
        picture.convert("RGB").save(target, kind, **_OPTIONS[kind])
        return target.getvalue()

    def words(self, page: int) -> tuple[Words, ...]:
        """Give the runs of text of a page, counted from 0, in the order in which they are painted."""
        with _LOCK:
            sheet, text = self.sheets[page], self.pages[page].get_textpage()
            boxes = [text.get_rect(at) for at in range(text.count_rects())]
            runs = [(box, text.get_text_bounded(*box)) for box in boxes]
        return tuple(
            Words(
                said,
                round(left - sheet.trim_left, 2),
                round(sheet.height - top - sheet.trim_top, 2),
                round(right - left, 2),
                round(top - bottom, 2),
            )
            for (left, bottom, right, top), run in runs
            if (said := run.replace("\x02", "").replace("\ufffe", "").strip())
        )

    def text(self, page: int, top: float, bottom: float) -> str:
        """Give the words of a page, counted from 0, between two heights from the top of its trimmed page.

        Words that are divided at a line's end are put together.
        """
        sheet = self.sheets[page]
        head = sheet.height - sheet.trim_top
        with _LOCK:
            bounds = {"bottom": head - bottom, "top": head - top}
            text = str(self.pages[page].get_textpage().get_text_bounded(**bounds))
        return " ".join(text.replace("\x02\r\n", "").replace("\ufffe\r\n", "").replace("\x02", "").split())

    def difference(self, other: "Raster", page: int) -> tuple[float, float, float, float] | None:
        """Tell where a page looks different in another PDF: left, top, width and height in points.

        None stands for a page that the other has not, or that looks the same.
        """
        if page >= len(other.sheets):
            return None
        with _LOCK:
            pair = [each.pages[page].render(scale=0.5).to_pil().convert("L") for each in (self, other)]
        box = ImageChops.difference(pair[0], pair[1].resize(pair[0].size)).point(_seen).getbbox()
        sheet = self.sheets[page]
        if box is None:
            return None
        left, top, right, bottom = (2 * edge for edge in box)
        return left - sheet.trim_left, top - sheet.trim_top, right - left, bottom - top

    def close(self) -> None:
        """Give the memory back."""
        with _LOCK:
            self.pages.close()


def _seen(difference: int) -> int:
    """Take the faintest differences, which nobody sees, for none."""
    return 255 if difference > 24 else 0


def open_raster(path: Path) -> Raster:
    """Look at a PDF of ours in a file."""
    return Raster(path.read_bytes())


def page_digests(content: bytes) -> Iterator[str]:
    """Give for each page of a PDF a digest that changes when the page looks different.

    It covers the content and the pictures. Fonts are left out: glyphs keep their numbers however a font
    is cut down, and only a change of the theme, which moves everything else too, brings another font.
    """
    known: dict[tuple[int, int], bytes] = {}
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            digest = hashlib.sha256()
            for name in ("/MediaBox", "/TrimBox", "/Contents", "/Resources"):
                digest.update(name.encode() + _digest(page.obj.get(name), known))
            yield digest.hexdigest()[:32]


def _digest(thing: Any, known: dict[tuple[int, int], bytes]) -> bytes:  # noqa: ANN401 - what a PDF may hold
    number = getattr(thing, "objgen", (0, 0))
    if number in known:
        return known[number]
    if number != (0, 0):
        known[number] = b""  # what leads back to itself
    digest = hashlib.sha256()
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for key in sorted(thing.keys()):
            if key not in _ASIDE:
                digest.update(key.encode() + _digest(thing[key], known))
        if isinstance(thing, pikepdf.Stream):
            digest.update(thing.read_raw_bytes())
    elif isinstance(thing, pikepdf.Array):
        for each in thing:
            digest.update(_digest(each, known))
    else:
        digest.update(repr(thing).encode())
    if number != (0, 0):
        known[number] = digest.digest()
    return digest.digest()


def _sheet(page: Any) -> Sheet:  # noqa: ANN401 - pypdfium2 has no types
    left, _, _, top = page.get_trimbox()
    paper_left, paper_bottom, paper_right, paper_top = page.get_mediabox()
    return Sheet(
        paper_right - paper_left, paper_top - paper_bottom, left - paper_left, round(paper_top - top, 3)
    )
