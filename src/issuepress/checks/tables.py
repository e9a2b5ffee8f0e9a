"""A table says what its rows and columns are."""

from collections.abc import Iterator

from issuepress import fragment
from issuepress.checks.places import where
from issuepress.errors import Finding
from issuepress.rendition import Part


def tables_without_headers(part: Part) -> Iterator[Finding]:
    """Warn of tables of which no header cell has words (WCAG 2.2, 1.3.1, technique H51)."""
    hint = "name the columns in the first row, or write a list"
    for table in fragment.parsed(part.html).iter("table"):
        if not any("".join(map(str, header.itertext())).strip() for header in table.iter("th")):
            message = "the table has no headers: nothing says what its cells are"
            yield Finding(message, where(part, table), hint, "warning", "1.3.1")
