"""The screen PDF keeps to PDF/UA-1 and PDF/A-3a at once, and any reader can open it."""

import shutil
from pathlib import Path
from typing import Literal

import pikepdf
import pytest

import judges
from conftest import Built
from issuepress.build import build

_FLAVOURS: tuple[Literal["ua1", "3a"], ...] = ("ua1", "3a")


@pytest.mark.parametrize("flavour", _FLAVOURS)
@pytest.mark.parametrize("issue", ["starter", "nasty", "sample", "stress"])
def test_every_issue_is_valid(
    issue: str, flavour: Literal["ua1", "3a"], request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(issue)
    assert judges.verapdf(built.output("-screen.pdf"), flavour) == []


@pytest.mark.parametrize("issue", ["starter", "nasty", "sample"])
def test_qpdf_finds_nothing_and_poppler_reads_every_page(issue: str, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(issue).output("-screen.pdf")
    assert judges.qpdf_check(path) == []
    *pages, rest = judges.pdf_words(path).split("\f")
    assert rest == ""
    assert len(pages) == len(judges.page_boxes(path))
    assert sum(bool(page.strip()) for page in pages) >= len(pages) - 1, "only a blank page has no words"


def test_fonts_are_embedded_and_their_text_can_be_copied(sample: Built) -> None:
    fonts = judges.fonts(sample.output("-screen.pdf"))
    assert fonts
    assert all(font.embedded and font.subset and font.unicode for font in fonts), fonts


def test_pages_are_the_trimmed_ones(sample: Built) -> None:
    boxes = judges.page_boxes(sample.output("-screen.pdf"))
    assert {box.media == box.trim == box.crop for box in boxes} == {True}


def test_the_file_says_what_it_is(nasty: Built) -> None:
    with pikepdf.open(nasty.output("-screen.pdf")) as pdf:
        assert pdf.Root.Lang == "en-US"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.docinfo["/Title"]) == "The Quarterly: A Nasty Issue"
        intent = pdf.Root.OutputIntents[0]
        assert (str(intent.S), int(intent.DestOutputProfile.N)) == ("/GTS_PDFA1", 3)
        assert not {"/JavaScript", "/OpenAction", "/AA", "/AcroForm"} & set(pdf.Root.keys())
        with pdf.open_metadata() as meta:
            assert meta["dc:title"] == "The Quarterly: A Nasty Issue"
            assert meta["dc:creator"] == ["Ann Author"]
            assert meta["pdfuaid:part"] == "1"
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
            prism = "{http://prismstandard.org/namespaces/basic/3.0/}"
            assert meta[f"{prism}publicationName"] == "The Quarterly"
            assert meta[f"{prism}issn"] == "1535-573X"
            assert meta[f"{prism}coverDisplayDate"] == "Winter 2026"


def test_the_same_issue_gives_the_same_bytes(nasty: Built, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere" / nasty.source.name
    shutil.copytree(nasty.source, again)
    build(again, folder=tmp_path, outputs=("screen",))
    first, second = nasty.output("-screen.pdf"), tmp_path / f"{again.name}-screen.pdf"
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("issue", ["starter", "sample"])
def test_print_and_screen_have_the_same_words_on_every_page(
    issue: str, request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(issue)
    printed, shown = (_words(built.output(f"-{purpose}.pdf")) for purpose in ("print", "screen"))
    assert shown == printed[: len(shown)]
    assert not any(printed[len(shown) :]), "print may end in blank pages, made up to its binding"


def _words(path: Path) -> list[str]:
    """Give the letters of each page; a hyphen at a line's end is soft on the screen and hard in print."""
    with_hyphens = judges.pdf_words(path).replace("\u00ad", "-")
    return ["".join(page.split()) for page in with_hyphens.split("\f")[:-1]]
