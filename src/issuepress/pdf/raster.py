"""Pages as pictures: what a written PDF looks like, page by page, with its words and where they stand."""

import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pikepdf
from PIL import Image, ImageChops

from issuepress.pdf.crew import Crew
from issuepress.pdf.joining import begin_fonts, join, painted
from issuepress.pdf.layout import LaidOutPart, Layout
from issuepress.pdf.pdfium import Opened, runs
from issuepress.rendition import Rendition

PictureFormat = Literal["JPEG", "PNG", "WEBP"]
_OPTIONS: dict[PictureFormat, dict[str, Any]] = {
    "JPEG": {"quality": 92, "subsampling": 0},
    "PNG": {"compress_level": 1},
    "WEBP": {"quality": 88, "method": 2},
}
_KINDS = {
    b"Do": "/XObject", b"gs": "/ExtGState", b"sh": "/Shading", b"scn": "/Pattern", b"SCN": "/Pattern"
}  # fmt: skip
"""Where the resources have what the operand of an operator names (ISO 32000-2, table 34)."""
_NAMED = re.compile(rb"/([!-~]+) (Do|gs|sh|scn|SCN)\b")
_MARKED = re.compile(rb"/\w+\s(?:<</MCID \d+>>\sBDC|BMC)")
"""What says to whom a piece of a page's content belongs, as the engine writes it; it looks like nothing."""
_ASIDE = frozenset(("/Parent", "/StructParents", "/Annots", "/Font", "/Group"))
"""What hangs on a page or its resources without changing how it looks; fonts come with the theme."""


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
    """A PDF that is looked at; may be used from several threads.

    It is opened when it is first asked for something, and again when it is asked after `close`.
    """

    def __init__(self, content: bytes) -> None:
        """Take a PDF of ours, whose pages all have a TrimBox."""
        self._opened = Opened(content)
        self.sheets, self.digests = _measured(content)

    def picture(self, page: int, scale: float, kind: PictureFormat = "JPEG") -> bytes:
        """Paint a page, counted from 0, with so many pixels to a point."""
        target = io.BytesIO()
        self.painted(page, scale).save(target, kind, **_OPTIONS[kind])
        return target.getvalue()

    def painted(self, page: int, scale: float) -> Image.Image:
        """Paint a page like `picture`, and give its pixels."""
        with self._opened.page(page) as opened:
            painted = opened.render(scale=scale)
            picture: Image.Image = painted.to_pil().convert("RGB")
            painted.close()
        return picture

    def words(self, page: int) -> tuple[Words, ...]:
        """Give the runs of text of a page, counted from 0, in the order in which they are painted."""
        sheet = self.sheets[page]
        with self._opened.page(page) as opened:
            found = runs(opened)
        return tuple(
            Words(
                said,
                round(left - sheet.trim_left, 2),
                round(sheet.height - top - sheet.trim_top, 2),
                round(right - left, 2),
                round(top - bottom, 2),
            )
            for run, (left, bottom, right, top) in found
            if (said := run.replace("\x02", "").replace("\ufffe", "").strip())
        )

    def text(self, page: int, top: float, bottom: float) -> str:
        """Give the words of a page, counted from 0, between two heights from the top of its trimmed page.

        Words that are divided at a line's end are put together.
        """
        sheet = self.sheets[page]
        head = sheet.height - sheet.trim_top
        with self._opened.page(page) as opened:
            found = opened.get_textpage()
            text = str(found.get_text_bounded(bottom=head - bottom, top=head - top))
            found.close()
        return " ".join(text.replace("\x02\r\n", "").replace("\ufffe\r\n", "").replace("\x02", "").split())

    def close(self) -> None:
        """Give back the memory that looking at it took."""
        self._opened.close()


