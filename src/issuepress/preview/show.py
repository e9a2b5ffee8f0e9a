"""What is on show: the last good edition with its pictures, and why there is no newer one."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from issuepress.errors import Finding
from issuepress.pdf.raster import Raster, Stack
from issuepress.preview import account
from issuepress.preview.edition import Edition, Press
from issuepress.preview.reading import Reading
from issuepress.preview.verdict import Verdict

_THUMBNAIL: Final = 0.25
"""Pixels to a point of the smallest pictures."""
_PICTURE_BYTES: Final = 96_000_000
"""How much memory painted pages may take."""


@dataclass(frozen=True, slots=True)
class Show:
    """What a browser can ask for; replaced as a whole, never changed."""

    number: int = 0
    edition: Edition | None = None
    findings: tuple[Finding, ...] = ()
    """What the checks and the engine had to say, of this edition or still of the former."""
    reading: Reading | None = None
    former_reading: Reading | None = None
    """The EPUB before, for documents that are still being shown."""
    verdict: Verdict = field(default_factory=Verdict)
    """EPUBCheck's, on the EPUB."""
    press: Press | None = None
    former: Edition | None = None
    """The edition before, to tell what changed, and for browsers that still show it."""
    retouched: Edition | None = None
    """The edition with pages set ahead, while browsers may still ask for these."""
    problems: tuple[Finding, ...] = ()
    """Why no newer edition could be made."""

    def rasters(self) -> set[Raster]:
        """Give all PDFs that are looked at."""
        stacks = [each.raster.rasters for each in (self.edition, self.former, self.retouched) if each]
        return {raster for stack in stacks for raster in stack} | (
            {self.press.raster} if self.press else set()
        )

    def account(self) -> dict[str, Any]:
        """Tell all of it."""
        edition, press = self.edition, self.press
        findings = (*self.findings, *account.copyfit(edition)) if edition else ()
        judged = (*(press.findings if press else ()), *self.verdict.findings)
        return {
            "number": self.number,
            "problems": account.of_findings(self.problems, edition),
            "findings": account.of_findings((*findings, *judged), edition),
            "judge": self.verdict.saying,
            "issue": account.of_edition(edition) if edition else None,
            "reading": account.of_reading(self.reading) if self.reading else None,
            "press": account.of_press(press, _first(edition)) if press and edition else None,
            "changed": account.changed(edition, self.former) if edition else [],
        }

    def digests(self) -> set[str]:
        """Give the digests of all pages that can be asked for."""
        shown = (self.edition, self.press, self.former, self.retouched)
        return {digest for each in shown if each for digest in each.raster.digests}

    def page(self, digest: str) -> tuple[Raster | Stack, int] | None:
        """Find a page by its digest; None where it is no longer on show."""
        for each in (self.edition, self.press, self.former, self.retouched):
            if each and digest in each.raster.digests:
                return each.raster, each.raster.digests.index(digest)
        return None

    def reading_file(self, digest: str, name: str) -> tuple[str, bytes] | None:
        """Give a file of the EPUB: its media type and its content; documents as text, to be framed."""
        known = (each for each in (self.reading, self.former_reading) if each and each.digest == digest)
        if (reading := next(known, None)) is None:
            return None
        page = next((page for page in reading.pages if page.file == name), None)
        return ("text/plain; charset=utf-8", page.html.encode()) if page else reading.files.get(name)

    def is_source(self, file: str) -> bool:
        """Tell whether the issue is made of a file, named by its path from the issue folder."""
        stories = self.edition.rendition.issue.stories if self.edition else ()
        named = {finding.where.file for finding in self.problems if finding.where}
        return file in {"issue.yaml", *(story.file for story in stories), *named}


def _first(edition: Edition) -> int:
    return edition.rendition.issue.print.first_page


class Pictures:
    """Painted pages, kept while they are on show and there is room; may be used from several threads."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[tuple[str, float], bytes] = OrderedDict()
        self._lock = Lock()

    def asked(self, digest: str) -> float | None:
        """Give the scale in which a page was last asked for, as a thumbnail aside; None if it never was."""
        with self._lock:
            scales = [scale for other, scale in self._kept if other == digest and scale > _THUMBNAIL]
        return scales[-1] if scales else None

    def picture(self, show: Show, digest: str, scale: float) -> bytes | None:
        """Paint a page that is on show, with so many pixels to a point; None for any other."""
        key = (digest, scale)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        if (found := show.page(digest)) is None:
            return None
        content = found[0].picture(found[1], scale)
        shown = show.digests()
        with self._lock:
            self._kept[key] = content
            for other in [each for each in self._kept if each[0] not in shown]:
                del self._kept[other]
            while sum(map(len, self._kept.values())) > _PICTURE_BYTES:
                self._kept.popitem(last=False)
        return content
