"""Ace and EPUBCheck find nothing in the sample, the stress issue, and issues in Hebrew and in Japanese."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from judges import ace, epubcheck

BOOKS = ("sample", "stress", "hebrew", "japanese")


@pytest.mark.parametrize("name", BOOKS)
def test_ace_finds_no_violation(name: str, books: Mapping[str, Path]) -> None:
    assert ace(books[name]) == []


@pytest.mark.parametrize("name", BOOKS)
def test_epubcheck_finds_nothing_worth_a_warning(name: str, books: Mapping[str, Path]) -> None:
    assert [str(message) for message in epubcheck(books[name]) if message.severity != "USAGE"] == []


def test_ace_says_what_is_wrong_and_where(books: Mapping[str, Path], tmp_path: Path) -> None:
    """Keep a control: a picture without words, a document without language."""
    bad = tmp_path / "bad.epub"
    with zipfile.ZipFile(books["japanese"]) as good, zipfile.ZipFile(bad, "w") as archive:
        for name in good.namelist():
            content = good.read(name)
            if name.endswith("lighthouse.xhtml"):
                content = (
                    content.replace(b" alt=", b" title-was=")
                    .replace(b"<h1", b"<h4")
                    .replace(b"</h1", b"</h4")
                )
            archive.writestr(name, content.replace(b"schema:accessMode<", b"schema:accessModes<"))
    found = " ".join(ace(bad))
    assert "image-alt lighthouse.xhtml" in found
