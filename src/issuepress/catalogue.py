"""The back catalogue: many issues built at once, each as if it were alone, past those that can't be."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from issuepress.build import build
from issuepress.errors import Finding, IssuepressError, OutputError
from issuepress.summary import SUFFIXES, Output, Summary

Given = ParamSpec("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an issue: either its summary, or the error that ended it."""

    path: Path
    """The issue, as it was named."""
    summary: Summary | None = None
    error: IssuepressError | None = None

    @property
    def findings(self) -> Sequence[Finding]:
        """What was found: warnings, or what ended it."""
        return self.error.findings if self.error else self.summary.findings if self.summary else ()

    def __str__(self) -> str:
        """Say it in a line."""
        if self.summary is None:
            return f"{self.path}: not built"
        pages = f"{self.summary.pages} pages, " if self.summary.pages else ""
        files = f"{len(self.summary.files)} files in {self.summary.files[0].parent}"
        return f"{self.path}: {pages}{self.summary.words:,} words, {files}"


class Processes(ThreadPoolExecutor):
    """Gives each task a process of its own, so many at once as there are workers.

    A process that dies takes no other task with it, and the memory of each is given back at its end.
    """

    def submit(self, fn: Callable[Given, Made], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Made]:
        """Let a task wait for its turn."""
        return super().submit(_apart, partial(fn, *args, **kwargs))


def build_all(  # noqa: PLR0913 - all but the paths have defaults
    paths: Iterable[Path | str],
    *,
    outputs: tuple[Output, ...] = tuple(SUFFIXES),
    folder: Path | None = None,
    folios: bool = True,
    jobs: int = 0,
    executor: Executor | None = None,
) -> Iterator[Outcome]:
    """Build many issues and give what became of each, in the order in which they are done.

    What is built and where it goes is told as for `issuepress.build.build`, once for all. Any executor of
    `concurrent.futures` may do the work if its tasks run in processes that see the same files by the
    same paths, one task to a process at a time; without one the issues are built here, one after the other.
    An issue that can't be built stops no other: nothing is raised.
    """
    named = [Path(path) for path in paths]
    counted = Counter(map(_name, named))
    alone = [path for path in named if counted[_name(path)] == 1]
    for path in named:
        if path not in alone:
            message = f"two issues are called '{_name(path)}': their files would overwrite each other"
            yield Outcome(path, error=OutputError(message, hint="rename a folder, or build them apart"))
    home = (folder or Path("build")).resolve()
    tasks = {
        path: partial(
            _build_one,
            path,
            outputs=outputs,
            folder=home if folder else home / _name(path),
            folios=folios,
            jobs=jobs,
        )
        for path in alone
    }
    if executor is None:
        yield from (task() for task in tasks.values())
        return
    futures = {executor.submit(task): path for path, task in tasks.items()}
    try:
        for future in as_completed(futures):
            yield _outcome(future, futures[future])
    finally:
        for future in futures:
            future.cancel()


def _build_one(path: Path, *, outputs: tuple[Output, ...], folder: Path, folios: bool, jobs: int) -> Outcome:
    try:
        summary = build(path, outputs=outputs, folder=folder, folios=folios, jobs=jobs)
        return Outcome(path, summary)
    except IssuepressError as error:
        return Outcome(path, error=error)


def _outcome(future: Future[Outcome], path: Path) -> Outcome:
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 - a worker can die in as many ways as a machine
        message = f"the process that built it failed with {type(error).__name__}: {error}"
        return Outcome(path, error=OutputError(message, hint="build it alone"))


def _apart(task: Callable[[], Made]) -> Made:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
        return one.submit(task).result()


def _name(path: Path) -> str:
    """Give the name of an issue's folder, by which its outputs are called."""
    resolved = path.resolve()
    return resolved.parent.name if resolved.is_file() else resolved.name
