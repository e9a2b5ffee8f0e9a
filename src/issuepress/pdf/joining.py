"""Joining: the pages of all parts become one file, each with its running heads, and each face once.

Pages are copied as they are, streams still compressed. A part that stands on the other side than it was
set for is moved sideways, with everything on its pages that has a place.
"""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary

from issuepress.pdf.crew import Crew
from issuepress.pdf.faces import Wardrobe, fonts_of, stored_fonts
from issuepress.pdf.layout import LaidOutPart, Layout

_PATTERN: Final = re.compile(rb"/(p\d+) (?:scn|SCN)\b")
"""How the engine chooses a pattern as a colour."""

Finish = Callable[[pikepdf.Pdf, int, Sequence[pikepdf.Page]], None]
"""Does something to pages in a row of a file, the first of which has a number."""


@dataclass(frozen=True)
class JoinedPart:
    """A part's pages in the whole file."""

    laid_out: LaidOutPart
    source: pikepdf.Pdf
    """The part's own PDF."""
    pages: tuple[pikepdf.Page, ...]


@dataclass
class Joined:
    """The whole file, not yet finished for any purpose."""

    pdf: pikepdf.Pdf
    parts: list[JoinedPart]
    _sources: list[pikepdf.Pdf] = field(default_factory=list)


def join(layout: Layout, pdfs: Iterable[tuple[bytes, bytes]], then: Finish = lambda *_: None) -> Joined:
    """Join the parts of a layout as they come; for each its PDF, and that of its running heads and folios.

    `then` is called with the pages of each part, when running heads lie over them.
    """
    joined = Joined(pikepdf.new(), [])
    wardrobe = Wardrobe()
    waiting: list[tuple[pikepdf.Object, dict[str, str]]] = []
    for laid_out, (body, furniture) in zip(layout.parts, pdfs, strict=True):
        source, frame = (pikepdf.open(io.BytesIO(content)) for content in (body, furniture))
        joined._sources += [source, frame]  # noqa: SLF001 - its own
        first = len(joined.pdf.pages)
        for page in source.pages:
            joined.pdf.pages.append(page)
        pages = tuple(joined.pdf.pages[at] for at in range(first, len(joined.pdf.pages)))
        waiting.append((pages[0].obj.Resources.Font, wardrobe.names(laid_out.galley.faces)))
        names = wardrobe.names(laid_out.furniture.faces)
        for at, (page, over) in enumerate(zip(pages, frame.pages, strict=True)):
            form = joined.pdf.copy_foreign(over.as_form_xobject())
            waiting.append((form.Resources.Font, names))
            _lay_over(joined.pdf, page, form, f"/Furniture{at}", laid_out.shift(at))
        then(joined.pdf, laid_out.number, pages)
        joined.parts.append(JoinedPart(laid_out, source, pages))
    _give_fonts(joined, wardrobe, waiting)
    return joined


def begin_fonts(layout: Layout, crew: Crew) -> Callable[[], object]:
    """Begin to make the fonts of a layout's PDFs, and give a function that waits until these find them."""
    wardrobe = Wardrobe()
    for part in layout.parts:
        for faces in (part.galley.faces, part.furniture.faces):
            wardrobe.names(faces)
    return crew.begin(fonts_of, [wardrobe.faces], stored=stored_fonts, weight=len)


def _lay_over(pdf: pikepdf.Pdf, page: pikepdf.Page, form: pikepdf.Object, name: str, shift: float) -> None:
    """Move what a page paints to its side, and paint the running heads and folios after it."""
    resources = page.obj.Resources
    if "/XObject" not in resources:
        resources.XObject = Dictionary()
    resources.XObject[name] = form
    move_patterns(page, shift, 0)
    # The engine leaves the page upside down behind it.
    page.contents_add(pdf.make_stream(f"q 1 0 0 1 {shift:.4f} 0 cm\n".encode()), prepend=True)
    page.contents_add(pdf.make_stream(f"Q {name} Do\n".encode()))


def _give_fonts(
    joined: Joined, wardrobe: Wardrobe, waiting: list[tuple[pikepdf.Object, dict[str, str]]]
) -> None:
    """Put the fonts into the resources that name them."""
    source = pikepdf.open(io.BytesIO(fonts_of(wardrobe.faces)))
    joined._sources.append(source)  # noqa: SLF001 - its own
    fonts = {key: joined.pdf.copy_foreign(font) for key, font in source.Root.Fonts.items()}
    for named, names in waiting:
        for key, name in names.items():
            named[f"/{key}"] = fonts[f"/{name}"]


def move_patterns(page: pikepdf.Page, right: float, up: float) -> None:
    """Take a page's patterns along when its content moves, by points.

    Their space is the page's, whatever the stream does before it uses them (PDF 2.0, 8.7.2).
    """
    patterns = page.obj.Resources.get("/Pattern", Dictionary())
    if (right or up) and len(patterns):  # of several pages, as the engine lists them
        used = {f"/{name.decode()}" for name in _PATTERN.findall(painted(page))}
        for name in sorted(used & set(patterns.keys())):
            matrix = patterns[name].get("/Matrix", Array([1, 0, 0, 1, 0, 0]))
            a, b, c, d, e, f = (float(number) for number in matrix)
            patterns[name].Matrix = Array([a, b, c, d, round(e + right, 4), round(f + up, 4)])


def painted(stream: pikepdf.Object | pikepdf.Page) -> bytes:
    """Give what a form paints, or a page, whose streams each end between two instructions."""
    contents = stream.obj.Contents if isinstance(stream, pikepdf.Page) else stream
    parts = contents if isinstance(contents, Array) else [contents]
    return b"".join(part.read_bytes() + b"\n" for part in parts)
