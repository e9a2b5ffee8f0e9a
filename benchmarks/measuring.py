"""What a command costs: time on the clock, time on the processors, memory of its largest process."""

import compileall
import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Self

import issuepress


def compile_modules() -> None:
    """Compile the modules of issuepress, as pip compiles those of all else that it installs."""
    compileall.compile_dir(Path(issuepress.__file__).parent, quiet=1)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command cost, its child processes included, and what these forked off."""

    wall: float
    """Seconds from start to end."""
    cpu: float
    """Seconds on all processors together."""
    memory: float
    """The most memory of the largest process, in MB."""

    @classmethod
    def of(cls, command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Self:
        """Run a command in a folder to its end.

        Raises RuntimeError with what it said when it fails.
        """
        _adopt()
        log = folder / "said.txt"
        with log.open("wb") as said:
            start = time.perf_counter()
            process = subprocess.Popen(  # noqa: S603 - our own commands
                list(map(str, command)), cwd=folder, stdout=said, stderr=said,
                stdin=subprocess.DEVNULL, env={**os.environ, **environment},
            )  # fmt: skip
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            all_used = [used, *_orphans()]
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            words = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RuntimeError(f"'{' '.join(map(str, command))}' failed:\n{words}")
        cpu = sum(each.ru_utime + each.ru_stime for each in all_used)
        return cls(wall, cpu, max(each.ru_maxrss for each in all_used) * _UNIT / 1e6)


def _adopt() -> None:
    """Become the parent of processes whose own has ended, to be told what they used; see prctl(2)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _orphans() -> Iterator[resource.struct_rusage]:
    """Give what processes used that ended after their parents."""
    with suppress(ChildProcessError):
        while True:
            process, _, used = os.wait4(-1, os.WNOHANG)
            if not process:
                return
            yield used


class Watch:
    """The command `build --watch` on an issue, running."""

    def __init__(self, issue: Path, outputs: Path, environment: Mapping[str, str]) -> None:
        """Start it, and wait until it has built the issue once."""
        self._issue = issue
        # What is run in the background inherits that Ctrl-C is ignored, and so would the command.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        program = Path(sys.executable).parent / "issuepress"
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [program, "build", "--watch", issue, "-o", outputs], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, env={**os.environ, **environment},
        )  # fmt: skip
        self._hear("follows ")

    def after(self, change: Callable[[Path, int], None], story: int) -> Cost:
        """Change a story and wait for the outputs; memory and processors' time are not known."""
        self.rest()
        start = time.perf_counter()
        change(self._issue, story)
        self._hear(f"{self._issue}: ")
        cost = Cost(time.perf_counter() - start, nan, nan)
        self.rest()  # what is measured next has the processors to itself
        return cost

    def end(self) -> None:
        """Press Ctrl-C."""
        self._process.send_signal(signal.SIGINT)
        self._process.communicate()

    def rest(self) -> None:
        """Wait until its processes, which get ready for the next save, did nothing for three seconds."""
        before = None
        while before != (now := self._used()):
            before = now
            time.sleep(3)

    def _used(self) -> list[str]:
        """Tell how much time on the processors each of its processes has had."""
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,time="],  # noqa: S607 - wherever it is
            capture_output=True,
            text=True,
            check=True,
        )
        family = {str(self._process.pid)}
        of_it: list[str] = []
        for line in listed.stdout.splitlines():  # in the order of their start: parents first
            process, parent, _ = line.split()
            if family & {process, parent}:
                family.add(process)
                of_it.append(line)
        return of_it

    def _hear(self, words: str) -> None:
        assert self._process.stdout  # noqa: S101 - a pipe
        said = ""
        for line in self._process.stdout:
            said += line
            if line.startswith(words):
                return
        raise RuntimeError(f"the command ended:\n{said}")


_SUBREAPER = 36
_UNIT = 1 if os.uname().sysname == "Darwin" else 1024
"""Bytes in what the system counts memory by (getrusage(2))."""
