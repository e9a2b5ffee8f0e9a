"""Bookmarks and page labels: the issue's sections, stories and subheads beside the pages."""

from collections.abc import Iterable
from typing import Any

import pikepdf

from issuepress.pdf.galley import Mark
from issuepress.pdf.joining import Joined, JoinedPart


def add_outline(joined: Joined) -> None:
    """Write the bookmarks (ISO 32000-1, 12.3.3): sections hold their stories, stories their subheads."""
    with joined.pdf.open_outline() as outline:
        shelf, section = outline.root, None
        for part in joined.parts:
            if part.laid_out.part.kind == "blank":
                continue
            item = _part(part)
            story = part.laid_out.part.story
            named = story.section if story else None
            if named is None:
                shelf = outline.root
            elif named != section:
                parent = pikepdf.OutlineItem(named.plain, item.destination)
                outline.root.append(parent)
                shelf = parent.children
            section = named
            shelf.append(item)


def _part(part: JoinedPart) -> pikepdf.OutlineItem:
    """Make the bookmark of a part, with its headings folded up beneath it."""
    galley, title = part.laid_out.galley, " ".join(part.laid_out.part.title.split())
    if len(galley.marks) == 1 and galley.marks[0].words == title:
        return _item(part, galley.marks[0])
    top = pikepdf.OutlineItem(title, _place(part, 0, 0, galley.size[1]))
    top.children += [_item(part, mark) for mark in galley.marks]
    top.is_closed = True
    return top


def _item(part: JoinedPart, mark: Mark) -> pikepdf.OutlineItem:
    left = mark.left + part.laid_out.shift(mark.page)
    item = pikepdf.OutlineItem(mark.words, _place(part, mark.page, left, mark.top))
    item.children += [_item(part, each) for each in mark.below]
    item.is_closed = True
    return item


def _place(part: JoinedPart, page: int, left: float, top: float) -> pikepdf.Array:
    where = (round(left, 3), round(top, 3), 0)
    return pikepdf.Array([part.pages[page].obj, pikepdf.Name.XYZ, *where])


def add_page_labels(pdf: pikepdf.Pdf, labels: Iterable[str]) -> None:
    """Label pages as printed (12.4.2): numbers in runs, anything else as it stands."""
    numbers: list[Any] = []
    expected = ""
    for page, text in enumerate(labels):
        if text != expected:
            start = int(text) if text.isdecimal() else 0
            label = {"/S": pikepdf.Name.D, "/St": start} if start else {"/P": pikepdf.String(text)}
            numbers += [page, pikepdf.Dictionary(label)]
        expected = str(int(text) + 1) if text.isdecimal() else ""
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(numbers))
