"""Manuscripts in HTML or XHTML: the head is their front matter, the body goes through the cleaning."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Comment, Element

from issuepress.importers.cleaning import clean
from issuepress.importers.finishing import finish
from issuepress.importers.html5 import parse_html
from issuepress.importers.markdown import plain_characters
from issuepress.importers.plain_html import LINE
from issuepress.importers.source import Body, Report, Source

_PROLOGUE = re.compile(r"\s*(?:<\?xml\b[^>]*\?>)?\s*(?:<!DOCTYPE\s+html\b[^>\[]*>)?", re.IGNORECASE)
_TECHNICAL = frozenset({"viewport", "generator", "robots", "format-detection"})
_HEAD = frozenset({"title", "meta"})
_PAGE_ATTRIBUTES = frozenset({LINE, "lang", "xml:lang", "dir", "xmlns", "xmlns:epub", "xmlns:xml"})


def read_html(source: Source) -> Body:
    """Read an HTML or XHTML manuscript into a clean body with every finding."""
    report = Report(source.file, source.line)
    page = _parse(plain_characters(source.text, report), report)
    for element in (page, *page.iterfind("head"), *page.iterfind("body")):
        _refuse_attributes(element, report)
    for element in page.iterfind("head/*"):
        if element.tag not in _HEAD | {Comment}:
            line = int(element.get(LINE, 0)) or None
            report.add(f"<{element.tag}> is not allowed in a manuscript's head", line)
    body = page.find("body")
    return finish(clean(Element("body") if body is None else body, report), source, report)


def front_matter(text: str) -> list[tuple[str, str, int]]:
    """Give the front matter of an HTML manuscript as key, value and line.

    The keys are `title`, `language` (from the html element or a meta element) and the names of the
    meta elements as written: `author` once for each author, `kicker`, `standfirst`, `subtitle`,
    `kind`, `slug`, and also any unknown name, for the reader to report. Values are plain text.
    """
    return list(_front_matter(_parse(text, Report(""))))


def _front_matter(page: Element) -> Iterator[tuple[str, str, int]]:
    language = page.get("lang", page.get("xml:lang", ""))
    if language:
        yield "language", language, int(page.get(LINE, 1))
    for element in page.iterfind("head/*"):
        line = int(element.get(LINE, 1))
        if element.tag == "title" and (title := " ".join((element.text or "").split())):
            yield "title", title, line
        elif element.tag == "meta" and (name := _name(element)):
            yield name, " ".join(element.get("content", "").split()), line


def _name(meta: Element) -> str:
    name = meta.get("name", "").strip().lower()
    return "" if name in _TECHNICAL else name


def _parse(text: str, report: Report) -> Element:
    prologue = _PROLOGUE.match(text)
    blank = "\n" * (prologue[0].count("\n") if prologue else 0)
    html = "<!DOCTYPE html>" + blank + text[prologue.end() if prologue else 0 :]
    return parse_html(html, report, lambda line: report.line(line - 1), document=True)


def _refuse_attributes(element: Element, report: Report) -> None:
    for key in element.attrib.keys() - _PAGE_ATTRIBUTES:
        line = int(element.get(LINE, 0)) or None
        report.add(f"the attribute '{key}' is not allowed on <{element.tag}>", line)
