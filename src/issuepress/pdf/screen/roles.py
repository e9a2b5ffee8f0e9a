"""What each element of the shared HTML is in a tagged PDF (ISO 32000-1, 14.8.4)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from issuepress.fragment import text_of
from issuepress.labels import label
from issuepress.pdf.screen.compound import COMPOUND
from issuepress.pdf.screen.links import words
from issuepress.pdf.screen.painting import Ink, Jump
from issuepress.pdf.screen.structure import GROUPING, Contents, Kid, Node, grouped, role

_BLOCKS = {
    "p": "P",
    "pre": "P",
    "blockquote": "BlockQuote",
    "aside": "Div",
    "section": "Sect",
    "div": "Div",
    "footer": "Div",
    "figcaption": "Caption",
    "caption": "Caption",
    "q": "Quote",
    "code": "Code",
    "kbd": "Code",
    "samp": "Code",
}
_CLASSES = {"story": "Art", "sidebar": "Sect", "pullquote": "BlockQuote"}
_ONLY_LAYOUT = frozenset("flow body entry-text spread-start spread-end".split())
"""Classes of boxes that hold a place on the page and mean nothing."""
_TAKES_NOTES = GROUPING - {"TOC"} | {"LBody", "TD", "TH", "Caption"}
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_WIDE = 0.06
"""Letterspacing, in ems, from which readers take letters for words."""
_DROPPED_PARTS = 2
"""Pieces from which a word that layout took apart needs its text said whole."""


@dataclass
class Builder:
    """Turns elements into nodes, part by part."""

    contents: Contents
    says: Callable[[etree._Element, str], str]
    """Says where a link leads, given the link and the language."""
    language: str
    """The document's language."""
    area_of: Callable[[Ink], tuple[float, float, float, float]]
    """Says which area of its page a piece covers, in points."""
    _waiting: list[Node] = field(default_factory=list)
    """Notes that were called and wait for the end of their paragraph."""

    def part(self, section: etree._Element, title: str) -> Node:
        """Build the node of a part's section."""
        kids = self.kids_of([section], self.language)
        node = kids[0] if len(kids) == 1 and isinstance(kids[0], Node) else Node("Sect", grouped(kids))
        node.title = title
        return node

    def kids_of(self, pieces: list[Any], language: str) -> list[Kid]:
        """Turn an element's pieces into kids."""
        kids: list[Kid] = []
        for piece in pieces:
            if isinstance(piece, Ink):
                kids += self._ink(piece)
            elif isinstance(piece, Jump):
                kids.append(piece)
            else:
                kids += self._element(piece, language)
        return kids

    def _ink(self, ink: Ink) -> list[Kid]:
        """Let words pass; ornaments, dashes and leaders that a style adds are artifacts."""
        added = ink.pseudo in {"before", "after"} and ink.box.element_tag.partition("::")[0] != "q"
        if ink.text == "" or (added and not any(map(str.isalnum, ink.text or ""))):
            ink.artifact = {}
            return []
        if ink.text is not None and not ink.pseudo and _is_spaced(ink):
            return [Node("Span", [ink], actual=_as_written(ink))]
        return [ink]

    def _element(self, element: etree._Element, outer: str) -> list[Kid]:
        language = element.get("lang") or outer
        kids = self._tagged(element, language)
        if language.lower() != outer.lower():
            kids = [kid if isinstance(kid, Node) else Node("Span", [kid]) for kid in kids]
            for kid in kids:
                if isinstance(kid, Node):
                    kid.lang = kid.lang or language
        return self.with_notes(kids)

    def with_notes(self, kids: list[Kid]) -> list[Kid]:
        """Read a note after the paragraph that calls it, or at the end of the cell or item."""
        if not self._waiting or not kids or not isinstance(last := kids[-1], Node):
            return kids
        if last.role == "P" or last.level:
            kids = [*kids, *self._waiting]
        elif last.role in _TAKES_NOTES:
            last.kids += self._waiting
        else:
            return kids
        self._waiting = []
        return kids

    def _tagged(self, element: etree._Element, language: str) -> list[Kid]:
        classes = element.get("class", "").split()
        if element.tag in COMPOUND:
            return [COMPOUND[element.tag](self, element, language)]
        if element.tag == "span" and "footnote" in classes:
            return self._note(element, language)
        if element.tag in {"figure", "img", "a"}:
            own = {"figure": self._figure, "img": self._picture, "a": self._link}
            return own[element.tag](element, language)
        return self._plain(element, classes, language)

    def _plain(self, element: etree._Element, classes: list[str], language: str) -> list[Kid]:
        kids = self.kids_of(self.contents.of(element), language)
        if not kids:
            return []
        if node := _special(element, classes, kids):
            return [node]
        name = next((_CLASSES[each] for each in classes if each in _CLASSES), _BLOCKS.get(element.tag, ""))
        if not name or _ONLY_LAYOUT & set(classes):
            return kids
        return [_node(name, kids, element)]

    def _figure(self, element: etree._Element, language: str) -> list[Kid]:
        """Tie a caption to its one picture (14.8.4.5); a figure of anything else is a group."""
        kids = self.kids_of(self.contents.of(element), language)
        pictures = [kid for kid in kids if role(kid) == "Figure"]
        if len(pictures) == 1 and all(role(kid) in {"Figure", "Caption"} for kid in kids):
            picture = pictures[0]
            assert isinstance(picture, Node)  # noqa: S101 - it has a role
            picture.kids += [kid for kid in kids if kid is not picture]
            return [picture]
        for kid in kids:
            if isinstance(kid, Node) and kid.role == "Caption":
                kid.role = "P"  # what it would caption is decoration, or lies inside a link
        return [Node("Div", grouped(kids))] if kids else []

    def _picture(self, element: etree._Element, language: str) -> list[Kid]:
        """Give a picture its words; without any it says so, and one with empty words is decoration."""
        inks = [piece for piece in self.contents.of(element) if isinstance(piece, Ink)]
        alt = element.get("alt")
        link = next(element.iterancestors("a"), None)
        if link is not None and not (alt or "").strip() and not words(link):
            alt = self.says(link, language)  # the only thing in a link is no decoration
        if alt is not None and not alt.strip():
            for ink in inks:
                ink.artifact = {}
            return []
        if not inks:
            return []
        said = " ".join([alt or label("picture", language), *_description(element)])
        return [Node("Figure", [*inks], alt=said, attributes={"Layout": {"BBox": self.area_of(inks[0])}})]

    def _link(self, element: etree._Element, language: str) -> list[Kid]:
        pieces = self.contents.of(element)
        jumps = [piece for piece in pieces if isinstance(piece, Jump)]
        kids = self.kids_of([piece for piece in pieces if piece not in jumps], language)
        if not jumps or not kids:
            return kids
        refers = element.get("href", "").startswith("#")
        tells = language if refers and "noteref" not in element.get("class", "").split() else ""
        for jump in jumps:
            jump.words, jump.tells = self.says(element, language), tells
        link = Node("Link", [*kids, *jumps])
        return [Node("Reference", [link])] if refers else [link]

    def _note(self, element: etree._Element, language: str) -> list[Kid]:
        """Leave the call where it stands; the note waits for the end of the paragraph (14.8.4.4.1)."""
        pieces = self.contents.of(element)
        call = [piece for piece in pieces if getattr(piece, "pseudo", "") == "footnote-call"]
        mark = [piece for piece in pieces if getattr(piece, "pseudo", "") == "footnote-marker"]
        outer, self._waiting = self._waiting, []
        rest = self.kids_of([piece for piece in pieces if piece not in call + mark], language)
        self._waiting = [*outer, *self._waiting]
        name, number = element.get("id", ""), (call or mark or [None])[0]
        anchor = element.getparent()
        back = anchor.get("id", "") if anchor is not None else ""
        kids: list[Kid] = [Node("Lbl", [self._tie(mark, back, label("back", language))])] if mark else []
        if kids or rest:
            self._waiting.append(Node("Note", [*kids, *rest], name=name))
        if not call:
            return []
        said = number.text.strip() if number is not None and number.text else ""
        return [Node("Reference", [self._tie(call, name, label("note", language).format(said))])]

    def _tie(self, inks: list[Ink], target: str, words: str) -> Node:
        jumps = [Jump(ink.page, ink.element, self.area_of(ink), target=target, words=words) for ink in inks]
        return Node("Link", [*inks, *jumps])


