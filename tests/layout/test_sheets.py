"""Sheets: what the engine reads of one is kept, and says the same to the next process."""

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cssselect2 import ElementWrapper
from lxml import etree
from tinycss2.ast import Node
from weasyprint.css.tokens import Pending
from weasyprint.html import PH, PH_STYLESHEET, UA, UA_COUNTER_STYLE, UA_FORM_STYLESHEET, UA_STYLESHEET
from weasyprint.urls import URLFetcher, URLFetcherResponse

from issuepress import cache
from issuepress.build import build
from issuepress.pdf.crew import Crew
from issuepress.pdf.private.sheets import Sheet, read
from issuepress.themes import styles_folder

if TYPE_CHECKING:
    from conftest import WriteIssue

_BASE = "https://issue.invalid/"
_PAGE = """<html lang="en"><body><h1 class="title">A</h1><p>B <em>c</em><a href="#n">d</a></p>
<ol start="2"><li>e</li></ol><table border="1"><tr><td>f</td></tr></table><img/>
<p lang="fr">g</p></body></html>"""


class _Fetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        return URLFetcherResponse(url, b"p { color: red }", {"Content-Type": "text/css"})


@pytest.fixture(autouse=True)
def _silent_engine() -> None:
    """Let the engine say something of a sheet, unlike all other tests."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    return tmp_path


def _entries(folder: Path) -> int:
    return len([path for path in (folder / "sheet").rglob("*") if path.is_file()])


def _said(sheet: Sheet) -> list[object]:
    """Give all that a sheet says to the engine of a page, and of its own."""
    root = ElementWrapper.from_html_root(etree.fromstring(_PAGE), content_language=None)
    matches = [_told(sheet.css.matcher.match(element)) for element in root.iter_subtree()]
    pages = [_told(rule[1:]) for rule in sheet.css.page_rules]
    return [matches, pages, sheet.css.layers, sheet.css.base_url, _told(sheet.faces), _told(sheet.counters)]


def _told(value: object) -> object:
    """Write what the engine made of a sheet, wherever it lies in memory."""
    match value:
        case tuple() | list():
            return [type(value).__name__, *map(_told, value)]
        case dict():
            return [type(value).__name__, *((name, _told(each)) for name, each in value.items())]
        case Pending():
            return type(value).__name__, value.name, [token.serialize() for token in value.tokens]
        case Node():
            return type(value).__name__, value.serialize(), value.source_line
        case _:
            return re.sub(" at 0x[0-9a-f]+", "", repr(value))


@pytest.mark.parametrize("name", ["UA", "PH", "base", "all kinds"])
def test_a_sheet_that_was_kept_says_what_it_said_when_it_was_read(name: str, folder: Path) -> None:
    own = "@layer a { p { color: rgb(1 2 3) } } p { margin: calc(1px + 2em) var(--gap) }"
    own += "@page odd:first { size: 3cm; @top-left { content: 'x' } } @counter-style x { symbols: a b }"
    own += "@font-face { font-family: F; src: url(f.otf) format('opentype') }"
    own += "em:not(.a, h1 > em) { top: 1px }"
    layers = (styles_folder() / "base" / f"{layer}.css" for layer in ("tokens", "base", "print"))
    base = "".join(path.read_text(encoding="utf-8") for path in layers)
    text = {"UA": UA, "PH": PH, "base": base, "all kinds": own}[name]
    fresh, kept = read(text, _BASE), read(text, _BASE)
    assert _entries(folder) == 1
    assert fresh.css is not kept.css
    assert _said(kept) == _said(fresh)
    assert len(str(_said(kept))) > 500


def test_a_sheet_of_which_the_engine_says_something_is_read_again(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "weasyprint"):
        for _ in range(2):
            read("p { colour: red }", _BASE)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    assert not _entries(folder)


def test_a_sheet_that_fetches_another_is_read_again(folder: Path) -> None:
    for _ in range(2):
        sheet = read("@import url(other.css);", _BASE, _Fetcher())
        assert "color" in str(_said(sheet)[0])
    assert not _entries(folder)


def test_a_damaged_entry_is_read_again(folder: Path) -> None:
    whole = _said(read("p { color: red }", _BASE))
    (entry,) = (path for path in (folder / "sheet").rglob("*") if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-1] + b"?")
    assert _said(read("p { color: red }", _BASE)) == whole


def engine_s_own(_: object) -> list[object]:
    """Tell what the engine's own sheets say."""
    return [
        _said(Sheet(sheet, [], UA_COUNTER_STYLE))
        for sheet in (UA_STYLESHEET, UA_FORM_STYLESHEET, PH_STYLESHEET)
    ]


def test_a_worker_has_the_engine_s_own_sheets_as_the_engine_reads_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent.parent))  # where it finds this file
    for _ in range(2):  # read, then kept
        with Crew(1) as crew:
            assert crew.submit(engine_s_own, None).result() == engine_s_own(None)
        assert _entries(folder) == 3


@pytest.mark.parametrize("jobs", [0, 2])
def test_what_the_engine_says_of_a_sheet_is_told_whoever_reads_it(
    jobs: int, folder: Path, write_issue: "WriteIssue"
) -> None:
    own = {"theme.yaml": "title: Own\ndescription: x\nextends: house\n", "theme.css": "p { colour: red }\n"}
    issue = write_issue({f"own/{name}": content for name, content in own.items()})
    with (issue / "issue.yaml").open("a", encoding="utf-8") as written:
        written.write("theme: own\n")
    summary = build(issue, outputs=("screen",), folder=folder / "out", jobs=jobs)
    assert [finding.message.count("`colour: red `") for finding in summary.findings] == [1]
