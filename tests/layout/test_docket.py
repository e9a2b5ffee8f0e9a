"""A build that would make the same again makes nothing, and believes nothing that has changed."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import PICTURE, STORY, WriteIssue
from issuepress import cache, load_issue
from issuepress.build import build
from issuepress.docket import Order, is_set, unchanged
from issuepress.summary import SUFFIXES, Summary

_LOOK = {
    "look/theme.yaml": "title: Look\ndescription: A look\nextends: house\n",
    "look/theme.css": ":root { --accent: #2f5d62; }",
}


@pytest.fixture
def issue(write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build a small issue in a theme of its own; all its files are an hour old."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))
    text = "theme: look\n" + write_issue().joinpath("issue.yaml").read_text(encoding="utf-8")
    folder = write_issue({**_LOOK, "issue.yaml": text})
    for path in folder.rglob("*"):
        os.utime(path, (path.stat().st_mtime - 3600,) * 2)
    build(folder, folder=tmp_path / "out")
    return folder


_TELL = """
import pickle, sys
summary = pickle.load(sys.stdin.buffer)
print(summary.title, summary.stories, summary.words)
print("pydantic" in sys.modules, summary.issue.title, "pydantic" in sys.modules)
"""


def test_what_a_build_made_is_told_without_the_records_of_its_issue(write_issue: WriteIssue) -> None:
    """They are slow to import: half of the time of a build that has nothing to do."""
    summary = Summary(load_issue(write_issue()))
    told = subprocess.check_output([sys.executable, "-c", _TELL], input=pickle.dumps(summary)).decode()
    first, second = told.splitlines()
    assert first == f"{summary.title} {summary.stories} {summary.words}"
    assert summary.words == summary.issue.words > 0
    assert second == f"False {summary.issue.title} True"


def _order(issue: Path) -> Order:
    return Order(issue, None, tuple(SUFFIXES), issue.parent / "out", folios=True)


def test_nothing_changed_is_nothing_made(issue: Path) -> None:
    files = sorted((issue.parent / "out").iterdir())
    times = [path.stat().st_mtime_ns for path in files]
    summary = build(issue, folder=issue.parent / "out")
    assert sorted(summary.files) == files
    assert summary.pages == 4
    assert [path.stat().st_mtime_ns for path in files] == times


def test_what_was_built_for_one_output_is_known_to_be_set_for_another(issue: Path) -> None:
    other = Order(issue, {"epub": issue.parent / "one.epub"}, ("epub",), None, folios=True)
    assert unchanged(other) is None
    assert is_set(other)
    (issue / "one.md").write_text(STORY + "More.\n", encoding="utf-8")
    assert not is_set(other)


_CHANGES: dict[str, Callable[[Path], object]] = {
    "a manuscript": lambda home: (home / "one.md").write_text(STORY + "More.\n", encoding="utf-8"),
    "the issue file": lambda home: (home / "issue.yaml").write_text(
        (home / "issue.yaml").read_text(encoding="utf-8").replace("Small", "Large"), encoding="utf-8"
    ),
    "a picture": lambda home: (home / "cover.svg").write_text(
        PICTURE.replace("e0a23c", "000000"), encoding="utf-8"
    ),
    "a sheet of the theme": lambda home: (home / "look/theme.css").write_text("", encoding="utf-8"),
    "a new file of the theme": lambda home: (home / "look/print.css").write_text("", encoding="utf-8"),
    "an output": lambda home: (home.parent / "out/small.epub").write_bytes(b""),
    "an output that is gone": lambda home: (home.parent / "out/small-screen.pdf").unlink(),
}


@pytest.mark.parametrize("change", _CHANGES.values(), ids=_CHANGES.keys())
def test_whatever_changes_is_noticed(change: Callable[[Path], object], issue: Path) -> None:
    assert unchanged(_order(issue)) is not None
    change(issue)
    assert unchanged(_order(issue)) is None


def test_another_time_or_another_order_is_another_build(issue: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert unchanged(Order(issue, None, ("epub",), issue.parent / "out", folios=True)) is None
    assert unchanged(Order(issue, None, tuple(SUFFIXES), issue.parent, folios=True)) is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert unchanged(_order(issue)) is None
