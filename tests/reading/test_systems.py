"""The EPUBs in three open reading engines: nothing cut off, every way leads to its place."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from reading.systems import ENGINES, Screen, Seen, read

_LAYOUT = [
    *(Screen(engine, "stress", "phone", 100, dark=True) for engine in ENGINES[:2]),
    Screen("foliate", "stress", "reader", 160),
    Screen("epubjs", "sample", "tablet", 160, dark=True),
    Screen("readium", "sample", "reader", 160),
]
_WAYS = [
    *(Screen(engine, "japanese", ways=True) for engine in ENGINES),
    *(Screen(engine, "hebrew", ways=True) for engine in ENGINES),
    Screen("foliate", "sample", "tablet", ways=True),
]


@pytest.fixture(scope="module")
def seen(books: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[Screen, Seen]:
    """Show all screens in one browser."""
    screens = [*_LAYOUT, *_WAYS]
    return dict(zip(screens, read(books, screens, tmp_path_factory.mktemp("screens")), strict=True))


@pytest.mark.parametrize("screen", [*_LAYOUT, *_WAYS], ids=str)
def test_nothing_is_cut_off_out_of_the_page_or_over_something_else(
    screen: Screen, seen: dict[Screen, Seen]
) -> None:
    assert seen[screen].problems == []


@pytest.mark.parametrize("screen", _WAYS, ids=str)
def test_contents_pages_and_notes_lead_to_their_places(screen: Screen, seen: dict[Screen, Seen]) -> None:
    ways = {**seen[screen].contents, **seen[screen].pages, **seen[screen].notes}
    assert [name for name, reached in ways.items() if not reached] == []
    assert len(seen[screen].contents) >= 4
    assert len(seen[screen].pages) >= 5
    assert seen[screen].notes


def test_a_hebrew_issue_turns_its_pages_to_the_left(seen: dict[Screen, Seen]) -> None:
    directions = {str(screen): seen[screen].progression for screen in _WAYS if screen.book == "hebrew"}
    assert set(directions.values()) == {"rtl"}


def test_the_measures_see_what_is_wrong(books: Mapping[str, Path], tmp_path: Path) -> None:
    """Keep a control: a book whose sheet has fixed widths, tall pictures and lines over one another."""
    bad = tmp_path / "bad.epub"
    faults = (
        b"p { width: 700px } .byline { margin-top: -2.5em } figure img { position: relative; left: 90px }"
    )
    with zipfile.ZipFile(books["japanese"]) as good, zipfile.ZipFile(bad, "w") as archive:
        for name in good.namelist():
            content = good.read(name)
            archive.writestr(name, content + faults if name.endswith("style.css") else content)
    (shown,) = read({"bad": bad}, [Screen("foliate", "bad")], tmp_path)
    words = " ".join(shown.problems)
    assert "wider than the page" in words
    assert "overlaps" in words
    assert "is larger than the page" in words
