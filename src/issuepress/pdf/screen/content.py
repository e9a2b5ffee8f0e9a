"""Content streams: each marked-content sequence becomes a numbered piece of the story or an artifact."""

import re
from typing import Any

import pydyf
from weasyprint.pdf.stream import Stream

from issuepress.pdf.screen.painting import Ink

_MARKS = (b"BMC", b"BDC", b"EMC")
_LAST_GLYPH = re.compile(rb"\[(.*)<([0-9a-f]*)([0-9a-f]{4})>((?:-?[\d.]+(?:<>)?)?)\] TJ", re.DOTALL)
_SOFT_HYPHEN = "\u00ad"


def renumber(content: Stream, inks: dict[int, Ink], start: int = 0) -> list[Ink]:
    """Rewrite the marks of a stream, and give the pieces that it numbers, from `start` on, in that order.

    `inks` knows the page's pieces by the engine's own numbers. What is not among them, and what is no
    part of the story, becomes an artifact (ISO 32000-1, 14.8.2.2). A line drawn with its text, such as
    an underline, is part of that text: no artifact may stand inside tagged content (ISO 14289-1, 7.1).
    """
    rewriter = _Rewriter(inks, start)
    out = rewriter.out
    for item in content.stream:
        if item in _MARKS:
            rewriter.take(item)
        else:
            out.append(item)
    content.stream = out
    return rewriter.numbered


class _Rewriter:
    def __init__(self, inks: dict[int, Ink], start: int) -> None:
        self.inks, self.next = inks, start
        self.out: list[Any] = []
        self.numbered: list[Ink] = []
        self.open: list[Ink | None] = []
        """The sequences that are open, None for an artifact."""

    def take(self, mark: bytes) -> None:
        """Take what begins or ends a sequence."""
        if mark == b"EMC":
            self._end()
        elif mark == b"BDC":
            properties = self.out.pop()
            self._begin([self.out.pop(), properties])
        else:
            self._begin([self.out.pop()])

    def _end(self) -> None:
        ink = self.open.pop()
        if not self.open:
            if ink is not None and ink.is_hyphenated:
                self._soften()
            self.out.append(b"EMC")

    def _begin(self, mark: list[Any]) -> None:
        ink = self.inks.get(mark[1]["MCID"]) if len(mark) > 1 and "MCID" in mark[1] else None
        is_told = ink is not None and ink.artifact is None
        self.open.append(ink if is_told else None)
        if len(self.open) > 1:
            return
        if ink is not None and is_told:
            self.out += [mark[0], pydyf.Dictionary({"MCID": self.next}), b"BDC"]
            self.numbered.append(ink)
            self.next += 1
        elif ink is not None and ink.artifact:
            self.out += ["/Artifact", pydyf.Dictionary(ink.artifact), b"BDC"]
        else:
            self.out += ["/Artifact", b"BMC"]

    def _soften(self) -> None:
        """Say that a line ends in a soft hyphen, so that its word is read whole (14.8.2.2.3)."""
        at = next((at for at in range(len(self.out) - 1, -1, -1) if str(self.out[at]).endswith(" TJ'")), None)
        match = _LAST_GLYPH.fullmatch(self.out[at]) if at is not None else None
        if at is None or match is None:
            return
        before, run, glyph, kern = match.groups()
        soft = pydyf.Dictionary({"ActualText": pydyf.String(_SOFT_HYPHEN)})
        shown = [b"[" + before + b"<" + run + b">] TJ"] if before or run else []
        self.out[at : at + 1] = [*shown, "/Span", soft, b"BDC", b"[<" + glyph + b">" + kern + b"] TJ", b"EMC"]
