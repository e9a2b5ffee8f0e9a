"""Makes a clean tree the body of a story: footnotes, headings, ids, semantics, interview turns."""

import re

from lxml import etree

from issuepress import fragment
from issuepress.importers.descriptions import take_descriptions
from issuepress.importers.footnotes import TYPE, take_footnotes
from issuepress.importers.ids import compact_headings, name_headings, prefix_ids
from issuepress.importers.page_references import check_page_references
from issuepress.importers.source import Body, Report, Source
from issuepress.importers.vocabulary import BLOCKS, HEADINGS

_ASIDES = {
    "pullquote": {TYPE: "pullquote", "role": "doc-pullquote"},
    "sidebar": {TYPE: "sidebar"},
    "note": {"role": "note"},
}
_LINED = (BLOCKS - {"col"}) | {"a", "img"}
_HOLDERS = frozenset(
    "section div blockquote aside details figure ul ol dl table colgroup thead tbody tfoot tr"
    " fragment".split()
)
_TRIMMED = HEADINGS | frozenset("p summary li dt dd th td figcaption caption".split())
_SPEAKER = re.compile(r"\s*((?:[^\W\d_][\w.’'-]*)(?: [^\W\d_][\w.’'-]*){0,2}:)(?=\s|$)")


def finish(body: etree._Element, source: Source, report: Report) -> Body:
    """Turn a clean tree into a `Body`."""
    notes = take_footnotes(body, report)
    parts = [body, *notes]
    compact_headings(body)
    name_headings(parts)
    prefix_ids(parts, source.slug, report)
    for part in parts:
        take_descriptions(part, source, report)
        _add_semantics(part)
        _set_turns(part)
        _mark_addresses(part)
        check_page_references(part, report)
        tidy(part)
    return Body(fragment.serialise(body), tuple(_inside(note) for note in notes), report.findings)


def tidy(part: etree._Element) -> None:
    """Leave one line break between blocks, none at a block's edges, lines on blocks alone."""
    for element in part.iter(etree.Element):
        if element.tag not in _LINED and "data-line" in element.attrib:
            del element.attrib["data-line"]
        if element.tag in _TRIMMED:
            _trim(element)
        elif element.tag in _HOLDERS:
            element.text = _between(element.text)
        for child in element:
            if child.tag in BLOCKS:
                child.tail = _between(child.tail)


def _between(text: str | None) -> str | None:
    return "\n" if text and not text.strip(" \t\n") else text


def _trim(element: etree._Element) -> None:
    if element.text:
        element.text = element.text.lstrip(" \t\n")
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip(" \t\n")
    elif element.text:
        element.text = element.text.rstrip(" \t\n")


def _inside(note: etree._Element) -> str:
    wrapper = fragment.parse("")
    wrapper.text = note.text
    wrapper.extend(list(note))
    return fragment.serialise(wrapper).strip()


def _add_semantics(part: etree._Element) -> None:
    for aside in part.iter("aside"):
        names = set(aside.get("class", "").split())
        for name in sorted(names & _ASIDES.keys()):
            for key, value in _ASIDES[name].items():
                aside.set(key, value)
        if "sidebar" in names and len(aside) and aside[0].tag in HEADINGS:
            aside.set("aria-labelledby", aside[0].get("id", ""))


def _mark_addresses(part: etree._Element) -> None:
    """Tell an address that stands in the text from words that are a link: no hyphen may get into it."""
    for link in part.iter("a"):
        words, address = link.text or "", link.get("href", "")
        if words and address in {f"{scheme}{words}" for scheme in ("", "https://", "http://", "mailto:")}:
            _add_class(link, "address")


def _set_turns(part: etree._Element) -> None:
    for talk in part.iter("div"):
        if "questions" in talk.get("class", "").split():
            for paragraph in talk.findall("p"):
                _set_turn(paragraph)


def _set_turn(paragraph: etree._Element) -> None:
    first = paragraph[0] if len(paragraph) and not (paragraph.text or "").strip() else None
    match = _SPEAKER.match(paragraph.text or "")
    if first is not None and first.tag in ("strong", "b"):
        if len(paragraph) == 1 and not (first.tail or "").strip():
            _add_class(paragraph, "turn question")
            return
        first.tag = "b"
        _add_class(first, "speaker")
        if (first.tail or "").startswith(":"):
            _append(first, ":")
            first.tail = (first.tail or "")[1:]
    elif match:
        speaker = etree.Element("b")
        speaker.set("class", "speaker")
        speaker.text, speaker.tail = match[1], (paragraph.text or "")[match.end() :]
        paragraph.text = None
        paragraph.insert(0, speaker)
    else:
        return
    _add_class(paragraph, "turn")


def _append(element: etree._Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _add_class(element: etree._Element, names: str) -> None:
    element.set("class", f"{element.get('class', '')} {names}".strip())
