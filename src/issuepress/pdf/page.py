"""A part's shared fragment, made ready for the page: one HTML tree a part."""

import copy

from lxml import etree

from issuepress import fragment
from issuepress.rendition import Part, Rendition


def page_tree(rendition: Rendition, part: Part, *, number: int, recto: bool) -> etree._Element:
    """Build the HTML tree that lays a part out by itself.

    `number` is the page number of its first page, `recto` whether that page is a right-hand page
    (left-hand in an issue that reads from right to left).
    """
    issue = rendition.issue
    side = "right" if recto == (issue.direction == "ltr") else "left"
    html = etree.Element("html", {"lang": issue.language, "dir": issue.direction})
    head = etree.SubElement(html, "head")
    etree.SubElement(head, "title").text = part.title
    etree.SubElement(
        head, "style"
    ).text = f"@page :first {{ counter-reset: page {number} }} html {{ break-before: {side} }}"
    body = etree.SubElement(html, "body", {"class": f"on-{side}"})
    body.extend(fragment.parse(part.html))
    _set_notes(body)
    _split_spread(body)
    return html


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
    """Move each footnote to its first call, where `float: footnote` takes it to the page's foot."""
    notes = {note.get("id"): note for note in body.iter("aside") if note.get("class") == "footnote"}
    for call in [link for link in body.iter("a") if link.get("class") == "noteref"]:
        note = notes.pop(call.get("href", "")[1:], None)
        if note is None:
            continue
        placed = etree.Element("span", {"class": "footnote", "id": note.get("id", "")})
        placed.extend(copy.deepcopy(block) for block in note if block.get("class") != "backlink")
        anchor = etree.Element("span", {"class": "footnote-anchor", "id": call.get("id", "")})
        anchor.append(placed)
        anchor.tail = call.tail
        parent = call.getparent()
        assert parent is not None  # noqa: S101 - a call stands in the body
        parent.replace(call, anchor)
    for section in [part for part in body.iter("section") if part.get("class") == "notes"]:
        _remove(section)


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
