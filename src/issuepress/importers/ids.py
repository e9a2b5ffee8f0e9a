"""Heading levels, ids and the links to them."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from lxml import etree

from issuepress.errors import nearest
from issuepress.importers.source import Report
from issuepress.importers.vocabulary import HEADINGS

_TAKEN = re.compile(r"title|description(-\d+)?|note-\d+|ref-\d+(-\d+)?")
_TOP = 2
_LOWEST = 6


def compact_headings(parent: etree._Element, base: int = _TOP - 1) -> None:
    """Make the topmost heading an h2 and close the gaps below it.

    The headings of an aside stand under the heading that the aside stands under.
    """
    _compact(parent, [(0, base)])


def _compact(parent: etree._Element, above: list[tuple[int, int]]) -> None:
    for element in parent:
        if element.tag in HEADINGS:
            level = int(element.tag[1])
            while above[-1][0] >= level:
                above.pop()
            above.append((level, min(above[-1][1] + 1, _LOWEST)))
            element.tag = f"h{above[-1][1]}"
        elif element.tag in ("aside", "blockquote"):
            _compact(element, [(0, above[-1][1])])
        else:
            _compact(element, above)


def name_headings(parts: Iterable[etree._Element]) -> None:
    """Give every heading without an id one that is made from its words."""
    parts = list(parts)
    used = {element.get("id") for part in parts for element in part.iter() if element.get("id")}
    for part in parts:
        for heading in part.iter(*HEADINGS):
            if heading.get("id"):
                continue
            stem = slugified("".join(_words(heading)))
            name, count = stem, 1
            while name in used or _TAKEN.fullmatch(name):
                count += 1
                name = f"{stem}-{count}"
            used.add(name)
            heading.set("id", name)


def slugified(words: str) -> str:
    """Turn words into a name for links: ASCII where Unicode knows a plain letter, else as it is."""
    letters = "".join(_plain_letter(letter) for letter in unicodedata.normalize("NFC", words)).lower()
    kept = "".join(letter if unicodedata.category(letter)[0] in "LNM" else "-" for letter in letters)
    return re.sub("-+", "-", kept).strip("-") or "section"


def _plain_letter(letter: str) -> str:
    if letter in "'’":
        return ""
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return plain if plain.isascii() and plain else letter


def _words(element: etree._Element) -> Iterable[str]:
    if element.get("role") == "doc-noteref":
        return
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def prefix_ids(parts: Iterable[etree._Element], slug: str, report: Report) -> None:
    """Put `{slug}--` before every id and every link to one; report doubles and dead links."""
    elements = [element for part in parts for element in part.iter(etree.Element)]
    known: dict[str, etree._Element] = {}
    for element in elements:
        name = element.get("id")
        if name is None:
            continue
        if element.get("role") != "doc-noteref":
            _check_id(name, element, known, report)
        known.setdefault(name, element)
        element.set("id", f"{slug}--{name}")
    for element in elements:
        _prefix_link(element, slug, known.keys(), report)
        if element.tag == "table":
            _prefix_headers(element, slug, report)


def _check_id(name: str, element: etree._Element, known: dict[str, etree._Element], report: Report) -> None:
    if name in known:
        first = known[name].get("data-line")
        report.add(f"the id '{name}' is used twice", _line(element), f"first on line {first}")
    elif name.startswith("^"):
        report.add(
            f"the id '{name}' belongs to no footnote", _line(element), "choose one of letters and digits"
        )
    elif _TAKEN.fullmatch(name):
        report.add(f"the id '{name}' belongs to the page's own parts", _line(element), "choose another id")


def _prefix_link(element: etree._Element, slug: str, known: Iterable[str], report: Report) -> None:
    href = element.get("href", "")
    if not href.startswith("#"):
        return
    name = unquote(href[1:])
    if name not in known and element.get("role") != "doc-noteref":
        headings = [each for each in known if not _TAKEN.fullmatch(each)]
        report.add(f"the link '#{name}' leads to no heading here", _line(element), nearest(name, headings))
    element.set("href", f"#{slug}--{name}")


def _prefix_headers(table: etree._Element, slug: str, report: Report) -> None:
    """Put the slug before the ids by which cells name their heads; report those that are no head's."""
    cells = [cell for cell in table.iter("th", "td") if next(cell.iterancestors("table")) is table]
    ids = [cell.get("id", "").removeprefix(f"{slug}--") for cell in cells if cell.tag == "th"]
    heads = dict.fromkeys(filter(None, ids))
    for cell in cells:
        names = cell.get("headers", "").split()
        for name in names:
            if name not in heads:
                message = f"'headers' names '{name}', which no <th> of this table has as its id"
                report.add(message, _line(cell), nearest(name, heads))
        if names:
            cell.set("headers", " ".join(f"{slug}--{name}" for name in names))


def _line(element: etree._Element) -> int | None:
    line = element.get("data-line")
    return int(line) if line else None
