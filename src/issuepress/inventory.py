"""What stands in a fragment, told once and kept, so that whoever asks need not parse it."""

from typing import NamedTuple

from lxml import etree

from issuepress import fragment
from issuepress.cache import kept_value
from issuepress.page_references import targets


class Shown(NamedTuple):
    """A picture in a fragment."""

    source: str
    """Its path from the issue folder."""
    alt: str | None
    """Its alternative text; None where it has none."""
    line: int | None
    """The line of the manuscript that it came from, where it says so itself."""


class Inventory(NamedTuple):
    """What stands in a fragment, each thing in order."""

    ids: tuple[str, ...]
    links: tuple[str, ...]
    """Where each link leads; an empty text where it leads nowhere."""
    pictures: tuple[Shown, ...]
    page_references: frozenset[str]
    """The ids whose page is asked for; see `issuepress.page_references`."""
    signs: str
    """Each character of its text once, in order of their codes."""


def inventory(html: str) -> Inventory:
    """Give what stands in a fragment, as it was found before or as it is found now."""
    return kept_value("inventory", (html,), lambda: _taken(html))


def _taken(html: str) -> Inventory:
    root = fragment.parsed(html)
    ids = (str(element.get("id", "")) for element in root.iter(etree.Element))
    links = (str(link.get("href", "")) for link in root.iter("a"))
    signs = "".join(sorted({" ", *"".join(map(str, root.itertext()))}))  # white space is between blocks
    return Inventory(
        tuple(filter(None, ids)), tuple(links), tuple(map(_shown, root.iter("img"))), targets(html), signs
    )


def _shown(picture: etree._Element) -> Shown:
    line = picture.get("data-line")
    return Shown(str(picture.get("src", "")), picture.get("alt"), int(line) if line else None)
