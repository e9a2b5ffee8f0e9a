"""Footnotes: numbers the calls and sets the notes in order."""

from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from issuepress import fragment
from issuepress.errors import nearest
from issuepress.importers.source import Report

TYPE = f"{{{fragment.EPUB}}}type"


def take_footnotes(body: etree._Element, report: Report) -> list[etree._Element]:
    """Take the notes out of a body, number the calls, give the notes in order of their first call.

    A call is `<a class="noteref" href="#key">`, a note `<aside class="footnote" id="key">`. The ids
    of calls and notes are written without the story's slug, which `issuepress.importers.ids` adds.
    """
    known = _definitions(body, report)
    numbered: dict[str, int] = {}
    calls: dict[str, int] = {}
    waiting = [body]
    for part in waiting:
        for call in list(_calls(part)):
            key = unquote(call.get("href", "").removeprefix("#"))
            if key not in known:
                _undefined(call, key, known, report)
                continue
            if key not in numbered:
                numbered[key] = len(numbered) + 1
                waiting.append(known[key])
            calls[key] = calls.get(key, 0) + 1
            _write_call(call, numbered[key], calls[key])
    for key in known.keys() - numbered.keys():
        report.add(f"the footnote {_name(key)} is never called", _line(known[key]))
    return [known[key] for key in numbered]


def _definitions(body: etree._Element, report: Report) -> dict[str, etree._Element]:
    known: dict[str, etree._Element] = {}
    for note in list(body.iter("aside")):
        if "footnote" not in note.get("class", "").split():
            continue
        key = note.get("id", "")
        if key in known:
            hint = f"first on line {_line(known[key])}"
            report.add(f"the footnote {_name(key)} is defined twice", _line(note), hint)
        elif not key:
            report.add("a footnote has no id", _line(note))
        if "id" in note.attrib:
            del note.attrib["id"]
        known.setdefault(key, note)
        _remove(note)
    return known


def _calls(part: etree._Element) -> Iterator[etree._Element]:
    return (link for link in part.iter("a") if "noteref" in link.get("class", "").split())


def _write_call(call: etree._Element, number: int, count: int) -> None:
    for child in list(call):
        call.remove(child)
    call.text = str(number)
    call.set(TYPE, "noteref")
    call.set("role", "doc-noteref")
    call.set("id", f"ref-{number}" if count == 1 else f"ref-{number}-{count}")
    call.set("href", f"#note-{number}")


def _undefined(call: etree._Element, key: str, known: dict[str, etree._Element], report: Report) -> None:
    hint = nearest(key.removeprefix("^"), [name.removeprefix("^") for name in known])
    report.add(f"the footnote {_name(key)} is called but not defined", _line(call), hint)
    call.tag = "span"
    for name in list(call.attrib):
        del call.attrib[name]


def _remove(element: etree._Element) -> None:
    """Take an element out of its tree and leave the text after it."""
    parent, tail = element.getparent(), element.tail
    if parent is not None:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + (tail or "")
        else:
            before.tail = (before.tail or "") + (tail or "")
        element.tail = None
        parent.remove(element)


def _name(key: str) -> str:
    return f"[{key}]" if key.startswith("^") else f"'{key}'"


def _line(element: etree._Element) -> int | None:
    line = element.get("data-line")
    return int(line) if line else None
