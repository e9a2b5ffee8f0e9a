"""Parses HTML as reading systems do, with the line of every element and every mistake."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from tinyhtml5.constants import Token
from tinyhtml5.parser import HTMLParser
from tinyhtml5.tokenizer import HTMLTokenizer

from issuepress.importers.plain_html import LINE
from issuepress.importers.source import Report

DEPTH = 100
"""How deep elements may be nested."""

_START_TAG = Token.START_TAG
_NAMES = ("name", "gotName", "originalName", "newName", "endName", "startName")
_QUIET = re.compile(
    r"expected-doctype|expected-named-entity|.*entity-without-semicolon|.*closing-tag-but-got-eof"
    r"|illegal-codepoint|(?!eof).*comment|invalid-codepoint|unexpected-start-tag-implies-table-voodoo"
)
_MESSAGES = (
    (r"eof-in|.*got-eof|unexpected-eof", "an HTML tag or comment is never closed"),
    (r"non-void-element", "<{name}/> is not closed: HTML needs <{name}></{name}>"),
    (r"expected-tag-name-but-got-q|expected-dashes", "only text, HTML tags and comments can stand here"),
    (
        r"unexpected-end-tag|end-tag-too-early|adoption|no-end-tag|expected-one",
        "</{name}> closes nothing here or closes too early",
    ),
    (r"unexpected-start-tag-implies-end-tag", "<{name}> can't stand inside the element that is open here"),
    (r"duplicate-attribute", "an attribute is given twice in one tag"),
    (r".*table|.*cell|.*char.*", "text or an element stands where a table takes neither"),
    (r"unexpected-start-tag", "<{name}> can't stand here"),
)
_BROKEN_PARAGRAPH = "the HTML tags in this paragraph don't match, or make a block inside it"


class TooDeep(Exception):  # noqa: N818 - it is no error but the sign to stop
    """Elements are nested deeper than any reading system should have to follow."""


class _Tokens(HTMLTokenizer):  # type: ignore[misc] # tinyhtml5 is not typed
    """Tokens whose start tags carry their line."""

    locate: Callable[[int], int]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in super().__iter__():
            if token["type"] == _START_TAG:
                line = self.locate(self.stream.position()[0])
                token["data"][LINE] = str(line)
                if len(self.parser.tree.open_elements) > DEPTH:
                    raise TooDeep(line)
            yield token


class _Parser(HTMLParser):  # type: ignore[misc] # tinyhtml5 is not typed
    """A parser that takes its tokens from `_Tokens`."""

    def __init__(self, locate: Callable[[int], int]) -> None:
        super().__init__(namespace_html_elements=False)
        self._locate = locate

    def _parse(
        self,
        stream: str,
        container: str | None = None,
        scripting: bool = False,  # noqa: FBT001, FBT002 - as in the base class
        **_options: object,
    ) -> None:
        self.container, self.scripting = container, scripting
        self.tokenizer = _Tokens(stream, parser=self)
        self.tokenizer.locate = self._locate
        self.reset()
        self.main_loop()


def parse_html(html: str, report: Report, locate: Callable[[int], int], *, document: bool = False) -> Element:
    """Parse HTML into a tree without namespaces, each element with its manuscript line under LINE.

    `locate` turns a line of `html` into a line of the manuscript. With `document` the result is the
    `html` element, else an element that wraps the fragment. What the parser had to mend is reported.
    """
    parser = _Parser(locate)
    try:
        tree: Element = parser.parse(html) if document else parser.parse_fragment(html)
    except TooDeep as deep:
        report.add(f"elements are nested more than {DEPTH} deep", deep.args[0])
        return Element("html" if document else "div")
    for (line, _column), code, names in parser.errors:
        _mistake(code, names, report, locate(line))
    for element in parser.tree.open_elements[1:]:
        if element.name not in ("html", "body", "p", "li", "dd", "dt") and LINE in element.attributes:
            report.add(f"<{element.name}> is never closed", int(element.attributes[LINE]))
    return tree


def _mistake(code: str, names: dict[str, str], report: Report, line: int) -> None:
    if _QUIET.match(code):
        return
    name = next((names[key] for key in _NAMES if key in names), "…")
    for pattern, message in _MESSAGES:
        if re.match(pattern, code):
            report.add(_BROKEN_PARAGRAPH if name == "p" else message.format(name=name), line)
            return
    report.add(f"the HTML is malformed here: {code.replace('-', ' ')}", line)
