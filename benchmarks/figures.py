"""What is measured, and the goal for each figure."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from benchmarks.issues import Order, add_a_page, change_a_word, make_issue
from benchmarks.measuring import Cost, Watch
from benchmarks.peers import CHROMIUM, PANDOC, VIVLIOSTYLE, WEASYPRINT, Peer
from issuepress.cache import VARIABLE

Part = Literal["wall", "memory", "wall a page"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio of two costs, and what it should not exceed."""

    name: str
    words: str
    goal: float
    ours: Callable[["Bench", int], Cost]
    theirs: Callable[["Bench", int], Cost]
    part: Part = "wall"

    def ratio(self, bench: "Bench", run: int) -> float:
        """Measure both in one run and give ours by theirs."""
        ours, theirs = self.ours(bench, run), self.theirs(bench, run)
        match self.part:
            case "wall":
                return ours.wall / theirs.wall
            case "memory":
                return ours.memory / theirs.memory
            case "wall a page":
                return ours.wall / theirs.wall / 4


@dataclass
class Bench:
    """A place to measure in: issues, caches and outputs in folders of their own.

    What was measured in a run is not measured again in it, so that figures of one run are paired.
    """

    home: Path
    pages: int
    """The size of the small issue; the middle one has twice, the large one four times as many."""
    costs: dict[tuple[str, int], Cost] = field(default_factory=dict)

    def cold(self, run: int, times: int = 1) -> Cost:
        """Build all outputs with nothing in the cache."""

        def make() -> Cost:
            cache = self.home / "cache-cold"
            shutil.rmtree(cache, ignore_errors=True)
            return self._build(self._issue(times), cache, run)

        return self._cost(f"cold {times}", run, make)

    def edited(self, run: int, change: Callable[[Path, int], None], story: int) -> Cost:
        """Build again after a change to a story of the middle issue; each run changes another one."""

        def make() -> Cost:
            issue, cache = self._built
            change(issue, story + run)
            return self._build(issue, cache, run)

        return self._cost(f"edit {change.__name__}", run, make)

    def saved(self, run: int, change: Callable[[Path, int], None], story: int) -> Cost:
        """Change a story of the middle issue while `build --watch` follows it."""
        return self._cost(f"saved {change.__name__}", run, lambda: self._stays.after(change, story + run))

    def close(self) -> None:
        """End what still runs."""
        if "_stays" in self.__dict__:
            self._stays.end()

    def unchanged(self, run: int) -> Cost:
        """Build again with nothing changed."""

        def make() -> Cost:
            issue, cache = self._built
            self._build(issue, cache, run)
            return self._build(issue, cache, run)

        return self._cost("unchanged", run, make)

    def epub(self, run: int) -> Cost:
        """Make the EPUB alone, when a build has laid the issue out and prepared its pictures."""

        def make() -> Cost:
            issue, cache = self._illustrated
            (self._scratch / "issue.epub").unlink(missing_ok=True)  # or there would be nothing to do
            return self._ours(["epub", issue, "-o", "issue.epub"], cache)

        return self._cost("epub", run, make)

    def start(self, run: int) -> Cost:
        """Ask issuepress for its version."""
        return self._cost("start", run, lambda: self._ours(["--version"], self.home / "cache"))

    def click(self, run: int) -> Cost:
        """Import click, which no command of issuepress can do without."""
        command = [sys.executable, "-c", "import click"]
        return self._cost("click", run, lambda: Cost.of(command, self._scratch, {}))

    def peer(self, peer: Peer, run: int, times: int = 1) -> Cost:
        """Let a peer make its output."""
        issue = self._illustrated[0] if peer is PANDOC else self._issue(times)
        command = peer.command(issue, self._scratch)
        return self._cost(f"{peer.name} {times}", run, lambda: Cost.of(command, self._scratch, {}))

    @cached_property
    def _scratch(self) -> Path:
        scratch = self.home / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        return scratch

    @cached_property
    def _built(self) -> tuple[Path, Path]:
        """Give a copy of the middle issue, to be edited, and a cache in which it is built."""
        copy, cache = self.home / "edited", self.home / "cache-edited"
        for folder in (copy, cache):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._issue(2), copy)
        self._build(copy, cache, 0)
        return copy, cache

    @cached_property
    def _stays(self) -> Watch:
        """Have a command follow a copy of the middle issue in which all is built."""
        copy = self.home / "followed"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self._issue(2), copy)
        return Watch(copy, self.home / "out-followed", {VARIABLE: str(self.home / "cache-followed")})

    @cached_property
    def _illustrated(self) -> tuple[Path, Path]:
        issue, cache = make_issue(Order(30, pictures=2), self.home), self.home / "cache-illustrated"
        shutil.rmtree(cache, ignore_errors=True)
        self._build(issue, cache, 0)
        return issue, cache

    def _issue(self, times: int) -> Path:
        return make_issue(Order.of_pages(times * self.pages), self.home)

    def _build(self, issue: Path, cache: Path, run: int) -> Cost:
        return self._ours(["build", issue, "-o", self._scratch / f"out-{run % 2}"], cache)

    def _ours(self, arguments: list[str | Path], cache: Path) -> Cost:
        program = Path(sys.executable).parent / "issuepress"
        return Cost.of([program, *arguments], self._scratch, {VARIABLE: str(cache)})

    def _cost(self, name: str, run: int, measure: Callable[[], Cost]) -> Cost:
        if (name, run) not in self.costs:
            self.costs[name, run] = measure()
        return self.costs[name, run]


