"""Findings and blocks name the line of the manuscript's file."""

import re

from issuepress import fragment
from issuepress.importers import IMPORTERS, Body, Source


def read(text: str, line: int = 10) -> Body:
    return IMPORTERS[".md"](Source(text, "a.md", line, "a", "en"))


def lines(body: Body) -> list[int | None]:
    return [finding.where.line if finding.where else None for finding in body.findings]


def test_lines_count_from_the_top_of_the_file_not_of_the_body() -> None:
    assert 'data-line="12"' in read("\n\nText\n").html


def test_a_finding_inside_a_paragraph_names_its_own_line() -> None:
    assert lines(read("one\ntwo [x](javascript:x)\nthree <b style='x'>\nfour</b> [^no]\n")) == [11, 12, 13]


def test_a_finding_inside_lists_quotes_and_directives_names_its_own_line() -> None:
    text = (
        "- a\n\n  > b\n  > [x](/abs)\n\n::: note\n- c\n  [y](/abs) z\n:::\n\n::: verse\nv\nw [z](/abs)\n:::\n"
    )
    assert lines(read(text)) == [13, 17, 22]


def test_a_finding_inside_raw_html_names_its_own_line() -> None:
    assert lines(read("<div>\n<p>\n<blink>\n\n*x* <blink>\n\n</div>\n"))[:2] == [12, 14]


def test_every_block_carries_its_line_and_nothing_inside_a_line_does() -> None:
    body = read(
        "# A\n\np *e* `c`\n\n- l\n\n> q\n\n| a |\n|---|\n| b |\n\n"
        "![x](a.png)\n\n***\n\n```\nc\n```\n\nT\n: D\n"
    )
    with_line = {element.tag for element in fragment.parse(body.html).iter() if element.get("data-line")}
    without = {element.tag for element in fragment.parse(body.html).iter() if not element.get("data-line")}
    assert with_line == set(
        "h2 p ul li blockquote table thead tbody tr th td figure img hr pre dl dt dd".split()
    )
    assert without == {"fragment", "em", "code"}


def test_ids_begin_with_the_slug_and_are_unique() -> None:
    body = read("## A\n\n## A\n\n## Title\n\n## Note 1\n\nx[^1]{#r}\n\n[span]{#a-2}\n\n[^1]: n\n")
    ids = re.findall(r' id="([^"]*)"', body.html)
    assert len(ids) == len(set(ids))
    assert all(name.startswith("a--") for name in ids)
    assert {"a--title", "a--note-1"}.isdisjoint(ids)
