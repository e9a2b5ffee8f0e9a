"""What a build is told to make, and what it tells of what it made."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from issuepress.errors import Finding

if TYPE_CHECKING:
    from issuepress.issue import Issue

Output = Literal["epub", "print", "print-cover", "screen", "cover"]
SUFFIXES: dict[Output, str] = {
    "epub": ".epub",
    "print": "-print.pdf",
    "print-cover": "-print-cover.pdf",
    "screen": "-screen.pdf",
    "cover": "-cover.jpg",
}
"""Every output and what its file name ends in; the start is the name of the issue's folder."""

Report = Callable[[str, str], None]
"""Told of each step of the road and of what it works on."""


def silent(_step: str, _detail: str) -> None:
    """Report nothing."""


@dataclass
class Summary:
    """What a build made: files, pages and seconds for each step."""

    issue: "Issue"
    files: list[Path] = field(default_factory=list)
    folios: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    spine: str = ""
    """The spine of a cover printed by itself, in words."""
    findings: list[Finding] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Add the time inside the block to a step."""
        start = time.perf_counter()
        yield
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - start
