"""Table of contents, landmarks and NCX."""

from epub.books import story
from epub.conftest import MakeBook, MakeIssue


def test_the_contents_nest_stories_in_their_sections(make_issue: MakeIssue, make_book: MakeBook) -> None:
    issue = make_issue(
        story("hello"), story("one", section="Features"), story("two", section="Features"), story("end")
    )
    book = make_book(issue)
    toc = "//h:nav[@epub:type='toc']/h:ol/h:li"
    assert book.find("nav.xhtml", f"{toc}/h:a/@href") == [
        "masthead.xhtml",
        "contents.xhtml",
        "hello.xhtml",
        "end.xhtml",
    ]
    assert book.find("nav.xhtml", f"{toc}/h:span/text()") == ["Features"]
    assert book.find("nav.xhtml", f"{toc}/h:ol//h:a/text()") == ["Story one", "Story two"]


def test_landmarks_lead_to_cover_contents_and_the_first_story(
    make_issue: MakeIssue, make_book: MakeBook
) -> None:
    book = make_book(make_issue(story("one"), story("two")))
    marks = book.find("nav.xhtml", "//h:nav[@epub:type='landmarks']//h:a")
    kinds = [(mark.get("{http://www.idpf.org/2007/ops}type"), mark.get("href")) for mark in marks]
    assert kinds == [("cover", "cover.xhtml"), ("toc", "contents.xhtml"), ("bodymatter", "one.xhtml")]


def test_the_navigation_document_is_not_read_through(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue())
    assert book.find("content.opf", "//opf:item[@properties='nav']/@href") == ["nav.xhtml"]
    assert "nav" not in book.find("content.opf", "//opf:itemref/@idref")


def test_a_story_may_be_called_nav(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(make_issue(story("nav", body="<p>Wayfinding.</p>"), story("toc"), story("2020")))
    assert "Wayfinding." in book.words("nav.xhtml")
    assert book.find("content.opf", "//opf:item[@properties='nav']/@href") == ["nav_.xhtml"]


def test_the_ncx_says_the_same_for_old_readers(make_issue: MakeIssue, make_book: MakeBook) -> None:
    book = make_book(
        make_issue(story("one", section="Features"), story("two", section="Features"), story("end"))
    )
    points = book.find("toc.ncx", "//ncx:navPoint")
    sources = book.find("toc.ncx", "//ncx:content/@src")
    assert [(point.get("playOrder"), source) for point, source in zip(points, sources, strict=True)] == [
        ("1", "masthead.xhtml"),
        ("2", "contents.xhtml"),
        ("3", "one.xhtml"),
        ("3", "one.xhtml"),
        ("4", "two.xhtml"),
        ("5", "end.xhtml"),
    ]
    assert book.find("content.opf", "//opf:spine/@toc") == ["ncx"]
    assert book.find("toc.ncx", "//ncx:meta[@name='dtb:depth']/@content") == ["2"]
