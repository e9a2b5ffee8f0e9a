"""Copies a parsed manuscript into a clean tree; whatever is not on the allow-list is reported."""

import re
from collections.abc import Iterator
from itertools import zip_longest
from xml.etree.ElementTree import Element

from lxml import etree

from issuepress import fragment
from issuepress.errors import nearest
from issuepress.importers.addresses import (
    LINKS,
    PICTURES,
    SOURCES,
    link_address,
    picture_address,
    source_address,
)
from issuepress.importers.models import MODELS, WORDS
from issuepress.importers.plain_html import LINE
from issuepress.importers.source import Report
from issuepress.importers.vocabulary import (
    BLOCKS,
    CHILDREN,
    CLASS,
    ELEMENTS,
    HOLD_A_LINE,
    INSTEAD,
    MADE_HERE,
    NEVER_INSIDE,
    PARENTS,
    PHRASING,
    RESERVED,
    VALUES,
    WITHOUT_TEXT,
    WITHOUT_WORDS,
    attributes_of,
)

LANG = f"{{{fragment.XML}}}lang"
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 forbids or discourages (2.2), apart from tab and line feed."""
BLANK = " \t\n"
"""What lies between blocks without being text there; a no-break space is text."""
_HINTS = {"href": LINKS, "cite": SOURCES, "src": PICTURES}


def clean(tree: Element, report: Report, *, inline: bool = False) -> etree._Element:
    """Copy a tree into a fragment's wrapper with `data-line` on every element.

    With `inline`, only what stands inside a line is allowed: no blocks, images or ids.
    """
    wrapper = fragment.parse("")
    _Cleaner(report, inline=inline).copy(tree, wrapper, [])
    return wrapper


class _Cleaner:
    def __init__(self, report: Report, *, inline: bool) -> None:
        self._report = report
        self._elements = PHRASING - {"img"} if inline else ELEMENTS
        self._inline = inline

    def copy(self, source: Element, target: etree._Element, path: list[str]) -> None:
        """Copy what an element holds into `target`; `path` names the elements around it."""
        line = int(source.get(LINE, 0)) or None
        self._text(source.text, target, path, line)
        for child in source:
            if isinstance(child.tag, str):
                self._element(child, target, path)
            self._text(child.tail, target, path, int(child.get(LINE, 0)) or line)

    def _element(self, source: Element, target: etree._Element, path: list[str]) -> None:
        line = int(source.get(LINE, 0)) or None
        tag = source.tag.rpartition("}")[2] if "}" in source.tag else source.tag
        if tag not in self._elements or "}" in source.tag:
            self._refuse(tag, line)
            if tag not in WITHOUT_WORDS:
                self.copy(source, target, path)
            return
        parent = path[-1] if path else ""
        place = f"{parent} {tag}" if f"{parent} {tag}" in MODELS else tag
        if problem := _misplaced(tag, path):
            self._report.add(problem[0], line, problem[1])
        element = etree.SubElement(target, tag)
        given = {str(key): CONTROLS.sub("", value) for key, value in source.attrib.items() if key != LINE}
        if tag == "time":
            given = _with_datetime(given, source)
        for key, value in given.items():
            self._attribute(element, key, value, line, parent)
        if tag == "img" and "src" not in given:
            self._report.add("an image names no file", line, PICTURES)
        if line:
            element.set("data-line", str(line))
        self.copy(source, element, [*path, place])
        self._complete(place, given, source, line)

    def _complete(self, place: str, given: dict[str, str], source: Element, line: int | None) -> None:
        """Report an element whose parts, now all read, don't belong together."""
        model = MODELS.get(place)
        if model and not model.fits(tuple(given), [*_row(source, place)]):
            self._report.add(f"{_named(place)} {model.said}", line, model.hint)

    def _refuse(self, tag: str, line: int | None) -> None:
        where = "here" if self._inline else "in a manuscript"
        hint = INSTEAD.get(tag) or (None if tag in WITHOUT_WORDS else nearest(tag, self._elements))
        self._report.add(f"<{tag}> is not allowed {where}", line, hint)

    def _text(self, text: str | None, target: etree._Element, path: list[str], line: int | None) -> None:
        if not text:
            return
        clean_text, controls = CONTROLS.subn("", text)
        if controls:
            self._report.add("the text holds control characters", line)
        if clean_text.strip(BLANK):
            before = clean_text[: len(clean_text) - len(clean_text.lstrip())]
            self._loose(clean_text, path, line and line + before.count("\n"))
        if len(target):
            target[-1].tail = (target[-1].tail or "") + clean_text
        else:
            target.text = (target.text or "") + clean_text

    def _loose(self, text: str, path: list[str], line: int | None) -> None:
        words = " ".join(text.split()[:4]) or "&nbsp;"
        if path and path[-1] in WITHOUT_TEXT:
            self._report.add(f"the words '{words}' stand directly inside {_named(path[-1])}", line)
        elif not path and not self._inline and text.strip():
            self._report.add(f"the words '{words}' stand outside any paragraph", line, "put them in <p>…</p>")

    def _attribute(
        self, element: etree._Element, key: str, value: str, line: int | None, parent: str
    ) -> None:
        known = attributes_of(element.tag, parent)
        if key not in known or (self._inline and key == "id"):
            hint = MADE_HERE.get(key) or nearest(key, known)
            self._report.add(f"the attribute '{key}' is not allowed on <{element.tag}>", line, hint)
            return
        problems = list(self._problems(element.tag, key, value))
        for problem in problems:
            self._report.add(problem, line, _HINTS.get(key))
        if problems:
            return
        if key == "reversed":
            value = "reversed"
        self._set(element, key, value)

    def _problems(self, tag: str, key: str, value: str) -> Iterator[str]:
        sound = VALUES.get(f"{tag} {key}") or VALUES.get(key)
        if sound and not sound[0].fullmatch(value):
            yield f"'{value}' is not a value for '{key}': it must be {sound[1]}"
        elif key == "class":
            yield from _class_problems(value)
        elif key == "href":
            yield from filter(None, [link_address(value)[1]])
        elif key == "cite":
            yield from filter(None, [source_address(value)[1]])
        elif key == "src":
            yield from filter(None, [picture_address(value, self._report.file)[1]])

    def _set(self, element: etree._Element, key: str, value: str) -> None:
        if key in ("lang", "xml:lang"):
            element.set("lang", value)
            element.set(LANG, value)
        elif key == "href":
            element.set(key, link_address(value)[0])
        elif key == "cite":
            element.set(key, source_address(value)[0])
        elif key == "src":
            element.set(key, picture_address(value, self._report.file)[0])
        else:
            element.set(key, " ".join(value.split()) if key == "class" else value)


