"""What was seen on the pages on the way to ink: the material of the preflight."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from issuepress.builds import Build


class Inked(NamedTuple):
    """A size in points and the build it is printed in."""

    size: float
    build: Build


@dataclass(slots=True)
class Sightings:
    """What stands on the page in hand and on those before, by page number from 1."""

    page: int = 1
    lines: dict[int, set[Inked]] = field(default_factory=lambda: defaultdict(set))
    """Lines below two points."""
    types: dict[int, set[Inked]] = field(default_factory=lambda: defaultdict(set))
    """Type sizes."""
    pictures: dict[int, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    """Pixels an inch of each picture, by its name in the file: the lowest on the page."""

    spots: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The spot colours that are printed on each page."""

    def spot(self, name: str) -> None:
        """See a spot colour."""
        self.spots[self.page].add(name)

    def line(self, build: Build | None, weight: float) -> None:
        """See a line of a weight in points."""
        if build is not None and 0 < weight < 2:
            self.lines[self.page].add(Inked(round(weight, 2), build))

    def text(self, build: Build | None, size: float) -> None:
        """See type of a size in points."""
        if build is not None:
            self.types[self.page].add(Inked(round(size, 1), build))

    def picture(self, name: str, ppi: float) -> None:
        """See a picture with so many pixels an inch as placed."""
        page = self.pictures[self.page]
        page[name] = min(ppi, page.get(name, ppi))

    def take(self, other: "Sightings", before: int) -> None:
        """Take in what was seen on pages that stand behind `before` others."""
        for page in other.lines:
            self.lines[page + before] |= other.lines[page]
        for page in other.types:
            self.types[page + before] |= other.types[page]
        for page in other.spots:
            self.spots[page + before] |= other.spots[page]
        for page in other.pictures:
            for name, ppi in other.pictures[page].items():
                mine = self.pictures[page + before]
                mine[name] = min(ppi, mine.get(name, ppi))
