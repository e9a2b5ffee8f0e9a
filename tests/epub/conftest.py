"""A theme of two fonts, issues made without a manuscript, and the EPUBs they become."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from epub.books import MODIFIED, SHEET, Book, font, jpeg, story
from issuepress.epub import write_epub
from issuepress.issue import Issue
from issuepress.rendition import render
from issuepress.story import Story
from issuepress.themes import Theme

MakeIssue = Callable[..., Issue]
MakeBook = Callable[..., Book]


@pytest.fixture
def theme(tmp_path: Path) -> Theme:
    folder = tmp_path / "styles" / "small"
    (folder / "fonts").mkdir(parents=True)
    for name in ("face.ttf", "unused.ttf"):
        (folder / "fonts" / name).write_bytes(font())
    (folder / "theme.css").write_text(SHEET, encoding="utf-8")
    Image.new("RGB", (8, 8), "#8a3324").save(folder / "ornament.png")
    return Theme(name="small", title="Small", description="For tests", folders=(folder,))


@pytest.fixture
def make_issue(tmp_path: Path) -> MakeIssue:
    """Make an issue of stories; `pictures` are files that it may show, all the same photograph."""

    def make(*stories: Story, pictures: tuple[str, ...] = ("cover.jpg",), **values: Any) -> Issue:
        known = {
            "name": "2020-05",
            "publication": {"title": "The Quarterly", "issn": "1535-573X", "publisher": "Quarterly House"},
            "title": "Tales of Rain",
            "date": "2020-05",
            "date_label": "May/June 2020",
            "volume": "44",
            "number": "3",
            "language": "en-US",
            "cover": {"image": "cover.jpg", "alt": "Two women under one umbrella."},
        }
        files = {name: tmp_path / name for name in pictures}
        for path in files.values():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(jpeg(300, 200))
        return Issue(**{**known, "stories": stories or (story(),), "files": files, **values})

    return make


@pytest.fixture
def make_book(tmp_path: Path, theme: Theme) -> MakeBook:
    """Write an issue's EPUB and open it."""

    def make(issue: Issue, name: str = "issue.epub") -> Book:
        write_epub(render(issue, theme), tmp_path / name, cover=jpeg(), modified=MODIFIED)
        return Book(tmp_path / name)

    return make
