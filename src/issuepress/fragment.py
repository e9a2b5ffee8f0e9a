"""XHTML fragments: the one form in which prose travels between the steps.

A fragment is a string of elements without a namespace that reads the same as XML (EPUB) and as
HTML (WeasyPrint): void elements are closed, all others have an end tag, `epub:type` is the only
prefixed attribute beside `xml:lang`. `data-line` holds the line of the manuscript an element came
from; it is for findings and the preview and is taken off on the way into an EPUB.
"""

import re
from functools import lru_cache

from lxml import etree

EPUB = "http://www.idpf.org/2007/ops"
XML = "http://www.w3.org/XML/1998/namespace"
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var"
    " wbr".split()
)
_WRAPPER = f'<fragment xmlns:epub="{EPUB}">%s</fragment>'
_SIGNS = re.compile(r"[^\w\s](?<!\S.)[^\w\s]*(?!\S)")
"""A run without a letter or digit: there are few, and they are found sooner than all others."""
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)


def parse(fragment: str) -> etree._Element:
    """Parse a fragment into a wrapper element that holds its nodes.

    Raises lxml.etree.XMLSyntaxError when the fragment is not well-formed.
    """
    return etree.fromstring(_WRAPPER % fragment, _PARSER)


@lru_cache(maxsize=256)
def parsed(fragment: str) -> etree._Element:
    """Parse a fragment for those who only read it: all are given the same tree, and nobody may change it.

    Raises lxml.etree.XMLSyntaxError like `parse`.
    """
    return parse(fragment)


def forget() -> None:
    """Let the trees of `parsed` go when an edition is made: for the next, only what changed is parsed."""
    parsed.cache_clear()


def serialise(wrapper: etree._Element) -> str:
    """Write the nodes inside a wrapper element as a fragment."""
    for element in wrapper.iter(etree.Element):
        if element.text is None and not len(element) and element.tag not in VOID:
            element.text = ""
    text = etree.tostring(wrapper, encoding="unicode", with_tail=False)
    inner = text[text.index(">") + 1 : text.rindex("<")] if not text.endswith("/>") else ""
    return inner.replace(f' xmlns:epub="{EPUB}"', "")


def words(wrapper: etree._Element) -> int:
    """Count the words of a parsed fragment, as a copy editor does: runs that hold a letter or a digit.

    Long descriptions of pictures, which no page shows, are taken out of it.
    """
    etree.strip_elements(wrapper, "details", with_tail=False)
    said = text_of(wrapper)
    return len(said.split()) - len(_SIGNS.findall(said))


def text(fragment: str) -> str:
    """Give the text of a fragment, with white space between its blocks but not inside a word."""
    return text_of(parse(fragment))


def text_of(wrapper: etree._Element) -> str:
    """Give the text of an element like `text`."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(wrapper, ("start", "end")):
        boundary = "" if element.tag in INLINE else " "
        pieces += (boundary, (element.text if event == "start" else element.tail) or "")
    return "".join(pieces)
