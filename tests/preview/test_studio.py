"""The studio: what it makes of a change, and what it does not."""

import hashlib
import os
import subprocess
import sys
import time
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from issuepress.build import build
from issuepress.following import matters as counts
from issuepress.manuscript import load_issue
from issuepress.pdf import Crew
from issuepress.preview import studio
from issuepress.preview.outline import begin_outline
from issuepress.preview.show import Show
from issuepress.preview.studio import Studio
from preview.conftest import ONE, TWO, write


class _Listener:
    """Keeps every show that a studio told of."""

    def __init__(self, path: Path, *, judged: bool = False) -> None:
        self.studio = Studio(path, self._keep, judged=judged)
        self.shows: list[Show] = []
        self.pages: list[dict[str, Any]] = []
        """The pages that were told of ahead of an edition."""
        self.studio.start()

    def _keep(self, name: str, news: Mapping[str, Any]) -> None:
        if name in {"edition", "pages"}:
            self.shows.append(self.studio.show)
        self.pages += news.get("pages", [])

    def wait(self, until: Callable[[Show], object]) -> Show:
        end = time.monotonic() + 60
        while not until(self.studio.show) or self.studio.saying:
            assert time.monotonic() < end
            time.sleep(0.02)
        return self.studio.show


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Listener]:
    made = _Listener(write(tmp_path_factory.mktemp("studio") / "gates"))
    made.wait(lambda show: show.reading)
    yield made
    made.studio.stop()


def test_the_first_pages_are_shown_before_the_stories_are_laid_out(listener: _Listener) -> None:
    first, second, whole, *_ = (show.edition for show in listener.shows)
    assert first
    assert second
    assert whole
    seen = [(each.is_sketch, len(each.raster.digests)) for each in (first, second, whole)]
    assert seen == [(True, 1), (True, 3), (False, 5)]
    assert first.raster.digests[0] == second.raster.digests[0] == whole.raster.digests[0]
    assert second.raster.digests[1] == whole.raster.digests[1]
    assert Show(edition=whole, former=second).account()["changed"] == []


def test_what_stands_before_the_stories_is_shown_before_these_are_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "gates")
    (folder / "two.md").write_text(TWO, encoding="utf-8")  # with a fault in its text
    listener = _Listener(folder)
    show = listener.wait(lambda show: show.problems)
    listener.studio.stop()
    assert show.edition
    assert show.edition.is_sketch
    assert [part.part.name for part in show.edition.layout.parts] == ["cover", "masthead", "contents"]
    assert any("The Second" in run.text for run in show.edition.raster.words(2))
    assert [finding.where and finding.where.file for finding in show.problems] == ["two.md"]


def test_a_head_that_refers_into_a_text_waits_for_the_texts(tmp_path: Path) -> None:
    folder = write(tmp_path / "gates")
    head = "title: The First\nstandfirst: See [behind it](two.md#behind-it).\n"
    (folder / "one.md").write_text(ONE.replace("title: The First\n", head), encoding="utf-8")
    assert str(load_issue(folder).stories[0].standfirst).count("behind-it") == 1
    assert list(begin_outline(folder, Crew(0))) == []


def test_a_file_saved_as_it_was_makes_no_edition(listener: _Listener) -> None:
    before = listener.studio.show.number
    path = listener.studio.folder / "one.md"
    state = path.stat()
    listener.studio._dirty.set()
    listener.wait(lambda _: not listener.studio._dirty.is_set())
    assert path.stat() == state
    assert listener.studio.show.number == before


def test_the_epub_in_the_reading_view_is_the_one_that_is_built(listener: _Listener, tmp_path: Path) -> None:
    build(listener.studio.folder, {"epub": tmp_path / "built.epub"}, outputs=("epub",))
    shown = listener.wait(lambda show: show.reading).reading
    assert shown
    assert hashlib.sha256((tmp_path / "built.epub").read_bytes()).hexdigest().startswith(shown.digest)


def test_what_changed_is_told_with_the_place_on_the_page(listener: _Listener) -> None:
    before = listener.studio.show.edition
    (listener.studio.folder / "one.md").write_text(ONE.replace("walnuts", "filberts"), encoding="utf-8")
    show = listener.wait(lambda show: show.edition is not before and show.former is before)
    (change,) = show.account()["changed"]
    assert change["page"] == 4
    left, top, width, height = change["area"]
    places = show.edition.places[4] if show.edition else None
    assert places
    column = places.columns[0]
    assert column.left - 2 <= left <= left + width <= column.left + column.width + 2
    assert column.top - 2 <= top <= top + height <= column.top + 6 * places.leading


def test_the_changed_pages_come_before_the_edition_and_the_workers_are_replaced_in_time(
    listener: _Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio, "TERM", 1)
    crew, before = listener.studio._crew, len(listener.shows)
    (listener.studio.folder / "one.md").write_text(ONE.replace("walnuts", "pecans"), encoding="utf-8")
    listener.wait(lambda _: listener.studio._crew is not crew)
    shown = [show.edition for show in listener.shows[before:] if show.edition]
    assert list(shown[0].retaken) == [4]
    assert any("pecans" in run.text for run in shown[0].raster.words(3))
    assert not shown[-1].retaken
    assert any("pecans" in run.text for run in shown[-1].raster.words(3))


