"""The crew: many hands, and one that drops something does not stop the others."""

import os
import pickle
import re
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from concurrent.futures import CancelledError, Future
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import pytest
import weasyprint
from _cffi_backend import FFI

from issuepress.errors import OutputError
from issuepress.pdf.crew import PATIENCE, Crew
from issuepress.pdf.galley import Copy, Furnishing
from issuepress.pdf.layout import Layout
from issuepress.pdf.worker import is_awaited
from issuepress.rendition import Part, Rendition


def double(number: int) -> int:
    """Stand for setting a story; what can't be doubled shows how workers fail."""
    if number == 13:
        raise OutputError("thirteen can't be set")
    if number == 99:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 55:
        time.sleep(60)
    return 2 * number


def late(_: object) -> list[object]:
    """Tell what a worker has loaded of what the engine may never call, before and after a call of each."""
    names = import_module("issuepress.pdf.private.engine_import")._LATE
    before = [name for name in names if name in sys.modules]
    fonts, writer = import_module("weasyprint.text.fonts"), import_module("weasyprint.pdf.fonts")
    assert writer.subset.Options(retain_gids=True).retain_gids
    assert fonts.woff2.base128Size(300) == 2
    assert weasyprint.tinyhtml5.parse("<p>a").find(".//{*}p").text == "a"
    drawing = Element("svg", {"viewBox": "0 0 3 4"})
    assert weasyprint.images.SVG(drawing, "", None, None).get_viewbox() == (0, 0, 3, 4)
    with pytest.raises(ValueError, match="fvar"):
        writer.instantiateVariableFont({}, {})
    return [before, [name for name in names if name not in sys.modules]]


def types(names: list[str]) -> list[str]:
    """Tell what cffi makes of types of C: their names, and where the fields of those stand that have some."""
    found = map(import_module("weasyprint.text.ffi").ffi.typeof, names)
    fields = [_fields(getattr(kind, "item", kind)) for kind in found]
    return [
        f"{name}: {[(each, field.type, field.offset, field.bitshift) for each, field in held]}"
        for name, held in zip(names, fields, strict=True)
    ]


def _fields(kind: Any) -> list[tuple[str, Any]]:
    """Give the fields of a structure of known size: cffi 2.1 can't always be asked for those of others."""
    try:
        import_module("weasyprint.text.ffi").ffi.sizeof(kind)
    except (ValueError, FFI.error):
        return []
    return getattr(kind, "fields", None) or []


def scratch(name: str) -> str:
    """Leave a folder behind, as the engine does with fonts, and give its path."""
    return tempfile.mkdtemp(prefix=name)


def threads_with(module: str) -> int:
    import_module(module)
    threads = Path("/proc/self/task")
    return len(list(threads.iterdir())) if threads.is_dir() else 1


def is_imported(module: str) -> bool:
    return module in sys.modules


def variable(name: str) -> str | None:
    """Tell what the environment says."""
    return os.environ.get(name)


class Errand(NamedTuple):
    """Stands for a task with a part of the issue."""

    part: Part


def _errands() -> tuple[Errand, Errand]:
    return Errand(Part("one", "one", "one", "en", "")), Errand(Part("two", "two", "two", "en", ""))


_told: list[int] = []


def tell(number: int) -> None:
    """Remember a number in this process."""
    _told.append(number)


def told(_: Errand) -> tuple[int, bool]:
    """Tell who was asked, and whether that one was told something; take long enough to need another."""
    time.sleep(0.3)
    return os.getpid(), bool(_told)


def whoever(_: Errand) -> int:
    """Tell which process does it."""
    return os.getpid()


def idly(seconds: float) -> bool:
    """Do something that need not be done, until something else waits; tell whether anything does."""
    for _ in range(round(100 * seconds)):
        if is_awaited():
            return True
        time.sleep(0.01)
    return False


def note_and_idle(path: Path) -> None:
    """Leave a note of what was begun, and then do nothing until something else waits."""
    path.touch()
    idly(60)


