"""Both PDFs, by the judges: their boxes, fonts, text, links, bookmarks, and how a page is made up."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from statistics import mode
from typing import Any, NamedTuple, cast
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from lxml import etree

from conftest import ISSUE, Built, WriteIssue
from issuepress import css
from issuepress.build import build
from issuepress.manuscript import load_issue
from issuepress.pdf import lay_out, write_pdf
from issuepress.pdf.engine import Engine
from issuepress.pdf.page import lower_body, opener_alone, page_tree
from issuepress.rendition import render
from issuepress.themes import load_theme
from issues.compare import letters
from judges import Box, fonts, page_boxes, pdf_words, qpdf_check, render_page

both_issues = pytest.mark.parametrize("issue", ["sample", "stress"])
both_purposes = pytest.mark.parametrize("purpose", ["print", "screen"])


@pytest.fixture
def built(request: pytest.FixtureRequest, issue: str) -> Built:
    return cast("Built", request.getfixturevalue(issue))


def _pdf(built: Built, purpose: str) -> Path:
    return built.output(f"-{purpose}.pdf")


@lru_cache
def _texts(path: Path) -> list[str]:
    return pdf_words(path).split("\f")[:-1]


def _signs(text: str) -> str:
    return "".join(letter.sign for letter in letters(text))


def _starts(built: Built) -> list[tuple[str, int]]:
    """Give the title of each story with the number of its first page."""
    stories = built.summary.issue.stories
    return [(story.title.plain, int(built.summary.folios[story.slug])) for story in stories]


def _begins(title: str, texts: list[str]) -> bool:
    """Tell whether a story begins here: its title stands on the page, or after the pictures before it.

    Poppler gives words that run from right to left in an order of its own.
    """
    signs = Counter(_signs(title))
    return any(not signs - Counter(_signs(text)[:1000]) for text in texts)


# Boxes


def _inside(inner: Box, outer: Box) -> bool:
    signs = (1, 1, -1, -1)
    return all(sign * (a - b) >= -0.01 for sign, a, b in zip(signs, inner, outer, strict=True))


@both_issues
def test_each_page_for_print_is_trimmed_inside_its_bleed_inside_its_paper(built: Built) -> None:
    width, height = (edge.points for edge in built.summary.issue.print.trim)
    for boxes in page_boxes(_pdf(built, "print")):
        assert _inside(boxes.trim, boxes.bleed)
        assert _inside(boxes.bleed, boxes.media)
        assert boxes.media[:2] == (0, 0)
        left, bottom, right, top = boxes.trim
        assert (right - left, top - bottom) == pytest.approx((width, height), abs=0.01)


@both_issues
def test_the_bleed_is_that_of_each_edge_and_its_inner_edge_changes_sides(built: Built) -> None:
    bleed = built.summary.issue.print.bleed
    for number, boxes in enumerate(page_boxes(_pdf(built, "print")), start=1):
        sides = (bleed.inside, bleed.outside) if number % 2 else (bleed.outside, bleed.inside)
        wanted = [edge.points for edge in (sides[0], bleed.bottom, sides[1], bleed.top)]
        found = [abs(outer - inner) for outer, inner in zip(boxes.bleed, boxes.trim, strict=True)]
        assert found == pytest.approx(wanted, abs=0.01)


@both_issues
def test_no_page_for_print_is_cropped_or_annotated(built: Built) -> None:
    with pikepdf.open(_pdf(built, "print")) as pdf:
        for page in pdf.pages:
            assert not {"/CropBox", "/Annots", "/AA"} & set(page.obj.keys())
        assert set(pdf.Root.keys()) & {"/Outlines", "/Names", "/OpenAction", "/AcroForm", "/Dests"} == set()


@both_issues
def test_each_page_for_the_screen_is_the_trimmed_page(built: Built) -> None:
    width, height = (edge.points for edge in built.summary.issue.print.trim)
    for boxes in page_boxes(_pdf(built, "screen")):
        assert boxes.media == pytest.approx((0, 0, width, height), abs=0.01)
        assert boxes.crop == boxes.trim == boxes.bleed == boxes.media


@both_issues
def test_crop_marks_stand_outside_the_bleed_on_the_lines_of_the_trim(built: Built) -> None:
    """On a page of text nothing is painted between trim and bleed; beyond it, each corner has two marks."""
    number = _starts(built)[0][1]
    path, scale = _pdf(built, "print"), 288 / 72
    boxes, page = page_boxes(path)[number - 1], render_page(path, number, dpi=288).convert("L")

    def ink(left: float, bottom: float, right: float, top: float) -> bool:
        area = (left, boxes.media[3] - top, right, boxes.media[3] - bottom)
        return cast("int", page.crop([round(edge * scale) for edge in area]).getextrema()[0]) < 200  # type: ignore[arg-type]

    left, bottom, right, top = boxes.bleed
    for x in (boxes.trim[0], boxes.trim[2]):
        assert ink(x - 1, top + 1, x + 1, boxes.media[3])
        assert ink(x - 1, 0, x + 1, bottom - 1)
    for y in (boxes.trim[1], boxes.trim[3]):
        assert ink(0, y - 1, left - 1, y + 1)
        assert ink(right + 1, y - 1, boxes.media[2], y + 1)
    for x in (left, boxes.trim[2] + 0.5):
        width = abs(boxes.trim[0] - left if x == left else right - boxes.trim[2]) - 0.5
        assert width <= 0 or not ink(x, bottom, x + width, top)


def test_marks_are_left_out_where_none_are_wanted(write_issue: WriteIssue, tmp_path: Path) -> None:
    folder = write_issue({"issue.yaml": f"{ISSUE}print: {{marks: false, trim: a5, bleed: 3mm}}\n"})
    build(folder, outputs=("print",), folder=tmp_path / "out")
    for boxes in page_boxes(tmp_path / "out" / "small-print.pdf"):
        assert _inside(boxes.bleed, boxes.media)
        assert boxes.media[2] - boxes.media[0] < 148 * 72 / 25.4 + 2 * 30


# Pages and their text


@both_issues
def test_print_and_screen_have_the_same_words_on_the_same_pages(built: Built) -> None:
    screen, printed = (_texts(_pdf(built, purpose)) for purpose in ("screen", "print"))
    assert len(screen) == len(printed) == built.summary.pages
    for number, (one, two) in enumerate(zip(screen, printed, strict=True), start=1):
        assert Counter(_signs(one)) == Counter(_signs(two)), f"page {number}"


@both_issues
@both_purposes
def test_the_file_is_sound(built: Built, purpose: str) -> None:
    assert qpdf_check(_pdf(built, purpose)) == []


@both_purposes
def test_all_fonts_are_the_theme_s_and_go_along(sample: Built, purpose: str) -> None:
    theme = load_theme(sample.summary.issue.theme)
    families = {face.family.replace(" ", "-") for face in css.font_faces(theme.sheet("print"))}
    found = fonts(_pdf(sample, purpose))
    assert found
    assert [font for font in found if not (font.embedded and font.subset and font.unicode)] == []
    assert [font.name for font in found if not font.name.startswith(tuple(families))] == []


@both_purposes
def test_what_the_program_prints_by_itself_is_in_the_theme_s_fonts(
    write_issue: WriteIssue, tmp_path: Path, purpose: Any
) -> None:
    """Marks of lists on all levels, ornaments, numbers, code, the end mark."""
    lists = "- a\n  - b\n    - c\n      - d\n\n1. a\n   1. b\n"
    story = f"---\ntitle: One\n---\nA[^1]\n\n{lists}\n***\n\n`e`\n\n> f\n> -- g\n\n[^1]: h\n"
    build(write_issue({"one.md": story}), outputs=(purpose,), folder=tmp_path / "out")
    found = fonts(tmp_path / "out" / f"small-{purpose}.pdf")
    assert [font.name for font in found if not font.name.startswith("Source-S")] == []


@both_issues
def test_each_story_starts_on_the_page_that_the_contents_name(built: Built) -> None:
    """Read from the printed contents: the number before a title is that of a page which begins with it."""
    texts = _texts(_pdf(built, "screen"))
    for title, number in _starts(built):
        assert _begins(title, texts[number - 1 : number + 2])
        contents = "".join(texts[2 : _starts(built)[0][1] - 1])
        assert re.search(rf"^{number}$", contents, re.MULTILINE), title


@both_issues
def test_every_page_shows_its_own_number_or_none(built: Built) -> None:
    """Without one are the cover, blank pages, and pictures that fill a page."""
    dateline = _signs(built.summary.issue.dateline)
    magazine = _signs(built.summary.issue.publication.title.plain)
    bare = []
    for number, text in enumerate(_texts(_pdf(built, "screen")), start=1):
        foot = dateline + str(number) if number % 2 else str(number) + magazine
        bare += [] if _signs(text).endswith(foot) else [number]
    pictures = sum(
        {"full-page": 1, "spread": 2}.get(story.illustration.place, 0)
        for story in built.summary.issue.stories
        if story.illustration
    )
    assert bare[0] == 1
    assert pictures + 1 <= len(bare) <= pictures + 4, bare


# Navigation


def _places(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Give the number of the page of each named destination."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
    named = pikepdf.NameTree(pdf.Root.Names.Dests)
    return {str(name): numbers[place[0].objgen] for name, place in named.items()}


@both_issues
def test_bookmarks_lead_to_every_story_in_order(built: Built) -> None:
    with pikepdf.open(_pdf(built, "screen")) as pdf, pdf.open_outline() as outline:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}

        def walk(items: Any) -> Iterator[tuple[str, int]]:
            for item in items:
                yield item.title, numbers[item.destination[0].objgen]
                yield from walk(item.children)

        found = list(walk(outline.root))
    titles = [title for title, _ in _starts(built)]
    led = [(title, number) for title, number in found if title in titles]
    pictured = {story.title.plain: story.illustration for story in built.summary.issue.stories}
    for (title, number), (_, start) in zip(led, _starts(built), strict=True):
        assert 0 <= number - start <= (2 if pictured[title] else 0)
    assert [number for _, number in found] == sorted(number for _, number in found)


@both_issues
def test_links_lead_to_the_right_pages(built: Built) -> None:
    """Those of the contents to their stories, in order; those into the web to addresses of the web."""
    with pikepdf.open(_pdf(built, "screen")) as pdf:
        places, texts = _places(pdf), _texts(_pdf(built, "screen"))
        led, web = [], []
        for number, page in enumerate(pdf.pages, start=1):
            for annotation in page.obj.get("/Annots", []):
                assert annotation.Subtype == "/Link"
                if "/Dest" in annotation:
                    led.append((number, str(annotation.Dest)))
                else:
                    web.append(str(annotation.A.URI))
    first = _starts(built)[0][1]
    slugs = [story.slug for story in built.summary.issue.stories]
    listed = [target for number, target in led if number < first and target in slugs]
    assert [target for target, _ in groupby(listed)] == slugs
    for slug, (title, start) in zip(slugs, _starts(built), strict=True):
        assert places[slug] == start
        assert _begins(title, texts[start - 1 : start + 2])
    assert [target for _, target in led if target not in places] == []
    assert [address for address in web if not re.match(r"https?://|mailto:", address)] == []
    assert web


@both_issues
def test_page_labels_are_the_printed_numbers(built: Built) -> None:
    texts = _texts(_pdf(built, "screen"))
    with pikepdf.open(_pdf(built, "screen")) as pdf:
        shown = [pikepdf.Page(page).label for page in pdf.pages]
    assert shown == [str(number) for number in range(1, len(texts) + 1)]


@both_issues
@both_purposes
def test_the_file_says_its_title_and_its_language(built: Built, purpose: str) -> None:
    issue = built.summary.issue
    with pikepdf.open(_pdf(built, purpose)) as pdf:
        assert str(pdf.Root.Lang) == issue.language
        assert str(pdf.docinfo.Title) == f"{issue.publication.title.plain}: {issue.title.plain}"
        if purpose == "screen":
            assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


# How a page is made up


class Word(NamedTuple):
    """A word with its place from the top left corner of the trimmed page, in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@lru_cache
