"""Nothing lost: every word of a manuscript stands in the EPUB and in both PDFs, in order, once.

What a manuscript says is read a second time by `issues.plain`, which shares nothing with the importers.
Two readings that agree are taken for the truth.

In the EPUB the documents are taken in the order of the spine. A document must hold exactly the words of its
manuscript: the opener's picture with caption and credit, kicker, title, subtitle, standfirst, byline, body,
biographies, notes with their numbers. Words are runs of letters and digits, so that quotation marks and
dashes may be set by language; capitals and ligatures are evened out; where a block ends, a word ends.

In a PDF, text has no words but places. Poppler gives it in the order in which it is painted (`-raw`), and
letters are compared instead of words, so that a hyphen at a line's end means nothing; but where a word
begins, something must stand before its first letter. A page is painted in a known order, each part of which
may be empty: the drop cap, which floats; the flow; what is placed upon it (numbers of lists, words in
drawings, the caption of a picture that bleeds); the notes; numbers of lists in notes; running head and
folio. From page to page each of these must go on where it stopped, and at the story's last page all must be
at their end. No letter may be left over. Letters of right-to-left scripts are left out here, since the house
fonts lack them.
"""

import random
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Any, Literal, cast

import pytest
import yaml
from lxml import etree

from conftest import SAMPLE, STRESS, Built
from issuepress.labels import label
from issues.compare import Letter, first_difference, letters, page_difference, without_furniture
from issues.plain import Plain, inline, on_paper, plain, words, words_beside
from judges import pdf_words

_SPACES = {"opf": "http://www.idpf.org/2007/opf", "h": "http://www.w3.org/1999/xhtml"}
_INLINE = frozenset("a abbr b bdi bdo cite code del em i img ins q s small span strong sub sup".split())
_FRONT = 3
"""Cover, masthead and contents come before the first manuscript."""


def _files(items: Sequence[Any]) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            yield item
        else:
            yield from _files(item["items"]) if "items" in item else [item["manuscript"]]


