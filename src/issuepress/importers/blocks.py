"""What a magazine needs beyond CommonMark's blocks: attributions, figures, tables, lines of verse.

Each rule works on the tokens of the Markdown parser after the running text has been read.
"""

# ruff: noqa: FBT001 - the Markdown parser calls its rules with a positional `silent`
import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit, getLine, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from issuepress.importers.source import Report

_DASH = re.compile(r"(?:—|―|---?(?=\s))\s*")
_BREAKS = ("softbreak", "hardbreak")


def blocks(md: MarkdownIt) -> None:
    """Add the rules of this module to a parser; they report to `env["report"]`."""
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.at("footnote_def", _footnote, {"alt": ["paragraph", "reference", "blockquote"]})
    for rule in (_attributions, _figures, _verse, _tables):
        md.core.ruler.before("smartquotes", rule.__name__.strip("_"), rule)


def _footnote(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a footnote as the plugin does, and keep its lines."""
    first = len(state.tokens)
    found = footnote_def(state, start_line, end_line, silent)
    if found and not silent:
        state.tokens[first].map = [start_line, state.line]
    return found


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a table as the parser does, and report the cells that it leaves out."""
    found = table(state, start_line, end_line, silent)
    if found and not silent:
        report: Report = state.env["report"]
        columns = _cells(getLine(state, start_line))
        for line in range(start_line + 2, state.line):
            if (cells := _cells(getLine(state, line))) > columns:
                message = f"this row has {cells} cells, but the head of the table has {columns}"
                report.add(message, report.line(line), r"write a vertical bar inside a cell as \|")
    return found


def _cells(row: str) -> int:
    cells = escapedSplit(row.strip())
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")


def _attributions(state: StateCore) -> None:
    """Set the last line or paragraph of a quotation apart when it begins with a dash."""
    tokens: list[Token] = []
    for token in state.tokens:
        if token.type == "blockquote_close" and tokens[-1].type == "paragraph_close":
            _attribute(tokens)
        tokens.append(token)
    state.tokens = tokens


def _attribute(tokens: list[Token]) -> None:
    opening, inline = tokens[-3], tokens[-2]
    children = inline.children or []
    breaks = [index for index, child in enumerate(children) if child.type in _BREAKS]
    start = breaks[-1] + 1 if breaks else 0
    if not children[start:] or children[start].type != "text":
        return
    words, found = _DASH.subn("", children[start].content, count=1) if _starts(children[start]) else ("", 0)
    alone = start == 0
    if not found or (alone and tokens[-4].type == "blockquote_open"):
        return
    children[start].content = words
    if alone:
        opening.attrJoin("class", "attribution")
        return
    inline.children = children[: breaks[-1]]
    tokens.extend(_paragraph(children[start:], (inline.map or [0, 1])[0] + len(breaks), opening))


def _starts(token: Token) -> bool:
    return _DASH.match(token.content) is not None


def _paragraph(children: list[Token], row: int, like: Token) -> list[Token]:
    opening = Token("paragraph_open", "p", 1, {"class": "attribution"}, [row, row + 1], like.level)
    inline = Token("inline", "", 0, children=children, map=[row, row + 1], level=like.level + 1)
    return [opening, inline, Token("paragraph_close", "p", -1, level=like.level)]


def _figures(state: StateCore) -> None:
    """Turn a paragraph that holds one image into a figure; elsewhere an image has no credit."""
    tokens: list[Token] = []
    for token in state.tokens:
        tokens.append(token)
        if token.type == "paragraph_close" and not token.hidden and _lone_image(tokens[-2]):
            opening, inline, _ = tokens[-3:]
            tokens[-3:] = [_figure(opening, inline)]
    state.tokens = tokens
    for token in tokens:
        _refuse_credit(token, state.env["report"])


def _lone_image(inline: Token) -> bool:
    return [child.type for child in inline.children or []] == ["image"]


def _figure(paragraph: Token, inline: Token) -> Token:
    image = (inline.children or [])[0]
    shared = {key: image.attrs.pop(key) for key in list(image.attrs) if key not in ("src", "alt", "title")}
    figure = Token("figure", "figure", 0, map=paragraph.map, level=paragraph.level, block=True)
    figure.attrs = {**shared, **paragraph.attrs}
    figure.children = [image]
    if "class" in shared and "class" in paragraph.attrs:
        figure.attrs["class"] = f"{paragraph.attrs['class']} {shared['class']}"
    return figure


def _refuse_credit(token: Token, report: Report) -> None:
    row = (token.map or [0])[0]
    for each in [] if token.type == "figure" else [token, *(token.children or [])]:
        row += each.type in _BREAKS
        if each.attrs.pop("credit", None) is not None:
            message = "'credit' belongs to a figure: an image alone in its paragraph"
            report.add(message, report.line(row))


def _verse(state: StateCore) -> None:
    """Put each line of a stanza in a span of its own, and carry open markup over the line's end."""
    for stanza, inline in pairwise(state.tokens):
        if stanza.type == "stanza_open":
            stanza.attrJoin("class", "stanza")
            inline.children = _lines(inline.children or [])


def _lines(children: Sequence[Token]) -> list[Token]:
    line = Token("line_open", "span", 1, attrs={"class": "line"})
    end = Token("line_close", "span", -1)
    result, running = [line], list[Token]()
    for token in children:
        if token.type in _BREAKS:
            closing = [Token(each.type.replace("_open", "_close"), each.tag, -1) for each in running[::-1]]
            result += [*closing, end, Token("hardbreak", "br", 0), line, *running]
            continue
        if token.nesting:
            running = [*running, token] if token.nesting > 0 else running[:-1]
        result.append(token)
    return [*result, end]


def _tables(state: StateCore) -> None:
    """Mark the heads of columns, and of rows when the first head cell is empty."""
    named_rows = False
    first_in_row = False
    for token, following in pairwise(state.tokens):
        if token.type == "tr_open":
            first_in_row = True
        elif token.type in ("th_open", "td_open"):
            style = token.attrs.pop("style", None)
            if style:
                token.attrJoin("class", str(style).replace("text-align:", "align-"))
            if token.type == "th_open":
                empty = first_in_row and not following.content.strip()
                named_rows = empty if first_in_row else named_rows
                _rename(token, "td" if empty else "th", None if empty else "col")
            elif first_in_row and named_rows:
                _rename(token, "th", "row")
            first_in_row = False
    _close_cells(state.tokens)


def _rename(token: Token, tag: str, scope: str | None) -> None:
    token.tag = tag
    if scope:
        token.attrSet("scope", scope)


def _close_cells(tokens: Sequence[Token]) -> None:
    tag = "td"
    for token in tokens:
        if token.type in ("th_open", "td_open"):
            tag = token.tag
        elif token.type in ("th_close", "td_close"):
            token.tag = tag
