"""Retakes: the pages that an edit changed, set at once for the eye, before the part is set whole.

A worker that set a part for the eye keeps what it knows of it, so that the next edit of the same part costs
one page. All retakes are therefore asked of one worker. This module knows no engine.
"""

import gc
import io
from dataclasses import dataclass, field, replace

import pikepdf

from issuepress.pdf.faces import Faces, united
from issuepress.pdf.galley import Copy
from issuepress.pdf.layout import LaidOutPart
from issuepress.places import PagePlaces
from issuepress.rendition import Part


@dataclass(frozen=True)
class Revision:
    """A part before and after an edit, in one dress and on one side of the spread."""

    former: Copy
    copy: Copy

    @property
    def part(self) -> Part:
        """The part after the edit."""
        return self.copy.part


@dataclass(frozen=True, slots=True)
class Retake:
    """Pages of a part that look different after an edit, in a PDF like a galley's, but without tags."""

    pages: tuple[int, ...]
    """Which pages these are, counted from 0."""
    places: tuple[PagePlaces, ...]
    """What stands where on each of them."""
    faces: Faces
    is_last: bool
    """Whether no further page looks different."""
    pdf: bytes = field(repr=False)


def get_ready(copy: Copy) -> None:
    """Get ready for edits of a part; raises OutputError when the engine fails."""
    from issuepress.pdf.retaking import hold  # noqa: PLC0415 - the engine is slow to import

    hold(copy)


def retake(revision: Revision) -> Retake | None:
    """Set the first page that an edit changed; None where that can't be told without setting all of it.

    Python collects no garbage from then on until `collect`: that can take as long as the page. Raises
    OutputError when the engine fails.
    """
    gc.disable()
    from issuepress.pdf.retaking import first_page  # noqa: PLC0415 - see above

    return first_page(revision)


def retake_next(revision: Revision) -> Retake | None:
    """Set the next page that an edit changed, after `retake` of it; None like that, raises like that."""
    from issuepress.pdf.retaking import next_page  # noqa: PLC0415 - see above

    return next_page(revision)


def collect(_: None) -> None:
    """Collect the garbage that retakes left."""
    gc.enable()
    gc.collect()


def furnished(laid_out: LaidOutPart, taken: Retake, pages: list[int]) -> LaidOutPart:
    """Give some pages of a retake in their part's place, with the running heads and folios that they had."""
    own = [taken.pages.index(at) for at in pages]
    galley = replace(
        laid_out.galley,
        pdf=_chosen(taken.pdf, own),
        pages=tuple(laid_out.pages[at] for at in pages),
        places=tuple(taken.places[at] for at in own),
        faces=united(laid_out.galley.faces, taken.faces),
    )
    furniture = replace(
        laid_out.furniture,
        pdf=_chosen(laid_out.furniture.pdf, pages),
        labels=tuple(laid_out.furniture.labels[at] for at in pages),
    )
    return replace(laid_out, galley=galley, furniture=furniture)


def _chosen(content: bytes, pages: list[int]) -> bytes:
    """Give a PDF with some of its pages."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for at in sorted(set(range(len(pdf.pages))) - set(pages), reverse=True):
            del pdf.pages[at]
        target = io.BytesIO()
        pdf.save(target, compress_streams=False)
    return target.getvalue()
