"""A part's shared fragment, made ready for the page: one HTML tree a part."""

import copy

from lxml import etree

from issuepress import fragment
from issuepress.issue import IssueMatter
from issuepress.pdf.galley import Furnishing, css_string
from issuepress.rendition import Part


def page_tree(issue: IssueMatter, part: Part, *, recto: bool) -> etree._Element:
    """Build the HTML tree that lays a part out by itself.

    `recto` tells whether its first page is a right-hand page (left-hand in an issue that reads from
    right to left).
    """
    html, body = _document(issue, 1, recto=recto)
    body.extend(fragment.parse(part.html))
    _set_notes(body)
    _split_spread(body)
    return html


def furniture_tree(furnishing: Furnishing) -> etree._Element:
    """Build the HTML tree of empty pages that have nothing but their running heads and folios."""
    html, body = _document(furnishing.rendition.issue, furnishing.number, recto=furnishing.recto)
    for name, strings in furnishing.pages:
        style = f"page: {name or 'auto'}; break-before: page; margin: 0; padding: 0; border: 0"
        section = etree.SubElement(body, "section", {"style": style})
        for string, value in strings:
            etree.SubElement(section, "div", {"style": f"string-set: {string} {css_string(value)}"})
    return html


def _document(issue: IssueMatter, number: int, *, recto: bool) -> tuple[etree._Element, etree._Element]:
    side = "right" if recto == (issue.direction == "ltr") else "left"
    html = etree.Element("html", {"lang": issue.language, "dir": issue.direction})
    style = f"@page :first {{ counter-reset: page {number} }} html {{ break-before: {side} }}"
    etree.SubElement(etree.SubElement(html, "head"), "style").text = style
    return html, etree.SubElement(html, "body")


def opener_alone(tree: etree._Element) -> etree._Element:
    """Copy a story's tree with nothing but its opener, to be measured."""
    alone = copy.deepcopy(tree)
    story = alone.find("body/section")
    assert story is not None  # noqa: S101 - the templates give each part one section
    for element in list(story)[1:]:
        story.remove(element)
    return alone


def lower_body(tree: etree._Element, distance: float) -> None:
    """Move a story's body down by CSS pixels, below its opener, so that its lines meet the grid."""
    flow = next(element for element in tree.iter("div") if element.get("class") == "flow")
    flow.set("style", f"margin-top:{distance:.3f}px")


def _set_notes(body: etree._Element) -> None:
    """Move each footnote to its first call, where `float: footnote` takes it to the page's foot.

    A note that is first called by another note follows it there; in the text nothing calls it.
    """
    notes = {note.get("id", ""): note for note in body.iter("aside") if _is(note, "footnote")}
    for section in [part for part in body.iter("section") if part.get("class") == "notes"]:
        _remove(section)
    for call in _calls(body):
        if (note := notes.pop(call.get("href", "")[1:], None)) is None:
            continue
        anchor = etree.Element("span", {"class": "footnote-anchor", "id": call.get("id", "")})
        anchor.tail = call.tail
        parent = call.getparent()
        assert parent is not None  # noqa: S101 - a call stands in the body
        parent.replace(call, anchor)
        _place(note, anchor, notes)


def _place(note: etree._Element, anchor: etree._Element, notes: dict[str, etree._Element]) -> None:
    waiting = [note]
    for each in waiting:
        name = each.get("id", "")
        kind = "footnote" if each is note else "footnote uncalled"
        placed = etree.SubElement(anchor, "span", {"class": kind, "id": name})
        placed.set("data-number", name.rpartition("-")[2])
        backlink, *blocks = each
        placed.text = backlink.tail
        placed.extend(copy.deepcopy(block) for block in blocks)
        called = [call.get("href", "")[1:] for call in _calls(placed)]
        waiting += [notes.pop(target) for target in dict.fromkeys(called) if target in notes]


def _calls(element: etree._Element) -> list[etree._Element]:
    return [link for link in element.iter("a") if _is(link, "noteref")]


def _is(element: etree._Element, name: str) -> bool:
    return name in element.get("class", "").split()


def _split_spread(body: etree._Element) -> None:
    """Show a picture over two pages: its start on the verso, its end, as a background, on the recto."""
    for figure in body.iter("figure"):
        if "place-spread" in figure.get("class", "").split():
            start = etree.Element("div", {"class": "spread-start"})
            start.extend(list(figure))
            end = etree.Element("div", {"class": "spread-end"})
            source = next(start.iter("img")).get("src", "")
            etree.SubElement(end, "div").set("style", f'background-image:url("{source}")')
            figure.extend([start, end])


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None  # noqa: S101 - only inner elements are removed
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
