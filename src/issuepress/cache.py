"""What was worked out once and may be wanted again: bytes, under a digest of all that shaped them.

Entries lie in the user's cache folder, or in the folder that `ISSUEPRESS_CACHE` names; where that is
empty or can't be written, they are kept for as long as the program runs. An entry is written aside and
renamed, so that two builds at once, or one that is killed, leave whole entries only; and it begins with
its own digest, so that one that was damaged counts as missing. The program's code and the versions of
its libraries are part of each digest: what another version worked out is never used.
"""

import atexit
import fcntl
import hashlib
import os
import pickle
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, lru_cache, wraps
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

from issuepress.program import program

VARIABLE: Final = "ISSUEPRESS_CACHE"
"""The environment variable that names the folder."""
_SEAL: Final = hashlib.sha256().digest_size
_SETTLED: Final = 3
"""Seconds after which a file's time tells whether it has changed: finer than any file system's clock."""
_AT_HAND: Final = 512
"""How many values are held in memory: those of an issue of 250 pages."""
_SOUND: Final = "sound"
"""The kind of entries that say no more than that another one is whole."""
_FRESH: Final = 3600
"""Seconds for which an entry's last use is not noted again."""

_MARK: Final = os.urandom(8).hex()
"""What tells the unfinished files of this program from those of others."""
_NUMBERS: Final = count()


Given = ParamSpec("Given")
Made = TypeVar("Made")


class Place(NamedTuple):
    """Where in a file something lies."""

    path: Path
    start: int
    length: int


def kept(kind: str, key: Iterable[str | bytes], make: Callable[[], bytes]) -> bytes:
    """Give what is stored of a kind under a key, or make and store it.

    The key holds everything that shapes the bytes, bar the program itself. A cache that can't be read or
    written is as good as none.
    """
    name = digest(*key)
    content = find(kind, name)
    if content is None:
        content = make()
        keep(kind, name, content)
    return content


def kept_value(kind: str, key: Iterable[str | bytes], make: Callable[[], Made]) -> Made:
    """Give the value stored of a kind under a key, or make and store it; nobody may change it."""
    content = kept(kind, key, lambda: pickle.dumps(make()))
    return pickle.loads(content)  # type: ignore[no-any-return] # noqa: S301 - written by ourselves


def find_value(kind: str, name: str) -> Any:  # noqa: ANN401 - whatever was kept
    """Give the value that is stored under a digest, or None; nobody may change it.

    What this program has found a while ago is not read again.
    """
    try:
        path = _path(kind, name)
        return _value(path, _stamp(_use(path)))
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=_AT_HAND)
def _value(path: str, _stamp: str) -> Any:  # noqa: ANN401 - whatever was kept
    return pickle.loads(_content(path))  # noqa: S301 - written by ourselves


def _content(path: str) -> bytes:
    """Give what an entry holds; raises ValueError for one that was damaged."""
    entry = os.open(path, os.O_RDONLY)  # a thousand times in a build: no file object
    try:
        seal, content = os.read(entry, _SEAL), os.read(entry, os.fstat(entry).st_size)
    finally:
        os.close(entry)
    if hashlib.sha256(content).digest() != seal:
        raise ValueError(f"{path} was damaged")
    return content


def keep_value(kind: str, name: str, made: object) -> bool:
    """Store a value under a digest, and tell whether that could be done."""
    return keep(kind, name, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))


def remembered(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """Keep what a function gives, for this program and from one build to the next.

    It must depend on its arguments alone, and these be texts, numbers or tuples of such. What it gives
    must not be changed by anybody.
    """

    @lru_cache(maxsize=64)
    @wraps(function)
    def recall(*args: Given.args, **named: Given.kwargs) -> Made:
        key = (function.__module__, repr((args, sorted(named.items()))))
        return kept_value(function.__qualname__, key, lambda: function(*args, **named))

    return recall  # type: ignore[return-value] # the cache around it takes anything


def digest(*parts: str | bytes) -> str:
    """Give a digest of the parts in their order, told apart, and of the program."""
    whole = hashlib.sha256(program())
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        whole.update(b"%d:" % len(content) + content)
    return whole.hexdigest()


def find(kind: str, name: str) -> bytes | None:
    """Give what is stored under a digest, or None."""
    try:
        content = _content(path := _path(kind, name))
        _use(path)
    except (OSError, ValueError):
        return None
    return content


def touch(kind: str, name: str) -> bool:
    """Note that what is stored under a digest was used; tell whether it is there."""
    try:
        _use(_path(kind, name))
    except OSError:
        return False
    return True


def _use(path: str) -> os.stat_result:
    """Note that an entry was used, and tell what the disk knows of it."""
    status = os.stat(path)  # noqa: PTH116 - a thousand times in a build
    if time.time() - status.st_mtime > _FRESH:
        os.utime(path)
        status = os.stat(path)  # noqa: PTH116
    return status


def file_digest(path: Path) -> str:
    """Give the digest of a file's content; a file that has not changed since is not read again.

    Raises OSError when it can't be read.
    """
    status = path.stat()
    settled = time.time() - status.st_mtime > _SETTLED
    return _settled_digest(os.path.abspath(path), _stamp(status)) if settled else _whole_digest(path)  # noqa: PTH100


def _stamp(status: os.stat_result) -> str:
    """Tell how large a file is, of when, and where on the disk."""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino} {status.st_dev}"


