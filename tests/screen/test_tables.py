"""Tables are made regular whatever an author wrote."""

import pytest
from lxml import etree

from issuepress.pdf.screen.tables import groups


def _shape(rows: str) -> list[list[tuple[int, int]]]:
    table = etree.fromstring(f"<table>{rows}</table>")
    return [
        [(cell.columns, cell.rows) for cell in cells] for group in groups(table) for _, cells in group.rows
    ]


@pytest.mark.parametrize(
    ("rows", "shape"),
    [
        ("<tr><td/><td/></tr><tr><td/></tr>", [[(1, 1), (1, 1)], [(1, 1), (1, 1)]]),
        ("<tr><td rowspan='9'/><td/></tr><tr><td/></tr>", [[(1, 2), (1, 1)], [(1, 1)]]),
        ("<tr><td/><td rowspan='2'/></tr><tr><td colspan='2'/></tr>", [[(1, 1), (1, 2)], [(1, 1)]]),
        ("<tr><td colspan='3'/></tr><tr><td/></tr>", [[(3, 1)], [(1, 1), (1, 1), (1, 1)]]),
        ("<tr><td colspan='x'/></tr><tr/>", [[(1, 1)], [(1, 1)]]),
    ],
)
def test_rows_are_equally_wide(rows: str, shape: list[list[tuple[int, int]]]) -> None:
    assert _shape(rows) == shape


def test_spans_end_with_their_group() -> None:
    rows = "<thead><tr><th rowspan='5'/><th/></tr></thead><tbody><tr><td/><td/></tr></tbody>"
    assert _shape(rows) == [[(1, 1), (1, 1)], [(1, 1), (1, 1)]]


def test_heads_come_first_and_a_head_alone_is_a_body() -> None:
    both = etree.fromstring(
        "<table><tfoot><tr><td/></tr></tfoot><tr><td/></tr><thead><tr><th/></tr></thead></table>"
    )
    assert [group.role for group in groups(both)] == ["THead", "TBody", "TFoot"]
    alone = etree.fromstring("<table><thead><tr><th/></tr></thead></table>")
    assert [group.role for group in groups(alone)] == ["TBody"]


def test_headers_without_a_scope_get_the_one_of_their_place() -> None:
    table = etree.fromstring(
        "<table><tr><th/><th/></tr><tr><th/><td/></tr><tr><th scope='colgroup'/><td/></tr></table>"
    )
    scopes = [cell.scope for group in groups(table) for _, cells in group.rows for cell in cells]
    assert scopes == ["Column", "Column", "Row", "", "Column", ""]
