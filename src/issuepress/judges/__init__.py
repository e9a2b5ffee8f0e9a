"""Judges: other people's programs that say what is wrong with what was made, told as findings.

epubcheck ── how EPUBCheck is found and run, and what it says
"""

import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import Final

from issuepress.errors import Finding, Place
from issuepress.judges.epubcheck import HOW_TO_GET, Message, Wait, is_installed, messages
from issuepress.origins import Origins
from issuepress.rendition import Rendition

__all__ = ["HOW_TO_GET", "epub_findings", "is_installed"]

_OF_THE_ISSUE: Final = frozenset((".opf", ".ncx", ".xhtml"))
"""Files of the package that are made of `issue.yaml`, unless they are a part's."""
_PARSING: Final = re.compile("^(Fatal )?Error while parsing file: ")
_EXPECTED: Final = re.compile("; (?=expected |must )")
_PATTERN: Final = "regular expression"
"""Speaks to programmers alone."""
_LONGEST: Final = 200
"""Characters of a hint: EPUBCheck lists every element that would be allowed."""


def epub_findings(epub: Path, rendition: Rendition, wait: Wait | None = None) -> tuple[Finding, ...] | None:
    """Give what EPUBCheck has against an EPUB of a rendition, each with its place in the manuscripts.

    With `wait`, other work goes first; it is called with seconds to wait, and gives True when the verdict
    is no longer wanted: then there is none. When EPUBCheck can't give a verdict, a warning says so.
    """
    told = messages(epub, wait)
    if told is None:
        return None
    if isinstance(told, Finding):
        return (told,)
    with zipfile.ZipFile(epub) as book:
        places = _Places(book, rendition)
        return tuple(dict.fromkeys(_finding(message, places.find(message)) for message in told))


class _Places:
    """An EPUB and the rendition that it was made of, to find in the manuscripts what messages are about."""

    def __init__(self, book: zipfile.ZipFile, rendition: Rendition) -> None:
        self._book, self._parts = book, {f"{part.name}.xhtml": part for part in rendition.parts}
        self._known: dict[str, Origins] = {}

    def find(self, message: Message) -> Place | None:
        """Give the place of a message; None where it speaks of a picture, a font, a style or the whole."""
        path = PurePosixPath(message.file)
        if (part := self._parts.get(path.name)) is None:
            return Place("issue.yaml") if path.suffix in _OF_THE_ISSUE else None
        file = part.story.file if part.story else "issue.yaml"
        if message.file not in self._known:
            try:
                self._known[message.file] = Origins(self._book.read(message.file), part)
            except KeyError:  # it is missing
                return Place(file)
        return Place(file, self._known[message.file].line_of(message.line, message.column))


def _finding(message: Message, where: Place | None) -> Finding:
    said, *expected = _EXPECTED.split(_PARSING.sub("", message.text), maxsplit=1)
    within = f" in {message.place}" if message.file and where is None else ""
    hint = message.suggestion or "".join(each for each in expected if _PATTERN not in each)
    return Finding(
        f"EPUBCheck {message.id}{within}: {said.rstrip('.')}",
        where,
        _shortened(hint.rstrip(".")) or None,
        "warning" if message.severity == "WARNING" else "error",
    )


def _shortened(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rpartition(' ')[0].rstrip(',')} …"
