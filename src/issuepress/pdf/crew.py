"""The crew: processes of their own that set type, so that every core is used and none takes the build along.

One that dies or says nothing for too long is replaced, and its task has failed; see `worker`.
"""

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar, cast
from weakref import WeakSet

from issuepress.errors import IssuepressError, OutputError
from issuepress.pdf.stack import in_one_piece

if TYPE_CHECKING:
    from issuepress.pdf.worker import Worker

PATIENCE: Final = 300.0
"""Seconds for which a worker may be silent over one task, or over its start."""
TERM: Final = 200
"""Builds or editions after which workers are replaced: the engine keeps a little memory of each."""
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


class Crew:
    """Does tasks in `jobs` processes at once; with none, in this very process."""

    def __init__(self, jobs: int, *, stays: bool = True) -> None:
        """Take how many workers there may be; one starts with the first task, more when there is more.

        Where it does not stay, it works for one build.
        """
        self.jobs, self._stays, self._patience = jobs, stays, PATIENCE
        self._threads = ThreadPoolExecutor(jobs, "crew") if jobs else None
        self._changed = Condition()  # guards all below
        self._idle: list[Worker] = []
        self._all: list[Worker] = []
        self._twins: list[Worker] = []  # not hired yet
        self._familiar: dict[str, Worker] = {}
        self._wanted = 1
        self._for_press = False
        self._closed = False
        self._asked: WeakSet[Future[Any]] = WeakSet()

    def __enter__(self) -> Self:
        """Use it in a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Send the workers home."""
        self.close()

    def call_off(self) -> None:
        """Do nothing of what was asked for and is not being done already."""
        for future in list(self._asked):
            future.cancel()

    def dismiss(self) -> None:
        """Kill the workers of a crew that does not stay: the system clears their memory meanwhile."""
        for worker in () if self._stays else (*self._all, *self._twins):
            worker.kill()

    def close(self) -> None:
        """End the workers, at once."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()  # whoever waits for a worker
        workers = [*self._all, *self._twins]
        for worker in workers:  # the system takes its time to clear each
            worker.kill()
        for worker in workers:
            worker.end()
        if self._threads:
            self._threads.shutdown(cancel_futures=True)

    def start(self, workers: int = 1, *, for_press: bool = False) -> None:
        """Have one worker or more get ready while this process does something else.

        What photographs and plates take is imported once for all, if they will surely be made `for_press`.
        """
        with self._changed:
            self._for_press = for_press
            while len(self._all) < min(workers, self.jobs) and not self._closed:
                self._idle.append(self._hired())

    @property
    def is_staffed(self) -> bool:
        """Whether a worker is there already."""
        return bool(self._all)

    def prepare(self, do: Callable[[_Task], object], task: _Task, *, twins: bool = False) -> None:
        """Have every worker that is there do something small that its next task would wait for.

        Those that were forked off and not yet hired are told, too, where `twins` are meant. What it raises is
        told to nobody: the task that needs it meets the same.
        """
        for worker in (*self._all, *self._twins[: None if twins else 0]):
            worker.tell((do, task))

    def share(self, do: Callable[[_Task], object], tasks: Sequence[_Task]) -> None:
        """Have those that were forked off and not hired yet do small tasks until something waits for them.

        Each has its share, in the order of the tasks. What is raised is told to nobody, see `prepare`.
        """
        from issuepress.pdf.worker import do_until_awaited  # noqa: PLC0415 - see `_hired`

        for at, twin in enumerate(self._twins):
            twin.tell((do_until_awaited, (do, tasks[at :: len(self._twins)])))

    def hire_twins(self) -> None:
        """Hire those that were forked off, who cost no more by that."""
        with self._changed:
            while self._twins and not self._closed:
                self._let_go(self._hired())

    def knows(self, part: str) -> bool:
        """Tell whether a worker has had a task with the part of this name, which it will get again."""
        return self._familiar.get(part) in self._all

    def begin(
        self,
        do: Callable[[_Task], _Result],
        tasks: Sequence[_Task],
        *,
        stored: Callable[[_Task], _Result | None],
        weight: Callable[[_Task], int],
        told: Callable[[_Task], None] = lambda _: None,
    ) -> "Begun[_Result]":
        """Begin the tasks that are not `stored`, the heaviest first, and give what waits for the results.

        `do` is a function of a module; `told` hears of each task that has to be done.
        """
        results: list[_Result | None] = [stored(task) for task in tasks]
        missing = [at for at, result in enumerate(results) if result is None]
        # A worker takes a second to get ready: one with a single task would be ready when that is done.
        self._wanted = max(self._wanted, min(self.jobs, (len(missing) + 1) // 2))
        futures: dict[int, Future[_Result]] = {}
        for at in sorted(missing, key=lambda at: -weight(tasks[at])):
            told(tasks[at])
            futures[at] = self.submit(do, tasks[at])
        return Begun(results, futures)

    def submit(self, do: Callable[[_Task], _Result], task: _Task) -> "Future[_Result]":
        """Have one task done."""
        if self._threads:
            asked = self._threads.submit(self._by_worker, do, task)
            self._asked.add(asked)
            return asked
        future: Future[_Result] = Future()
        try:
            future.set_result(in_one_piece(do, task))
        except IssuepressError as error:
            future.set_exception(error)
        return future

    def errand(self, do: Callable[[_Task], object], task: _Task) -> "Errand[_Task]":
        """Have something done that gives no result, by a worker or at last by this process."""
        is_free = sum(not future.done() for future in self._asked) < self.jobs
        return Errand(do, task, self.submit(do, task) if self.jobs else None, is_free=is_free)

    def _by_worker(self, do: Callable[[_Task], _Result], task: _Task) -> _Result:
        worker = self._free(part := _part_of(task))
        try:
            done, result = worker.ask((do, task), self._patience)
        except (OSError, EOFError, pickle.UnpicklingError, TimeoutError) as error:
            worker.end()
            with self._changed:
                self._all.remove(worker)
                if not self._closed:  # a task may be waiting for the one that is lost
                    self._let_go(self._hired())
            raise OutputError(f"{_name_of(task)} could not be made: {_loss(error, worker)}") from error
        with self._changed:
            self._let_go(worker)
            if part and done:
                self._familiar[part] = worker
        if not done:
            raise result
        return cast("_Result", result)

    def _free(self, part: str) -> "Worker":
        """Give a worker that has nothing to do, best of all the one that had a part of this name before.

        One is hired, or waited for when there are as many as there is work for.
        """
        with self._changed:
            while not self._closed:
                if self._idle:
                    known = self._familiar.get(part)
                    worker = known if known in self._idle else self._idle[0]
                    self._idle.remove(worker)
                    return worker
                if len(self._all) < self._wanted:
                    return self._hired()
                self._changed.wait()
        raise OutputError("the work was given up")

    def _let_go(self, worker: "Worker") -> None:
        self._idle.append(worker)
        self._changed.notify()

    def _hired(self) -> "Worker":
        from issuepress.pdf.worker import hired  # noqa: PLC0415 - where all is kept, nobody is hired

        if not self._twins:
            self._twins = hired(twins=self.jobs - len(self._all) - 1, for_press=self._for_press)
        worker = self._twins.pop(0)
        self._all.append(worker)
        return worker


class Begun(Generic[_Result]):
    """Results, in the order of their tasks: waited for one by one, or all at once when this is called.

    Waiting raises what a task raised, of the first that failed in their order, and OutputError for a worker
    that is lost; the others are then called off.
    """

    def __init__(self, results: Sequence[_Result | None], futures: Mapping[int, Future[_Result]]) -> None:
        """Take what is there already, and the others by their places."""
        self._results, self._futures = results, futures

    def __call__(self) -> list[_Result]:
        """Wait for all."""
        return list(self)

    def __iter__(self) -> Iterator[_Result]:
        """Wait for each."""
        try:
            for at, result in enumerate(self._results):
                yield self._futures[at].result() if at in self._futures else cast("_Result", result)
        finally:
            for future in self._futures.values():
                future.cancel()


class Errand(Generic[_Task]):
    """Something that is done by whoever comes to it first: a worker, or the process that wants it."""

    def __init__(
        self,
        do: Callable[[_Task], object],
        task: _Task,
        asked: "Future[object] | None" = None,
        *,
        is_free: bool = False,
    ) -> None:
        """Take what is to be done, what a worker was asked, and whether one was free to begin at once."""
        self._do, self._task, self._asked, self._is_free = do, task, asked, is_free

    def do_unless_begun(self) -> None:
        """Do it here, unless a worker has begun; raises what it raises."""
        if not self._asked or (not self._is_free and self._asked.cancel()):
            self._do(self._task)

    def wait(self) -> None:
        """Wait for a worker that has begun; raises what that raises, OutputError for one that is lost."""
        if self._asked and not self._asked.cancelled():
            self._asked.result()


def _loss(error: Exception, worker: "Worker") -> str:
    if isinstance(error, TimeoutError):
        return "its worker fell silent"
    code = worker.code()
    return "its worker ended" if code is None else f"its worker ended (exit code {code})"


def _part_of(task: object) -> str:
    return str(getattr(getattr(task, "part", None), "name", ""))


def _name_of(task: object) -> str:
    if (part := getattr(task, "part", None)) is not None:
        return f"'{part.title}'"
    return f"'{task.name}'" if isinstance(task, Path) else "a page"
