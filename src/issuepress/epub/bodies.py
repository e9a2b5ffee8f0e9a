"""Bodies: a part's fragment as a reading system wants it, and what the package has to know of it.

What comes of a fragment follows from it, its pages of print, and where its links and pictures have gone. So
a body is made once and kept, and whoever wants to know something of it need not parse it.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Final, Literal, NamedTuple, Self

from lxml import etree

from issuepress import fragment
from issuepress.cache import kept_value
from issuepress.epub.crowded import mark_crowded
from issuepress.epub.pagebreaks import PageTarget, mark_pages, page_targets
from issuepress.fields import reading_direction
from issuepress.folios import Folio
from issuepress.issue import Issue

Direction = Literal["ltr", "rtl"]

_LANG: Final = f"{{{fragment.XML}}}lang"
_SEE_THROUGH: Final = frozenset((".svg", ".png"))
_WRAPPERS: Final = frozenset(("div", "span", "p"))
_HEADINGS: Final = tuple(f"h{level}" for level in range(1, 7))
_FOREIGN: Final = {"{http://www.w3.org/2000/svg}": "svg", "{http://www.w3.org/1998/Math/MathML}": "mathml"}


class Facts(NamedTuple):
    """What is so in a body, for those who can't see it or read it otherwise."""

    pictured: bool
    """A picture carries meaning."""
    described: bool
    """Every picture that carries meaning has words for it."""
    structured: bool
    """Headings begin with the first level and skip none on the way down."""
    explained: bool
    """A picture has a long description."""
    ruby: bool
    noted: bool
    paged: bool
    """Page breaks of the print edition are marked."""

    @classmethod
    def of(cls, root: etree._Element) -> Self:
        """Look through a body."""
        content = [picture for picture in root.iter("img") if picture.get("alt") != ""]
        roles = {element.get("role") for element in root.iter(etree.Element)}
        return cls(
            pictured=bool(content),
            described=all(picture.get("alt") for picture in content),
            structured=_in_order(root),
            explained=any(picture.get("aria-details") for picture in content),
            ruby=root.find(".//ruby") is not None,
            noted="doc-noteref" in roles,
            paged="doc-pagebreak" in roles,
        )


class Body(NamedTuple):
    """What stands in the body of a document."""

    fragment: str
    signs: str
    """Each character of its text once, in order of their codes."""
    foreign: tuple[str, ...]
    """What the manifest must say of foreign elements in it (EPUB 3.3, appendix D.6.1)."""
    pages: tuple[PageTarget, ...]
    """The pages of print that begin in it."""
    facts: Facts


class Setting(NamedTuple):
    """What an issue has for a part beside its fragment: from it follows what becomes of that."""

    direction: Direction
    language: str
    """The issue's."""
    pictures: Mapping[str, str]
    """The packaged file of each picture, by its path from the issue folder."""
    links: Mapping[str, str]
    """Where links lead, by the id that they lead to in the fragment."""


def direction(language: str, issue: Issue | Setting) -> Direction:
    """Give the direction of a language; the issue may have set that of its own."""
    return issue.direction if language == issue.language else reading_direction(language)


def body(html: str, folios: Sequence[Folio], setting: Setting | None) -> Body:
    """Make the body of a part's fragment, its pages of print marked; without a setting it stays as it is.

    Raises OutputError when a page begins at a place that the fragment doesn't have.
    """
    key = (html, repr([(page.number, page.label, page.at, page.before) for page in folios]), repr(setting))
    return kept_value("body", key, lambda: _made(html, folios, setting))


def _made(html: str, folios: Sequence[Folio], setting: Setting | None) -> Body:
    root = fragment.parse(html)
    mark_pages(root, folios)
    if setting:
        _package(root, setting)
    spaces = [str(element.tag) for element in root.iter(etree.Element)]
    foreign = (name for space, name in _FOREIGN.items() if any(tag.startswith(space) for tag in spaces))
    signs = "".join(sorted(set("".join(map(str, root.itertext())))))
    return Body(fragment.serialise(root), signs, tuple(foreign), tuple(page_targets(root)), Facts.of(root))


def _package(wrapper: etree._Element, setting: Setting) -> None:
    for element in list(wrapper.iter(etree.Element)):
        element.attrib.pop("data-line", "")
        if element.tag == "img":
            element.set("src", setting.pictures[element.get("src", "")])
            _put_on_paper(element)
        elif element.tag == "a" and element.get("href", "").startswith("#"):
            element.set("href", setting.links[element.get("href", "")[1:]])
        _turn(element, setting)
    _drop_idle(wrapper)
    mark_crowded(wrapper)


def _put_on_paper(picture: etree._Element) -> None:
    """Mark a picture that may let its ground through: by night dark lines would vanish (WCAG 2.2, 1.4.11)."""
    if PurePosixPath(picture.get("src", "")).suffix in _SEE_THROUGH:
        picture.set("class", f"{picture.get('class', '')} on-paper".strip())


def _turn(element: etree._Element, setting: Setting) -> None:
    """Give a passage in a language of the other direction its `dir`: CSS may not (EPUB 3.3, 6.3.1.2)."""
    language = element.get("lang") or element.get(_LANG)
    if not language or element.get("dir"):
        return
    around = next((near.get("dir") for near in element.iterancestors() if near.get("dir")), setting.direction)
    if (own := direction(language, setting)) != around:
        element.set("dir", own)


def _drop_idle(wrapper: etree._Element) -> None:
    """Take off elements that say nothing: without attributes, and empty or mere `span`s."""
    for element in reversed(list(wrapper.iter(*_WRAPPERS))):
        empty = not len(element) and not (element.text or "").strip()
        if not element.attrib and (empty or element.tag == "span"):
            _unwrap(element)


def _unwrap(element: etree._Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    inner, children = element.text or "", list(element)
    if before is not None:
        before.tail = (before.tail or "") + inner
    else:
        parent.text = (parent.text or "") + inner
    at = parent.index(element)
    for child in reversed(children):
        parent.insert(at, child)
    last = children[-1] if children else before
    if last is not None:
        last.tail = (last.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent.remove(element)


def _in_order(page: etree._Element) -> bool:
    levels = [0, *(int(str(heading.tag)[1]) for heading in page.iter(*_HEADINGS))]
    return all(after - before <= 1 for before, after in pairwise(levels))
