"""Small caps: `^^text^^`, read as `~~text~~` is."""

# ruff: noqa: FBT001 - the Markdown parser calls its rules with a positional `silent`
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_MARK = "^^"


def small_caps(md: MarkdownIt) -> None:
    """Add the rule for small caps to a parser."""
    md.inline.ruler.before("emphasis", "small_caps", _marks)
    md.inline.ruler2.before("emphasis", "small_caps", _pair)


def _marks(state: StateInline, silent: bool) -> bool:
    if silent or not state.src.startswith(_MARK, state.pos):
        return False
    run = state.scanDelims(state.pos, canSplitWord=True)
    if run.length != len(_MARK):
        return False
    token = state.push("text", "", 0)
    token.content = _MARK
    state.delimiters.append(Delimiter(ord("^"), 0, len(state.tokens) - 1, -1, run.can_open, run.can_close))
    state.pos += run.length
    return True


def _pair(state: StateInline) -> None:
    nested = [meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta]
    for delimiters in [state.delimiters, *nested]:
        for opening in delimiters:
            if opening.marker == ord("^") and opening.end >= 0:
                _turn(state, opening.token, "smallcaps_open", 1)
                _turn(state, delimiters[opening.end].token, "smallcaps_close", -1)


def _turn(state: StateInline, index: int, kind: str, nesting: int) -> None:
    token = state.tokens[index]
    token.type, token.tag, token.markup, token.content = kind, "span", _MARK, ""
    token.nesting = 1 if nesting == 1 else -1
    if nesting == 1:
        token.attrs = {"class": "smallcaps"}