class _Ring:
    """What holds itself, so that only the collector of garbage lets it go."""

    def __init__(self) -> None:
        self.own = self


_rings = weakref.WeakSet[_Ring]()


def rings(more: int) -> int:
    """Leave garbage, and tell how much of it is there from before."""
    before = len(_rings)
    for _ in range(more):
        _rings.add(_Ring())
    return before


def _each(crew: Crew, numbers: list[int]) -> list[int]:
    return crew.begin(double, numbers, stored=lambda _: None, weight=lambda number: number)()


@pytest.fixture(autouse=True)
def _found_by_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let workers import this file, in which `double` stands, by the name it has here."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent.parent))


@pytest.mark.parametrize("jobs", [0, 2])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    with Crew(jobs) as crew:
        assert _each(crew, [3, 1, 2]) == [6, 2, 4]


class _Slow:
    """Takes so long to be pickled that another thread remembers something on the record that holds it."""

    def __init__(self, holder: object) -> None:
        self._holder = holder

    def __reduce__(self) -> tuple[type[int], tuple[()]]:
        vars(self._holder)["remembered"] = True
        return int, ()


@pytest.mark.parametrize("kind", [Part, Rendition, Layout, Copy, Furnishing])
def test_a_record_on_its_way_to_a_worker_may_be_looked_at(kind: type[object]) -> None:
    record = object.__new__(kind)
    vars(record).update(first=_Slow(record), last=1)
    assert vars(pickle.loads(pickle.dumps(record))) == {"first": 0, "last": 1}  # noqa: S301 - our own


@pytest.mark.parametrize("jobs", [0, 2])
def test_what_a_task_raises_is_raised_here(jobs: int) -> None:
    with Crew(jobs) as crew, pytest.raises(OutputError, match="thirteen can't be set"):
        _each(crew, [1, 13, 2])


def test_a_worker_that_dies_is_replaced_and_its_task_reported() -> None:
    with Crew(1) as crew:
        with pytest.raises(OutputError, match=r"a page could not be made: its worker ended \(exit code -9\)"):
            _each(crew, [1, 99])
        assert _each(crew, [1, 2]) == [2, 4]


def test_one_of_two_workers_goes_on_when_the_other_dies() -> None:
    """The second is forked off by the first."""
    for lost in range(2):
        with Crew(2) as crew:
            crew.start(2)
            crew.begin(double, [1, 2], stored=lambda _: None, weight=lambda number: number)()
            stays = crew._idle.pop(1 - lost)
            with pytest.raises(OutputError, match="a page could not be made: its worker ended"):
                _each(crew, [99])
            with crew._changed:
                crew._let_go(stays)
            assert _each(crew, [1, 2, 3]) == [2, 4, 6]
            assert stays in crew._all


def test_a_worker_that_falls_silent_is_replaced_and_its_task_reported() -> None:
    with Crew(1) as crew:
        _each(crew, [1])
        crew._patience = 1.0
        with pytest.raises(OutputError, match="its worker fell silent"):
            _each(crew, [55])
        crew._patience = PATIENCE
        assert _each(crew, [2]) == [4]


def test_a_worker_loads_what_the_engine_seldom_calls_when_it_is_called() -> None:
    with Crew(1) as crew:
        assert crew.submit(late, None).result() == [[], []]


def test_a_part_goes_to_the_worker_that_had_it_before() -> None:
    one, two = _errands()
    with Crew(2) as crew:
        crew.start(2)
        first = crew.submit(whoever, one).result()
        assert crew.knows("one")
        assert not crew.knows("two")
        assert crew.submit(whoever, two).result() != first
        assert [crew.submit(whoever, one).result() for _ in range(3)] == [first] * 3


def test_a_result_is_given_before_the_next_is_there() -> None:
    with Crew(1) as crew:
        begun = crew.begin(double, [1, 55], stored=lambda _: None, weight=lambda _: 0)
        assert next(iter(begun)) == 2