class Stack:
    """Pages of several PDFs in a row, looked at as if they were of one."""

    def __init__(self, rasters: Iterable[Raster]) -> None:
        """Put the PDFs behind one another."""
        self.rasters = tuple(rasters)
        self.pages = [(raster, at) for raster in self.rasters for at in range(len(raster.sheets))]
        """The PDF that holds each page, and which of its pages it is, counted from 0."""
        self.digests = tuple(raster.digests[at] for raster, at in self.pages)

    def with_pages(self, pages: Mapping[int, tuple[Raster, int]]) -> "Stack":
        """Give the same pages, but for some, by their place in the row, of other PDFs."""
        changed = Stack((*self.rasters, *dict.fromkeys(raster for raster, _ in pages.values())))
        changed.pages = [pages.get(at, own) for at, own in enumerate(self.pages)]
        changed.digests = tuple(raster.digests[at] for raster, at in changed.pages)
        return changed

    def picture(self, page: int, scale: float, kind: PictureFormat = "JPEG") -> bytes:
        """Paint a page, see `Raster.picture`."""
        raster, at = self.pages[page]
        return raster.picture(at, scale, kind)

    def words(self, page: int) -> tuple[Words, ...]:
        """Give the runs of text of a page, see `Raster.words`."""
        raster, at = self.pages[page]
        return raster.words(at)

    def text(self, page: int, top: float, bottom: float) -> str:
        """Give the words of a page, see `Raster.text`."""
        raster, at = self.pages[page]
        return raster.text(at, top, bottom)

    def difference(self, other: "Stack", page: int) -> tuple[float, float, float, float] | None:
        """Tell where a page looks different in another stack: left, top, width and height in points.

        None stands for a page that the other has not, or that looks the same.
        """
        if page >= len(other.digests):
            return None
        pair = [raster.painted(at, 0.5).convert("L") for raster, at in (self.pages[page], other.pages[page])]
        box = ImageChops.difference(pair[0], pair[1].resize(pair[0].size)).point(_seen).getbbox()
        if box is None:
            return None
        left, top, right, bottom = (2.0 * edge for edge in box)
        return left, top, right - left, bottom - top


def part_rasters(rendition: Rendition, parts: Sequence[LaidOutPart], crew: Crew) -> Iterator[Raster]:
    """Look at the trimmed pages of parts of a layout, one by one, without making the whole issue of them.

    A crew makes their fonts, for which this process would have to import the engine. Raises OutputError when
    a font file is no longer stored.
    """
    waiting = [begin_fonts(Layout(rendition, (part,)), crew) for part in parts]
    for part, wait in zip(parts, waiting, strict=True):
        wait()
        yield _part_raster(rendition, part)


def _part_raster(rendition: Rendition, laid_out: LaidOutPart) -> Raster:
    joined = join(Layout(rendition, (laid_out,)), [(laid_out.galley.pdf, laid_out.furniture.pdf)])
    width, height = laid_out.galley.size
    for page in joined.pdf.pages:
        page.obj.MediaBox = page.obj.TrimBox = pikepdf.Array([0, 0, round(width, 4), round(height, 4)])
        if "/BleedBox" in page.obj:
            del page.obj.BleedBox
    written = io.BytesIO()
    joined.pdf.save(written, compress_streams=False)
    return Raster(written.getvalue())


def _seen(difference: int) -> int:
    """Take the faintest differences, which nobody sees, for none."""
    return 255 if difference > 24 else 0


def open_raster(path: Path) -> Raster:
    """Look at a PDF of ours in a file."""
    return Raster(path.read_bytes())


def _measured(content: bytes) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """Give each page's sheet, and a digest that changes when the page looks different.

    It covers the content but for its tags, and what is named in it, whatever the names are. Fonts are left
    out: glyphs keep their numbers however a font is cut down, and only a change of the theme, which moves
    everything else too, brings another font.
    """
    known: dict[tuple[int, int], bytes] = {}
    sheets, digests = [], []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            digest = hashlib.sha256()
            for name in ("/MediaBox", "/TrimBox"):
                digest.update(name.encode() + _digest(page.obj.get(name), known))
            content = _MARKED.sub(b"", painted(page))
            digest.update(_NAMED.sub(partial(_meant, page.obj.Resources, known), content))
            digests.append(digest.hexdigest()[:32])
            sheets.append(_sheet(page))
    return tuple(sheets), tuple(digests)


def _meant(resources: pikepdf.Object, known: dict[tuple[int, int], bytes], found: re.Match[bytes]) -> bytes:
    """Give, for a name in a page's content, the digest of what it means."""
    name, operator = found.groups()
    thing = resources.get(_KINDS[operator], pikepdf.Dictionary()).get(f"/{name.decode()}")
    return _digest(thing, known) + operator


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


def _sheet(page: pikepdf.Page) -> Sheet:
    left, _, _, top = map(float, page.trimbox)
    paper_left, paper_bottom, paper_right, paper_top = map(float, page.mediabox)
    return Sheet(
        paper_right - paper_left, paper_top - paper_bottom, left - paper_left, round(paper_top - top, 3)
    )