def _description(picture: etree._Element) -> list[str]:
    """Give the long description that a page doesn't show; it is said after the short one."""
    name = picture.get("aria-details")
    if not name:
        return []
    told = (details for details in picture.getroottree().iter("details") if details.get("id") == name)
    blocks = (block for details in told for block in details if block.tag != "summary")
    return [" ".join(text_of(block).split()) for block in blocks]


def _special(element: etree._Element, classes: list[str], kids: list[Kid]) -> Node | None:
    """Make the node of a heading, an abbreviation, a word with a drop cap, or a page number in a list."""
    if element.tag in _HEADINGS:
        first = "cover-title" in classes  # the issue's own title stands above all others
        return Node("H", kids, level=1 if first else int(element.tag[1]) + 1)
    if element.tag == "abbr" and (meaning := element.get("title")):
        return Node("Span", kids, expansion=meaning)
    if "opening-word" in classes and len(kids) >= _DROPPED_PARTS:
        return Node("Span", kids, actual=words(element))
    return Node("Lbl", kids) if "folio" in classes else None


def _node(name: str, kids: list[Kid], element: etree._Element) -> Node:
    node = Node(name, grouped(kids) if name in GROUPING else kids)
    if element.get("dir") == "rtl" and name in GROUPING:
        node.attributes = {"Layout": {"WritingMode": "RlTb"}}
    return node


def _is_spaced(ink: Ink) -> bool:
    """Tell whether a text is set in capitals or letterspaced, so that its letters may be read one by one."""
    style = ink.box.style
    spacing = style["letter_spacing"]
    wide = spacing != "normal" and spacing > _WIDE * style["font_size"]
    return wide or style["text_transform"] not in {"none", "full-width"}


def _as_written(ink: Ink) -> str:
    """Give the words of a piece as the manuscript has them, where the piece is all of its element."""
    painted = " ".join((ink.text or "").split())
    written = words(ink.element) if ink.element is not None else ""
    return written if written.casefold() == painted.casefold() else painted
