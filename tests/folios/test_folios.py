"""The map: what is counted, where a marker goes, and what a page without words gets."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import WriteIssue
from epub.books import Book
from issuepress import fragment
from issuepress.build import build
from issuepress.cli import main
from issuepress.epub.pagebreaks import mark_pages, page_targets
from issuepress.errors import OutputError
from issuepress.folios import Folio, counted, counts, first_words, runs
from issuepress.plans import map_pages

HTML = (
    '<section id="a">\n<figure><img src="x" alt=""/></figure><h1 id="a--title">Title</h1>'
    '<p><span class="opening-word"><span class="dropcap">O</span>nce</span> up\u00adon <em>a</em>'
    ' <a href="#x">time</a> in<a class="noteref" id="r" href="#n">1</a> it</p>\n<hr/>\n<ul><li>One</li></ul>'
    '<aside class="footnote" id="n"><a class="backlink" href="#r">1</a><p>Note</p></aside></section>'
)
"""Its characters: a picture, Title, Once, upon, a, time, in, a call, it, a rule, One, Note."""


def _page(number: int, at: str | None, before: int = 0) -> Folio:
    return Folio(number, str(number), printed=True, part="a", at=at, before=before)


def _text(html: str) -> str:
    return "".join(map(str, fragment.parse(html).itertext()))


def _marked(html: str, pages: Sequence[Folio]) -> str:
    wrapper = fragment.parse(html)
    mark_pages(wrapper, pages)
    return fragment.serialise(wrapper)


def _count() -> int:
    return sum(run.length for run in runs(fragment.parse(HTML)[0]))


def test_pictures_rules_and_calls_count_and_the_way_back_does_not() -> None:
    assert _count() == len("#TitleOnceuponatimein#it#OneNote")


@pytest.mark.parametrize("before", range(32))
def test_a_marker_at_any_character_leaves_the_text_as_it_is(before: int) -> None:
    html = _marked(HTML, [_page(1, "a"), _page(2, "a", before), _page(3, "a", min(before + 1, 31))])
    assert _text(html) == _text(HTML)
    assert [target.label for target in page_targets(fragment.parse(html))] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("at", "before", "behind"),
    [
        ("a", 0, "<figure>"),
        ("a", 1, '<h1 id="a--title">Title'),
        ("a--title", 2, "tle</h1>"),
        ("a", 6, '<span class="opening-word"><span class="dropcap">O'),
        ("a", 7, "nce</span>"),
        ("a", 12, "on <em>"),
        ("a", 15, '<a href="#x">time'),
        ("a", 21, '<a class="noteref"'),
        ("a", 24, "<hr/>"),
        ("a", 25, "One</li>"),
        ("n", 0, "Note</p>"),
    ],
)
def test_where_a_marker_goes(at: str, before: int, behind: str) -> None:
    html = _marked(HTML, [_page(2, at, before)])
    assert html.partition('id="page-2" aria-label="2"></span>')[2].startswith(behind)


def test_pages_without_words_are_marked_with_the_next_page_or_at_the_last() -> None:
    html = _marked(
        HTML, [_page(1, None), _page(2, "a"), _page(3, None), _page(4, "a--title", 2), _page(5, None)]
    )
    text = html.replace(' epub:type="pagebreak" role="doc-pagebreak"', "")
    markers = [f'<span id="page-{number}" aria-label="{number}"></span>' for number in range(1, 6)]
    assert "".join(markers[:2]) + "<figure>" in text
    assert "Ti" + "".join(markers[2:]) + "tle" in text


def test_a_place_that_is_not_there_is_an_error() -> None:
    with pytest.raises(OutputError, match="page 7 begins at 'a' \\+ 99"):
        _marked(HTML, [_page(7, "a", 99)])


def test_an_id_of_the_text_is_left_to_it() -> None:
    assert 'id="page-1_"' in _marked('<section id="page-1"><p>One</p></section>', [_page(1, "page-1")])


def test_only_what_has_a_shape_counts() -> None:
    assert counted("“A\u00ad b”\n\u200b1\u2003é\u0301\ufeff\u2028漢") == "“Ab”1é\u0301漢"
    signs = [chr(code) for code in range(0x3100)]
    assert [counted(sign) for sign in signs] == [sign if counts(sign) else "" for sign in signs]


def test_the_first_words_of_a_page() -> None:
    assert first_words(HTML, _page(1, "a"), 3) == "Title Once up\u00adon"
    assert first_words(HTML, _page(2, "a", 12), 2) == "…on a"
    assert first_words(HTML, _page(3, None)) == ""


def test_the_command_prints_a_table_and_records(write_issue: WriteIssue) -> None:
    folder = str(write_issue())
    table = CliRunner().invoke(main, ["folios", folder])
    assert table.exit_code == 0
    assert table.stdout.splitlines()[-1].split() == "4 one One The first and only paragraph.".split()
    assert table.stdout.lstrip().startswith("[1]  cover")
    records = json.loads(CliRunner().invoke(main, ["folios", folder, "--json"]).stdout)
    assert records[-1] == {
        "number": 4,
        "label": "4",
        "printed": True,
        "part": "one",
        "at": "one",
        "before": 0,
    }


def test_a_spread_is_marked_at_its_picture_and_the_blank_before_it_too(write_issue: WriteIssue) -> None:
    story = "---\ntitle: One\nillustration: {image: cover.svg, alt: A ground, place: spread}\n---\nText.\n"
    issue = {"issue.yaml": None, "two.md": story.replace("One", "Two"), "one.md": story}
    folder = write_issue({key: value for key, value in issue.items() if value})
    (folder / "issue.yaml").write_text((folder / "issue.yaml").read_text() + "  - two.md\n", encoding="utf-8")
    _, pages = map_pages(folder)
    places = [(page.number, page.part, page.at, page.before) for page in pages if page.part == "two"]
    assert places == [
        (7, "two", None, 0),
        (8, "two", "two", 0),
        (9, "two", "two", 0),
        (10, "two", "two--title", 0),
    ]


def test_numbers_are_those_printed(tmp_path: Path, write_issue: WriteIssue) -> None:
    folder = write_issue(
        {
            "look/theme.yaml": "title: Look\ndescription: Roman.\nextends: plain\n",
            "look/print.css": '@page :left { @bottom-left { content: "–" counter(page, lower-roman) } }\n',
        }
    )
    text = (folder / "issue.yaml").read_text(encoding="utf-8")
    (folder / "issue.yaml").write_text(text + "theme: look\n", encoding="utf-8")
    summary = build(folder, folder=tmp_path, outputs=("epub",))
    book = Book(summary.files[0])
    assert [page.label for page in map_pages(folder)[1]] == ["1", "ii", "3", "iv"]
    assert summary.folios["one"] == "iv"
    assert book.find("nav.xhtml", "//h:nav[@epub:type='page-list']//h:a/text()") == ["1", "ii", "3", "iv"]
    assert book.find("toc.ncx", "//ncx:pageTarget/@type") == ["normal", "front", "normal", "front"]


def test_the_package_names_the_print_edition_and_each_storys_pages(
    write_issue: WriteIssue, tmp_path: Path
) -> None:
    book = Book(build(write_issue(), folder=tmp_path, outputs=("epub",)).files[0])
    assert book.metas("pageBreakSource") == ["The Quarterly, 2026-01: A Small Issue, print edition"]
    assert {"pageBreakMarkers", "pageNavigation"} <= set(book.metas("schema:accessibilityFeature"))
    assert book.refined("document-one") == {
        "prism:startingPage": "4",
        "prism:endingPage": "4",
        "prism:pageRange": "4",
    }


def test_without_folios_nothing_is_said_of_pages(write_issue: WriteIssue, tmp_path: Path) -> None:
    target = tmp_path / "bare.epub"
    assert (
        CliRunner().invoke(main, ["epub", str(write_issue()), "--no-folios", "-o", str(target)]).exit_code
        == 0
    )
    book = Book(target)
    assert book.metas("pageBreakSource") == []
    assert not any(b"page-list" in content or b"pagebreak" in content for content in book.files.values())
