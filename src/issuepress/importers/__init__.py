"""Step 1, read: one importer per source format, chosen by a manuscript's suffix.

The importers are imported when a manuscript is read that is not remembered: parsers are slow to import.
"""

from collections.abc import Callable

from issuepress.importers.source import Body, Source

__all__ = ["IMPORTERS", "Body", "Source", "front_matter", "typeset"]


def typeset(text: str, language: str) -> str:
    """Typeset a front matter value; see `issuepress.importers.markdown`."""
    from issuepress.importers import markdown  # noqa: PLC0415 - see above

    return markdown.typeset(text, language)


def front_matter(text: str) -> list[tuple[str, str, int]]:
    """Give what the head of an HTML manuscript says; see `issuepress.importers.xhtml`."""
    from issuepress.importers import xhtml  # noqa: PLC0415 - see above

    return xhtml.front_matter(text)


def _read_markdown(source: Source) -> Body:
    from issuepress.importers import markdown  # noqa: PLC0415 - see above

    return markdown.read_markdown(source)


def _read_html(source: Source) -> Body:
    from issuepress.importers import xhtml  # noqa: PLC0415 - see above

    return xhtml.read_html(source)


IMPORTERS: dict[str, Callable[[Source], Body]] = {
    ".md": _read_markdown,
    ".html": _read_html,
    ".xhtml": _read_html,
}
"""The importers by suffix."""
