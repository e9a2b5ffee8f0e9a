"""The studio: follows an issue's files and makes edition after edition; the last good one stays on show."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from stat import S_ISREG
from threading import Event, Thread
from typing import Any, Final

from watchfiles import watch

from issuepress.cache import tidy
from issuepress.errors import IssuepressError, OutputError
from issuepress.preview.edition import (
    find,
    full_crew,
    make_edition,
    make_press,
    make_reading,
    make_sketch,
    read,
    sources,
)
from issuepress.preview.show import Show

Tell = Callable[[str, Mapping[str, Any]], None]
"""Told of news from the studio's own threads: its name, and what there is to say."""

_QUIET_MS: Final = 40
"""How long no file may change before a burst of changes is over."""
_LONGEST_MS: Final = 400
"""How long a burst may go on before an edition is begun all the same."""
_PASSED_OVER: Final = frozenset((".git", ".hg", ".svn", "build", "__pycache__", "node_modules", ".venv"))
_LEFT_BESIDE: Final = (".#", "#", "~", ".~")


class _OvertakenError(Exception):
    """A newer change has made useless what is being made."""


class Studio:
    """Makes editions in a thread of its own and tells whoever listens."""

    def __init__(self, path: Path, tell: Tell) -> None:
        """Take an issue by its folder or its `issue.yaml`; nothing is made before `start`."""
        self.path, self._tell = path, tell
        self.show = Show()
        self.saying = ""
        self._made_of: dict[Path, str] = {}
        self._folders: tuple[Path, ...] = (self.folder,)
        self._crew = full_crew()
        self._dirty, self._stopped, self._wants_press = Event(), Event(), Event()
        self._threads = [Thread(target=self._work, name="editions"), Thread(target=self._watch, name="files")]

    @property
    def folder(self) -> Path:
        """The folder of the issue."""
        return (self.path if self.path.is_dir() else self.path.parent).resolve()

    def start(self) -> None:
        """Make the first edition, and follow the files."""
        self._dirty.set()
        self._crew.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End both threads; an edition that is being made is given up."""
        self._stopped.set()
        self._dirty.set()
        self._crew.close()
        for thread in self._threads:
            thread.join()
        for raster in self.show.rasters():
            raster.close()

    def ask_for_press(self) -> None:
        """Have the print PDF made, with its preflight, once nothing else is to be done."""
        self._wants_press.set()
        self._dirty.set()

    def _work(self) -> None:
        while self._dirty.wait() and not self._stopped.is_set():
            self._dirty.clear()
            try:
                self._make()
            except _OvertakenError:
                continue
            except IssuepressError as error:
                self._put(problems=error.findings)
            except Exception as error:  # noqa: BLE001 - a bug must not end the preview: it is shown as a problem
                self._made_of = {}
                self._put(problems=OutputError(f"{type(error).__name__}: {error}").findings)
            self._say("")

    def _make(self) -> None:
        found = {folder: _digest(folder) for folder in self._folders}
        if found != self._made_of:
            self._made_of = found
            rendition = read(self.path, self._go_on)
            self._folders = sources(rendition)
            self._made_of = {folder: found.get(folder) or _digest(folder) for folder in self._folders}
            if self.show.edition is None:
                self._put(edition=make_sketch(rendition, self._crew, self._go_on))
            edition = make_edition(rendition, self._crew, self._go_on, self.show.edition)
            self._put(edition=edition, former=self.show.edition, press=None, problems=())
            findings = find(edition, self._go_on)
            self._put(findings=findings)
            reading = make_reading(edition, findings, self._go_on)
            self._put(reading=reading, former_reading=self.show.reading)
            tidy()
        if self._wants_press.is_set() and self.show.edition and not self.show.problems:
            self._put(press=make_press(self.show.edition, self._crew, self._go_on))
            self._wants_press.clear()

    def _put(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of Show
        former, self.show = self.show, replace(self.show, number=self.show.number + 1, **changes)
        for raster in former.rasters() - self.show.rasters():
            raster.close()
        self._tell("edition", {"number": self.show.number})

    def _go_on(self, saying: str) -> None:
        """Say what is begun, or give up what a newer change has overtaken."""
        if self._stopped.is_set() or self._dirty.is_set():
            self._made_of = {}
            raise _OvertakenError
        self._say(saying)

    def _say(self, saying: str) -> None:
        self.saying = saying
        self._tell("saying", {"saying": saying})

    def _watch(self) -> None:
        """Follow the folders, which may become others when the issue names another theme."""
        while not self._stopped.is_set():
            folders = self._folders
            for _ in self._changes(folders):
                self._dirty.set()
                if self._folders != folders:
                    break

    def _changes(self, folders: tuple[Path, ...]) -> Iterator[object]:
        return watch(
            *folders,
            watch_filter=lambda _change, path: any(_matters(folder, Path(path)) for folder in folders),
            debounce=_LONGEST_MS,
            step=_QUIET_MS,
            stop_event=self._stopped,
            raise_interrupt=False,
            ignore_permission_denied=True,
        )


def _digest(folder: Path) -> str:
    """Digest the sizes and times of a folder's files, so that what changes nothing makes no edition."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if _matters(folder, path):
            digest.update(f"{path}\0{_state(path)}\0".encode())
    return digest.hexdigest()


def _state(path: Path) -> tuple[int, int] | None:
    """Give a file's time and size; None for a folder, and for a file that has just gone."""
    try:
        state = path.stat()
    except OSError:
        return None
    return (state.st_mtime_ns, state.st_size) if S_ISREG(state.st_mode) else None


def _matters(folder: Path, path: Path) -> bool:
    """Pass over what editors and version control leave beside the files that count."""
    if not path.is_relative_to(folder):
        return False
    name = path.name
    left = name.startswith(_LEFT_BESIDE) or name.endswith(("~", ".swp", ".swx", ".tmp")) or name == "4913"
    return not left and not _PASSED_OVER & set(path.relative_to(folder).parts)
