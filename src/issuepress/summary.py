"""What a build is told to make, and what it tells of what it made."""

import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

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


class Listed(NamedTuple):
    """A story as a summary lists it."""

    slug: str
    title: str
    words: int


@dataclass
class Summary:
    """What a build made: files, pages and seconds for each step.

    A pickled one holds its issue as bytes, which are read when it is asked for: the records of an issue are
    slow to import, and what is said of a build needs none.
    """

    _issue: "Issue | bytes"
    files: list[Path] = field(default_factory=list)
    folios: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    spine: str = ""
    """The spine of a cover printed by itself, in words."""
    findings: list[Finding] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    title: str = field(init=False)
    """The names of magazine and issue, and the date."""
    stories: tuple[Listed, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Note what is said of the issue."""
        issue = self.issue
        self.title = f"{issue.publication.title.plain}: {issue.title.plain}, {issue.dateline}"
        self.stories = tuple(Listed(each.slug, each.title.plain, each.words) for each in issue.stories)

    @property
    def issue(self) -> "Issue":
        """The issue as it was read."""
        if isinstance(self._issue, bytes):
            self._issue = pickle.loads(self._issue)  # noqa: S301 - see `__getstate__`
        return cast("Issue", self._issue)

    @property
    def words(self) -> int:
        """How many words the stories have together."""
        return sum(story.words for story in self.stories)

    def __getstate__(self) -> dict[str, object]:
        """Give the state with the issue packed."""
        packed = self._issue if isinstance(self._issue, bytes) else pickle.dumps(self._issue)
        return {**vars(self), "_issue": packed}

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Add the time inside the block to a step."""
        start = time.perf_counter()
        yield
        self.seconds[step] = self.seconds.get(step, 0.0) + time.perf_counter() - start
