"""A worker: a Python that runs `work` below.

It reads pickled tasks from its input and writes pickled results to its output.
"""

import contextlib
import gc
import os
import pickle
import select
import selectors
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from issuepress import cache
from issuepress.errors import IssuepressError
from issuepress.lazily import staying
from issuepress.pdf.stack import in_one_piece

if TYPE_CHECKING:
    from collections.abc import Callable

_MEMORY: Final = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(32 << 20)}
"""Has glibc keep what held the pixels of one picture for those of the next; see mallopt(3).

The system would have to clear it again, a page at a time. Other libraries take no notice.
"""
_ONE_CORE: Final = {"OPENBLAS_NUM_THREADS": "1"}
"""Has NumPy's library for matrices start no threads, which would only wait for work, and spin meanwhile."""
_YOUNG: Final = 100_000
"""So many new objects are looked through for garbage within a task; a story of four pages has a third."""
_LENGTH: Final = struct.Struct("!Q")
_FORKS: Final = sys.platform == "linux"
"""Elsewhere the engine's libraries may have begun something by then that doesn't survive it."""


class Worker:
    """A process that does tasks, seen from the one that asks for them."""

    def __init__(self, tasks: BinaryIO, results: BinaryIO, scratch: str) -> None:
        """Take both pipes to a process that was just started, and its temporary folder."""
        self._tasks, self._results, self._scratch = tasks, results, scratch
        self._ready = False
        self._asking = Lock()

    def tell(self, task: tuple[object, object]) -> None:
        """Have a task done without an answer."""
        with contextlib.suppress(OSError, ValueError):  # of one that is lost: whoever asks next will notice
            _write(self._tasks, (*task, False))

    def ask(self, task: tuple[object, object], patience: float) -> tuple[bool, Any]:
        """Have a task done: tell whether it was, and the result or the error."""
        with self._asking:
            if self._tasks.closed:
                raise EOFError
            if not self._ready:  # imports take their time: it tells when they are over
                self._meet(cast("int", self._answer(patience)))
                self._ready = True
            _write(self._tasks, (*task, True))
            return cast("tuple[bool, Any]", self._answer(patience))

    def _answer(self, patience: float) -> object:
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._results, selectors.EVENT_READ)
            if not waiting.select(patience):
                raise TimeoutError
        return _read(self._results)

    def _meet(self, number: int) -> None:
        """Hear the number of its process."""

    def kill(self) -> None:
        """Kill the process; `end` has to follow."""

    def _wait(self) -> None:
        """Wait until the process has ended."""

    def end(self) -> None:
        """Kill the process, and remove what it leaves."""
        self.kill()
        self._wait()
        shutil.rmtree(self._scratch, ignore_errors=True)
        with self._asking:  # who waits for an answer hears of the end, but not of a pipe that is closed
            for pipe in (self._tasks, self._results):
                with contextlib.suppress(OSError):
                    pipe.close()

    def code(self) -> int | None:
        """Give the exit code of a process that ended, if it is told here."""


class _Started(Worker):
    """A Python of its own."""

    def __init__(self, process: subprocess.Popen[bytes], scratch: str) -> None:
        assert process.stdin  # noqa: S101 - a pipe
        assert process.stdout  # noqa: S101 - a pipe
        super().__init__(cast("BinaryIO", process.stdin), cast("BinaryIO", process.stdout), scratch)
        self._process = process

    def kill(self) -> None:
        self._process.kill()

    def _wait(self) -> None:
        self._process.wait()

    def code(self) -> int | None:
        return self._process.poll()


class _Twin(Worker):
    """What another worker has forked off; that one is told its exit code, and this process is not.

    One that was never asked ends when nobody holds the other end of its pipe.
    """

    _process: int | None = None
    """What names the process as long as it is open, even when another gets its number; see pidfd_open(2)."""

    def _meet(self, number: int) -> None:
        self._process = os.pidfd_open(number)

    def kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(OSError):  # it has ended
                signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def _wait(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            select.select([process], [], [])
            os.close(process)


def hired(twins: int, *, for_press: bool = False) -> list[Worker]:
    """Start a worker, and on Linux others with it, which it forks off when it has imported the engine.

    So the engine is imported once. By then no thread was started and no font opened, which a fork would not
    survive.
    """
    # What is killed removes nothing, and the engine unpacks fonts into files.
    scratch, *others = (tempfile.mkdtemp(prefix="issuepress-") for _ in range(1 + twins * _FORKS))
    pipes = [(*os.pipe(), *os.pipe(), other) for other in others]
    theirs = [(reads, writes, other) for reads, _, _, writes, other in pipes]
    ends = [end for reads, writes, _ in theirs for end in (reads, writes)]
    process = subprocess.Popen(  # noqa: S603 - this very Python and module
        [sys.executable, "-P", "-c", f"import {__name__} as worker; worker.work({theirs}, {for_press})"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**_MEMORY, **_ONE_CORE, **os.environ, cache.VARIABLE: str(cache.folder()), "TMPDIR": scratch},
        process_group=0,  # a terminal's Ctrl-C is for the command, which ends its workers
        pass_fds=ends,
    )
    for end in ends:
        os.close(end)
    forked = [
        _Twin(os.fdopen(asks, "wb"), os.fdopen(hears, "rb"), other) for _, asks, hears, _, other in pipes
    ]
    return [_Started(process, scratch), *forked]


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


def do_until_awaited(errand: "tuple[Callable[[object], object], Sequence[object]]") -> None:
    """Do, in a worker, small tasks in their order until another waits for it."""
    do, tasks = errand
    for task in tasks:
        if is_awaited():
            return
        do(task)


def work(twins: Sequence[tuple[int, int, str]], for_press: bool) -> None:  # noqa: FBT001 - see `hired`
    """Do tasks until there are no more, and have twins do so, each with its pipes and temporary folder."""
    results = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not stand among the results
    from issuepress.pdf.private.engine_import import import_engine  # noqa: PLC0415 - by workers alone

    import_engine()
    if twins and for_press:
        _import_press()
    gc.set_threshold(_YOUNG)
    for reads, writes, scratch in twins:
        if not os.fork():
            os.dup2(reads, 0)
            os.dup2(writes, results)
            tempfile.tempdir = os.environ["TMPDIR"] = scratch
            break
    for reads, writes, _ in twins:  # or who waits for the one that has such an end would not hear of its end
        os.close(reads)
        os.close(writes)
    # Read without a buffer: what waits is then seen by `is_awaited`.
    with os.fdopen(0, "rb", buffering=0) as tasks, os.fdopen(results, "wb") as told:
        _work(tasks, told)


def _import_press() -> None:
    """Import what photographs and plates take, before others are forked off."""
    with staying():
        import issuepress.pdf.press.colour_table  # noqa: PLC0415 - not every worker needs them
        import issuepress.pdf.press.plates  # noqa: F401, PLC0415 - see above
        from issuepress.scaling import libvips  # noqa: PLC0415 - see above

        libvips()


def _work(tasks: BinaryIO | Any, results: BinaryIO) -> None:  # noqa: ANN401 - a file without a buffer
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        _write(results, os.getpid())
        while True:
            do, task, asked = cast("tuple[Callable[[object], object], object, bool]", _read(tasks))
            try:
                answer = True, in_one_piece(do, task)
            except IssuepressError as error:
                answer = False, error
            if asked:
                _write(results, answer)
            del answer, task
            gc.collect(1)  # what a story leaves is garbage now, and was none while it was laid out
