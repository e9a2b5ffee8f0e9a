"""Cleans SVG pictures: what draws stays, what runs, fetches or expands without end is refused."""

import re
from typing import NamedTuple

from lxml import etree

from issuepress.svg.expansion import expansion_problem
from issuepress.svg.vocabulary import ATTRIBUTES, EDITORS, ELEMENTS, SILENT_ATTRIBUTES, TEXT

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
BYTES = 20_000_000
"""The largest SVG file that is read."""
DEPTH = 200
"""How deep elements may be nested."""

_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>")
_DECLARATION = re.compile(r"\s*<\?xml\b([^>]*)\?>")
_FOREIGN_URL = re.compile(r"url\s*\(\s*(?!['\"]?\s*#)", re.IGNORECASE)
_UNSAFE_CSS = re.compile(
    r"\\|@(?!media\b)|expression|javascript:|data:|//|<|-moz-binding|behavior\s*:|animation", re.IGNORECASE
)
_IN_INK = re.compile(r"device-cmyk|icc-color|@color-profile", re.IGNORECASE)
"""What only a press could show: no browser knows it, and an archival PDF may not hold it."""
_PICTURE = re.compile(r"data:image/(?:png|jpe?g);base64,[A-Za-z0-9+/=\s]+")
_LENGTH = re.compile(r"\s*(\d*\.?\d+(?:e[+-]?\d+)?)\s*(px|pt|pc|in|cm|mm|q)?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+\.?|\d*\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_PIXELS = {"px": 1, "pt": 96 / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6}


_NAMESPACES: dict[str | None, str] = {None: SVG, "xlink": XLINK}


class _Name(NamedTuple):
    space: str
    local: str


class _Refused(Exception):  # noqa: N818 - it ends the cleaning, its words become the message
    """The file can't be cleaned at all."""


def clean_svg(markup: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Clean an SVG file; give the clean document in UTF-8 and the messages of what is not allowed.

    What editing programs leave (metadata, comments, their own attributes) goes without a message.
    A file that can't be read at all gives no bytes and the reason.
    """
    messages: dict[str, None] = {}
    try:
        copy = _Cleaner(messages).root(_parse(_text(markup)))
        _give_view_box(copy)
    except _Refused as refused:
        return b"", (*messages, str(refused))
    if problem := expansion_problem(copy):
        return b"", (*messages, problem)
    etree.cleanup_namespaces(copy)
    return etree.tostring(copy, encoding="UTF-8", xml_declaration=True) + b"\n", tuple(messages)


def _text(markup: bytes) -> str:
    if len(markup) > BYTES:
        raise _Refused(f"the SVG file is larger than {BYTES // 1_000_000} MB")
    encoding = "utf-16" if markup[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = markup.decode(encoding)
    except UnicodeDecodeError as error:
        raise _Refused("the SVG file is not in UTF-8") from error
    text = _DOCTYPE.sub("", _DECLARATION.sub("", text, count=1), count=1)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _Refused("the SVG file declares entities: save it again as plain SVG")
    return text


def _parse(text: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _Refused(f"the SVG file is not well-formed: {error}") from error
    if _name(str(root.tag)) != (SVG, "svg"):
        raise _Refused(f"the file is no SVG: its root is not <svg> in the namespace {SVG}")
    return root


def _name(tag: str) -> _Name:
    space, _, local = tag.rpartition("}")
    return _Name(space[1:], local)


class _Cleaner:
    def __init__(self, messages: dict[str, None]) -> None:
        self._messages = messages

    def root(self, source: etree._Element) -> etree._Element:
        copy = etree.Element(f"{{{SVG}}}svg", nsmap=_NAMESPACES)  # type: ignore[arg-type] # the stub forgets None
        self._fill(source, copy, 0)
        return copy

    def _say(self, message: str) -> None:
        self._messages[message] = None

    def _fill(self, source: etree._Element, target: etree._Element, depth: int) -> None:
        if depth > DEPTH:
            raise _Refused(f"the SVG nests elements more than {DEPTH} deep")
        for key, value in source.attrib.items():
            self._attribute(target, _name(str(key)), str(value))
        self._words(source, target)
        for child in source:
            copy = self._child(child, target)
            if copy is not None:
                self._fill(child, copy, depth + 1)
                copy.tail = self._kept(child.tail, target)
            elif (tail := self._kept(child.tail, target)) is not None:
                _append(target, tail)

    def _child(self, source: etree._Element, target: etree._Element) -> etree._Element | None:
        name = _name(str(source.tag))
        if name.local == "metadata" or _of_an_editor(name):
            return None
        if name.space != SVG or name.local not in ELEMENTS:
            self._say(f"<{name.local}> is not allowed in an SVG picture" + _hint(name.local))
            return None
        return etree.SubElement(target, f"{{{SVG}}}{name.local}")

    def _words(self, source: etree._Element, target: etree._Element) -> None:
        text = self._kept(source.text, target)
        if text and _name(str(target.tag)).local == "style" and (problem := _css_problem(text)):
            self._say(f"<style> holds {problem}")
            text = None
        target.text = text

    def _kept(self, text: str | None, holder: etree._Element) -> str | None:
        local = _name(str(holder.tag)).local
        if text and text.strip() and local not in TEXT:
            self._say(f"text stands outside <text>, in <{local}>")
            return None
        return text

    def _attribute(self, target: etree._Element, name: _Name, value: str) -> None:
        local = _name(str(target.tag)).local
        if name.local == "href" and name.space in ("", XLINK):
            self._reference(target, name, value)
        elif name in ((XML, "lang"), (XML, "space")):
            target.set(f"{{{name.space}}}{name.local}", value)
        elif name.space or name.local in SILENT_ATTRIBUTES or name.local.startswith("data-"):
            if name.space not in ("", XLINK) and not _of_an_editor(name):
                self._say(f"the attribute '{name.local}' of <{local}> is from another format than SVG")
        elif name.local not in ATTRIBUTES:
            self._say(f"the attribute '{name.local}' is not allowed on <{local}>")
        elif name.local == "style" and (problem := _css_problem(value)):
            self._say(f"the style of <{local}> holds {problem}")
        elif _FOREIGN_URL.search(value):
            self._say(f"'{name.local}' of <{local}> refers to something outside the picture")
        elif _IN_INK.search(value):
            self._say(f"'{name.local}' of <{local}> is a colour for a press alone")
        else:
            target.set(name.local, value)

    def _reference(self, target: etree._Element, name: _Name, value: str) -> None:
        local = _name(str(target.tag)).local
        allowed = _PICTURE.fullmatch(value) if local == "image" else re.fullmatch(r"#\S+", value)
        if allowed:
            target.set(f"{{{name.space}}}href" if name.space else "href", value)
        else:
            wanted = "a PNG or JPEG inside the file" if local == "image" else "an id in the same file"
            self._say(f"<{local}> refers to '{value[:60]}'; it may only refer to {wanted}")


def _of_an_editor(name: _Name) -> bool:
    return any(editor in name.space.lower() for editor in EDITORS)


def _hint(local: str) -> str:
    # SVG tells capitals apart: lineargradient is no linearGradient.
    close = next((name for name in ELEMENTS if name.lower() == local.lower()), None)
    return f"; did you mean '{close}'?" if close else ""


def _css_problem(css: str) -> str | None:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    if _FOREIGN_URL.search(css):
        return "a url() that is not an id in the same file"
    if _IN_INK.search(css):
        return "a colour for a press alone"
    match = _UNSAFE_CSS.search(css)
    return f"'{match[0]}'" if match else None


def _append(target: etree._Element, text: str) -> None:
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def _give_view_box(root: etree._Element) -> None:
    box = root.get("viewBox")
    if box is not None:
        numbers = re.split(r"[\s,]+", box.strip())
        if len(numbers) != 4 or not all(map(_NUMBER.fullmatch, numbers)):
            raise _Refused(f"the viewBox '{box}' is not four numbers")
        if not all(0 < float(number) < 1e9 for number in numbers[2:]):
            raise _Refused(f"the viewBox '{box}' has no area")
        return
    sizes = [_LENGTH.fullmatch(root.get(key, "")) for key in ("width", "height")]
    pixels = [float(size[1]) * _PIXELS[(size[2] or "px").lower()] for size in sizes if size]
    if len(pixels) != 2 or not all(pixels):
        raise _Refused("the SVG has neither a viewBox nor a width and height")
    root.set("viewBox", f"0 0 {pixels[0]:.6g} {pixels[1]:.6g}")
