"""References to a page: the number that is said is the number of the page where it stands."""

import re
from pathlib import Path

import pytest

from conftest import ISSUE, WriteIssue
from epub.books import Book
from issuepress import lay_out, load_issue, load_theme, render
from issuepress.build import build
from issuepress.errors import ManuscriptError, OutputError
from issuepress.folios import page_labels
from issuepress.pdf import Layout
from judges import epubcheck, pdf_words

_FILL = "It was raining on the long road to the sea, and nobody had thought of that. " * 60
_TWO = f"""---
title: The Gate
standfirst: The wall is on [page {{page}}](one.md#wall).
illustration: {{image: cover.svg, alt: A ground, place: full-page}}
---
{_FILL}

{_FILL}{_FILL}

## The Key

Words.[^1]

![A gate](cover.svg "The *gate*, painted."){{#drawing credit="Nobody"}}

[^1]: A note on [page {{page}}](one.md).
"""
_ONE = f"""---
title: The Wall
---
Walls: see [page {{page}}](two.md), [page {{page}}](two.md#the-key),
[page {{page}}](two.md#drawing), [page {{page}}](#wall).

{_FILL}{_FILL}

## The Wall Itself {{#wall}}

Bricks.
"""
_ISSUE = ISSUE.replace("  - one.md", "  - one.md\n  - two.md")
_PAIR = {"issue.yaml": _ISSUE, "one.md": _ONE, "two.md": _TWO}


def _layout(folder: Path) -> Layout:
    issue = load_issue(folder)
    return lay_out(render(issue, load_theme(issue.theme, issue.folder)))


def _page_of(words: str, pages: list[str]) -> str:
    """Give the last page with some words: the contents say a standfirst before its story does."""
    return str(max(at for at, text in enumerate(pages, start=1) if words in " ".join(text.split())))


def test_the_number_is_that_of_the_page_where_the_target_stands(
    write_issue: WriteIssue, tmp_path: Path
) -> None:
    """Poppler says on which page the words stand; paper, screen and EPUB name that page."""
    files = build(write_issue(_PAIR), folder=tmp_path, outputs=("epub", "print", "screen")).files
    wall, key = "The Wall Itself", "The Key"
    for path in files[1:]:
        pages = pdf_words(path).split("\f")
        gate = str(int(_page_of("The wall is on page", pages)) - 1)  # the picture before the opener
        numbers = [gate, _page_of(key, pages), _page_of("painted.", pages), _page_of(wall, pages)]
        assert len(set(numbers)) > 2
        assert f"see {', '.join(f'page {number}' for number in numbers)}." in _said(pages)
        assert f"The wall is on page {numbers[-1]}." in _said(pages)
        assert f"A note on page {_page_of('see page', pages)}." in _said(pages)
    book = Book(files[0])
    assert book.find("one.xhtml", "//h:span[@class='page-reference']/text()") == numbers
    assert book.find("one.xhtml", "//h:a[h:span]/@href") == [
        "two.xhtml",
        "two.xhtml#two--the-key",
        "two.xhtml#two--drawing",
        "#one--wall",
    ]
    assert f"The wall is on page {numbers[-1]}." in book.words("contents.xhtml")
    assert [str(message) for message in epubcheck(files[0])] == []


@pytest.mark.parametrize("name", ["sample", "stress"])
def test_every_id_is_on_the_page_where_the_engine_has_it(name: str, request: pytest.FixtureRequest) -> None:
    """By the boxes of the pages, and by the map alone; a note may stand on the page after its call."""
    layout = _layout(request.getfixturevalue(name).source)
    by_map = page_labels(layout.rendition, layout.folio_map)
    shown = {each: label for each, (_, label) in layout.anchors.items() if "--note-" not in each}
    assert {each: by_map[each] for each in shown} == shown
    assert len(shown) > 30


def _said(pages: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(pages).replace("\u00a0", " "))


def test_an_epub_without_pages_names_what_it_would_send_to(write_issue: WriteIssue, tmp_path: Path) -> None:
    book = Book(build(write_issue(_PAIR), folder=tmp_path, outputs=("epub",), folios=False).files[0])
    assert "Walls: see The Gate, The Key, The gate, painted, The Wall Itself." in book.words("one.xhtml")
    assert "A note on The Wall." in book.words("two.xhtml")
    assert "The wall is on The Wall Itself." in book.words("contents.xhtml")


