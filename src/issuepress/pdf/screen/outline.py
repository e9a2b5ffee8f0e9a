"""Bookmarks and page labels: the issue's sections, stories and subheads beside the pages."""

from collections.abc import Iterable
from typing import Any

import pikepdf

from issuepress.pdf.layout import LaidOutPart, Layout

_POINTS = 0.75
Mark = tuple[str, tuple[int, float, float], list[Any], str]
"""A bookmark of the engine: its words, its place on a page, what is below it, and its state."""


def add_outline(pdf: pikepdf.Pdf, layout: Layout) -> None:
    """Write the bookmarks anew (ISO 32000-1, 12.3.3): sections hold their stories, stories their subheads."""
    if "/Outlines" in pdf.Root:
        del pdf.Root.Outlines
    with pdf.open_outline() as outline:
        shelf, section, first = outline.root, None, 0
        for laid_out in layout.parts:
            if laid_out.part.kind != "blank":
                item = _part(laid_out, first, pdf)
                story = laid_out.part.story
                named = story.section if story else None
                if named is None:
                    shelf = outline.root
                elif named != section:
                    parent = pikepdf.OutlineItem(named.plain, item.destination)
                    outline.root.append(parent)
                    shelf = parent.children
                section = named
                shelf.append(item)
            first += len(laid_out.pages)


def _part(laid_out: LaidOutPart, first: int, pdf: pikepdf.Pdf) -> pikepdf.OutlineItem:
    """Make the bookmark of a part, with its headings folded up beneath it."""
    marks = laid_out.document.make_bookmark_tree(_POINTS, transform_pages=True)
    title = laid_out.part.title
    if len(marks) == 1 and " ".join(marks[0][0].split()) == " ".join(title.split()):
        return _item(marks[0], first, pdf)
    part = pikepdf.OutlineItem(title, _place(pdf, first, 0, laid_out.pages[0].height * _POINTS))
    part.children += [_item(mark, first, pdf) for mark in marks]
    part.is_closed = True
    return part


def _item(mark: Mark, first: int, pdf: pikepdf.Pdf) -> pikepdf.OutlineItem:
    words, (page, left, top), below, _state = mark
    item = pikepdf.OutlineItem(" ".join(words.split()), _place(pdf, first + page, left, top))
    item.children += [_item(each, first, pdf) for each in below]
    item.is_closed = True
    return item


def _place(pdf: pikepdf.Pdf, page: int, left: float, top: float) -> pikepdf.Array:
    where = (round(left, 3), round(top, 3), 0)
    return pikepdf.Array([pdf.pages[page].obj, pikepdf.Name.XYZ, *where])


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
