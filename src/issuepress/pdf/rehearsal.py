"""Rehearsals: while a build that stays has nothing to do, its workers get ready for the next save.

What a worker has laid out once, it lays out more quickly after an edit: it remembers how the words are shaped
(see `shaping`). So parts that none has set are laid out, and nothing else is kept of that. And a story that
gets a page longer or shorter moves all behind it: their running heads and folios are set for that, brought to
ink, and kept like all others. A rehearsal ends as soon as there is something to do.
This module knows no engine.
"""

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from math import inf
from threading import Event, Thread
from typing import Final, Self

from issuepress.errors import IssuepressError, OutputError
from issuepress.pdf.crew import Crew
from issuepress.pdf.galley import Copy, Furnishing, around, dress_of, set_furniture, stored_furniture
from issuepress.pdf.layout import Layout, bare_rendition
from issuepress.pdf.make_up import lay_out
from issuepress.pdf.private import is_plain
from issuepress.pdf.worker import is_awaited
from issuepress.rendition import Part, Rendition
from issuepress.snapshot import Snapshot

_WORKERS: Final = 2
"""So many are there from then on."""
_TURNS: Final = count(1)


@dataclass(frozen=True)
class Trial(Snapshot):
    """What a worker is given to lay out."""

    copy: Copy
    turn: int
    """Which rehearsal it belongs to."""

    @property
    def part(self) -> Part:
        """The part."""
        return self.copy.part


@dataclass(frozen=True)
class Move(Snapshot):
    """What stands around a part on the pages that it may move to."""

    furnishing: Furnishing
    is_printed: bool


class Rehearsal:
    """Has workers, if there are any, get ready for the next save while its block lasts."""

    def __init__(self, crew: Crew, rendition: Rendition, *, is_printed: bool) -> None:
        """Take an issue that was laid out by this crew, and tell whether there is a print PDF of it."""
        self._crew, self._rendition, self._is_printed = crew, rendition, is_printed
        self._turn, self._dress, self._ended = next(_TURNS), dress_of(rendition), Event()
        self._thread = Thread(target=self._work, name="rehearsal", daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        if self._crew.jobs and not is_plain():
            self._crew.start(_WORKERS)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Call it off: who is at it leaves off, and who is not will not begin."""
        self._ended.set()
        self._crew.prepare(_call_off, self._turn)

    def wait(self) -> None:
        """Wait until all is ready."""
        self._thread.join()

    def _work(self) -> None:
        """Put one task at a time before the crew: the other processors are somebody else's."""
        # The build tells what can't be set or read; a crew that was sent home takes and ends no task.
        with suppress(IssuepressError, OSError, CancelledError, RuntimeError):
            layout = self._recalled()
            first, *others = _by_last_save(layout.rendition)
            self._try_out(layout, first)
            self._move(layout)
            for part in others:
                self._try_out(layout, part)

    def _recalled(self) -> Layout:
        """Lay the issue out from what was kept, which this process then has at hand."""
        layout = lay_out(self._rendition, crew=self._crew)
        if self._is_printed:
            from issuepress.pdf.press import begin_plates  # noqa: PLC0415 - not without a print PDF

            list(begin_plates(layout, self._crew)())
        return layout

    def _try_out(self, layout: Layout, part: Part) -> None:
        if not self._ended.is_set() and not self._crew.knows(part.name):
            bare, others = bare_rendition(layout.rendition, part), around(layout.rendition, part)
            copy = Copy(bare, recto=True, around=others, dress=self._dress)
            with suppress(IssuepressError):
                self._crew.submit(try_out, Trial(copy, self._turn)).result()

    def _move(self, layout: Layout) -> None:
        for furnishing in _moved(layout, self._dress):
            if self._ended.is_set():
                return
            if stored_furniture(furnishing) is None:
                self._crew.submit(move, Move(furnishing, self._is_printed)).result()


def _by_last_save(rendition: Rendition) -> list[Part]:
    """Give the parts in the order in which an edit of them is likely."""
    home = rendition.issue.folder

    def age(part: Part) -> float:
        return -(home / part.story.file).stat().st_mtime if part.story else inf

    return sorted(rendition.parts, key=age)


def _moved(layout: Layout, dress: str) -> Iterator[Furnishing]:
    """Give what stands around all parts behind the first story, a page further on and a page back."""
    bare = bare_rendition(layout.rendition)
    first = next((at for at, each in enumerate(layout.parts) if each.part.story), len(layout.parts))
    for by in (1, -1):
        for each in layout.parts[first + 1 :]:
            yield Furnishing.of(bare, each.galley, each.number + by, dress)


_CALLED_OFF: Final = [0]
"""In a worker, the last rehearsal that was called off."""


def _call_off(turn: int) -> None:
    _CALLED_OFF[0] = turn


def try_out(trial: Trial) -> None:
    """Lay a part out and forget it; raises OutputError when it is called off, or the engine fails."""
    from issuepress.pdf.setting import rehearse  # noqa: PLC0415 - the engine is slow to import

    def heed() -> None:
        if trial.turn <= _CALLED_OFF[0] or is_awaited():
            raise OutputError("the rehearsal is over")

    heed()
    rehearse(trial.copy, heed)


def move(to: Move) -> None:
    """Set what stands around a part on other pages, and keep it; raises OutputError when the engine fails."""
    furniture = set_furniture(to.furnishing)
    if to.is_printed:
        from issuepress.pdf.press.plates import Original, Press, separate  # noqa: PLC0415 - see above

        bare = to.furnishing.rendition
        separate(Original.of(bare, Press.of(bare), furniture.key, furniture.pdf))
