"""Page breaks: where each page of the print edition begins, marked in the text and listed.

A marker is `<span epub:type="pagebreak" role="doc-pagebreak" id="page-12" aria-label="12"></span>`
(DPUB-ARIA 1.1, doc-pagebreak; EPUB Accessibility 1.1, 4.3): empty, so that it adds no word and breaks
none, and with its number as label, so that a screen reader can say it. It stands before the page's
first character. A page without words or pictures of its own, such as a blank one, is marked where
the next page of its part begins, so that every number of the print edition can be looked up.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from lxml import etree

from issuepress import fragment
from issuepress.epub.metadata import Statement, said
from issuepress.errors import OutputError
from issuepress.folios import Folio, Run, locate, span_of
from issuepress.issue import Issue

_TYPE: Final = f"{{{fragment.EPUB}}}type"
_NAMED: Final = frozenset("a h1 h2 h3 h4 h5 h6".split())
"""Elements whose name is their text: a marker inside would be read out as a word of it."""
_KEPT_WHOLE: Final = frozenset(("dropcap", "opening-word"))


class PageTarget(NamedTuple):
    """A line of the page-list: a page's number, and the id of its marker."""

    label: str
    id: str


def mark_pages(wrapper: etree._Element, folios: Iterable[Folio]) -> None:
    """Mark in a part's parsed fragment where its pages begin; the text stays as it is.

    `folios` are the pages of that part in order. Raises OutputError when one begins at a place that
    the fragment doesn't have.
    """
    pages = _settled(tuple(folios))
    ids = {str(each.get("id")): each for each in wrapper.iter(etree.Element) if each.get("id")}
    shared = [list(group) for _, group in groupby(pages, lambda page: (page.at, page.before))]
    places = list(_places(ids, [group[0] for group in shared]))  # before the first marker moves any text
    for place, group in reversed(list(zip(places, shared, strict=True))):
        _insert(wrapper[0], place, [_marker(page, ids) for page in group])


def page_targets(wrapper: etree._Element) -> Iterator[PageTarget]:
    """Give the page breaks of a parsed fragment in order."""
    for element in wrapper.iter("span"):
        if element.get("role") == "doc-pagebreak":
            yield PageTarget(element.get("aria-label", ""), element.get("id", ""))


def page_statements(issue: Issue, folios: Sequence[Folio]) -> Iterator[Statement]:
    """State that pages are marked and listed, of which edition, and on which each story stands.

    See EPUB Accessibility 1.1, 2.2 and 4.3, Page Source Identification 1.0 (`pageBreakSource`), and
    PRISM 3.0 (`startingPage`, `endingPage`, `pageRange`), which refine the story's document.
    """
    if not folios:
        return
    yield from (said("schema:accessibilityFeature", each) for each in ("pageBreakMarkers", "pageNavigation"))
    yield said("pageBreakSource", _print_edition(issue))
    for story in issue.stories:
        if span := span_of(folios, story.slug):
            first, last = (folio.label for folio in span)
            range_ = first if first == last else f"{first}–{last}"
            pages = {"startingPage": first, "endingPage": last, "pageRange": range_}
            yield from (said(f"prism:{name}", page, f"document-{story.slug}") for name, page in pages.items())


def _print_edition(issue: Issue) -> str:
    magazine = issue.publication
    number = f", ISSN {magazine.issn}" if magazine.issn else ""
    return f"{magazine.title.plain}, {issue.dateline}: {issue.title.plain}, print edition{number}"


def _settled(pages: tuple[Folio, ...]) -> list[Folio]:
    """Give pages without text the place of the next that has some, or of the last."""
    placed = [page for page in pages if page.at is not None]
    if not placed:
        return []
    settled = []
    for page in pages:
        near = next((other for other in placed if other.number >= page.number), placed[-1])
        settled.append(Folio(page.number, page.label, page.printed, page.part, near.at, near.before))
    return settled


def _places(ids: Mapping[str, etree._Element], pages: Sequence[Folio]) -> Iterator[tuple[Run, int] | None]:
    """Find where pages begin; None is the start of the part itself."""
    found: dict[tuple[str | None, int], tuple[Run, int] | None] = {}
    for at in ids.keys() & {page.at for page in pages}:
        counts = sorted({page.before for page in pages if page.at == at})
        found |= zip(((at, before) for before in counts), locate(ids[at], *counts), strict=True)
    for page in pages:
        is_start = page.before == 0 and page.at == next(iter(ids), None)
        place = None if is_start else found.get((page.at, page.before))
        if place is None and not is_start:
            raise OutputError(
                f"page {page.label} begins at '{page.at}' + {page.before}, which the EPUB's text lacks"
            )
        yield place


def _marker(page: Folio, ids: Mapping[str, etree._Element]) -> etree._Element:
    name = f"page-{page.number}"
    name += "_" if name in ids else ""  # a story may be called `page-12`, none `page-12_`
    marker = etree.Element(
        "span", {_TYPE: "pagebreak", "role": "doc-pagebreak", "id": name, "aria-label": page.label}
    )
    marker.text = ""
    return marker


def _insert(root: etree._Element, place: tuple[Run, int] | None, markers: list[etree._Element]) -> None:
    if place is None:
        root[:0] = markers
        return
    (node, where, _), index = place
    if where == "tail":
        text = node.tail or ""
        node.tail, markers[-1].tail = text[:index], text[index:]
        _put(markers, after=node)
        return
    text = node.text or ""
    outer = _whole(node, text[:index] if where == "text" else "")
    if outer is not None or where == "itself":
        _put(markers, before=node if outer is None else outer)
    else:
        node.text, markers[-1].tail = text[:index], text[index:]
        node[:0] = markers


def _put(
    markers: list[etree._Element],
    *,
    before: etree._Element | None = None,
    after: etree._Element | None = None,
) -> None:
    """Put markers beside an element, without taking its tail from it."""
    for marker in markers if after is None else reversed(markers):
        if before is not None:
            before.addprevious(marker)
        elif after is not None:
            tail, after.tail = after.tail, None
            after.addnext(marker)
            after.tail = tail


def _whole(node: etree._Element, before: str) -> etree._Element | None:
    """Find the outermost element to be kept whole at whose very beginning a place in `node` is."""
    found: etree._Element | None = None
    each: etree._Element | None = node
    while each is not None and not before.strip():
        if each.tag in _NAMED or not _KEPT_WHOLE.isdisjoint(each.get("class", "").split()):
            found = each
        parent = each.getparent()
        before = "x" if parent is None or each.getprevious() is not None else parent.text or ""
        each = parent
    return found
