"""The studio: follows an issue's files and makes edition after edition; the last good one stays on show."""

import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG
from threading import Event, Thread
from typing import Any, Final

from issuepress import fragment
from issuepress.errors import IssuepressError, OutputError
from issuepress.following import Follower, home_of, matters
from issuepress.judges import is_installed
from issuepress.lazily import no_garbage
from issuepress.pdf.crew import TERM, Crew
from issuepress.pdf.layout import Layout
from issuepress.preview import account
from issuepress.preview.edition import (
    Edition,
    dressed,
    find,
    get_ready_to_read,
    judge,
    make_edition,
    make_press,
    make_reading,
    make_sketches,
    read_again,
    read_issue,
    sketch_outline,
)
from issuepress.preview.opening import full_crew
from issuepress.preview.outline import begin_outline
from issuepress.preview.retouch import Retoucher
from issuepress.preview.show import Pictures, Show
from issuepress.preview.verdict import given, no_verdict
from issuepress.rendition import Rendition
from issuepress.upkeep import tidy

_States = dict[Path, tuple[int, int] | None]
"""Of each file its time and its size; None for a folder, and for a file that has just gone."""
Tell = Callable[[str, Mapping[str, Any]], None]
"""Told of news from the studio's own threads: its name, and what there is to say."""

_BREATH: Final = 0.15
"""Seconds for which browsers have the processor, to show changed pages, before the rest is made."""
_REST: Final = 4.0
"""Seconds without a change after which EPUBCheck is asked: it takes a processor for as long."""


class _OvertakenError(Exception):
    """A newer change has made useless what is being made."""


