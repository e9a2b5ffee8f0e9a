"""The folio map: where in the text each page of the print edition begins.

A place in a part is told without any engine: the nearest element around it that has an id, and how
many characters of that element come before. So it can be found again in every tree made from the
same fragment, whatever that tree adds. What counts as a character, for both sides:

- every letter, figure and sign, but neither white space nor what has no shape (soft hyphens, zero
  widths, marks of direction): typesetting changes those;
- a picture, a rule, the call of a note and the number of another page count as one character each: a page
  may begin with one;
- nothing that only one medium says: the page numbers of the contents, the way back from a note.
"""

import json
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import dropwhile, islice
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from lxml import etree

from issuepress import fragment
from issuepress.cache import remembered
from issuepress.page_references import CLASS

if TYPE_CHECKING:
    from issuepress.rendition import Rendition

_OBJECT: Final = "\ufffc"
"""Stands for a picture, a rule, a call or a number, as in Unicode 16.0, 23.8."""
_OBJECTS: Final = frozenset(("img", "hr"))
_THINGS: Final = frozenset(("noteref", "footnote-anchor", CLASS))
"""Classes of a note's call, as written and as the page has it with the note inside, and of a reference."""
_WIDE: Final = 80
"""How many signs of a page's first words a line of the table takes."""
_UNSAID: Final = frozenset(("folio", "backlink"))


class Folio(NamedTuple):
    """A page of the print edition, and where its text begins."""

    number: int
    """Which page of the issue it is, counted from 1."""
    label: str
    """Its number as printed: `12`, `xii`; where the page prints none, as it would."""
    printed: bool
    """Whether the page itself shows its number."""
    part: str
    """The part that it belongs to; a blank page, the part that it makes room for."""
    at: str | None
    """The id of the nearest element around its first word or picture; None where it has neither."""
    before: int = 0
    """How many characters of that element come before."""


class Run(NamedTuple):
    """A stretch of text in a tree, or a thing that counts as a character."""

    node: etree._Element
    where: Literal["text", "tail", "itself"]
    """Inside the node before its first child, behind the node, or the node as a whole."""
    text: str

    @property
    def length(self) -> int:
        """How many characters count."""
        return len(counted(self.text))

    def place(self, before: int) -> int:
        """Give the index of the character that has `before` others before it."""
        places = (at for at, sign in enumerate(self.text) if counts(sign))
        return next(islice(places, before, None))


def runs(root: etree._Element) -> Iterator[Run]:
    """Walk an element's text in order; each element inside begins with a run of its own, maybe empty.

    The root's own tail is left out, whatever the root is it is entered.
    """
    inside: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if inside is not None:
                continue
            if element is root or (said := _said(element)) == "text":
                yield Run(element, "text", element.text or "")
                continue
            inside = element
            if said == "itself":
                yield Run(element, "itself", _OBJECT)
        elif inside is None or inside is element:
            inside = None
            if element is not root and element.tail:
                yield Run(element, "tail", element.tail)


@cache
def counts(sign: str) -> bool:
    """Tell whether a sign counts as a character: it has a shape (Unicode 16.0, 4.5: not Z, Cc, Cf)."""
    return not sign.isspace() and unicodedata.category(sign) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}


def counted(text: str) -> str:
    """Leave what counts as a character."""
    solid = "".join(text.split())
    if solid.isprintable():  # what has no shape is not, and seldom there
        return solid
    return "".join(filter(counts, solid))


def locate(anchor: etree._Element, *places: int) -> list[tuple[Run, int] | None]:
    """Find characters of an element by how many others come before each, in order of these numbers.

    Gives the run of each, and its index there; None for what lies beyond the element's end.
    """
    found = list[tuple[Run, int] | None]()
    walked, run, passed, length = runs(anchor), None, 0, 0
    for before in places:
        while before >= passed + length and (run := next(walked, None)):
            passed, length = passed + length, run.length
        found.append((run, run.place(before - passed)) if run else None)
    return found


