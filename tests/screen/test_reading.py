"""Read in the order of its tags, the screen PDF is the story, word for word."""

import re
import unicodedata

import pytest

from conftest import Built
from issuepress.fragment import text
from screen.tagged import Tag, Tagged

_PAGE = re.compile(r'<a href="#([\w-]+)"[^>]*>([^<]*)<span class="page-reference"></span></a>')


def _letters(words: str) -> str:
    """Leave out what typesetting changes: white space, hyphens at line ends, presentation forms."""
    return re.sub(r"[\s\u00ad\u2010\u2011\ufffe\x02-]", "", unicodedata.normalize("NFKC", words)).casefold()


def _read(tag: Tag) -> str:
    return tag.get("ActualText") or "".join(
        _read(kid) if isinstance(kid, Tag) else str(kid) for kid in _told(tag)
    )


def _told(tag: Tag) -> "list[Tag | str]":
    return [kid for kid in tag.kids if isinstance(kid, (Tag, str))]


def test_each_story_is_read_word_for_word(sample: Built, tagged_sample: Tagged) -> None:
    for story in sample.summary.issue.stories:
        art = next(tag for tag in tagged_sample.root.all("Art") if tag.get("T") == story.title.plain)
        without_notes = _letters(_read(_without_notes(art)))
        body = re.sub(r'<a class="noteref".*?</a>', "", story.body)
        body = _PAGE.sub(lambda asked: asked[2] + sample.summary.folios[asked[1]], body)
        assert _letters(text(body)) in without_notes, story.slug


def _without_notes(tag: Tag) -> Tag:
    """Leave out notes, their calls and the numbers of lists, which are no text of the body."""
    kept = [kid for kid in tag.kids if not (isinstance(kid, Tag) and _is_note(kid))]
    return Tag(tag.role, tag.element, [_without_notes(kid) if isinstance(kid, Tag) else kid for kid in kept])


def _is_note(tag: Tag) -> bool:
    calls = [str(jump.Dest) for each in tag.walk() for jump in each.links if "/Dest" in jump]
    if tag.role == "Lbl":
        return not re.search(r"[^\W\d]", tag.painted)
    return tag.role == "Note" or (tag.role == "Reference" and any("--note-" in name for name in calls))


def test_notes_are_read_where_they_belong(tagged: Tagged) -> None:
    read = _letters(_read(tagged.root.all("Art")[0]))
    order = ["very first", "link and", "second paragraph", "A second note.", "With a second", "A subhead"]
    places = [read.index(_letters(words)) for words in order]
    assert places == sorted(places)


def test_sidebars_and_quotations_are_read_where_they_stand(tagged: Tagged) -> None:
    art = tagged.root.all("Art")[0]
    words = [tag.painted for tag in art.tags]
    places = [
        next(at for at, said in enumerate(words) if start in said)
        for start in (
            "A quotation of note",
            "A pull quote",
            "The sidebar",
            "turned note",
            "First line of verse",
            "Last paragraph",
        )
    ]
    assert places == sorted(places)


def test_a_word_broken_at_a_lines_end_is_whole(sample: Built) -> None:
    import judges  # noqa: PLC0415

    shown = judges.pdf_words(sample.output("-screen.pdf"))
    assert shown.count("\u00ad\n") > 20, "hyphens that layout puts in are soft"
    written = {
        word for story in sample.summary.issue.stories for word in re.findall(r"\w+-\w+", text(story.body))
    }
    hard = re.findall(r"(\w+-)\n(\w+)", shown)
    unknown = [
        before + after for before, after in hard if not any((before + after)[:12] in word for word in written)
    ]
    assert unknown == [], "only hyphens of the manuscript are hard"


@pytest.mark.parametrize("role", ["P", "H2", "Caption", "TOCI"])
def test_nothing_that_is_read_is_empty(role: str, tagged_sample: Tagged) -> None:
    assert all(tag.painted.strip() for tag in tagged_sample.root.all(role))
