"""How the issue can be read, derived from what is in it and never asserted (EPUB Accessibility 1.1, 2)."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from lxml import etree

from issuepress import fragment
from issuepress.epub.documents import Document
from issuepress.epub.metadata import Statement, said
from issuepress.issue import Issue

_HEADINGS = tuple(f"h{level}" for level in range(1, 7))


def access(documents: Iterable[Document], issue: Issue) -> Iterator[Statement]:
    """State access modes, features, hazards and a summary (schema.org accessibility vocabulary)."""
    pages = [fragment.parse(document.fragment) for document in documents]
    content = [picture for page in pages for picture in page.iter("img") if picture.get("alt") != ""]
    described = issue.cover.alt is not None and all(picture.get("alt") for picture in content)
    structured = all(_in_order(page) for page in pages)
    yield from (said("schema:accessMode", mode) for mode in ("textual", *(["visual"] if content else [])))
    if described:
        yield said("schema:accessModeSufficient", "textual")
    if content:
        yield said("schema:accessModeSufficient", "textual,visual")
    yield from (said("schema:accessibilityFeature", feature) for feature in _features(described, structured))
    yield said(
        "schema:accessibilityHazard", "none"
    )  # still pictures and text: nothing flashes, moves or sounds
    xml_lang = {"{http://www.w3.org/XML/1998/namespace}lang": "en"}
    yield said("schema:accessibilitySummary", _summary(described, structured), **xml_lang)


def _features(described: bool, structured: bool) -> Iterator[str]:  # noqa: FBT001 - two facts, named at the call
    if described:
        yield "alternativeText"
    yield "tableOfContents"
    if structured:
        yield "structuralNavigation"
    yield from ("readingOrder", "displayTransformability")


def _in_order(page: etree._Element) -> bool:
    """Tell whether headings begin with the first level and skip none on the way down."""
    levels = [0, *(int(str(heading.tag)[1]) for heading in page.iter(*_HEADINGS))]
    return all(after - before <= 1 for before, after in pairwise(levels))


def _summary(described: bool, structured: bool) -> str:  # noqa: FBT001
    pictures = (
        "All pictures that carry meaning are described." if described else "Some pictures lack a description."
    )
    headings = "Headings stand in order." if structured else "Some headings skip a level."
    return (
        f"All text can be read aloud, enlarged and recoloured. {pictures} {headings} "
        "A table of contents leads to every story, and notes link back to their place in the text."
    )
