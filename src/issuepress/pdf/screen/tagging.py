"""Writes the structure tree of the screen PDF in place of WeasyPrint's own.

WeasyPrint makes one tag of each box: a paragraph over two columns is two, a footnote is a span at the end
of its page, a link within a link breaks the standard. Here one element of the manuscript is one tag.
"""

from typing import Any

import pydyf
from weasyprint.document import Page
from weasyprint.pdf.stream import Stream

from issuepress.pdf.galley import AREAS, GROUPS, TELLS, Around
from issuepress.pdf.private.patches import groups
from issuepress.pdf.screen.content import renumber
from issuepress.pdf.screen.painting import Ink, Jump, survey
from issuepress.pdf.screen.part_tree import part_tree
from issuepress.pdf.screen.structure import Node
from issuepress.rendition import Part

_PRINTED = 4
"""The annotation flag Print, which PDF/A asks for (ISO 19005-3, 6.3.2)."""
_NAMES = frozenset(("ListNumbering", "Scope", "WritingMode"))
"""The attributes whose values are names (ISO 32000-1, 14.8.5)."""


class Tagger:
    """Adds a part's structure to the PDF that the engine is about to write."""

    def __init__(self, part: Part, around: Around) -> None:
        """Take the part whose pages are written, and what its structure has to know of the others."""
        self._part, self._around = part, around

    def __call__(self, pdf: pydyf.PDF, pages: list[Page], streams: list[Stream]) -> None:
        """Build the tree and write it (ISO 32000-1, 14.7)."""
        found = survey(pages, streams)
        root = part_tree(self._part, self._around, pages, found)
        writer = _Writer(pdf, len(pages))
        _number(pdf, streams, found.inks, writer)
        writer.write(root)


def as_artifacts(pdf: pydyf.PDF, pages: list[Page], streams: list[Stream]) -> None:
    """Mark all that pages paint as no part of the story (14.8.2.2)."""
    _number(pdf, streams, survey(pages, streams).inks, _Writer(pdf, len(pages)))


def _number(pdf: pydyf.PDF, streams: list[Stream], inks: list[Ink], writer: "_Writer") -> None:
    for number, content in enumerate(streams):
        painted = {ink.mcid: ink for ink in inks if ink.page == number}
        own = renumber(content, painted)
        writer.number(number, own)
        start = len(own)  # some readers look for a group's pieces among the page's: no number twice
        for group in groups(pdf, content):
            numbered = renumber(group, painted, start)
            writer.number_group(group, numbered, start)
            start += len(numbered)


