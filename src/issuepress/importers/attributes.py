"""Attributes in braces: `{.class #id lang=fr}` after a piece of text or above a block."""

# ruff: noqa: FBT001 - the Markdown parser calls its rules with a positional `silent`
import re
from collections.abc import Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from issuepress.errors import nearest
from issuepress.importers.source import Report

KEYS = frozenset({"class", "id", "lang", "dir", "credit"})
"""The attributes a manuscript may use; `credit` belongs to figures."""

_ITEM = r"""(?:[.#][^\s{}"'=.#]+|[A-Za-z][\w:-]*=(?:"(?:\\.|[^"\\])*"|[^\s"'“”„«»{}=]+))"""
_BRACES = re.compile(rf"\{{[ \t]*({_ITEM}(?:\s+{_ITEM})*)\s*\}}")
_ALMOST = re.compile(r"\{[ \t]*(?:[.#][A-Za-z]|[A-Za-z][\w:-]*=)[^{}\n]*\}")
_ENDS_A_PIECE = ")]*_~^`"
_UNREADABLE = "the attributes {} can't be read"
_UNREADABLE_HINT = 'write {.class #id lang=fr} or {credit="Name"}, with straight quotes around values'
_LOOSE = "the attributes {} belong to nothing"
_LOOSE_HINT = (
    "put them right after a link, an image or marked text, at the end of a heading, or on a line of"
    r" their own between an empty line and a block; for a plain brace write \{"
)


def read_attributes(text: str, start: int = 0) -> tuple[int, dict[str, str]] | None:
    """Read attributes in braces at `start`; give where they end and their values by key."""
    match = _BRACES.match(text, start)
    if not match:
        return None
    values: dict[str, str] = {}
    for item in re.findall(_ITEM, match[1]):
        key, value = _key_and_value(item)
        values[key] = f"{values[key]} {value}" if key == "class" and key in values else value
    return match.end(), values


def _key_and_value(item: str) -> tuple[str, str]:
    if item[0] in ".#":
        return ("class" if item[0] == "." else "id"), item[1:]
    key, _, value = item.partition("=")
    return key, re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def give_attributes(token: Token, values: dict[str, str], report: Report, line: int) -> None:
    """Give a token the attributes that are known; the others are findings."""
    for key, value in values.items():
        if key not in KEYS:
            report.add(f"unknown attribute '{key}'", line, nearest(key, KEYS))
        elif key == "class":
            token.attrJoin("class", value)
        else:
            token.attrSet(key, value)


def attributes(md: MarkdownIt) -> None:
    """Add the attribute syntax to a parser; its rules report to `env["report"]`."""
    md.inline.ruler.after("link", "span", _span)
    md.inline.ruler.before("link", "attributes", _after_a_piece)
    md.block.ruler.before("fence", "attributes", _line_of_its_own)
    md.core.ruler.after("block", "block_attributes", _resolve_blocks)
    md.core.ruler.after("inline", "inline_attributes", _resolve_pieces)


def _span(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[" or "]{" not in state.src[state.pos :]:
        return False
    start, end = state.pos + 1, parseLinkLabel(state, state.pos)
    found = read_attributes(state.src, end + 1) if end >= 0 else None
    if not found:
        return False
    maximum = state.posMax
    if not silent:
        state.pos, state.posMax = start, end
        state.push("span_open", "span", 1)
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    # The braces themselves are left to the rule for attributes, which comes next.
    state.pos, state.posMax = end + 1, maximum
    return True


def _after_a_piece(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{" or state.pos == 0:
        return False
    before = state.src[state.pos - 1]
    if before not in _ENDS_A_PIECE and before != "\n":
        return False
    if before in _ENDS_A_PIECE and state.src[: state.pos].endswith("\\" + before):
        return False
    found = read_attributes(state.src, state.pos)
    if found and not silent:
        token = state.push("attributes", "", 0)
        token.meta = {"values": found[1], "source": state.src[state.pos : found[0]]}
    elif not found and not silent and (almost := _ALMOST.match(state.src, state.pos)):
        token = state.push("unreadable_attributes", "", 0)
        token.meta = {"source": almost[0]}
        state.pos = almost.end()
        return True
    if found:
        state.pos = found[0]
    return found is not None


def _line_of_its_own(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:  # noqa: ARG001 - the parser passes it
    if state.is_code_block(start_line):
        return False
    line = state.src[state.bMarks[start_line] + state.tShift[start_line] : state.eMarks[start_line]].rstrip()
    found = read_attributes(line)
    if not (found and found[0] == len(line)) and not _ALMOST.fullmatch(line):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.map = [start_line, start_line + 1]
        token.meta = {"values": found[1] if found else None, "source": line}
        state.line = start_line + 1
    return True


def _resolve_blocks(state: StateCore) -> None:
    kept: list[Token] = []
    waiting: list[Token] = []
    for token in state.tokens:
        if token.type == "attributes":
            waiting.append(token)
            continue
        for braces in waiting:
            _give_block(token, braces, state.env["report"])
        waiting = []
        kept.append(token)
    for braces in waiting:
        _give_block(None, braces, state.env["report"])
    state.tokens = kept
    for heading, inline in pairwise(kept):
        if heading.type == "heading_open":
            _take_from_heading(heading, inline, state.env["report"])


def _give_block(token: Token | None, braces: Token, report: Report) -> None:
    line = report.line(braces.map[0] if braces.map else 0)
    if braces.meta["values"] is None:
        report.add(_UNREADABLE.format(braces.meta["source"]), line, _UNREADABLE_HINT)
    elif token is None or token.nesting < 0 or token.type in ("html_block", "footnote_reference_open"):
        report.add(_LOOSE.format(braces.meta["source"]), line, _LOOSE_HINT)
    else:
        give_attributes(token, braces.meta["values"], report, line)


def _take_from_heading(heading: Token, inline: Token, report: Report) -> None:
    match = re.search(r"(?:^|\s)(\{[^{}]*\})\s*$", inline.content)
    found = read_attributes(match[1]) if match else None
    if match and found and found[0] == len(match[1]):
        inline.content = inline.content[: match.start()].rstrip()
        give_attributes(heading, found[1], report, report.line(heading.map[0] if heading.map else 0))
    elif match and _ALMOST.fullmatch(match[1]):
        line = report.line(heading.map[0] if heading.map else 0)
        report.add(_UNREADABLE.format(match[1]), line, _UNREADABLE_HINT)


def _resolve_pieces(state: StateCore) -> None:
    for inline in state.tokens:
        if inline.children:
            row = inline.map[0] if inline.map else 0
            inline.children = _resolve_row(inline.children, state.env["report"], row)


def _resolve_row(children: Sequence[Token], report: Report, row: int) -> list[Token]:
    kept: list[Token] = []
    for token in children:
        if token.type == "attributes":
            piece = _piece_before(kept)
            if piece is None:
                report.add(_LOOSE.format(token.meta["source"]), report.line(row), _LOOSE_HINT)
            else:
                give_attributes(piece, token.meta["values"], report, report.line(row))
        elif token.type == "unreadable_attributes":
            report.add(_UNREADABLE.format(token.meta["source"]), report.line(row), _UNREADABLE_HINT)
        else:
            row += token.type in ("softbreak", "hardbreak")
            kept.append(token)
    return kept


def _piece_before(tokens: Sequence[Token]) -> Token | None:
    if not tokens or tokens[-1].type in ("code_inline", "image"):
        return tokens[-1] if tokens else None
    depth = 0
    for token in reversed(tokens):
        depth += token.nesting
        if depth >= 0:
            return token if token.nesting == 1 else None
    return None
