"""A worker: a Python that runs `work` below.

It reads pickled tasks from its input and writes pickled results to its output.
"""

import contextlib
import os
import pickle
import select
import selectors
import shutil
import struct
import subprocess
import sys
import tempfile
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from issuepress import cache
from issuepress.errors import IssuepressError
from issuepress.pdf.private.engine_import import import_engine
from issuepress.pdf.stack import in_one_piece

if TYPE_CHECKING:
    from collections.abc import Callable

_MEMORY: Final = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(32 << 20)}
"""Has glibc keep what held the pixels of one picture for those of the next; see mallopt(3).

The system would have to clear it again, a page at a time. Other libraries take no notice.
"""
_LENGTH: Final = struct.Struct("!Q")


class Worker:
    """A process that does tasks, seen from the one that asks for them."""

    def __init__(self) -> None:
        """Start it."""
        # What is killed removes nothing, and the engine unpacks fonts into files.
        self._scratch = tempfile.mkdtemp(prefix="issuepress-")
        own = {cache.VARIABLE: str(cache.folder()), "TMPDIR": self._scratch}
        self._process = subprocess.Popen(  # noqa: S603 - this very Python and module
            [sys.executable, "-P", "-c", f"import {__name__} as worker; worker.work()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**_MEMORY, **os.environ, **own},
            process_group=0,  # a terminal's Ctrl-C is for the command, which ends its workers
        )
        self._ready = False
        self._asking = Lock()

    def tell(self, task: tuple[object, object]) -> None:
        """Have a task done without an answer."""
        assert self._process.stdin  # noqa: S101 - a pipe
        with contextlib.suppress(OSError, ValueError):  # of one that is lost: whoever asks next will notice
            _write(self._process.stdin, (*task, False))

    def ask(self, task: tuple[object, object], patience: float) -> tuple[bool, Any]:
        """Have a task done: tell whether it was, and the result or the error."""
        assert self._process.stdin  # noqa: S101 - a pipe
        with self._asking:
            if self._process.stdin.closed:
                raise EOFError
            if not self._ready:  # imports take their time: it tells when they are over
                self._answer(patience)
                self._ready = True
            _write(self._process.stdin, (*task, True))
            return cast("tuple[bool, Any]", self._answer(patience))

    def _answer(self, patience: float) -> object:
        assert self._process.stdout  # noqa: S101 - a pipe
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._process.stdout, selectors.EVENT_READ)
            if not waiting.select(patience):
                raise TimeoutError
        return _read(self._process.stdout)

    def end(self) -> int:
        """Kill the process and give its exit code."""
        self._process.kill()
        code = self._process.wait()
        shutil.rmtree(self._scratch, ignore_errors=True)
        with self._asking:  # who waits for an answer hears of the end, but not of a pipe that is closed
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()  # type: ignore[union-attr] # pipes, see above
        return code

    def code(self) -> int | None:
        """Give the exit code of a process that ended."""
        return self._process.poll()


def _write(stream: BinaryIO | Any, value: object) -> None:  # noqa: ANN401 - a pipe, buffered or not
    content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(content)) + content)  # in one: threads may tell and ask at once
    stream.flush()


def _read(stream: BinaryIO | Any) -> object:  # noqa: ANN401
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return pickle.loads(_exactly(stream, length))  # noqa: S301 - from our own process


def _exactly(stream: Any, length: int) -> bytearray:  # noqa: ANN401
    """Read so many bytes, in as many pieces as they come."""
    content, filled = bytearray(length), 0
    while filled < length:
        read = stream.readinto(memoryview(content)[filled:])
        if not read:
            raise EOFError
        filled += read
    return content


def is_awaited() -> bool:
    """Tell, in a worker, whether another task waits for it already."""
    return bool(select.select([0], [], [], 0)[0])


def work() -> None:
    """Do tasks until there are no more."""
    # Read without a buffer: what waits is then seen by `is_awaited`.
    tasks, results = os.fdopen(0, "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the results
    import_engine()
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        _write(results, "ready")
        while True:
            do, task, asked = cast("tuple[Callable[[object], object], object, bool]", _read(tasks))
            try:
                answer = True, in_one_piece(do, task)
            except IssuepressError as error:
                answer = False, error
            if asked:
                _write(results, answer)
