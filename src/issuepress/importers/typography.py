"""Smart quotes by language, dashes and the ellipsis, in running text only."""

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.smartquotes import process_inlines
from markdown_it.token import Token

_NARROW = "\u202f"
_ENGLISH = "“”‘’"
_FRENCH = (f"«{_NARROW}", f"{_NARROW}»", "“", "”")

QUOTES: dict[str, str | tuple[str, str, str, str] | None] = {
    **dict.fromkeys("en nl ga gd cy pt-br tr ko zh-hans id ms vi".split(), _ENGLISH),
    **dict.fromkeys(("de", "cs", "sk", "sl", "is", "lt", "hsb", "dsb", "lb"), "„“‚‘"),
    **dict.fromkeys(("bg", "sr", "bs", "et", "lv", "ka", "mk"), "„“‚‘"),
    **dict.fromkeys(("de-ch", "de-li", "it-ch", "rm"), "«»‹›"),
    **dict.fromkeys(("es", "it", "pt", "ca", "gl", "eu", "el", "oc", "ast"), "«»“”"),
    **dict.fromkeys(("fi", "sv"), "””’’"),
    **dict.fromkeys(("nb", "nn", "no", "se"), "«»‘’"),
    **dict.fromkeys(("ru", "uk", "be"), "«»„“"),
    **dict.fromkeys(("pl", "ro"), "„”«»"),
    **dict.fromkeys(("ja", "zh", "ar", "he", "fa", "ur", "yi", "th", "hi"), None),
    "fr": _FRENCH,
    "fr-ch": (f"«{_NARROW}", f"{_NARROW}»", f"‹{_NARROW}", f"{_NARROW}›"),
    "hr": "„”‚’",
    "hu": "„”»«",
    "da": "»«›‹",
}
"""Outer and inner quotes by language, a region before its language; None leaves quotes as typed."""

_ADDRESS = re.compile(r"(\S+://\S+|\S+@\S+)")
_ELISION = re.compile(
    r"(?<![\w'’])'(?=(?:\d\ds?|tis|twas|twere|twill|em|til|till|cause|cuz|bout|round|neath|nuff)\b(?!'))",
    re.IGNORECASE,
)
_AND = re.compile(r"(?<=\s)'([nN])'(?=\s)")
_HIDE = str.maketrans("'\"", "\ufffe\uffff")
_SHOW = str.maketrans("\ufffe\uffff", "'\"")
"""Keep the quotes of a passage as they are while those around it are set, as signs that no text can hold."""
_OPENERS = "([{–—-/" + "“‘„‚«‹»›" + "\u2003\u202f"


@lru_cache(maxsize=64)
def quotes_for(language: str) -> list[str] | None:
    """Give outer opening, outer closing, inner opening and inner closing quote; English if unknown.

    Nobody may change them.
    """
    parts = language.lower().split("-")
    for length in range(len(parts), 0, -1):
        tag = "-".join(parts[:length])
        if tag in QUOTES:
            marks = QUOTES[tag]
            return None if marks is None else list(marks)
    return list(_ENGLISH)


def typography(md: MarkdownIt, language: str) -> None:
    """Add the rules for dashes, the ellipsis and the quotes to a parser.

    Quotes are those of `language`, or of the passage where a piece or a block names its own.
    """
    md.core.ruler.before("smartquotes", "dashes", _dash_rule)
    md.core.ruler.at("smartquotes", partial(_quotes_rule, language))
    md.options["typographer"] = True
    md.enable("smartquotes")


def dashes(text: str) -> str:
    """Turn `--`, `---` and `...` into dashes and the ellipsis, except in addresses."""
    if "--" not in text and "..." not in text:  # which is seen sooner than where the addresses are
        return text
    pieces = _ADDRESS.split(text)
    return "".join(piece if index % 2 else _dashes(piece) for index, piece in enumerate(pieces))


def _dashes(text: str) -> str:
    text = re.sub(r"(?<![-<])---(?![->])", "—", text)
    text = re.sub(r"(?<![-<])--(?![->])", "–", text)
    return re.sub(r"(?<!\.)\.\.\.(?!\.)", "…", text)


def _dash_rule(state: StateCore) -> None:
    for row in _rows(state):
        linked = False
        for token in row:
            if token.markup == "autolink":
                linked = token.nesting == 1
            if token.type == "text" and not linked:
                token.content = dashes(token.content)


def _quotes_rule(language: str, state: StateCore) -> None:
    """Set the quotes of every row, each passage by its language."""
    around = [state.env.get("language") or language]
    for token in state.tokens:
        if token.nesting == 1:
            around.append(_language(token) or around[-1])
        elif token.nesting == -1:
            around.pop()
        if token.type == "inline" and token.children:
            _set_row(token.children, around[-1], state)


def _set_row(row: list[Token], language: str, state: StateCore) -> None:
    """Set the passages in other languages first; their quotes are then nothing to those around them."""
    passages = list(_passages(row))
    for start, end in passages:
        passage = row[start:end]
        _set_row(passage, _language(row[start - 1]) or language, state)
        for token in passage:
            token.content = token.content.translate(_HIDE)
    if marks := quotes_for(language):
        if language.lower().split("-")[0] == "en":
            _set_elisions(row)
        state.md.options["quotes"] = marks
        process_inlines(row, state)
        for index, token in enumerate(row):
            if token.type == "text":
                _settle(row, index, marks)
    for token in row if passages else ():
        token.content = token.content.translate(_SHOW)


def _passages(row: list[Token]) -> Iterator[tuple[int, int]]:
    """Give where the outermost pieces with a language of their own begin and end, without their tags."""
    start = depth = 0
    for at, token in enumerate(row):
        depth += token.nesting if start else 0
        if not start and token.nesting == 1 and _language(token):
            start, depth = at + 1, 1
        elif start and depth == 0:
            yield start, at
            start = 0


def _language(token: Token) -> str:
    return str(token.attrs.get("lang", ""))


def _set_elisions(row: list[Token]) -> None:
    for token in row:
        if token.type == "text" and "'" in token.content:
            token.content = _AND.sub(r"’\1’", _ELISION.sub("’", token.content))


def _settle(row: list[Token], index: int, marks: list[str]) -> None:
    """Settle the quotes without a partner: speech that runs on in the next paragraph, apostrophes."""
    text = row[index].content
    for position in [match.start() for match in re.finditer("['\"]", text)][::-1]:
        before = text[position - 1] if position else _edge(row[:index], -1)
        after = text[position + 1] if position + 1 < len(text) else _edge(row[index + 1 :], 0)
        first = position == 0 and not any(token.content for token in row[:index])
        mark = _settled(text[position], before, after, marks, first=first)
        text = text[:position] + mark + text[position + 1 :]
    row[index].content = text


def _settled(quote: str, before: str, after: str, marks: list[str], *, first: bool) -> str:
    opening = (before.isspace() or before in _OPENERS) and not after.isspace()
    if quote == "'":
        if opening and first:
            return marks[2]
        return "’" if before.isalnum() or after.isalnum() else quote
    if opening:
        return marks[0]
    return marks[1] if not before.isdigit() and not after.isalnum() else quote


def _edge(tokens: list[Token], index: int) -> str:
    for token in tokens if index == 0 else tokens[::-1]:
        if token.type in ("softbreak", "hardbreak"):
            break
        if token.content:
            return token.content[index]
    return " "


def _rows(state: StateCore) -> list[list[Token]]:
    return [token.children for token in state.tokens if token.type == "inline" and token.children]
