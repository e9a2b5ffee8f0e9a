"""Headings make one outline of each document, and what can be followed or looked up has a name."""

from collections.abc import Iterator

from lxml import etree

from issuepress import fragment
from issuepress.checks.places import where
from issuepress.errors import Finding
from issuepress.page_references import is_reference
from issuepress.rendition import Part

_HEADINGS = tuple(f"h{level}" for level in range(1, 7))


def heading_order(part: Part) -> Iterator[Finding]:
    """Warn of a part whose headings skip a level, or that has not exactly one `h1` (WCAG 2.2, 1.3.1).

    The importers close gaps in a manuscript, so that only a theme's template can make one.
    """
    headings = list(fragment.parsed(part.html).iter(*_HEADINGS))
    if [heading.tag for heading in headings].count("h1") != 1:
        hint = "give its template one h1, the title"
        yield _warning("the part has not one heading of the first level", part, None, hint, "1.3.1")
    before = 0
    for heading in headings:
        level = int(str(heading.tag)[1])
        if level > before + 1:
            hint = f"make it an h{before + 1}"
            yield _warning(f"a heading h{level} follows an h{before}", part, heading, hint, "1.3.1")
        before = level


def nameless_headings(part: Part) -> Iterator[Finding]:
    """Warn of headings without words (WCAG 2.2, 2.4.6) and of links without any (2.4.4)."""
    for element in fragment.parsed(part.html).iter("a", *_HEADINGS):
        if _is_named(element) or (element.tag == "a" and not element.get("href")):
            continue
        what, criterion = ("a link", "2.4.4") if element.tag == "a" else ("a heading", "2.4.6")
        yield _warning(f"{what} has no words", part, element, "give it some, or take it out", criterion)


def _is_named(element: etree._Element) -> bool:
    words = "".join(map(str, element.itertext())) + "".join(
        each.get("alt", "") for each in element.iter("img")
    )
    numbered = any(map(is_reference, element.iter(etree.Element)))
    return numbered or bool((words + element.get("aria-label", "")).strip())


def _warning(message: str, part: Part, element: etree._Element | None, hint: str, criterion: str) -> Finding:
    return Finding(message, where(part, element), hint, "warning", criterion)
