"""What a link says to those who only hear it (ISO 14289-1, 7.18.5)."""

from collections.abc import Mapping

from lxml import etree

from issuepress.labels import label

_SHORT = 80
"""Characters of a link's words that are said before its target."""


def words(element: etree._Element) -> str:
    """Give the words of an element as the manuscript has them, white space collapsed."""
    return " ".join("".join(map(str, element.itertext())).split())


def link_words(titles: Mapping[str, str], link: etree._Element, language: str) -> str:
    """Say a link's words and, where they don't say it, its target: `titles` knows parts by their ids."""
    text = words(link)[:_SHORT]
    href = link.get("href", "")
    if not href.startswith("#"):
        address = href.removeprefix("mailto:").removeprefix("https://").removeprefix("http://").rstrip("/")
        return _joined(text, address)
    if "noteref" in link.get("class", "").split():
        return label("note", language).format(text)
    return _joined(text, titles.get(href[1:], ""))


def with_page(text: str, folio: str, language: str) -> str:
    """Add the printed number of the page that a link leads to."""
    return _joined(text, label("page", language).format(folio))


def _joined(text: str, more: str) -> str:
    """Add to a text what it does not say yet."""
    if not more or more.casefold() in text.casefold():
        return text
    return f"{text}, {more}" if text else more
