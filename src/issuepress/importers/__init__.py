"""Step 1, read: one importer per source format, chosen by a manuscript's suffix."""

from collections.abc import Callable

from issuepress.importers.markdown import read_markdown, typeset
from issuepress.importers.source import Body, Source
from issuepress.importers.vocabulary import RESERVED
from issuepress.importers.xhtml import front_matter, read_html

IMPORTERS: dict[str, Callable[[Source], Body]] = {
    ".md": read_markdown,
    ".html": read_html,
    ".xhtml": read_html,
}
"""The importers by suffix."""

__all__ = ["IMPORTERS", "RESERVED", "Body", "Source", "front_matter", "typeset"]
