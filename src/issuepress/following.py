"""Following: a thread that notices what is saved in some folders, once a burst of changes is over."""

from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Final

from watchfiles import Change, watch

_QUIET_MS: Final = 8
"""How long no file may change before a burst of changes is over."""
_LONGEST_MS: Final = 400
"""How long a burst may go on before it is told of all the same."""
_PASSED_OVER: Final = frozenset((".git", ".hg", ".svn", "build", "__pycache__", "node_modules", ".venv"))
_LEFT_BESIDE: Final = (".#", "#", "~", ".~")


def home_of(issue: Path) -> Path:
    """Give the folder of an issue that is named by it, or by its `issue.yaml`."""
    return (issue if issue.is_dir() else issue.parent).resolve()


class Follower:
    """Follows folders, which may become others when the issue names another theme."""

    def __init__(self, saved: Event, *folders: Path) -> None:
        """Take what is set after each save; nothing is followed before `start`."""
        self._saved, self._folders = saved, folders
        self._turned, self._stopped = Event(), False
        self._thread = Thread(target=self._work, name="files", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def follow(self, *folders: Path) -> bool:
        """Follow these folders, and tell whether they are others: then a save at this moment is missed."""
        if folders == self._folders:
            return False
        self._folders = folders
        self._turned.set()
        return True

    def stop(self) -> None:
        """Follow nothing any more."""
        self._stopped = True
        self._turned.set()
        self._thread.join()

    def _work(self) -> None:
        while True:
            self._turned.clear()
            if self._stopped:
                return
            folders = self._folders
            for _ in watch(
                *folders,
                watch_filter=partial(_is_told, folders),
                debounce=_LONGEST_MS,
                step=_QUIET_MS,
                stop_event=self._turned,
                raise_interrupt=False,
                ignore_permission_denied=True,
            ):
                self._saved.set()


def _is_told(folders: tuple[Path, ...], _: Change, path: str) -> bool:
    return any(matters(folder, Path(path)) for folder in folders)


def matters(folder: Path, path: Path) -> bool:
    """Pass over what editors and version control leave beside the files that count."""
    if not path.is_relative_to(folder):
        return False
    name = path.name
    left = name.startswith(_LEFT_BESIDE) or name.endswith(("~", ".swp", ".swx", ".tmp")) or name == "4913"
    return not left and not _PASSED_OVER & set(path.relative_to(folder).parts)
