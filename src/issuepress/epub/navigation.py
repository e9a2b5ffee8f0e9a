"""Ways into the issue: contents, landmarks and page-list, and the NCX for reading systems of EPUB 2."""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Final, NamedTuple, cast

from lxml import etree

from issuepress import fragment
from issuepress.epub.bodies import direction
from issuepress.epub.documents import Document, Head, page
from issuepress.epub.pagebreaks import PageTarget
from issuepress.issue import Issue
from issuepress.labels import label

_NCX: Final = "http://www.daisy.org/z3986/2005/ncx/"
_AS_DEFAULT: Final = cast("dict[str, str]", {None: _NCX})  # lxml's types know no default namespace
_LANG: Final = f"{{{fragment.XML}}}lang"


class Entry(NamedTuple):
    """A line of the table of contents; a section has lines of its own and stands where its first does."""

    title: str
    file: str
    language: str
    lines: "tuple[Entry, ...]" = ()


def entries(documents: Iterable[Document], issue: Issue) -> tuple[Entry, ...]:
    """List all documents but the cover, the stories of a section under its name."""
    listed = [document for document in documents if document.matter != "cover"]
    runs = groupby(listed, lambda document: document.part.story and document.part.story.section)
    found: list[Entry] = []
    for section, run in runs:
        lines = tuple(Entry(each.part.title, each.file, each.part.language) for each in run)
        found += [Entry(section.plain, lines[0].file, issue.language, lines)] if section else lines
    return tuple(found)


def navigation(documents: tuple[Document, ...], issue: Issue, sheets: tuple[str, ...]) -> bytes:
    """Write the navigation document: contents, landmarks, pages of the print edition (EPUB 3.3, 7)."""
    title = escape(label("contents", issue.language))
    toc = f"<ol>\n{''.join(_item(entry, issue) for entry in entries(documents, issue))}</ol>"
    marks = "".join(
        f'<li><a epub:type="{kind}" href="{file}">{escape(name)}</a></li>\n'
        for kind, file, name in _landmarks(documents)
    )
    body = (
        f'<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-title">\n'
        f'<h1 id="toc-title">{title}</h1>\n{toc}\n</nav>\n'
        f'<nav epub:type="landmarks" aria-label="{escape(issue.title.plain)}" hidden="hidden">\n'
        f"<ol>\n{marks}</ol>\n</nav>{_page_list(documents, issue)}"
    )
    return page(body, Head(issue.title.plain, issue.language, issue.direction, sheets))


def ncx(documents: tuple[Document, ...], issue: Issue, identifier: str) -> bytes:
    """Write the NCX (OPF 2.0.1, 2.4.1); its `dtb:uid` is the package's identifier, to the letter."""
    listed, pages = entries(documents, issue), list(_pages(documents))
    numbers = [int(target.label) for _, target in pages if target.label.isdecimal()]
    root = etree.Element(f"{{{_NCX}}}ncx", {"version": "2005-1", _LANG: issue.language}, nsmap=_AS_DEFAULT)
    head = _add(root, "head")
    depth = "2" if any(entry.lines for entry in listed) else "1"
    for name, content in (
        ("uid", identifier),
        ("depth", depth),
        ("totalPageCount", str(len(pages))),
        ("maxPageNumber", str(max(numbers, default=0))),
    ):
        _add(head, "meta", name=f"dtb:{name}", content=content)
    _add(_add(root, "docTitle"), "text").text = issue.title.plain
    order = {place: str(at) for at, place in enumerate(_in_order(documents), start=1)}
    _points(_add(root, "navMap"), listed, order)
    if pages:
        _page_points(_add(root, "pageList"), pages, order)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True))


def _item(entry: Entry, issue: Issue) -> str:
    lines = "".join(_item(line, issue) for line in entry.lines)
    if lines:
        return f"<li><span>{escape(entry.title)}</span>\n<ol>\n{lines}</ol>\n</li>\n"
    own = f' lang="{entry.language}" xml:lang="{entry.language}" dir="{direction(entry.language, issue)}"'
    foreign = own if entry.language != issue.language else ""
    return f'<li><a href="{entry.file}"{foreign}>{escape(entry.title)}</a></li>\n'


def _landmarks(documents: Iterable[Document]) -> Iterator[tuple[str, str, str]]:
    """Give the cover, the contents and the place where reading begins."""
    seen: set[str] = set()
    for document in documents:
        kind = "toc" if document.part.name == "contents" else document.matter
        if kind in {"cover", "toc", "bodymatter"} and kind not in seen:
            seen.add(kind)
            yield kind, document.file, document.part.title


def _pages(documents: Iterable[Document]) -> Iterator[tuple[str, PageTarget]]:
    """Give the pages of the print edition, each with the file in which it begins."""
    for document in documents:
        yield from ((document.file, target) for target in document.body.pages)


def _page_list(documents: Iterable[Document], issue: Issue) -> str:
    """List the pages (EPUB 3.3, 7.4.3), for the reading system's own interface."""
    items = "".join(
        f'<li><a href="{file}#{target.id}">{escape(target.label)}</a></li>\n'
        for file, target in _pages(documents)
    )
    head = '<nav epub:type="page-list" role="doc-pagelist" id="page-list"'
    name = escape(label("pages", issue.language))
    return f'\n{head} aria-label="{name}" hidden="hidden">\n<ol>\n{items}</ol>\n</nav>' if items else ""


def _points(parent: etree._Element, listed: Iterable[Entry], order: dict[str, str]) -> None:
    for entry in listed:
        kind = "section" if entry.lines else "point"
        name = f"{kind}-{entry.file.removesuffix('.xhtml')}"
        point = _add(parent, "navPoint", id=name, playOrder=order[entry.file])
        _add(_add(point, "navLabel"), "text").text = entry.title
        _add(point, "content", src=entry.file)
        _points(point, entry.lines, order)


def _in_order(documents: Iterable[Document]) -> Iterator[str]:
    """Give every place that the NCX leads to in reading order: each document, then the pages in it."""
    for document in documents:
        if document.matter != "cover":  # which only the page-list leads to
            yield document.file
        yield from (f"{document.file}#{target.id}" for target in document.body.pages)


def _page_points(
    parent: etree._Element, pages: Iterable[tuple[str, PageTarget]], order: dict[str, str]
) -> None:
    """List the pages (OPF 2.0.1, 2.4.1.2): roman ones are `front`, those without a number `special`."""
    for file, (name, identifier) in pages:
        place = f"{file}#{identifier}"
        kind = "normal" if name.isdecimal() else "front" if set(name.lower()) <= set("ivxlcdm") else "special"
        value = {"value": str(int(name))} if name.isdecimal() else {}
        point = _add(parent, "pageTarget", id=identifier, type=kind, playOrder=order[place], **value)
        _add(_add(point, "navLabel"), "text").text = name
        _add(point, "content", src=place)


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_NCX}}}{tag}", attributes)
