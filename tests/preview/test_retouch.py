"""Changed pages are shown ahead of the whole edition, and look as they will in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from issuepress.pdf import Crew
from issuepress.pdf.private import lettering
from issuepress.preview.edition import Edition, dressed, make_edition, read_issue
from issuepress.preview.retouch import Retoucher
from preview.conftest import write

_SENTENCES: Final = (
    "It had rained on the quay since the morning, and nobody there had minded it very much so far. ",
    "The ferry was late, as it had been every day since the thaw; the ferryman blamed the tide. ",
    "A note was found behind the clock, unsigned, and read aloud to everybody who cared to listen. ",
)
_PARAGRAPHS: Final = [
    "".join(_SENTENCES[(at + more) % 3] for more in range(3 + at % 4)).strip() for at in range(26)
]
_NOTE: Final = "\n\n[^1]: Or so."
_HEAD: Final = "---\ntitle: The First\nauthors: [A. Author]\n---\n"


def _silent(_: str) -> None:
    """Say nothing."""


def _text(paragraphs: list[str], note: str = "") -> str:
    return _HEAD + "\n\n".join(paragraphs) + note + "\n"


def _with(at: int, paragraph: str) -> str:
    return _text([*_PARAGRAPHS[:at], paragraph, *_PARAGRAPHS[at + 1 :]])


_STORY: Final = _text(_PARAGRAPHS)
_WORD: Final = _with(19, _PARAGRAPHS[19].replace("ferry", "steamer", 1))
_EDITS: Final = {
    "a word": _WORD,
    "a long paragraph": _with(3, _PARAGRAPHS[3] * 3),
    "a paragraph more": _text([*_PARAGRAPHS[:12], "Nobody asked.", *_PARAGRAPHS[12:]]),
    "a heading in place of a paragraph": _with(17, "## The clock"),
    "a note": _text([*_PARAGRAPHS[:16], _PARAGRAPHS[16] + "[^1]", *_PARAGRAPHS[17:]], _NOTE),
    "a paragraph above a note": _text(
        ["Nobody asked.", *_PARAGRAPHS[:16], _PARAGRAPHS[16] + "[^1]", *_PARAGRAPHS[17:]], _NOTE
    ),
    "the same words over and over": _text(["She said so. " * 390, *_PARAGRAPHS[12:]]),
    "the same words more often still": _text(["She said so. " * 400, *_PARAGRAPHS[12:]]),
}


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    """Set parts in this process."""
    with Crew(0) as made:
        yield made


@pytest.fixture
def retoucher() -> Iterator[Retoucher]:
    """Retouch in this process, too: its engine is imported already."""
    made = Retoucher(Crew(0))
    yield made
    made.close()


def _made(folder: Path, crew: Crew, former: Edition | None = None) -> Edition:
    return make_edition(dressed(read_issue(folder, _silent)), crew, _silent, former)


@pytest.fixture(scope="module")
def _first(tmp_path_factory: pytest.TempPathFactory, crew: Crew) -> tuple[Path, Edition]:
    folder = write(tmp_path_factory.mktemp("retouched") / "gates")
    (folder / "one.md").write_text(_STORY, encoding="utf-8")
    return folder, _made(folder, crew)


@pytest.fixture
def first(_first: tuple[Path, Edition]) -> tuple[Path, Edition]:
    """Give the folder of an issue, as it was at first, and its edition."""
    write(_first[0])
    (_first[0] / "one.md").write_text(_STORY, encoding="utf-8")
    return _first


def _retouched(
    retoucher: Retoucher, folder: Path, edition: Edition, text: str
) -> list[tuple[Edition, list[int]]]:
    (folder / "one.md").write_text(text, encoding="utf-8")
    return list(retoucher.retouched(edition, read_issue(folder, _silent), "one.md"))


def test_pages_shown_ahead_look_as_in_the_whole_edition(
    first: tuple[Path, Edition], crew: Crew, retoucher: Retoucher
) -> None:
    """One edit after another: each is retouched on what was known after the one before."""
    folder, edition = first
    for name, text in _EDITS.items():
        steps = _retouched(retoucher, folder, edition, text)
        shown, retaken = steps[-1][0], {number for _, numbers in steps for number in numbers}
        edition = _made(folder, crew, edition)
        retoucher.settle(edition)
        for number, *both in zip(edition.parts, shown.raster.pages, edition.raster.pages, strict=False):
            if edition.parts[number].name == "one":
                digests = [raster.digests[page] for raster, page in both]
                assert digests[0] == digests[1], (name, number)
            if number in retaken:
                assert shown.places[number].blocks == edition.places[number].blocks, (name, number)


def test_an_edit_of_a_word_sets_one_page(
    first: tuple[Path, Edition], crew: Crew, retoucher: Retoucher
) -> None:
    folder, edition = first
    ((shown, numbers),) = _retouched(retoucher, folder, edition, _WORD)
    assert len(numbers) == 1
    assert numbers[0] > 4, "not the story's first page"
    assert any("steamer" in run.text for run in shown.raster.words(numbers[0] - 1))
    assert sum(a != b for a, b in zip(shown.raster.digests, edition.raster.digests, strict=True)) == 1
    whole = _made(folder, crew, edition)
    assert whole.raster.digests == shown.raster.digests, "its picture need not be painted again"


def test_lines_that_are_as_before_are_painted_from_memory(
    first: tuple[Path, Edition], retoucher: Retoucher, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, edition = first
    retoucher.get_ready(edition, 5)
    painted: list[str] = []
    original = lettering._Letterer.__call__

    def draw(letterer: Any, stream: object, box: Any, *how: object) -> None:
        painted.append(box.text)
        original(letterer, stream, box, *how)

    monkeypatch.setattr(lettering._Letterer, "__call__", draw)
    ((shown, _),) = _retouched(retoucher, folder, edition, _WORD)
    assert any("steamer" in line for line in painted)
    assert len(painted) < len(shown.raster.words(4)) / 4


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("issue.yaml", "title: Gates", "title: Doors"),
        ("two.md", "ran there", "stood there"),
        ("one.md", "title: The First", "title: The First\nslug: the-1st"),
    ],
)
def test_an_edit_of_more_than_one_story_waits_for_the_whole_edition(
    first: tuple[Path, Edition], retoucher: Retoucher, name: str, before: str, after: str
) -> None:
    folder, edition = first
    path, text = folder / name, _WORD
    if name == "one.md":
        text = text.replace(before, after)
    else:
        path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    assert _retouched(retoucher, folder, edition, text) == []