@lru_cache(maxsize=4096)
def _settled_digest(path: str, stamp: str) -> str:
    return kept("digest", (path, stamp), lambda: _whole_digest(path).encode()).decode()


def _whole_digest(path: Path | str) -> str:
    with open(path, "rb") as content:  # noqa: PTH123 - of either kind
        return hashlib.file_digest(content, "sha256").hexdigest()


def keep(kind: str, name: str, content: bytes, seal: bytes = b"") -> bool:
    """Store bytes under a digest, and tell whether that could be done.

    `seal` is the SHA-256 of the bytes, for whoever knows it.
    """
    path = _path(kind, name)
    folder, _, own = path.rpartition("/")
    aside = f"{folder}/.{own}-{_MARK}-{os.getpid()}-{next(_NUMBERS)}"
    try:
        try:
            _write(aside, content, seal)
        except FileNotFoundError:
            os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - paths as texts, see `_content`
            _write(aside, content, seal)
        os.replace(aside, path)  # noqa: PTH105
    except OSError:
        return False
    return True


def _write(path: str, content: bytes, seal: bytes) -> None:
    """Write an entry that only its owner may read, as a file that is not there yet."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as entry:
        entry.write(seal or hashlib.sha256(content).digest())
        entry.write(content)


@contextmanager
def alone(kind: str) -> Iterator[None]:
    """Inside the block no other process is in such a block of the same kind: who comes later waits for it.

    That is for what takes long to make and is wanted by several at once. Where the system can't do that,
    nobody waits.
    """
    folder, entry = os.path.dirname(_path(kind, "")), -1  # noqa: PTH120 - paths as texts, see `_content`
    with suppress(OSError):
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        entry = os.open(folder, os.O_RDONLY)
        fcntl.flock(entry, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if entry >= 0:
            os.close(entry)


def place(kind: str, name: str) -> Place:
    """Tell where what is stored under a digest lies; raises OSError when nothing is."""
    path = Path(_path(kind, name))
    return Place(path, _SEAL, path.stat().st_size - _SEAL)


def holds(kind: str, name: str) -> bool:
    """Tell whether what is stored under a digest is sound, without holding it; what is damaged is removed.

    An entry that has not changed since any program looked is not read again.
    """
    path = _path(kind, name)
    try:
        if _is_sound(path, _stamp(_use(path))):
            return True
        os.unlink(path)  # noqa: PTH108 - paths as texts, see `_content`
    except OSError:
        pass
    return False


def vouch(kind: str, name: str) -> None:
    """Note of what was just stored under a digest that it is sound, so that nobody reads it for that."""
    with suppress(OSError):
        _keep_sound(path := _path(kind, name), _stamp(os.stat(path)))  # noqa: PTH116


@lru_cache(maxsize=4096)
def _is_sound(path: str, stamp: str) -> bool:
    if touch(_SOUND, digest(path, stamp)):
        return True
    with open(path, "rb") as entry:  # noqa: PTH123
        sound = entry.read(_SEAL) == hashlib.file_digest(entry, "sha256").digest()
    if sound:
        _keep_sound(path, stamp)
    return sound


def _keep_sound(path: str, stamp: str) -> None:
    keep(_SOUND, digest(path, stamp), b"")


def folder() -> Path:
    """Give the folder of the cache, which is there and can be written."""
    return _usable(os.environ.get(VARIABLE))


@cache
def _usable(named: str | None) -> Path:
    if named is None:
        from platformdirs import user_cache_dir  # noqa: PLC0415 - not needed where the folder is named

        named = user_cache_dir("issuepress", appauthor=False)
    home = Path(named)
    try:
        if named:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
        usable = bool(named) and os.access(home, os.W_OK)
    except OSError:
        usable = False
    if not usable:
        import tempfile  # noqa: PLC0415 - seldom needed

        home = Path(tempfile.mkdtemp(prefix="issuepress-"))
        atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _path(kind: str, name: str) -> str:
    return f"{_home(os.environ.get(VARIABLE))}/{kind}/{name}"


@cache
def _home(named: str | None) -> str:
    return str(_usable(named))
