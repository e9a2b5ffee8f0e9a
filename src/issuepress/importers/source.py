"""What an importer is given and what it gives back."""

from typing import NamedTuple

from issuepress.errors import Finding, Place


class Source(NamedTuple):
    """The body of one manuscript, before it is read."""

    text: str
    """The manuscript after its front matter."""
    file: str
    """The manuscript's path as staff know it."""
    line: int
    """The line of the file on which `text` begins, counted from 1."""
    slug: str
    """The story's short name; every id in the body begins with it."""
    language: str
    """The story's language, as a BCP 47 tag."""


class Body(NamedTuple):
    """The body of one manuscript as clean XHTML fragments (see `issuepress.fragment`)."""

    html: str
    """The body."""
    notes: tuple[str, ...]
    """The footnotes in order of their first call: the blocks alone, no wrapper, no link back."""
    findings: tuple[Finding, ...]
    """What has to be put right; an error means that some of the manuscript may be missing."""


class Report:
    """Gathers the findings of one manuscript."""

    def __init__(self, file: str, first: int = 1) -> None:
        """Speak of a file whose text begins on line `first`."""
        self.file = file
        self._first = first
        self._found: dict[Finding, None] = {}

    def line(self, row: int) -> int:
        """Turn a row of the text, counted from 0, into a line of the file."""
        return self._first + row

    def add(self, message: str, line: int | None, hint: str | None = None) -> None:
        """Note an error at a line of the file; the same finding twice is one finding."""
        self._found[Finding(message, Place(self.file, line), hint)] = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings in order of their lines."""
        return tuple(sorted(self._found, key=lambda found: (found.where and found.where.line) or 0))