def _class_problems(value: str) -> Iterator[str]:
    for name in value.split():
        if not CLASS.fullmatch(name):
            yield f"'{name}' is not a class name: small letters, digits and hyphens, a letter first"
        elif name in RESERVED:
            yield f"the class '{name}' belongs to the page's own parts; choose another name"


def _misplaced(tag: str, path: list[str]) -> tuple[str, str | None] | None:
    parent = path[-1] if path else ""
    line = next((name for name in reversed(path) if name not in ("a", "del", "ins")), "")
    if tag in PARENTS and parent not in PARENTS[tag]:
        parents = " or ".join(_named(name) for name in sorted(PARENTS[tag]))
        return f"<{tag}> must stand directly inside {parents}", None
    if parent in CHILDREN and tag not in CHILDREN[parent]:
        return f"<{tag}> can't stand directly inside <{parent}>", None
    if tag in BLOCKS and line in HOLD_A_LINE:
        return f"<{tag}> is a block and can't stand inside <{line}>", None
    if NEVER_INSIDE.get(tag) in path:
        outer = NEVER_INSIDE[tag]
        return f"<{tag}> can't stand inside <{outer}>", f"end the <{outer}> before it"
    return None


def _named(place: str) -> str:
    parent, _, tag = place.rpartition(" ")
    return f"<{tag}> in <{parent}>" if parent else f"<{tag}>"


def _row(source: Element, place: str) -> Iterator[str]:
    """Name what stands in an element in order; text where no text can stand has been reported."""
    texts = [source.text, *(child.tail for child in source)]
    names = [child.tag for child in source]
    for text, name in zip_longest(texts, names):
        if text and text.strip(BLANK) and place not in WITHOUT_TEXT:
            yield WORDS
        if isinstance(name, str):
            yield name


def _with_datetime(given: dict[str, str], source: Element) -> dict[str, str]:
    """Let a time that is written for programs be its own `datetime`, which lets it hold more than text."""
    words = "".join(source.itertext()).strip()
    written = VALUES["time datetime"][0].fullmatch(words) is not None
    return {"datetime": words, **given} if written else given
