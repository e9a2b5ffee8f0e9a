"""The structure of the whole issue: its parts' trees under one root, links and areas in their places."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from issuepress.errors import OutputError
from issuepress.pdf.galley import AREAS, GROUPS, TELLS
from issuepress.pdf.joining import Joined, JoinedPart
from issuepress.pdf.layout import Layout
from issuepress.pdf.screen.links import with_page

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""


def join_structure(joined: Joined) -> None:
    """Give the file the structure of all its parts (ISO 32000-1, 14.7); sections become parts of it."""
    pdf = joined.pdf
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    document = _element(pdf, "/Document", root)
    numbers: list[Any] = []
    names: list[tuple[bytes, pikepdf.Object, pikepdf.Object]] = []
    next_key = 0
    home, section = document, None
    for part in joined.parts:
        tree = pdf.copy_foreign(part.source.Root.StructTreeRoot)
        numbers += _renumbered(part, tree, next_key)
        next_key += int(tree.ParentTreeNextKey)
        if "/IDTree" in tree:
            flat = list(tree.IDTree.Names)
            names += [(bytes(name), name, note) for name, note in zip(flat[::2], flat[1::2], strict=True)]
        _settle_areas(part, tree)
        if "/K" not in tree:
            continue
        story = part.laid_out.part.story
        named = story.section if story else None
        if named != section or named is None:
            home, section = document, named
            if named is not None:
                home = _element(pdf, "/Part", document)
                home.T = String(named.plain)
                document.K.append(home)
        tree.K.P = home
        home.K.append(tree.K)
    root.K = document
    root.ParentTree = Dictionary(Nums=Array(numbers))
    root.ParentTreeNextKey = next_key
    if names:
        root.IDTree = Dictionary(
            Names=Array([each for _, *pair in sorted(names, key=_first) for each in pair])
        )
    pdf.Root.StructTreeRoot = root


def _first(entry: tuple[bytes, pikepdf.Object, pikepdf.Object]) -> bytes:
    return entry[0]


def _element(pdf: pikepdf.Pdf, role: str, parent: pikepdf.Object) -> pikepdf.Object:
    return pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(role), P=parent, K=Array()))


def _renumbered(part: JoinedPart, tree: pikepdf.Object, by: int) -> Iterator[Any]:
    """Raise the numbers by which pages, groups and links find their elements (14.7.4.4)."""
    flat = list(tree.ParentTree.Nums)
    for key, value in zip(flat[::2], flat[1::2], strict=True):
        yield from (int(key) + by, value)
    for holder in (*(page.obj for page in part.pages), *tree[GROUPS]):
        holder.StructParents = int(holder.StructParents) + by
    for page in part.pages:
        for link in page.obj.get("/Annots", []):
            link.StructParent = int(link.StructParent) + by


def _settle_areas(part: JoinedPart, tree: pikepdf.Object) -> None:
    """Move the areas of pictures with their pages, and cut them at the trim (14.8.5.4.3)."""
    flat = list(tree[AREAS])
    for element, page in zip(flat[::2], flat[1::2], strict=True):
        for attributes in element.A:
            if "/BBox" in attributes:
                attributes.BBox = _settled(part, int(page), attributes.BBox)


def settle_links(joined: Joined, layout: Layout) -> None:
    """Move links with their pages, and have them tell the page that they lead to.

    Raises OutputError for one that leads nowhere.
    """
    for part in joined.parts:
        for at, page in enumerate(part.pages):
            for link in page.obj.get("/Annots", []):
                link.Rect = _settled(part, at, link.Rect)
                if "/Dest" in link:
                    _direct(link, layout)


def _direct(link: pikepdf.Object, layout: Layout) -> None:
    target = str(link.Dest)
    if target not in layout.anchors:
        raise OutputError(f"a link leads to '{target}', which is on no page")
    link.Dest = String(target)  # in the same encoding as the list of destinations
    if TELLS in link:
        _, folio = layout.anchors[target]
        link.Contents = String(with_page(str(link.Contents), folio, str(link[TELLS])))
        del link[TELLS]


def add_destinations(joined: Joined) -> None:
    """Name the place of each id (12.3.2.3); of one that stands on several pages, the first."""
    found: dict[bytes, list[Any]] = {}
    for part in joined.parts:
        for at, (page, told) in enumerate(zip(part.pages, part.laid_out.pages, strict=True)):
            shift = part.laid_out.shift(at)
            for name, (left, top) in told.anchors.items():
                place = Array([page.obj, Name.XYZ, round(left + shift, 3), top, 0])
                found.setdefault(bytes(String(name)), [String(name), place])
    flat = [each for key in sorted(found) for each in found[key]]
    joined.pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array(flat)))


def _settled(part: JoinedPart, page: int, box: Any) -> Array:  # noqa: ANN401 - an array of a PDF
    shift = part.laid_out.shift(page)
    width, height = part.laid_out.galley.size
    left, bottom, right, top = (float(edge) for edge in box)
    edges = (left + shift, width), (bottom, height), (right + shift, width), (top, height)
    return Array([round(min(max(edge, 0.0), most), 3) for edge, most in edges])
