"""`{page}` in a link: the number of the page to which the link leads."""

# ruff: noqa: FBT001 - the Markdown parser calls its rules with a positional `silent`
from urllib.parse import urlsplit

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from issuepress.importers.source import Report
from issuepress.page_references import is_reference

MARK = "{page}"
"""What staff write."""
TOKEN = "page_reference"  # noqa: S105 - a token of Markdown's
_HINT = r"write [page {page}](the-gate.md), or \{page} for the word in braces"


def page_references(md: MarkdownIt) -> None:
    """Add the number of a page to a parser."""
    md.inline.ruler.before("link", TOKEN, _number)


def check_page_references(part: etree._Element, report: Report) -> None:
    """Report numbers of pages that are asked for outside a link, or of what has no page here."""
    for number in filter(is_reference, part.iter(etree.Element)):
        link = next(number.iterancestors("a"), None)
        line = int(number.get("data-line", 0)) or None
        if link is None:
            report.add(f"'{MARK}' stands in no link, so it is the number of no page", line, _HINT)
        elif urlsplit(link.get("href", "")).scheme:
            report.add(f"'{MARK}' can't be the page of a place outside the issue", line, _HINT)


def _number(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(MARK, state.pos):
        return False
    if not silent:
        if state.pending.endswith(" "):  # the number stays beside its word
            state.pending = state.pending[:-1] + "\u00a0"
        state.push(TOKEN, "span", 0).content = MARK
    state.pos += len(MARK)
    return True
