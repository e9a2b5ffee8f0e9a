"""One preview and one browser for all that can be tried on them, each test with a window of its own."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from conftest import PICTURE
from preview.browser import Preview, chromium, settled, watched

ISSUE = """publication: {title: The Quarterly}
title: Gates
date: 2026-01
language: en-US
cover: {image: cover.svg, alt: A circle on a ground}
contents:
  - one.md
  - {manuscript: two.md, pages: 1}
"""
ONE = "---\ntitle: The First\nauthors: [A. Author]\n---\nA paragraph with *walnuts* in it.\n\nAnother one.\n"
TWO = """---
title: The Second
illustration: {image: art/dot.svg, alt: A dot}
---
Somebody opened the gate.

## Behind it

<b onclick="alert(1)">Nothing</b> ran there.
"""
FILES = {"issue.yaml": ISSUE, "one.md": ONE, "two.md": TWO, "cover.svg": PICTURE, "art/dot.svg": PICTURE}


def write(folder: Path) -> Path:
    """Write the issue, small and with one finding."""
    texts = {**FILES, "two.md": TWO.replace('<b onclick="alert(1)">Nothing</b>', "Nothing")}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Shown:
    """An issue, its preview and a window on it."""

    folder: Path
    preview: Preview
    page: Page
    wrong: list[str]

    def save(self, name: str, text: str) -> None:
        """Save a manuscript as an editor does."""
        (self.folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the browser once."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Preview]]:
    """Start the preview once, on an issue that tests may change."""
    folder = write(tmp_path_factory.mktemp("previewed") / "gates")
    with Preview(folder, "--editor", f"{shutil.which('touch')} {folder}/opened {{file}}.{{line}}") as preview:
        yield folder, preview


@pytest.fixture
def shown(running: tuple[Path, Preview], browser: Browser) -> Iterator[Shown]:
    """Open a window on the preview; what a test changes in the issue is put back."""
    folder, preview = running
    page, wrong = watched(browser)
    page.goto(preview.url)
    settled(page)
    yield Shown(folder, preview, page, wrong)
    page.close()
    write(folder)
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in FILES:
            path.unlink()