@pytest.mark.parametrize("twins", [False, True])
def test_twins_are_hired_at_once_and_have_done_what_they_were_told(*, twins: bool) -> None:
    with Crew(2) as crew:
        crew.start()
        crew.prepare(tell, 1, twins=twins)
        crew.hire_twins()
        one, two = _errands()
        found = [crew.submit(told, each) for each in (one, two)]
        workers = {future.result() for future in found}
        hired = sys.platform == "linux"
        assert len(workers) == 1 + hired
        assert sorted(done for _, done in workers) == [twins, True][1 - hired :]


@pytest.mark.skipif(sys.platform != "linux", reason="no worker is forked off elsewhere")
def test_twins_share_small_tasks_until_something_waits_for_them(tmp_path: Path) -> None:
    with Crew(3) as crew:
        crew.start()
        for do, names, begun in ((Path.touch, "abc", 3), (note_and_idle, "defg", 5)):
            crew.share(do, [tmp_path / name for name in names])
            while len(list(tmp_path.iterdir())) < begun:
                time.sleep(0.01)
        crew.hire_twins()
        asked = [crew.submit(told, errand) for errand in (*_errands(), *_errands())]
        assert len({future.result()[0] for future in asked}) == 3
        assert sorted(path.name for path in tmp_path.iterdir()) == list("abcde")


def _interrupted(idle: Future[bool], crew: Crew) -> bool:
    while not idle.done():
        crew.prepare(double, 1)
        time.sleep(0.05)
    return idle.result()


def test_what_is_called_off_is_not_done_unless_it_is_begun() -> None:
    with Crew(1) as crew:
        crew.submit(double, 1).result()
        begun, waiting = crew.submit(idly, 20), crew.submit(double, 2)
        while not begun.running():
            time.sleep(0.01)
        crew.call_off()
        assert waiting.cancelled()
        assert _interrupted(begun, crew)


def sign(target: Path) -> None:
    """Stand for writing a file, which its name may say that nobody lives to finish."""
    with target.open("a") as file:
        file.write(f"{os.getpid()} ")
    if target.name == "lost.epub":
        os.kill(os.getpid(), signal.SIGKILL)


def test_an_errand_is_done_once_by_whoever_comes_to_it_first(tmp_path: Path) -> None:
    begun, waiting = tmp_path / "begun.epub", tmp_path / "waiting.pdf"
    with Crew(1) as crew:
        errand = crew.errand(sign, begun)
        while not begun.exists():
            time.sleep(0.01)
        errand.do_unless_begun()
        errand.wait()
        busy, late = crew.submit(idly, 20), crew.errand(sign, waiting)
        late.do_unless_begun()
        late.wait()
        assert _interrupted(busy, crew)
    assert begun.read_text() != f"{os.getpid()} "
    assert len(begun.read_text().split()) == 1
    assert waiting.read_text() == f"{os.getpid()} "


def test_an_errand_is_left_to_a_worker_that_is_free_for_it(tmp_path: Path) -> None:
    with Crew(1) as crew:
        errand = crew.errand(sign, target := tmp_path / "issue.epub")
        errand.do_unless_begun()
        errand.wait()
    assert target.read_text() != f"{os.getpid()} "


def test_without_workers_an_errand_is_done_when_it_is_due(tmp_path: Path) -> None:
    with Crew(0) as crew:
        errand = crew.errand(sign, target := tmp_path / "issue.epub")
        assert not target.exists()
        errand.do_unless_begun()
        errand.wait()
    assert target.read_text() == f"{os.getpid()} "


def test_a_worker_that_is_lost_over_an_errand_is_reported_with_the_file(tmp_path: Path) -> None:
    with Crew(1) as crew:
        errand = crew.errand(sign, lost := tmp_path / "lost.epub")
        while not lost.exists():
            time.sleep(0.01)
        with pytest.raises(OutputError, match=r"'lost\.epub' could not be made: its worker ended"):
            errand.wait()