def _matter(folder: Path) -> dict[str, Any]:
    written = yaml.load((folder / "issue.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    return cast("dict[str, Any]", written)


MANUSCRIPTS = [
    pytest.param(name, at, id=f"{name}-{Path(file).stem}")
    for name, folder in (("sample", SAMPLE), ("stress", STRESS))
    for at, file in enumerate(_files(_matter(folder)["contents"]))
]


@pytest.fixture
def built(request: pytest.FixtureRequest, issue: str) -> Built:
    return cast("Built", request.getfixturevalue(issue))


@pytest.mark.parametrize(("issue", "at"), MANUSCRIPTS)
def test_the_epub_has_every_word_of_a_manuscript_once_and_in_order(built: Built, at: int) -> None:
    manuscript, language = _manuscript(built, at)
    document = _documents(built.output(".epub"))[_FRONT + at]
    assert first_difference(_words(manuscript, language), document) is None


@pytest.mark.parametrize("purpose", ["print", "screen"])
@pytest.mark.parametrize(("issue", "at"), MANUSCRIPTS)
def test_a_pdf_has_every_word_of_a_manuscript_once_and_in_order(
    built: Built, at: int, purpose: Literal["print", "screen"]
) -> None:
    manuscript, language = _manuscript(built, at)
    assert _difference(manuscript, language, _pages(built, at, purpose)) is None


@pytest.mark.parametrize("issue", ["sample", "stress"])
def test_the_contents_name_every_manuscript_in_order(built: Built) -> None:
    """Section, title, byline and standfirst, as the story has them."""
    issue = _matter(built.source)
    head = [issue["publication"]["title"], label("contents", issue["language"])]
    expected: list[str] = []
    at = 0
    for entry in issue["contents"]:
        section = isinstance(entry, dict) and "section" in entry
        expected += [entry["section"]] if section else []
        for _ in _files([entry]):
            manuscript, _ = _manuscript(built, at)
            named = _byline(manuscript, issue["language"])
            expected += [manuscript.matter["title"], named, manuscript.matter.get("standfirst", "")]
            at += 1
    listed = words(f"{' '.join(head)} {issue['date_label']} {' '.join(inline(part) for part in expected)}")
    assert first_difference(listed, _documents(built.output(".epub"))[_FRONT - 1]) is None


CHANCES = range(12)


@pytest.mark.parametrize("seed", CHANCES)
def test_a_lost_a_doubled_and_a_moved_word_are_found_in_an_epub(sample: Built, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same places each time
    manuscript, language = _manuscript(sample, 1)
    expected = _words(manuscript, language)
    at = chance.randrange(len(expected) - 1)
    lost = [*expected[:at], *expected[at + 1 :]]
    doubled = [*expected[: at + 1], *expected[at:]]
    moved = [*expected[:at], expected[at + 1] + "x", expected[at], *expected[at + 2 :]]
    assert first_difference(expected, list(expected)) is None
    for wrong in (lost, doubled, moved, expected[:-1], [*expected, "more"], []):
        assert first_difference(expected, wrong)


@pytest.mark.parametrize("seed", CHANCES)
def test_a_lost_a_doubled_and_a_moved_word_are_found_in_a_pdf(stress: Built, seed: int) -> None:
    """In the story with the most notes, so that no stretch may pass for another."""
    chance = random.Random(seed)  # noqa: S311 - the same places each time
    manuscript, language = _manuscript(stress, 1)
    pages = _pages(stress, 1, "print")
    page = chance.choice([page for page in pages if len(page) > 500])
    starts = [at for at, letter in enumerate(page) if letter.apart and at]
    at = chance.randrange(len(starts) - 2)
    begin, middle, end = starts[at : at + 3]
    one, two = page[begin:middle], page[middle:end]
    if one == two:
        pytest.fail("choose another seed: a word stands twice here")
    wrong = {
        "lost": [*page[:begin], *page[middle:]],
        "doubled": [*page[:middle], *one, *page[middle:]],
        "moved": [*page[:begin], *two, *one, *page[end:]],
        "cut short": page[:begin],
    }
    assert _difference(manuscript, language, pages) is None
    for fault, planted in wrong.items():
        others = [planted if each is page else each for each in pages]
        assert _difference(manuscript, language, others), fault


def test_words_that_run_together_are_found_in_a_pdf() -> None:
    flow = letters("the dog ran")
    assert page_difference([flow], [letters("the dog ran")]) is None
    assert page_difference([flow], [letters("the d-\nog ran")]) is None
    assert page_difference([flow], [letters("the"), letters("dog ran")]) is None
    assert (
        page_difference([flow], [letters("thedog ran")]) == "page 1: 'dog ran' is wanted, 'dog ran' is found"
    )


def test_each_stretch_of_a_page_goes_on_where_it_stopped() -> None:
    flow, notes = letters("one two three four"), letters("1 alpha 2 beta")
    assert page_difference([flow, notes], [letters("one two 1 alpha"), letters("three four 2 beta")]) is None
    assert page_difference([flow, notes], [letters("one two 2 beta"), letters("three four 1 alpha")])
    assert page_difference([flow, notes], [letters("one two 1 alpha"), letters("three four")])


def _manuscript(built: Built, at: int) -> tuple[Plain, str]:
    return _read(built.source, at, tuple(built.summary.folios.items()))


@lru_cache
def _read(folder: Path, at: int, pages: tuple[tuple[str, str], ...]) -> tuple[Plain, str]:
    issue = _matter(folder)
    manuscript = plain(folder / list(_files(issue["contents"]))[at], dict(pages))
    return manuscript, manuscript.matter.get("language", issue["language"])


def _byline(manuscript: Plain, language: str) -> str:
    *most, last = manuscript.names or [""]
    both = label("and", language).format(label("comma", language).join(most), last) if most else last
    return label("by", language).format(both) if last else ""


def _words(manuscript: Plain, language: str) -> list[str]:
    byline, notes = _byline(manuscript, language), " ".join(manuscript.notes)
    parts = (manuscript.caption, manuscript.opener, byline, manuscript.body, manuscript.biographies, notes)
    return words(" ".join(parts))


@lru_cache
def _documents(epub: Path) -> list[list[str]]:
    """Give the words of each document in the order of the spine."""
    with zipfile.ZipFile(epub) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        hrefs = {item.get("id"): item.get("href") for item in package.iterfind(".//opf:item", _SPACES)}
        spine = [hrefs[item.get("idref")] for item in package.iterfind(".//opf:itemref", _SPACES)]
        bodies = [etree.fromstring(archive.read(f"EPUB/{href}")).find("h:body", _SPACES) for href in spine]
    return [words("".join(_shown(body))) for body in bodies if body is not None]


def _shown(element: etree._Element) -> Iterator[str]:
    """Give an element's text, with a space where a block or a link back begins and ends."""
    runs_on = etree.QName(element).localname in _INLINE and element.get("role") != "doc-backlink"
    edge = "" if runs_on and element.get("class") != "line" else " "
    yield edge + (element.text or "")
    for child in element:
        yield from _shown(child)
        yield child.tail or ""
    yield edge


def _pages(built: Built, at: int, purpose: Literal["print", "screen"]) -> list[list[Letter]]:
    """Give the letters of a story's pages, without running heads and feet."""
    issue = _matter(built.source)
    stories = built.summary.issue.stories
    starts = [int(built.summary.folios[story.slug]) for story in stories]
    texts = _texts(built.output(f"-{purpose}.pdf"))
    end = starts[at + 1] if at + 1 < len(starts) else len(texts) + 1
    head, foot = (
        inline(_manuscript(built, at)[0].matter["title"]),
        inline(issue["publication"]["title"]),
    )
    furniture = [
        [
            f"{title}{said}"
            for title in (head, "")
            for said in (f"{issue['date_label']}{number}", f"{number}{foot}")
        ]
        for number in range(starts[at], end)
    ]
    return without_furniture(texts[starts[at] - 1 : end - 1], furniture)


@lru_cache
def _texts(pdf: Path) -> list[str]:
    return pdf_words(pdf, order="raw").split("\f")[:-1]


def _difference(manuscript: Plain, language: str, pages: Sequence[Sequence[Letter]]) -> str | None:
    """Compare pages with a story; the theme decides what floats and what bleeds."""
    found = [
        page_difference(streams, [[each for each in page if not _from_right(each)] for page in pages])
        for streams in _ways_to_paint(manuscript, language)
    ]
    return (
        None if None in found else max(filter(None, found), key=lambda said: int(said[5:].partition(":")[0]))
    )


def _ways_to_paint(manuscript: Plain, language: str) -> Iterator[list[list[Letter]]]:
    opener = words(f"{manuscript.opener} {_byline(manuscript, language)}")
    body = words(f"{on_paper(manuscript.body)} {manuscript.biographies}")
    caption, notes = words(manuscript.caption), " ".join(manuscript.notes)
    beside, inner = words_beside(on_paper(manuscript.body)), words_beside(notes)
    for floats, bleeds in product((True, False), repeat=2):
        cap, rest = (body[0][0], [body[0][1:], *body[1:]]) if floats else ("", body)
        flow = [*([] if bleeds else caption), *opener, *rest]
        upon = [*(caption if bleeds else []), *beside]
        texts = ([cap], flow, upon, words(notes), inner)
        streams = [[each for each in letters(" ".join(text)) if not _from_right(each)] for text in texts]
        yield streams


def _from_right(letter: Letter) -> bool:
    return unicodedata.bidirectional(letter.sign[0]) in {"R", "AL"}
