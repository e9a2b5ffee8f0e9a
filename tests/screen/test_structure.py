"""What a screen reader finds: one tree of tags over the whole issue."""

import itertools
import re
from typing import Any

import pikepdf
import pytest

from conftest import Built
from issuepress.fragment import text
from screen.tagged import Tag, Tagged


def _found(tagged: Tagged, role: str, words: str) -> Tag:
    return next(tag for tag in tagged.root.all(role) if words in tag.painted)


def test_parts_stand_in_order_and_stories_under_their_sections(tagged: Tagged) -> None:
    assert [(tag.role, tag.get("T")) for tag in tagged.root.tags] == [
        ("Sect", "Cover"),
        ("Sect", "Masthead"),
        ("Sect", "Contents"),
        ("Part", "Fiction"),
        ("Art", "Zwei"),
    ]
    assert [tag.get("T") for tag in tagged.root.tags[3].tags] == ["One with stress"]


@pytest.mark.parametrize("issue", ["tagged", "tagged_sample"])
def test_headings_are_one_tree_under_the_issues_title(issue: str, request: pytest.FixtureRequest) -> None:
    root: Tag = request.getfixturevalue(issue).root
    levels = [int(tag.role[1]) for tag in root.walk() if re.fullmatch("H[1-6]", tag.role)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_a_paragraph_over_two_columns_or_pages_is_one_tag(sample: Built, tagged_sample: Tagged) -> None:
    story = sample.summary.issue.stories[1]
    art = next(tag for tag in tagged_sample.root.all("Art") if tag.get("T") == story.title.plain)
    written = re.findall(r"<p[ >]", story.body)
    assert len([tag for tag in art.all("P") if tag in _body(art)]) == len(written)


def _body(art: Tag) -> list[Tag]:
    """Give a story's tags between the heading with its byline and the biographies."""
    at = next(at for at, tag in enumerate(art.tags) if tag.painted.startswith("by "))
    rest = [tag for tag in art.tags[at + 1 :] if tag.role not in {"Note", "Div"}]
    return [each for tag in rest for each in tag.walk()]


def test_a_long_description_is_said_after_the_short_one(tagged: Tagged) -> None:
    said = [tag.get("Alt") for tag in tagged.root.all("Figure")]
    assert "Noise in grey All of it is noise." in said
    assert "A photograph Grain upon grain. None is alike. All are grey." in said


def test_foreign_passages_say_their_language(tagged: Tagged) -> None:
    spans = {tag.get("Lang"): tag.painted.strip() for tag in tagged.root.all("Span") if tag.get("Lang")}
    assert spans == {"fr": "la phrase française", "de": "noch mehr Deutsches"}
    assert _found(tagged, "Art", "Verweis").get("Lang") == "de"


def test_a_word_with_a_drop_cap_is_read_whole(tagged_sample: Tagged, sample: Built) -> None:
    for story in sample.summary.issue.stories:
        if story.body.startswith("<p") and story.kind != "poem":
            art = next(tag for tag in tagged_sample.root.all("Art") if tag.get("T") == story.title.plain)
            said = [tag.get("ActualText") for tag in art.all("Span")]
            assert text(story.body).split()[0] in said


def test_capitals_and_letterspaced_words_are_read_as_written(tagged: Tagged) -> None:
    said = {tag.get("ActualText") for tag in tagged.root.all("Span")}
    assert {"Stress", "Fiction", "The Quarterly"} <= said


def test_an_abbreviation_says_what_it_stands_for(tagged: Tagged) -> None:
    assert [tag.get("E") for tag in tagged.root.all("Span") if tag.get("E")] == ["World Health Organisation"]


def test_a_picture_has_its_words_its_caption_and_its_area(tagged: Tagged) -> None:
    figure = next(tag for tag in tagged.root.all("Figure") if "A photograph" in str(tag.get("Alt")))
    assert figure.all("Caption")[0].painted.split() == "A caption with emphasis Somebody".split()
    left, bottom, right, top = (float(edge) for edge in figure.attribute("BBox"))
    page = next(page for page in tagged.pdf.pages if page.obj.objgen == figure.element.Pg.objgen)
    assert 0 < left < right < float(page.mediabox[2])
    assert 0 < bottom < top < float(page.mediabox[3])
    assert (right - left) / (top - bottom) == pytest.approx(4 / 3, rel=0.01)


def test_a_picture_without_words_says_so_and_decoration_is_silent(tagged: Tagged) -> None:
    said = [tag.get("Alt") for tag in tagged.root.all("Figure")]
    assert "" not in said
    assert said.count("Picture without a description") == 1
    assert len(said) == 8, "neither the decorative disc nor the portrait is a figure"


def test_a_linked_picture_is_inside_its_link(tagged: Tagged) -> None:
    linked = [figure.get("Alt") for link in tagged.root.all("Link") for figure in link.all("Figure")]
    assert linked == ["Linked picture", "example.org/bare"]


def test_a_link_is_one_tag_with_its_words(tagged: Tagged) -> None:
    link = _found(tagged, "Link", "inline")
    assert link.painted.split() == "link with an inline child".split()
    assert {str(jump.Contents) for jump in link.links} == {"link with an inline child, example.org/a"}
    assert {str(jump.A.URI) for jump in link.links} == {"https://example.org/a"}
    assert str(_found(tagged, "Link", "einem").links[0].Contents) == "einem Verweis, One with stress, Seite 4"


def test_every_link_on_a_page_is_in_the_structure(tagged: Tagged) -> None:
    in_tree = {jump.objgen for tag in tagged.root.walk() for jump in tag.links}
    on_pages = {jump.objgen for page in tagged.pdf.pages for jump in page.obj.get("/Annots", [])}
    assert in_tree == on_pages
    assert all(tag.role == "Link" for tag in tagged.root.walk() if tag.links)


def test_a_note_is_read_after_its_paragraph_and_linked_both_ways(tagged: Tagged) -> None:
    art = tagged.root.all("Art")[0]
    at = next(at for at, tag in enumerate(art.tags) if tag.painted.startswith("A second"))
    call, note = art.tags[at].all("Reference")[0], art.tags[at + 1]
    assert note.role == "Note"
    assert note.get("ID") == str(call.all("Link")[0].links[0].Dest) == "one--note-2"
    assert [tag.painted for tag in note.all("P")] == ["A second note.", "With a second paragraph."]
    back = note.all("Lbl")[0].all("Link")[0].links[0]
    assert (str(back.Dest), str(back.Contents)) == ("one--ref-2", "Back to the text")
    assert {"one--note-2", "one--ref-2"} <= _destinations(tagged.pdf)


def test_a_note_called_twice_stands_once(tagged: Tagged) -> None:
    assert len(tagged.root.all("Note")) == 3
    calls = [str(link.links[0].Contents) for tag in tagged.root.all("Reference") for link in tag.all("Link")]
    assert calls.count("Note 1") == 2


def _destinations(pdf: pikepdf.Pdf) -> set[str]:
    return {str(name) for name in pdf.Root.Names.Dests.Names if isinstance(name, pikepdf.String)}


def test_lists_nest_inside_their_items(tagged: Tagged) -> None:
    outer = next(tag for tag in tagged.root.all("L") if tag.all("L") != [tag])
    assert [tag.role for tag in outer.tags] == ["LI"] * 3
    assert all([tag.role for tag in item.tags] == ["Lbl", "LBody"] for item in outer.tags)
    assert [str(tag.attribute("ListNumbering")) for tag in outer.all("L")] == ["/Disc", "/Disc", "/Decimal"]
    assert [tag.role for tag in outer.tags[2].tags[1].tags] == ["Reference", "Note"]


def test_terms_are_labels_of_their_definitions(tagged: Tagged) -> None:
    terms = next(tag for tag in tagged.root.all("L") if "Term" in tag.painted)
    assert [[tag.role for tag in item.tags] for item in terms.tags] == [
        ["Lbl", "LBody", "LBody"],
        ["Lbl", "LBody"],
    ]


def test_tables_are_regular_and_headers_have_a_scope(tagged: Tagged) -> None:
    named, ragged, long = tagged.root.all("Table")
    assert [str(cell.attribute("Scope")) for cell in named.all("TH")] == [
        "/Column",
        "/Column",
        "/Row",
        "/Row",
    ]
    assert ragged.tags[0].role == "Caption"
    assert [len(row.tags) for row in ragged.all("TR")] == [4, 4, 2]
    assert [cell.painted.strip() for cell in long.all("TH")] == ["Zahl", "Quadrat"], (
        "repeated heads are artifacts"
    )


def test_contents_are_a_table_of_contents(tagged: Tagged) -> None:
    contents = tagged.root.tags[2]
    entries = contents.all("TOCI")
    assert [entry.tags[0].painted for entry in entries] == ["4", "7"]
    assert all(entry.all("Reference")[0].all("Link") for entry in entries)
    assert "." * 3 not in contents.painted, "leader dots are artifacts"


def test_running_heads_and_ornaments_are_no_part_of_the_story(tagged_sample: Tagged, sample: Built) -> None:
    read = tagged_sample.root.painted
    assert "■" not in read
    assert not re.search(r"•\s+•\s+•", read)
    assert read.count(sample.summary.issue.publication.title.plain) <= 6, "only where the parts say it"
    kinds = [_artifacts(page) for page in tagged_sample.pdf.pages]
    assert any(("/Pagination", "/Header") in kind for kind in kinds)
    assert any(("/Pagination", "/Footer") in kind for kind in kinds)


def _artifacts(page: pikepdf.Page) -> list[tuple[str, str]]:
    """Give the kinds of artifacts on a page, those of its running heads and folios included."""
    streams: list[pikepdf.Object | pikepdf.Page] = [page]
    streams += [form for name, form in page.obj.Resources.XObject.items() if name.startswith("/Furniture")]
    found = []
    for stream in streams:
        for instruction in pikepdf.parse_content_stream(stream, "BDC"):
            tag, properties = instruction.operands
            if str(tag) == "/Artifact":
                found.append((str(properties.Type), str(properties.get("/Subtype", ""))))
    return found


def test_page_labels_and_bookmarks_are_those_of_the_issue(sample: Built, tagged_sample: Tagged) -> None:
    pdf, issue = tagged_sample.pdf, sample.summary.issue
    for story in issue.stories:
        page = int(sample.summary.folios[story.slug])
        assert pdf.pages[page - 1].label == str(page)
    with pdf.open_outline() as outline:
        names = [item.title for item in outline.root]
        section = next(item for item in outline.root if item.title == "Stories")
    assert names[:3] == ["Cover", "Masthead", "Contents"]
    assert [item.title for item in section.children] == [
        story.title.plain for story in issue.stories if story.section == "Stories"
    ]


def test_every_piece_leads_back_to_its_tag(tagged: Tagged) -> None:
    numbers: list[Any] = list(tagged.pdf.Root.StructTreeRoot.ParentTree.Nums)
    parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for tag in tagged.root.walk():
        page = tag.element.get("/Pg")
        for kid in tag.element.get("/K", []):
            if isinstance(kid, int):
                assert parents[int(page.StructParents)][kid].objgen == tag.element.objgen
