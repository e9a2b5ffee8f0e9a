"""EPUBCheck finds nothing to say, and says so of a book that is broken."""

import zipfile
from pathlib import Path

import pytest

from epub.books import Book, story
from epub.conftest import MakeBook, MakeIssue
from issuepress.epub import write_epub
from issuepress.importers import IMPORTERS, Source
from issuepress.issue import Issue
from issuepress.rendition import render
from issuepress.themes import load_theme
from judges import epubcheck

FIGURE = '<figure><img src="a b/Ä.jpg" alt="Rain"/><figcaption>Rain <em>falls</em>.</figcaption></figure>'
ODD = Path(__file__).parent.parent / "importers" / "golden" / "odd-html.md"
"""A manuscript that nests and leaves out whatever it may, with the oddest values that are right."""
CALL = '<a class="noteref" epub:type="noteref" role="doc-noteref" id="one--ref-1" href="#one--note-1">1</a>'


@pytest.fixture
def rich(make_issue: MakeIssue) -> Issue:
    """Make an issue with everything that a package, a document or a sheet can hold, odd HTML included."""
    one = story(
        "one",
        body=f'<p data-line="1">It <span lang="he">גשם</span> rained.{CALL}</p>{FIGURE}<h2 id="one--x">X</h2>'
        '<p><a href="#nav">Next</a> <a href="#nav--title">Y</a> <a href="https://example.org/?a=1&amp;b=2">Z</a></p>',
        notes=("<p>All <b>day</b>.</p>",),
        authors=(
            {"name": "Ann Okafor", "sort_as": "Okafor, Ann", "bio": "She waits.", "photo": "a b/Ä.jpg"},
            "Bo",
        ),
        illustration={"image": "a b/Ä.jpg", "alt": "Rain", "caption": "Rain", "place": "spread"},
        section="Features",
        kicker="Weather",
        subtitle="And after",
        standfirst="It began <em>early</em>.",
    )
    odd = IMPORTERS[".md"](Source(ODD.read_text(encoding="utf-8"), ODD.name, 1, "odd", "en-US"))
    others = [
        story("odd", body=odd.html, notes=odd.notes),
        story("nav", section="Features", language="ar", title="مطر"),
        story("2020-x", kind="colophon"),
    ]
    return make_issue(
        one,
        *others,
        pictures=("cover.jpg", "a b/Ä.jpg", "rain.jpg"),
        subtitle="Our annual feature",
        license="https://creativecommons.org/licenses/by/4.0/",
        contributors=(
            {"name": "Ed Yu", "role": "editor", "bio": "Edits."},
            {"name": "Ed Yu", "role": "designer"},
        ),
        description="Rain & after",
        subjects=("Weather",),
        rights="© 2020",
        identifier="978-0-306-40615-7",
    )


def test_a_rich_issue_with_whatever_a_manuscript_may_hold_is_sound(rich: Issue, make_book: MakeBook) -> None:
    assert [str(message) for message in epubcheck(make_book(rich).path) if message.severity != "USAGE"] == []


def test_a_right_to_left_issue_is_sound_in_the_house_theme(make_issue: MakeIssue, tmp_path: Path) -> None:
    issue = make_issue(story("one", title="גשם", body="<p>ירד גשם.</p>", language="he"), language="he")
    target = tmp_path / "he.epub"
    write_epub(
        render(issue, load_theme("house")),
        target,
        cover=issue.files["cover.jpg"].read_bytes(),
        modified=issue.first_day,
    )
    assert [str(message) for message in epubcheck(target) if message.severity != "USAGE"] == []
    assert Book(target).find("one.xhtml", "/h:html/@dir") == ["rtl"]


def test_epubcheck_judges(make_issue: MakeIssue, make_book: MakeBook, tmp_path: Path) -> None:
    """Keep a control: a book whose story has lost its end tag."""
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(broken, "w") as archive:
        for name, content in make_book(make_issue()).files.items():
            archive.writestr(
                name, content.replace(b"</section>", b"", 1) if name.endswith("one.xhtml") else content
            )
    assert "RSC-016" in {message.id for message in epubcheck(broken) if message.severity == "FATAL"}