def _words(path: Path) -> list[list[Word]]:
    """Give the words of each page of a screen PDF in the order in which they are painted."""
    command = ["pdftotext", "-raw", "-bbox", str(path), "-"]
    page = ET.fromstring(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S314
    html = "{http://www.w3.org/1999/xhtml}"
    return [
        [
            Word(word.text or "", *(float(word.get(key, 0)) for key in ("xMin", "yMin", "xMax", "yMax")))
            for word in page.iter(f"{html}word")
        ]
        for page in page.iter(f"{html}page")
    ]


@both_issues
def test_folios_stand_at_the_outer_edge_and_running_heads_with_them(built: Built) -> None:
    width = built.summary.issue.print.trim[0].points
    margin = 62
    for number, page in enumerate(_words(_pdf(built, "screen")), start=1):
        folios = [word for word in page if word.text == str(number) and word.top > page[-1].top - 12][-1:]
        heads = [word for word in page if word.bottom < margin]
        for word in [*folios, *heads]:
            assert ((word.left + word.right) / 2 > width / 2) == bool(number % 2), (
                f"{word.text} on page {number}"
            )


def _text_lines(page: list[Word]) -> list[tuple[float, float]]:
    """Give column and foot of each line of plain text, by the height of its words."""
    heights = [round(word.bottom - word.top, 2) for word in page]
    if not heights:
        return []
    usual = mode(heights)
    plain = [word for word, height in zip(page, heights, strict=True) if height == usual]
    return sorted({(round(word.left // 280), round(word.bottom, 2)) for word in plain})


def test_lines_of_neighbouring_columns_share_their_baselines(sample: Built) -> None:
    """Every line of running text stands on the page's grid, whatever is between."""
    leading = 13.0
    off = []
    for number, page in enumerate(_words(_pdf(sample, "screen")), start=1):
        feet = [foot for _, foot in _text_lines(page)]
        if len(feet) > 30 and number >= _starts(sample)[0][1]:
            grid = mode(round(foot % leading, 1) for foot in feet)
            off += [
                (number, foot) for foot in feet if min((foot - grid) % leading, (grid - foot) % leading) > 0.3
            ]
    assert off == []


@both_issues
def test_no_heading_is_the_last_line_of_a_column(built: Built) -> None:
    bodies = (
        etree.fromstring(f"<x xmlns:epub='e'>{story.body}</x>") for story in built.summary.issue.stories
    )
    levels = ("h2", "h3", "h4", "h5", "h6")
    headings = {_signs("".join(map(str, each.itertext()))) for body in bodies for each in body.iter(*levels)}
    middle = built.summary.issue.print.trim[0].points / 2
    last, seen = [], 0
    for number, page in enumerate(_words(_pdf(built, "screen")), start=1):
        lines = [
            list(line) for _, line in groupby(page, lambda word: (round(word.bottom), word.left // middle))
        ]
        for line, following in pairwise([*lines, []]):
            text = "".join(_signs(word.text) for word in line)
            ends_column = not following or following[0].top < line[0].top
            seen += text in headings
            if text in headings and ends_column:
                last.append((number, text))
    assert last == []
    assert seen > len(headings) / 2


# Parts laid out by themselves


STORIES = {
    "two.md": "---\ntitle: Two\nkind: letter\n---\n"
    + "It rained on the quay, and nobody minded it much.[^1]\n\n" * 20
    + "[^1]: Or said so.\n",
    "three.md": "---\ntitle: Three\nillustration: {image: cover.svg, alt: x}\n---\n"
    + "## A head\n\nThere was a gate, and there was no wall on either side of it.\n\n" * 30,
}


def test_parts_joined_are_the_same_pages_as_one_document(write_issue: WriteIssue, tmp_path: Path) -> None:
    """In words and their places, where links lead from and to: parts differ in nothing from the whole."""
    folder = write_issue({"issue.yaml": f"{ISSUE}  - two.md\n  - three.md\n", **STORIES})
    issue = load_issue(folder)
    layout = lay_out(render(issue, load_theme(issue.theme)))
    engine = Engine(layout.rendition)
    whole = etree.Element("html", {"lang": issue.language, "dir": issue.direction})
    target = etree.SubElement(whole, "body")
    for part in layout.parts:
        tree = page_tree(issue, part.part, recto=part.number % 2 == 1)
        if part.part.story:
            lower_body(tree, engine.off_grid(opener_alone(tree)))
        body = tree.find("body")
        assert body is not None
        wrapper = etree.SubElement(target, "div")
        wrapper.set("style", "break-before: page" if part.number > 1 else "")
        wrapper.extend(list(body))
    one, joined = tmp_path / "one.pdf", tmp_path / "joined.pdf"
    document = engine.lay_out(whole)
    for page in document.pages:
        page.bleed = dict.fromkeys(page.bleed, 0)
    one.write_bytes(document.write_pdf())
    write_pdf(layout, joined, purpose="screen", modified=issue.first_day)
    pages, wanted = _words(joined), _words(one)
    assert len(pages) == len(wanted)
    for number, (ours, other) in enumerate(zip(pages, wanted, strict=True), start=1):
        assert [word.text for word in ours] == [word.text for word in other], f"page {number}"
        for word, same in zip(ours, other, strict=True):
            # A glyph's width is rounded to a thousandth of an em at the size at which a part sees it first.
            assert word[1:] == pytest.approx(same[1:], abs=0.2), (number, word)
    assert _ways(joined) == _ways(one)


def _ways(path: Path) -> tuple[dict[str, tuple[int, int, int]], list[tuple[int, int, int, str]]]:
    """Give page and place of each destination, and of each link with its target, in whole points."""
    with pikepdf.open(path) as pdf:
        numbers: dict[Any, int] = {page.objgen: at for at, page in enumerate(pdf.pages)}
        named = list(pdf.Root.Names.Dests.Names)
        places = {
            str(name): (numbers[to[0].objgen], round(float(to[2])), round(float(to[3])))
            for name, to in zip(named[::2], named[1::2], strict=True)
        }
        links = [
            (
                at,
                round(float(link.Rect[0])),
                round(min(float(link.Rect[1]), float(link.Rect[3]))),
                str(link.get("/Dest", "")),
            )
            for at, page in enumerate(pdf.pages)
            for link in page.obj.get("/Annots", [])
            if not str(link.get("/Dest", "")).count("--note-") + str(link.get("/Dest", "")).count("--ref-")
        ]
        return places, sorted(links)


def test_pages_count_up_without_a_gap(sample: Built) -> None:
    numbers = [number for _, number in _starts(sample)]
    assert numbers == sorted(numbers)
    assert all(before < after for before, after in pairwise(numbers))


# Small things in the text


@pytest.fixture(scope="module")
def plain_lines(tmp_path_factory: pytest.TempPathFactory) -> list[list[Word]]:
    """Give the lines of a page in one column."""
    folder = tmp_path_factory.mktemp("issues") / "plain"
    run = "The river ran under the bridge and the bell rang over the water until the evening came. " * 4
    head = "The name of a river " * 12
    address = "https://www.example.org/interminable/considerations/of/hyphenation"
    sign = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><circle cx="10" cy="10" r="9"/></svg>'
    story = (
        f"{run}\n\n| {head} | B |\n|---|---|\n| one | two |\n\n{run}![ring](sign.svg) <{address}>, {run}\n"
    )
    for name, text in {
        "issue.yaml": ISSUE.replace("contents:", "theme: plain\ncontents:"),
        "one.md": f"---\ntitle: One\n---\n{story}",
        "cover.svg": sign,
        "sign.svg": sign,
    }.items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    target = folder / "plain.pdf"
    build(folder, targets={"screen": target})
    page = list(_words(target))[3]
    return [list(line) for _, line in groupby(page, lambda word: round(word.bottom))]


def test_a_first_letter_that_is_not_set_large_stands_close_to_its_word(
    plain_lines: list[list[Word]],
) -> None:
    assert [word.text for word in plain_lines[1][:2]] == ["The", "river"]


def test_a_head_of_several_lines_leaves_what_follows_on_the_grid(
    plain_lines: list[list[Word]],
) -> None:
    heights = [round(line[0].bottom - line[0].top, 2) for line in plain_lines]
    lines = zip(plain_lines, heights, strict=True)
    feet = [line[0].bottom for line, height in lines if height == mode(heights)]
    assert len(feet) > 9
    steps = [(foot - feet[0]) / 14.5 for foot in feet]
    assert steps == pytest.approx([round(step) for step in steps], abs=0.01)


def test_no_hyphen_gets_into_an_address(plain_lines: list[list[Word]]) -> None:
    text = "".join(word.text for line in plain_lines for word in line)
    assert "https://www.example.org/interminable/considerations/of/hyphenation" in text
