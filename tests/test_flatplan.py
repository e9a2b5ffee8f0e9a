"""The flatplan: spreads, sheets, budgets, and the drawing of it."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

import judges
from conftest import ISSUE, SAMPLE, WriteIssue
from issuepress import load_issue
from issuepress.cli import main
from issuepress.errors import ManuscriptError
from issuepress.flatplan import Flatplan
from issuepress.plans import plan_pages

_SENTENCE = "It was raining on the gate, and on the lock of the gate, and on nobody else. "


def _story(title: str, words: int, head: str = "") -> str:
    count = words // len(_SENTENCE.split())
    paragraphs = "\n\n".join(_SENTENCE * 4 for _ in range(count // 4))
    return f"---\ntitle: {title}\n{head}---\n{paragraphs}\n"


def _issue(contents: str) -> str:
    return ISSUE.replace("contents:\n  - one.md\n", f"contents:\n{contents}")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Flatplan:
    folder = tmp_path_factory.mktemp("planned")
    spread = "illustration: {image: cover.svg, alt: A circle, place: spread}\n"
    contents = """  - {manuscript: one.md, pages: 2}
  - section: Essays
    items:
      - {manuscript: two.md, pages: 1}
      - three.md
"""
    texts = {
        "issue.yaml": _issue(contents),
        "one.md": _story("One", 600),
        "two.md": _story("Two", 1900),
        "three.md": _story("Three", 300, spread),
        "cover.svg": (SAMPLE / "art" / "cover.svg").read_text(encoding="utf-8"),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    plan, _ = plan_pages(folder)
    return plan


def test_the_first_page_stands_alone_on_the_right(planned: Flatplan) -> None:
    first, second, *_ = planned.spreads
    assert first[0] is None
    assert first[1] is not None
    assert first[1].number == 1
    assert [page and page.number for page in second] == [2, 3]


def test_a_page_that_makes_room_for_a_spread_is_a_blank(planned: Flatplan) -> None:
    spread = next(pair for pair in planned.spreads if pair[1] and pair[1].sort == "picture")
    assert spread[0] is not None
    assert spread[0].sort == "picture"
    before = planned.pages[spread[0].number - 2]
    assert before.sort in {"blank", "text"}
    assert (before.sort == "blank") == (before.part == "three")


def test_fillers_make_up_the_last_sheet(planned: Flatplan) -> None:
    assert planned.multiple == 4
    assert len(planned.pages) % 4 == 0
    assert planned.sheets == len(planned.pages) // 4
    assert [page.sort for page in planned.pages[len(planned.pages) - planned.fillers :]] == (
        ["filler"] * planned.fillers
    )


def test_each_stitched_sheet_carries_two_pages_of_either_end(planned: Flatplan) -> None:
    pages = len(planned.pages)
    for sheet in range(1, planned.sheets + 1):
        numbers = [page.number for page in planned.pages if page.sheet == sheet]
        assert numbers == [2 * sheet - 1, 2 * sheet, pages + 1 - 2 * sheet, pages + 2 - 2 * sheet]


def test_a_cover_printed_by_itself_is_on_none_of_the_sheets(write_issue: WriteIssue) -> None:
    plan, draw = plan_pages(write_issue({"issue.yaml": f"{ISSUE}print: {{cover: true}}\n"}))
    assert [page.sheet for page in plan.pages] == [0, 0, 1, 1, 1, 1]
    assert (plan.sheets, plan.fillers) == (1, 2)
    assert ">cover<" in draw().svg


def test_sections_are_those_of_the_running_order(planned: Flatplan) -> None:
    assert planned.sections == ("Essays",)
    assert {page.section for page in planned.pages if page.part == "two"} == {"Essays"}
    assert {page.section for page in planned.pages if page.part == "one"} == {""}


def test_a_story_below_its_budget_says_how_many_words_it_could_take(planned: Flatplan) -> None:
    one = planned.stories[0]
    assert (one.pages, one.budget) == (1, 2)
    assert one.over is not None
    assert one.over < -one.words_per_page


def test_a_story_over_its_budget_says_by_how_many_words(planned: Flatplan) -> None:
    two = planned.stories[1]
    assert two.pages > 1
    assert two.over is not None
    assert 0 < two.over < two.words
    behind = two.words - two.over
    assert behind <= two.words_per_page


def test_a_story_without_a_budget_is_neither_over_nor_under(planned: Flatplan) -> None:
    assert planned.stories[2].over is None


def test_the_estimate_of_words_holds(write_issue: WriteIssue) -> None:
    """Cut what the plan says is over, and the story fits; leave a little more, and it does not."""
    contents = "  - {manuscript: one.md, pages: 2}\n"
    folder = write_issue({"issue.yaml": _issue(contents), "one.md": _story("One", 2300)})
    story = plan_pages(folder)[0].stories[0]
    assert story.over is not None
    (folder / "one.md").write_text(_story("One", 2300 - story.over - 40), encoding="utf-8")
    assert plan_pages(folder)[0].stories[0].pages == 2
    (folder / "one.md").write_text(_story("One", 2300 - story.over + 60), encoding="utf-8")
    assert plan_pages(folder)[0].stories[0].pages == 3


def test_a_right_to_left_issue_begins_on_the_left() -> None:
    plan, _ = plan_pages(Path(__file__).parent / "issues" / "hebrew")
    first, second, *_ = plan.spreads
    assert first[0] is not None
    assert first[1] is None
    assert [page and page.number for page in second] == [3, 2]


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ("  - {manuscript: one.md, pages: 0}\n", "'pages'"),
        ("  - {manuscript: one.md, pages: some}\n", "'pages'"),
        ("  - {section: A, pages: 2, items: [one.md]}\n", "belongs to a manuscript"),
        ("  - {section: A, items: [{manuscript: one.md, page: 2}]}\n", "unknown key 'page'"),
    ],
)
def test_a_wrong_budget_is_said_with_its_line(write_issue: WriteIssue, contents: str, message: str) -> None:
    with pytest.raises(ManuscriptError) as raised:
        load_issue(write_issue({"issue.yaml": _issue(contents)}))
    (finding,) = raised.value.findings
    assert message in finding.message
    assert finding.where
    assert finding.where.line == 7


def test_the_command_prints_the_plan(write_issue: WriteIssue) -> None:
    contents = "  - {manuscript: one.md, pages: 1}\n"
    result = CliRunner().invoke(main, ["flatplan", str(write_issue({"issue.yaml": _issue(contents)}))])
    assert result.exit_code == 0
    assert "A Small Issue: 4 pages on 1 sheet of 4, stitched" in result.stdout
    assert re.search(r"2  masthead \| +3  contents", result.stdout)
    assert "under its 1 page" in result.stdout


def test_the_plan_as_json_has_the_same(write_issue: WriteIssue) -> None:
    result = CliRunner().invoke(main, ["flatplan", "--json", str(write_issue())])
    plan = json.loads(result.stdout)
    assert [page["sort"] for page in plan["pages"]] == ["cover", "masthead", "contents", "text"]
    assert plan["spreads"] == [[None, 1], [2, 3], [4, None]]
    assert plan["stories"][0]["words"] == 5


def test_the_plan_is_drawn_as_svg_and_as_pdf(write_issue: WriteIssue, tmp_path: Path) -> None:
    folder = write_issue({"one.md": "---\ntitle: A & B < C\n---\nWords.\n"})
    for name in ("plan.svg", "plan.pdf"):
        result = CliRunner().invoke(main, ["flatplan", str(folder), "-o", str(tmp_path / name)])
        assert result.exit_code == 0, result.output
    drawn = set(map(str, etree.parse(tmp_path / "plan.svg").getroot().itertext()))
    assert {"A & B < C", "cover", "sheet 1"} <= drawn
    printed = " ".join(judges.pdf_words(tmp_path / "plan.pdf").split())
    assert "A & B < C" in printed
    assert "4 pages on 1 sheet of 4" in printed


def test_no_other_kind_of_drawing_is_promised(write_issue: WriteIssue, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["flatplan", str(write_issue()), "-o", str(tmp_path / "plan.png")])
    assert result.exit_code == 2
    assert "ends neither in .svg nor in .pdf" in result.stderr