def _plain(times: int) -> Callable[[Bench, int], Cost]:
    return lambda bench, run: bench.peer(WEASYPRINT, run, times)


FIGURES: Final = (
    Figure("start", "issuepress --version : import click", 1.5, Bench.start, Bench.click),
    Figure(
        "epub", "EPUB of 30 stories and 60 pictures, these and the folios kept : pandoc", 0.10, Bench.epub,
        lambda bench, run: bench.peer(PANDOC, run),
    ),
    Figure("nothing", "nothing changed, middle issue : WeasyPrint", 0.01, Bench.unchanged, _plain(2)),
    Figure(
        "edit", "one word changed, middle issue : WeasyPrint", 0.03,
        lambda bench, run: bench.edited(run, change_a_word, 2), _plain(2),
    ),
    Figure(
        "shift", "folios shifted, middle issue : WeasyPrint", 0.05,
        lambda bench, run: bench.edited(run, add_a_page, 2), _plain(2),
    ),
    Figure(
        "saved", "one word saved under --watch : WeasyPrint", 0.03,
        lambda bench, run: bench.saved(run, change_a_word, 2), _plain(2),
    ),
    Figure(
        "saved-shift", "folios shifted under --watch : WeasyPrint", 0.05,
        lambda bench, run: bench.saved(run, add_a_page, 2), _plain(2),
    ),
    Figure("cold", "all outputs, small issue : WeasyPrint", 0.30, Bench.cold, _plain(1)),
    Figure(
        "chromium", "all outputs, small issue : Chromium", 0.65, Bench.cold,
        lambda bench, run: bench.peer(CHROMIUM, run),
    ),
    Figure(
        "vivliostyle", "all outputs, small issue : Vivliostyle", 0.30, Bench.cold,
        lambda bench, run: bench.peer(VIVLIOSTYLE, run),
    ),
    Figure(
        "large", "all outputs, large issue : WeasyPrint", 0.25, lambda bench, run: bench.cold(run, 4),
        _plain(4),
    ),
    Figure(
        "growth", "time a page, large issue : small issue", 1.10, lambda bench, run: bench.cold(run, 4),
        Bench.cold, "wall a page",
    ),
    Figure(
        "memory", "largest process, large issue : WeasyPrint", 0.60, lambda bench, run: bench.cold(run, 4),
        _plain(4), "memory",
    ),
)  # fmt: skip
"""Every figure, the quick ones first."""