def first_words(html: str, folio: Folio, count: int = 8) -> str:
    """Give the words of a part's fragment with which a page begins; a word it begins inside has a `…`.

    Pictures, rules and calls of notes are left out; a blank page gives an empty text.
    """
    root = fragment.parsed(html)
    anchor = next((each for each in root.iter(etree.Element) if each.get("id", "") == folio.at), None)
    (place,) = locate(anchor, folio.before) if anchor is not None else (None,)
    if place is None:
        return ""
    start, index = place
    behind = islice(dropwhile(lambda run: run[:2] != start[:2], runs(root)), 1, None)
    first = start.text[index:] if start.where != "itself" else ""
    words = (first + "".join(map(_spaced, behind))).split()[:count]
    inside = re.search(r"\w\xad?$", start.text[:index]) and re.match(r"\w", start.text[index:])
    return ("…" if inside else "") + " ".join(words)


def as_table(rendition: "Rendition", folios: Iterable[Folio]) -> str:
    """Set the map as lines of text: number, part, first words."""
    names = [part.name for part in rendition.parts]
    width = max(map(len, names), default=0)
    lines = []
    for folio in folios:
        label = folio.label if folio.printed else f"[{folio.label}]"
        words = first_words(rendition.part(folio.part).html, folio)
        shown = words if len(words) <= _WIDE else f"{words[:_WIDE]}…"  # not every script has spaces
        lines.append(f"{label:>6}  {folio.part:{width}}  {shown}".rstrip())
    return "\n".join(lines)


def as_records(folios: Iterable[Folio]) -> str:
    """Write the map as JSON: a list of records with the keys of `Folio`."""
    return json.dumps([folio._asdict() for folio in folios], indent=2, ensure_ascii=False)


def _spaced(run: Run) -> str:
    if run.where == "itself" or next(run.node.iterancestors("details"), None) is not None:
        return ""  # no page shows the description of a picture
    tag = run.node.tag
    apart = tag == "br" or tag not in fragment.INLINE
    return f" {run.text}" if apart else run.text


def span_of(folios: Iterable[Folio], part: str) -> tuple[Folio, Folio] | None:
    """Give the first and the last page of a part, or None where it has none; blank ones don't count."""
    own = [folio for folio in folios if folio.part == part and folio.at is not None]
    return (own[0], own[-1]) if own else None


def page_labels(rendition: "Rendition", folios: Iterable[Folio]) -> dict[str, str]:
    """Give the label of the page on which each element with an id begins, by that id."""
    pages = [folio for folio in folios if folio.at is not None]
    labels: dict[str, str] = {}
    for part in rendition.parts:
        begun = tuple((page.at, page.before, page.label) for page in pages if page.part == part.name)
        labels |= _labels(part.html, begun)
    return labels


@remembered
def _labels(html: str, pages: tuple[tuple[str | None, int, str], ...]) -> dict[str, str]:
    """Give the ids of a part with the labels of their pages; of pages that begin alike, with the first's.

    Each page is an id, the characters before it in the element of that id, and its label.
    """
    section = fragment.parsed(html)[0]
    opened, called = _opened(section), _called(section)
    begun = [(opened[at or ""] + before, label) for at, before, label in pages if at not in called]
    starts = [start for start, _ in begun]
    labels = {}
    for identifier in opened if begun else ():
        count = opened[called.get(identifier, identifier)]
        last = max(0, bisect_right(starts, count) - 1)
        labels[identifier] = begun[bisect_left(starts, starts[last])][1]
    return labels


def _opened(root: etree._Element) -> dict[str, int]:
    """Tell how many characters come before each id of an element."""
    opened: dict[str, int] = {}
    count = 0
    for run in runs(root):
        if run.where != "tail" and (identifier := run.node.get("id")):
            opened[identifier] = count
        count += run.length
    return opened


def _called(root: etree._Element) -> dict[str, str]:
    """Give for each id in a note, which stands at the foot of its call's page, the id of that call."""
    return {
        identifier: back.get("href", "")[1:]
        for note in root.iter("aside")
        for back in note.iterfind("a[@role='doc-backlink']")
        for element in note.iter()
        if (identifier := element.get("id"))
    }


def _said(element: etree._Element) -> Literal["text", "itself", "nothing"]:
    """Tell whether an element is said as what stands in it, as one thing, or not at all."""
    names = element.get("class", "").split()
    if names and not _UNSAID.isdisjoint(names):
        return "nothing"
    is_thing = element.tag in _OBJECTS or (names and not _THINGS.isdisjoint(names))
    return "itself" if is_thing else "text"