def test_a_changed_page_comes_with_the_picture_and_the_words_that_are_going_to_be_asked_for(
    listener: _Listener,
) -> None:
    show = listener.wait(lambda show: show.reading)
    assert show.edition
    listener.studio.picture(show.edition.raster.digests[3], 1.5)
    listener.pages.clear()
    (listener.studio.folder / "one.md").write_text(ONE.replace("walnuts", "brazils"), encoding="utf-8")
    listener.wait(lambda _: listener.pages)
    (page,) = listener.pages
    assert (page["number"], page["sent"]["digest"], page["sent"]["scale"]) == (4, page["digest"], 1.5)
    assert any("brazils" in run.text for run in page["sent"]["words"])
    assert b64decode(page["sent"]["jpeg"]) == listener.studio.picture(page["digest"], 1.5)


def test_a_changed_page_that_nobody_looked_at_comes_without_a_picture(listener: _Listener) -> None:
    show = listener.wait(lambda show: show.reading)
    assert show.edition
    digest = show.edition.raster.digests[4]
    assert listener.studio.picture(digest, 0.25), "a thumbnail does not count"
    listener.pages.clear()
    path = listener.studio.folder / "two.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Somebody", "Anybody"), encoding="utf-8")
    listener.wait(lambda _: listener.pages)
    assert [(page["number"], page["sent"]) for page in listener.pages] == [(5, None)]


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("one.md", True),
        ("art/cover.svg", True),
        ("theme/templates/story.html", True),
        (".one.md.swp", False),
        ("one.md~", False),
        ("#one.md#", False),
        (".#one.md", False),
        (".git/index", False),
        ("build/gates/gates.epub", False),
        ("../elsewhere/one.md", False),
    ],
)
def test_what_editors_leave_beside_a_file_changes_nothing(name: str, matters: bool) -> None:  # noqa: FBT001
    folder = Path("/home/build/gates")
    assert counts(folder, Path(f"/home/build/gates/{name}".replace("gates/../", ""))) == matters


_EPUBCHECK = """#!/bin/sh
echo $$ >>"{folder}/calls"
while [ -f "{folder}/asleep" ]; do sleep 0.05; done
echo '{{"messages": [{{"ID": "RSC-005", "severity": "ERROR", "message": "it is wrong", "suggestion": null,
"locations": [{{"path": "EPUB/one.xhtml", "line": 99, "column": 1}}]}}]}}' >"$5"
exit 1
"""


@pytest.fixture
def judging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Listener]:
    """Have a studio ask an EPUBCheck that finds fault with the last paragraph, once it is not asleep."""
    script = tmp_path / "bin" / "epubcheck"
    script.parent.mkdir()
    script.write_text(_EPUBCHECK.format(folder=tmp_path), encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setitem(sys.modules, "epubcheck", None)
    monkeypatch.setenv("PATH", f"{script.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(studio, "_REST", 0.1)
    (tmp_path / "asleep").touch()
    made = _Listener(write(tmp_path / "gates"), judged=True)
    yield made
    made.studio.stop()


def test_epubcheck_is_asked_in_quiet_moments_and_ended_by_a_save(judging: _Listener, tmp_path: Path) -> None:
    judging.wait(lambda show: "is looking" in show.verdict.saying)
    judging.wait(lambda _: (tmp_path / "calls").exists())
    (judging.studio.folder / "one.md").write_text(ONE.replace("walnuts", "almonds"), encoding="utf-8")
    judging.wait(lambda _: len((tmp_path / "calls").read_text().split()) == 2)
    first, _ = (tmp_path / "calls").read_text().split()
    run = subprocess.run(["ps", "-o", "stat=", "-p", first], capture_output=True, check=False, text=True)
    assert run.stdout.strip()[:1] in {"", "Z"}
    (tmp_path / "asleep").unlink()
    show = judging.wait(lambda show: show.verdict.findings)
    told = show.account()
    assert told["judge"] == "EPUBCheck has looked at the EPUB"
    (finding,) = told["findings"]
    assert (finding["message"], finding["file"], finding["line"], finding["page"]) == (
        "EPUBCheck RSC-005: it is wrong",
        "one.md",
        7,
        4,
    )
    before = show.number
    (tmp_path / "asleep").touch()
    (judging.studio.folder / "one.md").write_text(ONE.replace("walnuts", "cashews"), encoding="utf-8")
    show = judging.wait(lambda show: show.number > before and not show.verdict.findings)
    assert show.account()["findings"] == []
    assert show.account()["judge"] in {
        "EPUBCheck looks at the EPUB as soon as nothing is being saved",
        "EPUBCheck is looking at the EPUB",
    }