def test_a_story_of_another_language_is_named_in_it(write_issue: WriteIssue, tmp_path: Path) -> None:
    german = _TWO.replace("title: The Gate", "title: Das Tor\nlanguage: de")
    folder = write_issue({**_PAIR, "two.md": german})
    book = Book(build(folder, folder=tmp_path, outputs=("epub",), folios=False).files[0])
    assert book.find("one.xhtml", "//h:cite/@lang") == ["de", "de", "de"]


def test_the_parts_say_whose_pages_they_print(write_issue: WriteIssue) -> None:
    issue = load_issue(write_issue(_PAIR))
    rendition = render(issue, load_theme(issue.theme, issue.folder))
    assert rendition.part("one").page_references == {"two", "two--the-key", "two--drawing", "one--wall"}
    assert rendition.part("contents").page_references == {"one", "two", "one--wall"}
    assert rendition.part("masthead").page_references == frozenset()
    same = rendition.with_folios(dict.fromkeys(rendition.page_references, "7"))
    assert same.part("masthead") == rendition.part("masthead")
    assert same.part("one").html.count('<span class="page-reference">7</span>') == 4


def test_a_page_that_begins_with_a_number_begins_before_it(write_issue: WriteIssue) -> None:
    theme = {
        "look/theme.yaml": "title: Look\ndescription: Breaks.\nextends: plain\n",
        "look/print.css": ".page-reference { display: block; break-before: page; }\n",
        "issue.yaml": f"{ISSUE}theme: look\n",
    }
    layout = _layout(write_issue({**theme, "one.md": "---\ntitle: One\n---\nSee [page {page}](one.md) now."}))
    assert [(page.at, page.before) for page in layout.folio_map[-2:]] == [
        ("one", 0),
        ("one", len("OneSeepage")),
    ]


_ROMAN = """
@page :left { @bottom-left { content: counter(page, lower-roman) } }
@page :right { @bottom-right { content: counter(page, lower-roman) } }
.gap { height: GAP; }
.body p { width: 250pt; }
.page-reference { font-size: 100pt; line-height: 100pt; }
"""


@pytest.mark.parametrize(("gap", "outcome"), [("150pt", "viii"), ("300pt", None), ("520pt", "ix")])
def test_a_number_that_moves_its_own_page_to_and_fro_ends_the_build(
    write_issue: WriteIssue, gap: str, outcome: str | None
) -> None:
    """`viii` three times takes three lines and sends its page to ix; `ix` takes one and lets it back."""
    fill = {f"fill-{at}.md": f"---\ntitle: {at}\n---\nText.\n" for at in range(3)}
    order = "\n".join(f"  - {name}" for name in (*fill, "one.md", "two.md"))
    files = {
        "look/theme.yaml": "title: Look\ndescription: Tall numbers.\nextends: plain\n",
        "look/print.css": _ROMAN.replace("GAP", gap),
        "issue.yaml": f"{ISSUE.replace('  - one.md', order)}theme: look\n",
        **fill,
        "one.md": "---\ntitle: One\nkind: letter\n---\n{.gap}\nText.\n\n" + "[{page}](two.md) " * 3,
        "two.md": "---\ntitle: Two\n---\nText.\n",
    }
    folder = write_issue(files)
    if outcome:
        assert _layout(folder).folios["two"] == outcome
    else:
        with pytest.raises(OutputError, match="the number of the page of 'two' does not settle"):
            _layout(folder)


@pytest.mark.parametrize("standfirst", ["See page {page}", "See [page {page}](https://example.org/)"])
def test_a_page_of_nothing_is_refused_at_the_head_too(write_issue: WriteIssue, standfirst: str) -> None:
    story = f"---\ntitle: One\nstandfirst: '{standfirst}'\n---\nText.\n"
    with pytest.raises(ManuscriptError, match=r"one\.md:3: .*'{page}'"):
        load_issue(write_issue({"one.md": story}))
