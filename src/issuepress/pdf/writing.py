"""Write the PDFs of a layout: for print with bleed and marks, for the screen with links and bookmarks."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, Literal

import pikepdf

from issuepress.errors import Finding
from issuepress.pdf.crew import Crew, Errand
from issuepress.pdf.joining import join
from issuepress.pdf.layout import Layout
from issuepress.pdf.press import VERSION, PlatePair, PressRun, begin_plates
from issuepress.pdf.press.ahead import Ahead
from issuepress.pdf.screen.finishing import finish_screen

Purpose = Literal["print", "screen"]


def write_pdf(
    layout: Layout,
    target: Path,
    *,
    purpose: Purpose,
    modified: datetime,
    plates: Callable[[], Iterable[PlatePair]] | None = None,
) -> tuple[Finding, ...]:
    """Write one of the two PDFs of a layout; the caller moves it into place.

    `plates` gives the parts in ink for the print PDF, where `begin_plates` was called before. Gives what
    the preflight of the print PDF found. Raises OutputError when something can't be brought to ink, or a
    link leads nowhere.
    """
    if purpose == "screen":
        write_screen(layout, target, modified=modified)
        return ()
    coming = (plates or begin_plates(layout, Crew(0)))()
    with Ahead(target) as ahead:
        joined, found = PressRun(layout, modified).finish(_pictures_ahead(coming, ahead))
        save(joined.pdf, layout, target, version=VERSION, ahead=ahead)
    return found


def _pictures_ahead(plates: Iterable[PlatePair], ahead: Ahead) -> Iterator[PlatePair]:
    for pair in plates:
        for each in pair:
            ahead.begin(each.inks)
        yield pair


def begin_screen(layout: Layout, target: Path, modified: datetime, crew: Crew) -> Errand[Path]:
    """Have the screen PDF of a layout written, or do so at last; see `write_screen`."""
    return crew.errand(partial(write_screen, layout, modified=modified), target)


def write_screen(layout: Layout, target: Path, *, modified: datetime) -> None:
    """Write the screen PDF of a layout; the caller moves it into place.

    Raises OutputError for a link that leads nowhere.
    """
    joined = join(layout, [(part.galley.pdf, part.furniture.pdf) for part in layout.parts])
    finish_screen(joined, layout, modified)
    save(joined.pdf, layout, target)


def save(
    pdf: pikepdf.Pdf, layout: Layout, target: Path, *, version: str = "", ahead: Ahead | None = None
) -> None:
    """Write a finished file, so that the same content has the same bytes; pictures may be there `ahead`.

    Its identifier (ISO 32000-2, 14.4) is told from all of it; pictures in ink are told by their names, which
    are digests. qpdf's own `deterministic_id` takes longer than all else of the writing.
    Raises OutputError for a picture in ink that is no longer there.
    """
    pdf.Root.Lang = pikepdf.String(layout.rendition.issue.language)
    file = io.BytesIO()
    pdf.save(
        file,
        static_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        force_version=version,
    )
    written = file.getvalue()
    name = hashlib.sha256(written).hexdigest()[: len(_NO_ID) - 2].encode()
    cross = int(written[-_TAIL:].split(b"startxref\n")[1].split()[0])
    with ahead or Ahead(target) as output:
        output.finish(written, cross, (_NO_ID, b"<%b>" % name))


_NO_ID: Final = b"<31415926535897932384626433832795>"
"""What qpdf writes with `static_id`."""
_TAIL: Final = 64
"""More bytes than the last lines of a file take, which tell where its cross-references stand."""
