"""Where on its page everything stands, and which line of which manuscript it came from."""

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from conftest import WriteIssue
from issuepress import lay_out, load_issue, load_theme, render
from issuepress.pdf import Layout
from issuepress.places import Block, PagePlaces

_STORY = """---
title: The Gate
kicker: Fiction
standfirst: A gate is a promise.
authors: [{name: A. Author, bio: keeps goats.}]
illustration: {image: cover.svg, alt: A circle}
---
The first paragraph, with a note.[^1]

## A heading

- One
- Two

![A circle](cover.svg)

> Quoted.

::: pullquote
Said loudly.
:::

| a | b |
|---|---|
| 1 | 2 |

***

{filler}

[^1]: The note.
"""


def _layout(folder: Path) -> Layout:
    issue = load_issue(folder)
    return lay_out(render(issue, load_theme(issue.theme, issue.folder)))


@pytest.fixture
def pages(write_issue: WriteIssue) -> tuple[PagePlaces, ...]:
    filler = "\n\n".join("It was raining on the gate, and on the lock. " * 12 for _ in range(25))
    layout = _layout(write_issue({"one.md": _STORY.replace("{filler}", filler)}))
    return layout.parts[-1].places


def _found(pages: tuple[PagePlaces, ...], kind: str) -> list[Block]:
    return [block for page in pages for block in page.blocks if block.kind == kind]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("headline", 2),
        ("kicker", 3),
        ("standfirst", 4),
        ("byline", 5),
        ("biography", 5),
        ("picture", 6),
        ("paragraph", 8),
        ("heading", 10),
        ("list item", 12),
        ("quotation", 17),
        ("pullquote", 19),
        ("table", 23),
        ("break", 27),
    ],
)
def test_a_block_knows_its_line(pages: tuple[PagePlaces, ...], kind: str, line: int) -> None:
    assert _found(pages, kind)[0].line == line


def test_every_block_of_every_part_knows_its_line(write_issue: WriteIssue) -> None:
    layout = _layout(write_issue({"one.md": _STORY.replace("{filler}", "")}))
    blocks = [block for part in layout.parts for page in part.places for block in page.blocks]
    assert [block for block in blocks if block.line is None] == []
    note = _found(layout.parts[-1].places, "footnote")[0]
    assert note.id == "one--note-1"


def test_blocks_of_running_text_stand_in_the_columns(pages: tuple[PagePlaces, ...]) -> None:
    for page in pages:
        for block in page.blocks:
            if block.kind in {"heading", "list item", "quotation", "break"}:
                middle = block.area.left + block.area.width / 2
                assert any(left < middle < left + wide for left, _, wide, _ in page.columns), block


def test_a_picture_that_bleeds_reaches_over_the_edge(pages: tuple[PagePlaces, ...]) -> None:
    area = _found(pages, "picture")[0].area
    assert area.top == -9
    assert area.left <= -9
    assert area.left + area.width >= pages[0].width + 9


def test_a_full_page_is_full_and_the_last_one_says_what_it_uses(pages: tuple[PagePlaces, ...]) -> None:
    first, *middle, last = pages
    assert first.holds < first.full
    assert all(page.used > page.holds - 2 for page in (first, *middle))
    assert 0 < last.used < last.holds == last.full


def test_baselines_are_one_leading_apart_from_the_first(pages: tuple[PagePlaces, ...]) -> None:
    page = pages[1]
    assert page.leading == 13
    assert page.type_area.top < page.baseline < page.type_area.top + page.leading


def test_a_page_without_running_text_holds_no_lines(write_issue: WriteIssue) -> None:
    cover = _layout(write_issue()).parts[0].places[0]
    assert (cover.columns, cover.used, cover.holds) == ((), 0, 0)


def test_columns_that_stay_empty_count_as_room(write_issue: WriteIssue) -> None:
    (page,) = _layout(write_issue()).parts[-1].places
    assert len(page.columns) == 2
    assert page.used == pytest.approx(1, abs=0.1)


def test_columns_of_a_page_from_right_to_left_come_in_reading_order(write_issue: WriteIssue) -> None:
    hebrew = "---\ntitle: שער\nlanguage: he\n---\nשער.\n"
    issue = write_issue({"one.md": hebrew})
    (page,) = _layout(issue).parts[-1].places
    assert page.columns[0].left > page.columns[1].left


def test_the_record_survives_json(pages: tuple[PagePlaces, ...]) -> None:
    for page in pages:
        record = TypeAdapter(PagePlaces)  # as a program of another language reads it
        assert record.validate_json(record.dump_json(page)) == page
        assert json.loads(json.dumps(page.as_json())) == json.loads(record.dump_json(page)) | {
            "blocks": [[block.kind, [*block.area], block.line, block.id] for block in page.blocks]
        }
