"""Retaking: WeasyPrint sets the changed pages of an edited part; see `retake`."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from weasyprint.document import Page

from issuepress.pdf.engine import engine_for
from issuepress.pdf.faces import Faces
from issuepress.pdf.galley import Copy
from issuepress.pdf.places import places
from issuepress.pdf.private.resuming import NotResumableError, Run
from issuepress.pdf.retake import Retake, Revision
from issuepress.pdf.screen.tagging import as_artifacts
from issuepress.pdf.setting import Shrink, tree_of

_HELD: Final = 3
"""How many parts a worker keeps what it knows of: some 10 MB each."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A part as it was laid out last."""

    key: str
    run: Run
    changed: Iterator[tuple[int, Page]]
    """The pages that look different than before, laid out as they are asked for."""


_held: OrderedDict[str, _Held] = OrderedDict()


def hold(copy: Copy) -> None:
    """Lay a part out and paint it, and keep what is known of it; raises OutputError."""
    held = _held.get(copy.part.name)
    if held is not None and held.key == copy.key:
        return
    try:
        held = _laid_out(copy, None)
        _paint(copy, held.run, [page for _, page in held.changed])
    except NotResumableError:
        return
    _keep(copy, held)


def first_page(revision: Revision) -> Retake | None:
    """Lay out and paint the first page that looks different; raises OutputError."""
    name = revision.part.name
    try:
        held = _held.pop(name, None)
        if held is None or held.key != revision.former.key:
            held = _laid_out(revision.former, None)
        made = _laid_out(revision.copy, held)
        taken = _taken(revision.copy, made)
    except NotResumableError:
        return None
    _keep(revision.copy, made)
    return taken


def next_page(revision: Revision) -> Retake | None:
    """Lay out and paint the next; raises OutputError."""
    name = revision.part.name
    held = _held.get(name)
    if held is None or held.key != revision.copy.key:
        return None
    try:
        return _taken(revision.copy, held)
    except NotResumableError:
        del _held[name]
        return None


def _keep(copy: Copy, held: _Held) -> None:
    _held[copy.part.name] = held
    _held.move_to_end(copy.part.name)
    while len(_held) > _HELD:
        _held.popitem(last=False)


def _laid_out(copy: Copy, former: _Held | None) -> _Held:
    engine = engine_for(copy.rendition, copy.dress)
    run = Run(engine, tree_of(engine, copy), former.run if former else None)
    return _Held(copy.key, run, run.changed())


def _taken(copy: Copy, held: _Held) -> Retake:
    found = list(islice(held.changed, 1))
    pages = [page for _, page in found]
    pdf, faces = _paint(copy, held.run, pages) if pages else (b"", ())
    return Retake(
        pages=tuple(at for at, _ in found),
        places=places(pages),
        faces=faces,
        is_last=held.run.is_known,
        pdf=pdf,
    )


def _paint(copy: Copy, run: Run, pages: list[Page]) -> tuple[bytes, Faces]:
    engine = engine_for(copy.rendition, copy.dress)
    return engine.paint(run.document(pages), as_artifacts, Shrink(copy), run.strokes)