class _Writer:
    def __init__(self, pdf: pydyf.PDF, pages: int) -> None:
        self.pdf, self.pages = pdf, pages
        self.numbered: dict[int, tuple[int, list[Ink]]] = {}
        """Where a content stream's numbers start, and its pieces, by its key in the parent tree.

        A page's key is its index."""
        self.numbers: dict[Ink, tuple[int, bytes | None]] = {}
        """The number of each piece in its stream, and the stream where it is not the page's own."""
        self.parents: dict[Ink, bytes] = {}
        self.jumps: list[tuple[Jump, pydyf.Dictionary, bytes]] = []
        self.names: dict[str, bytes] = {}
        self.areas: list[Any] = []
        self.groups: list[bytes] = []

    def number(self, key: int, inks: list[Ink], start: int = 0, group: bytes | None = None) -> None:
        self.numbered[key] = start, inks
        self.numbers |= {ink: (at, group) for at, ink in enumerate(inks, start)}

    def number_group(self, group: Stream, inks: list[Ink], start: int) -> None:
        """Let a group's pieces be found from the group itself (ISO 32000-1, 14.7.4.3)."""
        if inks:
            key = max(self.pages, *self.numbered) + 1
            group.extra["StructParents"] = key
            self.groups.append(group.reference)
            self.number(key, inks, start, group.reference)

    def write(self, root: Node | None) -> None:
        tree = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self.pdf.add_object(tree)
        if root is not None:
            tree["K"] = self._element(root, tree.reference)
        tree[AREAS[1:]] = pydyf.Array(self.areas)
        tree[GROUPS[1:]] = pydyf.Array(self.groups)
        tree["ParentTree"] = self._parent_tree(tree)
        if self.names:
            flat = [each for name in sorted(self.names) for each in (pydyf.String(name), self.names[name])]
            tree["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(flat)})
        self.pdf.catalog["StructTreeRoot"] = tree.reference
        self._keep_annotations()

    def _element(self, node: Node, parent: bytes) -> bytes:
        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.role}", "P": parent})
        self.pdf.add_object(element)
        reference: bytes = element.reference
        words = {"Lang": node.lang, "Alt": node.alt, "ActualText": node.actual, "E": node.expansion}
        words |= {"T": node.title, "ID": node.name}
        element |= {key: pydyf.String(text) for key, text in words.items() if text}
        if node.name:
            self.names[node.name] = reference
        if node.attributes:
            element["A"] = pydyf.Array([_attributes(*each) for each in node.attributes.items()])
        page = next((kid.page for kid in node.kids if isinstance(kid, Ink)), None)
        if "BBox" in node.attributes.get("Layout", {}):
            self.areas += [reference, page]
        if page is not None:
            element["Pg"] = self.pdf.page_references[page]
        element["K"] = pydyf.Array(self._kids(node, reference, page))
        return reference

    def _kids(self, node: Node, reference: bytes, page: int | None) -> list[Any]:
        kids: list[Any] = []
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(self._element(kid, reference))
            elif isinstance(kid, Jump):
                kids.append(self._annotation(kid, reference))
            elif kid in self.numbers:
                self.parents[kid] = reference
                kids.append(self._content(kid, page))
        return kids

    def _content(self, ink: Ink, page: int | None) -> int | pydyf.Dictionary:
        """Refer to a piece by its number, or at length on another page or in a group (14.7.4.2)."""
        number, group = self.numbers[ink]
        if ink.page == page and group is None:
            return number
        about = {"Type": "/MCR", "Pg": self.pdf.page_references[ink.page], "MCID": number}
        return pydyf.Dictionary(about | ({"Stm": group} if group else {}))

    def _annotation(self, jump: Jump, reference: bytes) -> pydyf.Dictionary:
        """Finish a link's annotation, and refer to it (14.7.4.3; ISO 14289-1, 7.18)."""
        link = jump.annotation
        if link is None:
            link = pydyf.Dictionary({"Type": "/Annot", "Subtype": "/Link", "Dest": pydyf.String(jump.target)})
            link["BS"] = pydyf.Dictionary({"W": 0})
            self.pdf.add_object(link)
        link["Rect"] = pydyf.Array(jump.rectangle)
        link["Contents"] = pydyf.String(jump.words)
        if jump.tells:
            link[TELLS[1:]] = pydyf.String(jump.tells)
        link["F"] = _PRINTED
        link["P"] = page = self.pdf.page_references[jump.page]
        self.jumps.append((jump, link, reference))
        return pydyf.Dictionary({"Type": "/OBJR", "Pg": page, "Obj": link.reference})

    def _parent_tree(self, tree: pydyf.Dictionary) -> pydyf.Dictionary:
        """Lead from each piece and each annotation back to its element (14.7.4.4)."""
        numbers = pydyf.Array()
        for key, (start, inks) in sorted(self.numbered.items()):
            parents = (self.parents.get(ink, b"null") for ink in inks)
            numbers += [key, pydyf.Array([*[b"null"] * start, *parents])]
        key = max(self.pages, *self.numbered) + 1
        for _, link, reference in self.jumps:
            link["StructParent"] = key
            numbers += [key, reference]
            key += 1
        tree["ParentTreeNextKey"] = key
        return pydyf.Dictionary({"Nums": numbers})

    def _keep_annotations(self) -> None:
        """Leave on each page the annotations that are part of the structure, in reading order."""
        for number, reference in enumerate(self.pdf.page_references):
            page = self.pdf.objects[int(reference.split()[0])]
            page.pop("Annots", None)
            if kept := [link.reference for jump, link, _ in self.jumps if jump.page == number]:
                page["Annots"] = pydyf.Array(kept)


def _attributes(owner: str, values: dict[str, Any]) -> pydyf.Dictionary:
    written = {name: f"/{value}" if name in _NAMES else value for name, value in values.items()}
    written |= {name: pydyf.Array(value) for name, value in values.items() if isinstance(value, tuple)}
    return pydyf.Dictionary({"O": f"/{owner}"} | written)
