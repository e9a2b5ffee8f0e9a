"""Each part of an issue as a page of XHTML."""

import pytest

from epub.books import Book, story
from epub.conftest import MakeBook, MakeIssue
from issuepress import fragment
from issuepress.epub.documents import cover_in_words, documents
from issuepress.errors import OutputError
from issuepress.issue import Issue
from issuepress.rendition import render
from issuepress.themes import Theme

CALL = '<a class="noteref" epub:type="noteref" role="doc-noteref" id="one--ref-1" href="#one--note-1">1</a>'
_LONG = "rained and rained. " * 6
NOTED = f"<p>It rained.{CALL}</p>"


def test_every_part_is_a_document_in_reading_order(make_issue: MakeIssue, theme: Theme) -> None:
    rendition = render(make_issue(story("one"), story("two")), theme)
    pages = documents(rendition, {})
    assert [page.file for page in pages] == [f"{part.name}.xhtml" for part in rendition.parts]
    assert [(page.part.name, page.matter) for page in pages][-1] == ("two", "bodymatter")


def test_a_document_is_whole_xhtml(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue(story("one", title="Rain &amp; After")))
    content = book.files["EPUB/one.xhtml"].decode()
    assert content.startswith('<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns=')
    assert book.find("one.xhtml", "/h:html/@lang") == ["en-US"]
    assert book.find("one.xhtml", "//h:title/text()") == ["Rain & After – The Quarterly, May/June 2020"]
    assert book.find("one.xhtml", "//h:link/@href") == ["style.css", "conditional.css"]


@pytest.mark.parametrize(
    ("name", "matter"),
    [("cover", "cover"), ("masthead", "frontmatter"), ("one", "bodymatter"), ("end", "backmatter")],
)
def test_the_body_says_where_in_the_issue_it_stands(
    name: str, matter: str, make_issue: MakeIssue, make_book: MakeBook
) -> None:
    book = make_book(make_issue(story("one"), story("end", kind="colophon")))
    assert book.find(f"{name}.xhtml", "//h:body/@epub:type") == [matter]


def test_links_lead_to_documents(make_issue: MakeIssue, make_book: MakeBook) -> None:
    links = '<p><a href="#two">a</a><a href="#two--rain">b</a><a href="#one--x">c</a><a href="https://x.org/">d</a></p>'
    one = story("one", body=f'<h2 id="one--x">X</h2>{links}<p><a href="#cover">e</a></p>')
    book = make_book(make_issue(one, story("two", body='<h2 id="two--rain">Rain</h2><p>Fell.</p>')))
    found = book.find("one.xhtml", "//h:div[@class='body']//h:a/@href")
    assert found == ["two.xhtml", "two.xhtml#two--rain", "#one--x", "https://x.org/", "cover.xhtml"]


def test_a_story_that_stands_as_it_did_follows_what_has_moved(
    make_issue: MakeIssue, make_book: MakeBook
) -> None:
    one = story("one", body='<p><a href="#x--rain">Rain</a> <img src="art/a.jpg" alt="A"/></p>')
    rain, snow = '<h2 id="x--rain">Rain</h2>', '<p>Snow. <img src="old/a.jpg" alt="B"/></p>'
    pictures = ("cover.jpg", "art/a.jpg", "old/a.jpg")
    before = make_issue(one, story("two", body=rain), story("three", body=snow), pictures=pictures)
    after = make_issue(story("three", body=snow + rain), one, pictures=pictures, direction="rtl")
    told = []
    for book in (make_book(before), make_book(after), make_book(before)):
        links, shown = (
            book.find("one.xhtml", "//h:div[@class='body']//h:a/@href"),
            book.find("one.xhtml", "//h:div[@class='body']//h:img/@src"),
        )
        told.append((links, shown, book.find("one.xhtml", "/h:html/@dir")))
    assert told[0] == (["two.xhtml#x--rain"], ["images/a.jpg"], ["ltr"])
    assert told[1] == (["three.xhtml#x--rain"], ["images/a-2.jpg"], ["rtl"])
    assert told[2] == told[0]


def test_lines_of_the_manuscript_stay_at_home(make_issue: MakeIssue, make_book: MakeBook) -> None:
    heading = '<h2 data-line="7">One <span data-line="8">two</span> three</h2>'
    body = f'{heading}<div data-line="9"> </div><p class="x"></p>'
    page = make_book(make_issue(story(body=body))).files["EPUB/one.xhtml"].decode()
    assert "data-line" not in page
    assert '<h2>One two three</h2> <p class="x"></p>' in page


def test_every_word_of_a_part_is_in_its_document_once(make_issue: MakeIssue, theme: Theme) -> None:
    body = f"<p>a<em>b</em> c<span> d </span>e<br/>f <span><b>g</b> h</span>{CALL}</p>i"
    rendition = render(make_issue(story(body=body, standfirst="Before", notes=("<p>Noted.</p>",))), theme)
    for page, part in zip(documents(rendition, {})[1:], rendition.parts[1:], strict=True):
        words = "".join(map(str, fragment.parse(page.body.fragment).itertext()))
        assert words.split() == "".join(map(str, fragment.parse(part.html).itertext())).split()


