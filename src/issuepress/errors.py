"""What can go wrong, and where.

IssuepressError(message, *, where=None, hint=None)      exit code 1
├─ ManuscriptError   an issue file or a manuscript can't be read (carries every finding)
├─ ThemeError        unknown theme, missing file, cycle in `extends`
├─ RenderError       a template or a link
├─ OutputError       an engine failed
└─ ChecksFailed      findings at or above the threshold
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple, Self


class Place(NamedTuple):
    """A spot in a source file: its path as staff know it and a line counted from 1."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        """Read `file:line`, the form editors and terminals turn into a link."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Finding(NamedTuple):
    """One thing to put right: an `error` stops the build, a `warning` is only said."""

    message: str
    where: Place | None = None
    hint: str | None = None
    level: Literal["error", "warning"] = "error"
    criterion: str | None = None
    """The success criterion of WCAG 2.2 that the EPUB fails by it, such as `1.1.1`."""

    def __str__(self) -> str:
        """Give the one or two lines that a terminal shows."""
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head}\n  hint: {self.hint}" if self.hint else head


class IssuepressError(Exception):
    """Base of all errors that issuepress raises on purpose."""

    def __init__(self, message: str, *, where: Place | None = None, hint: str | None = None) -> None:
        """Keep the one finding that this error stands for."""
        self.findings: tuple[Finding, ...] = (Finding(message, where, hint),)
        super().__init__(message)

    def __str__(self) -> str:
        """Give every finding, each on its own lines."""
        return "\n".join(str(finding) for finding in self.findings)

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Self:
        """Carry several findings at once, in the order of their places."""
        found = sorted(findings, key=_position)
        error = cls(found[0].message)
        error.findings = tuple(found)
        return error


class ManuscriptError(IssuepressError):
    """An issue file or manuscripts can't be read as they stand."""


class ThemeError(IssuepressError):
    """A theme is unknown, lacks a file or extends itself."""


class RenderError(IssuepressError):
    """A template failed or a link leads nowhere."""


class OutputError(IssuepressError):
    """An engine could not write an output."""


class ChecksFailed(IssuepressError):  # noqa: N818 - it is the issue that failed, not the program
    """The checks found errors."""


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """Phrase the hint that names the nearest valid word, or the valid words when few."""
    from difflib import get_close_matches  # noqa: PLC0415 - only mistakes need it

    choices = sorted(valid)
    if close := get_close_matches(word, choices, n=1, cutoff=0.6):
        return f"did you mean '{close[0]}'?"
    return f"valid here: {', '.join(choices)}" if 0 < len(choices) <= 24 else None


def _position(finding: Finding) -> tuple[str, int]:
    where = finding.where or Place("")
    return where.file, where.line or 0