class Studio:
    """Makes editions in a thread of its own and tells whoever listens."""

    def __init__(
        self,
        path: Path,
        tell: Tell,
        crew: Crew | None = None,
        outline: Iterator[Layout] | None = None,
        *,
        judged: bool = False,
    ) -> None:
        """Take an issue by its folder or its `issue.yaml`; nothing is made before `start`.

        A crew, and an outline that it has begun, may be there already. When it is to be `judged`, EPUBCheck
        looks at the EPUB in quiet moments, where it is installed.
        """
        self.path, self._tell = path, tell
        self.show, self._pictures = Show(verdict=no_verdict(wanted=judged)), Pictures()
        self._is_judged = judged and is_installed()
        self.saying = ""
        self._seen: dict[Path, _States] = {}
        """The files as they were when they were last looked at, by their folders."""
        self._is_stale = True
        """Whether something has changed since the last edition."""
        self._full: Edition | None = None
        """The last edition that was made whole."""
        self._editions = 0
        self._page = 1
        """The page that an editor looks at."""
        self._folders: tuple[Path, ...] = (self.folder,)
        self._crew, self._retoucher = crew or full_crew(), Retoucher()
        self._outline = outline
        self._dirty, self._stopped, self._wants_press = Event(), Event(), Event()
        self._follower = Follower(self._dirty, *self._folders)
        self._thread = Thread(target=self._work, name="editions")

    @property
    def folder(self) -> Path:
        """The folder of the issue."""
        return home_of(self.path)

    @property
    def _epub(self) -> Path:
        """Where the EPUB of the last edition lies."""
        return Path(self._scratch.name) / "issue.epub"

    def start(self) -> None:
        """Make the first edition, and follow the files."""
        self._scratch = tempfile.TemporaryDirectory(prefix="issuepress-")
        self._dirty.set()
        self._crew.start()
        self._follower.start()
        self._thread.start()

    def stop(self) -> None:
        """Follow nothing any more; an edition that is being made is given up."""
        self._stopped.set()
        self._dirty.set()
        self._crew.close()
        self._retoucher.close()
        self._follower.stop()
        self._thread.join()
        for raster in self.show.rasters():
            raster.close()
        self._scratch.cleanup()

    def picture(self, digest: str, scale: float) -> bytes | None:
        """Paint a page that is on show, see `Pictures`."""
        return self._pictures.picture(self.show, digest, scale)

    def ask_for_press(self) -> None:
        """Have the print PDF made, with its preflight, once nothing else is to be done."""
        self._wants_press.set()
        self._dirty.set()

    def look_at(self, page: int) -> None:
        """Get ready for edits of what stands on a page."""
        self._page = page
        if self._full and not self._is_stale and not self._stopped.is_set():
            self._retoucher.get_ready(self._full, page)
            get_ready_to_read(self._full, page)

    def _work(self) -> None:
        while self._dirty.wait() and not self._stopped.is_set():
            self._dirty.clear()
            try:
                self._make()
                self.look_at(self._page)
                self._say("")
                self._judge()
            except _OvertakenError:
                continue
            except IssuepressError as error:
                self._put(problems=error.findings)
            except Exception as error:  # noqa: BLE001 - a bug must not end the preview: it is shown as a problem
                self._put(problems=OutputError(f"{type(error).__name__}: {error}").findings)
            self._say("")

    def _make(self) -> None:
        changed = self._look()
        if self._is_stale:
            if self._full is None:
                self._show_outline()
            elif len(changed) == 1:
                self._retouch(*changed)
            self._renew(dressed(read_issue(self.path, self._go_on)))
        if self._wants_press.is_set() and self.show.edition and not self.show.problems:
            self._put(press=make_press(self.show.edition, self._crew, self._go_on))
            self._wants_press.clear()

    def _show_outline(self) -> None:
        """Show what stands before the stories, while there is nothing else to show."""
        outline, self._outline = self._outline or begin_outline(self.path, self._crew), None
        for sketch in sketch_outline(outline, self._crew, self._go_on):
            self._put(edition=sketch)
        self._paint_ahead()
        self._dirty.wait(_BREATH)

    def _paint_ahead(self) -> None:
        """Paint the first spread as large as browsers asked for the cover, while they read of it."""
        digests = self.show.edition.raster.digests if self.show.edition else ()
        if digests and (scale := self._pictures.asked(digests[0])):
            for digest in digests[1:3]:
                self._pictures.picture(self.show, digest, scale)

    def _look(self) -> set[Path]:
        """Look at the files, and give those that are not as they were."""
        before, self._seen = self._seen, {folder: _states(folder) for folder in self._folders}
        changed = {
            path
            for folder, states in self._seen.items()
            for path, _ in states.items() ^ before.get(folder, {}).items()
        }
        self._is_stale |= bool(changed)
        return changed

    def _retouch(self, path: Path) -> None:
        """Show the changed pages of one story ahead of all else."""
        assert self.show.edition  # noqa: S101 - there is a whole one
        file = path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else ""
        if (issue := read_again(self.show.edition.rendition.issue, file)) is None:
            return
        self._say("setting the changed pages")
        with no_garbage():
            for edition, numbers in self._retoucher.retouched(self.show.edition, issue, file):
                before = self.show.edition.raster.digests
                self._replace(edition=edition, former=self._full)
                for page in account.of_pages(edition, numbers):
                    page["sent"] = self._sent(edition, page["number"], before[page["number"] - 1])
                    self._tell("pages", {"number": self.show.number, "pages": [page]})
        self._dirty.wait(_BREATH)

    def _sent(self, edition: Edition, number: int, before: str) -> dict[str, Any] | None:
        """Give what a page is going to be asked for if it was asked for before: its picture and its words."""
        scale, digest = self._pictures.asked(before), edition.raster.digests[number - 1]
        content = scale and self._pictures.picture(self.show, digest, scale)
        if not content:
            return None
        words = edition.raster.words(number - 1)
        return {"digest": digest, "scale": scale, "jpeg": b64encode(content).decode(), "words": words}

    def _renew(self, rendition: Rendition) -> None:
        """Make the whole edition."""
        folders = rendition.folders
        self._seen |= {folder: _states(folder) for folder in folders if folder not in self._folders}
        self._folders = folders
        self._follower.follow(*folders)
        if self._full is None:
            for sketch in make_sketches(rendition, self._crew, self._go_on, self.show.edition):
                self._put(edition=sketch)
        known = self._full or self.show.edition
        former, self._full = self._full, make_edition(rendition, self._crew, self._go_on, known)
        self._retoucher.settle(self._full)
        self._put(edition=self._full, former=former, retouched=self.show.edition, press=None, problems=())
        findings = find(self._full, self._go_on)
        self._put(findings=findings)
        reading = make_reading(self._full, findings, self._epub, self._go_on)
        verdict = self.show.verdict.of(reading.digest)
        self._put(reading=reading, former_reading=self.show.reading, verdict=verdict)
        self._is_stale = False
        tidy()
        fragment.forget()
        self._editions += 1
        if self._editions % TERM == 0:
            self._crew.close()
            self._crew = full_crew()
            self._retoucher.renew()

    def _judge(self) -> None:
        """Have EPUBCheck look at the EPUB while nothing else is to be done; any change ends that."""
        edition, reading, verdict = self.show.edition, self.show.reading, self.show.verdict
        if not self._is_judged or self._is_stale or not (edition and reading):
            return
        if verdict.digest == reading.digest or self._dirty.wait(_REST):
            return
        self._put(verdict=verdict.begun())
        findings = judge(edition, self._epub, self._dirty.wait)
        if findings is not None:
            self._put(verdict=given(reading.digest, findings))

    def _put(self, **changes: Any) -> None:  # noqa: ANN401 - a field each
        """Show what has changed, by the fields of `Show`, and tell of it."""
        self._replace(**changes)
        self._tell("edition", {"number": self.show.number})

    def _replace(self, **changes: Any) -> None:  # noqa: ANN401 - see above
        """Show what has changed to who asks for it."""
        former, self.show = self.show, replace(self.show, number=self.show.number + 1, **changes)
        for raster in former.rasters() - self.show.rasters():
            raster.close()

    def _go_on(self, saying: str) -> None:
        """Say what is begun, or give up what a newer change has overtaken."""
        if self._stopped.is_set() or self._dirty.is_set():
            raise _OvertakenError
        self._say(saying)

    def _say(self, saying: str) -> None:
        self.saying = saying
        self._tell("saying", {"saying": saying})


def _states(folder: Path) -> _States:
    """Give the times and sizes of a folder's files, by which to tell whether they have changed."""
    return {path: _state(path) for path in sorted(folder.rglob("*")) if matters(folder, path)}


def _state(path: Path) -> tuple[int, int] | None:
    """Give a file's time and size; None for a folder, and for a file that has just gone."""
    try:
        state = path.stat()
    except OSError:
        return None
    return (state.st_mtime_ns, state.st_size) if S_ISREG(state.st_mode) else None
