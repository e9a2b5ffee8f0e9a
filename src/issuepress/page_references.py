"""References to a page, such as "see page 12": who asks for which page, and what is said.

In a fragment a reference is a link in which a number is missing:
`<a href="#the-gate">page <span class="page-reference"></span></a>`. Once the page is known its number is
filled in. An EPUB that says nothing of pages names what the link leads to instead.
"""

from collections.abc import Callable, Mapping

from lxml import etree

from issuepress import fragment

CLASS = "page-reference"
"""The class of the element that waits for a number."""


def targets(html: str) -> frozenset[str]:
    """Give the ids whose page a fragment asks for."""
    found = _references(fragment.parsed(html)) if CLASS in html else []
    return frozenset(target for _, target in found)


def filled(html: str, labels: Mapping[str, str], cite: Callable[[str], etree._Element]) -> str:
    """Fill in the numbers of pages, given by id; without one a link holds what `cite` makes of the id."""
    if CLASS not in html:
        return html
    wrapper = fragment.parse(html)
    for number, target in _references(wrapper):
        if target in labels:
            number.text = labels[target]
        elif (link := _link(number)) is not None:
            link.text = None
            link[:] = [cite(target)]
    return fragment.serialise(wrapper)


def is_reference(element: etree._Element) -> bool:
    """Tell whether an element waits for the number of a page, or holds it."""
    return CLASS in element.get("class", "").split()


def _references(wrapper: etree._Element) -> list[tuple[etree._Element, str]]:
    numbers = (element for element in wrapper.iter("span") if is_reference(element))
    links = ((number, _link(number)) for number in numbers)
    return [(number, link.get("href", "")[1:]) for number, link in links if link is not None]


def _link(number: etree._Element) -> etree._Element | None:
    """Find the link that a number stands in; the importers see to it that there is one."""
    return next(number.iterancestors("a"), None)
