"""Directives: `::: pullquote` and its kin, closed by `:::`, nested by longer rows of colons."""

# ruff: noqa: FBT001 - the Markdown parser calls its rules with a positional `silent`
import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from issuepress.errors import nearest
from issuepress.importers.attributes import give_attributes, read_attributes
from issuepress.importers.source import Report  # noqa: TC001 - annotates a local


@dataclass(frozen=True, slots=True)
class Directive:
    """What a directive becomes."""

    element: str
    """The XHTML element; its class is the directive's name."""
    titled: bool = False
    """Whether words after the name are its title."""


DIRECTIVES = {
    "pullquote": Directive("aside"),
    "sidebar": Directive("aside", titled=True),
    "note": Directive("aside"),
    "questions": Directive("div"),
    "letter": Directive("div"),
    "verse": Directive("div"),
    "description": Directive("aside"),
}
"""The directives by name."""
_UNKNOWN = Directive("div", titled=True)

_OPENING = re.compile(r"(:{3,})[ \t]*([^\s:{]\S*)[ \t]*(.*?)[ \t]*$")
_CLOSING = re.compile(r"(:{3,})[ \t]*$")
_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")
_TAB = 4


def directives(md: MarkdownIt) -> None:
    """Add the directives to a parser; the rule reports to `env["report"]`."""
    interrupted = ["paragraph", "reference", "blockquote", "list", "footnote_def", "table"]
    md.block.ruler.before("fence", "directive", _directive, {"alt": interrupted})


def _directive(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line):
        return False
    line = _row(state, start_line)
    opening = _OPENING.match(line)
    if not opening and not _CLOSING.match(line):
        return False
    if silent:
        return True
    report: Report = state.env["report"]
    if not opening:
        report.add(f"'{line.strip()}' closes no directive", report.line(start_line))
        state.line = start_line + 1
        return True
    _open(state, start_line, end_line, opening)
    return True


def _open(state: StateBlock, start: int, limit: int, opening: re.Match[str]) -> None:
    report: Report = state.env["report"]
    marks, name, rest = opening.groups()
    end, closed = _end(state, start, limit, len(marks))
    if not closed:
        message = f"the directive '{marks} {name}' is never closed"
        report.add(message, report.line(start), f"add a line '{marks}'")
    if name not in DIRECTIVES:
        report.add(f"unknown directive '{name}'", report.line(start), nearest(name, DIRECTIVES))
    directive = DIRECTIVES.get(name, _UNKNOWN)
    token = state.push("directive_open", directive.element, 1)
    token.map, token.block = [start, end], True
    token.attrs = {"class": name} if name in DIRECTIVES else {}
    title, values = _title(rest)
    give_attributes(token, values, report, report.line(start))
    if title and not directive.titled:
        report.add(f"the directive '{name}' takes no title, but has '{title}'", report.line(start))
    if title:
        _heading(state, start, title)
    _content(state, start + 1, end, name)
    state.push("directive_close", directive.element, -1)
    state.line = end + closed


def _title(rest: str) -> tuple[str, dict[str, str]]:
    match = re.search(r"(?:^|\s)(\{[^{}]*\})$", rest)
    found = read_attributes(match[1]) if match else None
    return (rest[: match.start()].strip(), found[1]) if match and found else (rest, {})


def _heading(state: StateBlock, row: int, title: str) -> None:
    state.push("heading_open", "h1", 1).map = [row, row + 1]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = title, [row, row + 1], []
    state.push("heading_close", "h1", -1)


def _content(state: StateBlock, start: int, end: int, name: str) -> None:
    if name == "verse":
        _stanzas(state, start, end)
        return
    limit, state.lineMax = state.lineMax, end
    parent, state.parentType = state.parentType, "directive"
    state.md.block.tokenize(state, start, end)
    state.parentType, state.lineMax = parent, limit


def _stanzas(state: StateBlock, start: int, end: int) -> None:
    indent = state.sCount[start - 1]
    rows: list[str] = []
    for line in range(start, end + 1):
        text = state.getLines(line, line + 1, indent, keepLastLF=False).rstrip() if line < end else ""
        if text:
            rows.append(_indented(text))
        elif rows:
            state.push("stanza_open", "p", 1).map = [line - len(rows), line]
            token = state.push("inline", "", 0)
            token.content, token.map, token.children = "\n".join(rows), [line - len(rows), line], []
            state.push("stanza_close", "p", -1)
            rows = []


def _indented(text: str) -> str:
    text = text.expandtabs(_TAB)
    words = text.lstrip(" ")
    return "\u2003" * ((len(text) - len(words) + 1) // 2) + words


def _end(state: StateBlock, start: int, limit: int, length: int) -> tuple[int, bool]:
    """Find the row that closes a directive, or the end of what can hold it, past nested ones."""
    inner: list[int] = []
    fence = ""
    for line in range(start + 1, limit):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return line, False
        text = _row(state, line)
        if state.is_code_block(line):
            continue
        if fence:
            fence = "" if re.fullmatch(rf"{fence}{fence[0]}*\s*", text) else fence
        elif match := _FENCE.match(text):
            fence = match[1]
        elif match := _OPENING.match(text):
            inner.append(len(match[1]))
        elif (match := _CLOSING.match(text)) and _closes(len(match[1]), inner, length):
            return line, True
    return limit, False


def _closes(marks: int, inner: list[int], length: int) -> bool:
    """Tell whether a closing row ends the outer directive; else take off what it ends inside."""
    if marks in inner:
        del inner[len(inner) - 1 - inner[::-1].index(marks) :]
        return False
    if marks == length:
        return True
    if inner and inner[-1] < marks:
        inner.pop()
        return False
    return marks > length


def _row(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