def test_a_worker_hears_of_what_waits_for_it() -> None:
    with Crew(1) as crew:
        crew.submit(double, 1).result()
        idle = crew.submit(idly, 0.1)
        assert not idle.result()
        assert _interrupted(crew.submit(idly, 20), crew)


def test_a_worker_takes_every_type_of_c_that_the_engine_asks_for_as_cffi_does() -> None:
    code = "".join(path.read_text() for path in Path(weasyprint.__file__).parent.rglob("*.py"))
    names = sorted(set(re.findall(r"ffi\.(?:new|cast)\(\s*'([^']+)'", code)))
    assert "PangoRectangle *" in names
    with Crew(1) as crew:
        assert crew.submit(types, names).result() == types(names)


def test_a_worker_keeps_the_memory_of_pictures_unless_the_environment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MALLOC_MMAP_THRESHOLD_", raising=False)
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "4096")
    with Crew(1) as crew:
        names = "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"
        assert [crew.submit(variable, name).result() for name in names] == ["33554432", "4096"]


def test_what_works_on_pixels_starts_no_threads_when_a_worker_imports_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with Crew(1) as crew:
        assert [crew.submit(threads_with, name).result() for name in ("numpy", "pyvips")] == [1, 1]


_PRESS = ("numpy", "pikepdf", "pyvips")


@pytest.mark.parametrize("for_press", [True, False])
def test_what_the_press_takes_is_imported_before_others_are_forked_off_if_it_is_wanted(
    *, for_press: bool
) -> None:
    with Crew(2) as crew:
        crew.start(2, for_press=for_press)
        asked = [crew.submit(is_imported, name) for name in _PRESS for _ in range(2)]
        assert {each.result() for each in asked} == {for_press and sys.platform == "linux"}


def test_no_worker_is_left_behind() -> None:
    with Crew(2) as crew:
        crew.start(2)
        workers = {crew.submit(whoever, errand).result() for errand in _errands() for _ in range(2)}
        assert len(workers) == 2
        assert all(map(_runs, workers))
    assert not any(map(_runs, workers))


@pytest.mark.parametrize("stays", [False, True])
def test_workers_are_dismissed_unless_they_stay_for_the_next_build(*, stays: bool) -> None:
    with Crew(1, stays=stays) as crew:
        worker = crew.submit(whoever, _errands()[0]).result()
        crew.dismiss()
        end = time.monotonic() + 10
        while not stays and _runs(worker) and time.monotonic() < end:
            time.sleep(0.01)
        assert _runs(worker) == stays


def _runs(process: int) -> bool:
    """Tell whether a process is there and has not ended; state Z is its end, which its parent ignores."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout
    return not state.startswith("Z")


def test_what_is_stored_is_not_done_again() -> None:
    told: list[int] = []
    with Crew(0) as crew:
        found = crew.begin(
            double,
            [1, 2, 3],
            stored=lambda number: 20 if number == 2 else None,
            weight=lambda number: number,
            told=told.append,
        )()
    assert found == [2, 20, 6]
    assert told == [3, 1]


def test_a_crew_that_is_closed_over_its_work_ends_at_once() -> None:
    crew = Crew(1)
    future = crew.submit(double, 55)
    crew.close()
    with pytest.raises((OutputError, CancelledError)):
        future.result(timeout=20)


def test_what_workers_leave_in_the_temporary_folder_goes_with_them() -> None:
    with Crew(2) as crew:
        crew.start(2)
        left = {Path(crew.submit(scratch, "fonts-").result()) for _ in range(4)}
        assert all(map(Path.is_dir, left))
        folders = {path.parent for path in left}
        assert len(folders) == 2
    assert not any(map(Path.exists, left | folders))


def test_what_a_task_leaves_is_let_go_before_the_next_one() -> None:
    """A story's boxes hold each other: they would stay beside those of the next."""
    with Crew(1) as crew:
        assert [crew.submit(rings, 100).result() for _ in range(3)] == [0, 0, 0]