def test_pictures_have_readable_names_used_once(make_issue: MakeIssue, make_book: MakeBook) -> None:
    names = ("art/Über Regen.jpg", "more/uber_regen.jpg", "art/雨.jpg", "art/cover.jpg")
    figures = "".join(f'<figure><img src="{name}" alt="Rain"/></figure>' for name in (*names, names[0]))
    book = make_book(make_issue(story(body=figures), pictures=("cover.jpg", *names)))
    images = ["images/uber-regen.jpg", "images/uber-regen-2.jpg", "images/file.jpg", "images/cover-2.jpg"]
    assert book.find("one.xhtml", "//h:img/@src") == [*images, images[0]]
    assert [name for name in book.files if name.startswith("EPUB/images/")] == [
        "EPUB/images/cover.jpg",
        *(f"EPUB/{name}" for name in images),
    ]


def test_a_picture_that_cannot_be_used_is_named(make_issue: MakeIssue, make_book: MakeBook) -> None:
    issue = make_issue(story(body='<p><img src="a.jpg" alt="A"/></p>'), pictures=("cover.jpg", "a.jpg"))
    issue.files["a.jpg"].write_bytes(b"not a picture")
    with pytest.raises(OutputError, match=r"the picture 'a.jpg' can't be used: the file is not a picture"):
        make_book(issue)


def test_the_cover_is_one_picture_told_in_words(make_issue: MakeIssue, make_book: MakeBook) -> None:
    issue = make_issue(
        subtitle="Our annual feature",
        cover={"image": "cover.jpg", "alt": "Two women under one umbrella", "lines": ("Is it over?", "Snow")},
    )
    [picture] = make_book(issue).find("cover.xhtml", "//h:img")
    assert (picture.get("src"), picture.get("role")) == ("images/cover.jpg", "doc-cover")
    assert picture.get("alt") == cover_in_words(issue)
    assert cover_in_words(issue) == (
        "Cover: The Quarterly, May/June 2020. Tales of Rain. Our annual feature. Is it over? Snow."
        " Two women under one umbrella."
    )


def test_a_note_pops_up_and_leads_back(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue(story("one", body=NOTED, notes=("<p>All day.</p>",))))
    [call] = book.find("one.xhtml", "//h:a[@epub:type='noteref']")
    [note] = book.find("one.xhtml", f"//h:aside[@epub:type='footnote'][@id='{call.get('href')[1:]}']")
    assert (call.get("role"), note.get("role")) == ("doc-noteref", "doc-footnote")
    assert note.find("{http://www.w3.org/1999/xhtml}a").get("href") == f"#{call.get('id')}"


def test_a_right_to_left_issue(make_issue: MakeIssue, make_book: MakeBook) -> None:
    hebrew = story("one", title="גשם", language="he", body='<p>ירד <span lang="en">rain</span>.</p>')
    book = make_book(make_issue(hebrew, story("two"), language="he"))
    assert book.find("one.xhtml", "/h:html/@dir") == ["rtl"]
    assert book.find("two.xhtml", "/h:html/@dir") == ["ltr"]
    assert book.find("one.xhtml", "//h:span[@lang='en']/@dir") == ["ltr"]
    assert book.find("nav.xhtml", "//h:a[@href='two.xhtml']/@dir") == ["ltr"]


@pytest.mark.parametrize(
    ("body", "caps"),
    [
        (f"<p>“It {_LONG}</p>", ["“I"]),
        (f"<p>1848 was {_LONG}</p>", []),
        (f"<p>’90s {_LONG}</p>", []),
        ("<p>Dear reader,</p>", []),
    ],
)
def test_a_story_begins_with_a_letter_as_drop_cap_or_with_none(
    body: str, caps: list[str], make_issue: MakeIssue, make_book: MakeBook
) -> None:
    book = make_book(make_issue(story("one", body=body)))
    assert book.find("one.xhtml", "//h:span[@class='dropcap']/text()") == caps


@pytest.mark.parametrize(
    ("title", "crowded"), [("The Photograph", []), ("Die Donaudampfschifffahrt", ["one--title"])]
)
def test_only_a_headline_with_a_word_too_long_for_a_phone_may_be_hyphenated(
    title: str, crowded: list[str], make_issue: MakeIssue, make_book: MakeBook
) -> None:
    book = make_book(make_issue(story("one", title=title)))
    assert book.find("one.xhtml", "//h:h1[@class='crowded']/@id") == crowded


def test_a_picture_that_may_be_transparent_keeps_its_paper_by_night(
    make_issue: MakeIssue, theme: Theme
) -> None:
    body = '<p><img src="a.svg" alt="A"/><img src="b.jpg" alt="B"/></p>'
    shown = {"a.svg": "images/a.svg", "b.jpg": "images/b.jpg"}
    page = documents(render(make_issue(story("one", body=body)), theme), shown)[-1]
    classes = [each.get("class") for each in fragment.parse(page.body.fragment).iter("img")]
    assert classes == ["on-paper", None]


@pytest.fixture
def hostile(make_issue: MakeIssue) -> Issue:
    title = "<em>A</em> &lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;"
    return make_issue(story("one", title=title), title='&lt;/title&gt;"', publication={"title": "R&amp;D"})


def test_markup_in_titles_stays_text(hostile: Issue, make_book: MakeBook) -> None:
    book: Book = make_book(hostile)
    assert book.find("one.xhtml", "//h:title/text()") == [
        'A <script>alert(1)</script> "& – R&D, May/June 2020'
    ]
    assert book.find("nav.xhtml", "//h:a[@href='one.xhtml']/text()")[0] == 'A <script>alert(1)</script> "&'
    assert book.find("content.opf", "//dc:title/text()") == ['</title>"']
    assert not book.find("one.xhtml", "//h:script")
