"""A build from what was kept, one from nothing, one that stays and one by workers give the same bytes."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from conftest import PICTURE, STRESS
from issuepress import cache
from issuepress.build import build
from issuepress.on_save import build_on_save
from issues.ugly import draw_pictures

_ISSUE = """publication: {title: The Quarterly}
title: A Changing Issue
date: 2026-01
language: en-US
theme: look
cover: {image: cover.svg, alt: A circle on a ground}
contents:
  - section: Fiction
    items: [one.md, two.md]
  - three.md
"""
_LOOK = "title: Look\ndescription: One token\nextends: house\n"
_TEXT = "It had rained on the quay since the morning, and nobody there had minded it very much so far.\n\n"
_ONE = "---\ntitle: One\nillustration: {image: photo.png, alt: A field}\n---\n" + _TEXT * 24
_TWO = "---\ntitle: Two\nauthors: [A. Writer]\n---\nSee [page {page}](three.md).[^1]\n\n" + _TEXT * 9
_THREE = "---\ntitle: Three\n---\nBack to [the second](two.md).\n\n" + _TEXT * 3
_FILES = {
    "issue.yaml": _ISSUE,
    "look/theme.yaml": _LOOK,
    "look/theme.css": ":root { --accent: #2f5d62; }",
    "cover.svg": PICTURE,
    "one.md": _ONE,
    "two.md": _TWO + "[^1]: Or said so.\n",
    "three.md": _THREE,
}


def _photo(folder: Path, colour: str) -> None:
    Image.new("RGB", (300, 200), colour).save(folder / "photo.png")


def _rewrite(name: str, before: str, after: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert before in text
        (folder / name).write_text(text.replace(before, after, 1), encoding="utf-8")

    return edit


def _with_another_story(folder: Path) -> None:
    (folder / "four.md").write_text(f"---\ntitle: Four\n---\n{_TEXT}", encoding="utf-8")
    _rewrite("issue.yaml", "  - three.md\n", "  - four.md\n  - three.md\n")(folder)


EDITS: dict[str, Callable[[Path], None]] = {
    "a word": _rewrite("three.md", "nobody", "no one"),
    "a length that shifts the folios behind it by one page": _rewrite("two.md", _TEXT, _TEXT * 20),
    "a picture": lambda folder: _photo(folder, "#e0a23c"),
    "a title, in contents and running head": _rewrite("two.md", "title: Two", "title: The Second"),
    "a token of the theme": _rewrite("look/theme.css", "#2f5d62", "#5d2f62"),
    "the running order": _rewrite("issue.yaml", "[one.md, two.md]", "[two.md, one.md]"),
    "another story": _with_another_story,
    "a story less": _rewrite("issue.yaml", "  - four.md\n", ""),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the issue that changes."""
    folder = tmp_path_factory.mktemp("changing") / "issue"
    for name, text in _FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    _photo(folder, "#2f5d62")
    return folder


def _made(
    issue: Path, target: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, jobs: int = 0
) -> dict[str, bytes]:
    monkeypatch.setenv(cache.VARIABLE, str(kept))
    build(issue, folder=target, jobs=jobs)
    return _files(target)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_edit_of_any_kind_gives_what_a_build_from_nothing_gives(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each edit on top of those before it, with all that the builds before it have left."""
    former = _made(home, tmp_path / "warm", tmp_path / "kept", monkeypatch)
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "stays-kept"))
    with closing(build_on_save(home, folder=tmp_path / "stays", jobs=1)) as stays:
        assert next(stays).summary
        for at, (what, edit) in enumerate(EDITS.items()):
            edit(home)
            warm = _made(home, tmp_path / "warm", tmp_path / "kept", monkeypatch)
            cold = _made(home, tmp_path / "cold", tmp_path / f"empty-{at}", monkeypatch)
            assert warm == cold, what
            assert warm["issue-screen.pdf"] != former["issue-screen.pdf"], what
            former = warm
            if at % 2 == 0:
                monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "stays-kept"))
                assert next(stays).summary, what
                assert _files(tmp_path / "stays") == cold, what


def test_workers_make_what_one_process_makes(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = _made(home, tmp_path / "alone", tmp_path / "one", monkeypatch)
    assert _made(home, tmp_path / "many", tmp_path / "other", monkeypatch, jobs=2) == alone


def test_the_engine_lays_out_the_same_without_what_makes_it_quick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Floats, notes, tables, right-to-left text and drop caps among the lines."""
    issue = tmp_path / "issue"
    shutil.copytree(STRESS, issue)
    draw_pictures(issue / "pictures")
    head = (STRESS / "issue.yaml").read_text(encoding="utf-8").partition("contents:\n")[0]
    names = "long/01-the-ledger.md", "long/02-the-salt-road.md", "short/hebrew.md"
    listed = "".join(f"  - {name}\n" for name in names)
    (issue / "issue.yaml").write_text(f"{head}contents:\n{listed}", encoding="utf-8")
    quick = _made(issue, tmp_path / "quick", tmp_path / "one", monkeypatch)
    monkeypatch.setenv("ISSUEPRESS_ENGINE", "plain")
    assert _made(issue, tmp_path / "plain", tmp_path / "two", monkeypatch, jobs=1) == quick
