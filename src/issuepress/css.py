"""Style sheets as tokens: what is changed on their way to an engine is changed here."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import tinycss2
from cssselect2 import SelectorError, compile_selector_list
from tinycss2.ast import AtRule, Declaration, Node, QualifiedRule, URLToken, WhitespaceToken

from issuepress.cache import remembered
from issuepress.errors import ThemeError

_ASIDE: Final = re.compile(r"""/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""", re.DOTALL)
"""Comments and texts."""
_OF_URLS: Final = re.compile(r"url|\\", re.IGNORECASE)
"""What names a URL, or could by an escape."""


class FontFace(NamedTuple):
    """What an `@font-face` rule offers (CSS Fonts 4, 4): its descriptors and the first URL of its `src`."""

    family: str
    weight: str
    style: str
    url: str


@remembered
def with_urls_under(sheet: str, root: str) -> str:
    """Prefix every relative URL of a sheet with a root such as `theme/house/`."""
    return with_urls(sheet, lambda url: url if ":" in url or url.startswith(("#", "/")) else root + url)


def bare(sheet: str) -> str:
    """Give a sheet without its comments and texts, to see sooner what it can't hold than by parsing it."""
    return _ASIDE.sub("", sheet)


def with_urls(sheet: str, rename: Callable[[str], str]) -> str:
    """Rename every `url(…)` of a sheet."""
    if not _OF_URLS.search(bare(sheet)):
        return sheet
    nodes = tinycss2.parse_component_value_list(sheet)
    for token in _url_tokens(nodes):
        token.value = rename(token.value)
        token.representation = f'url("{token.value}")' if isinstance(token, URLToken) else f'"{token.value}"'
    return str(tinycss2.serialize(nodes))


@remembered
def with_urls_named(sheet: str, names: tuple[tuple[str, str], ...]) -> str:
    """Rename those URLs of a sheet that a pair of names begins with."""
    known = dict(names)
    return with_urls(sheet, lambda url: known.get(url, url))


@remembered
def urls(sheet: str) -> tuple[str, ...]:
    """Give every `url(…)` of a sheet once, in order."""
    return tuple(dict.fromkeys(token.value for token in _url_tokens(_tokens(sheet))))


@remembered
def functions(sheet: str) -> frozenset[str]:
    """Give the names of all functions that a sheet calls, in small letters."""
    nodes = walk(_tokens(sheet))
    return frozenset(token.lower_name for token in nodes if token.type == "function")


@remembered
def strings(sheet: str) -> tuple[str, ...]:
    """Give every quoted string of a sheet, in order: among them the text of `content`."""
    nodes = walk(_tokens(sheet))
    return tuple(token.value for token in nodes if token.type == "string")


@remembered
def classes(sheet: str) -> frozenset[str]:
    """Give the names of all classes that a sheet's selectors name."""
    tokens = walk(_tokens(sheet))
    return frozenset(name.value for dot, name in pairwise(tokens) if dot == "." and name.type == "ident")


def rules(content: str | Iterable[Node]) -> Sequence[QualifiedRule | AtRule]:
    """Parse a sheet, or the block of a conditional rule, into its rules; nobody may change them.

    Raises ThemeError where it is not CSS, with the line of the sheet.
    """
    return _rules(content) if isinstance(content, str) else _parsed(content)


@lru_cache(maxsize=4)
def _rules(sheet: str) -> Sequence[QualifiedRule | AtRule]:
    return _parsed(_tokens(sheet))


def _parsed(content: Iterable[Node]) -> Sequence[QualifiedRule | AtRule]:
    return _sound(tinycss2.parse_stylesheet(content, skip_comments=True, skip_whitespace=True))


@remembered
def faults(sheet: str) -> tuple[tuple[int, str], ...]:
    """Give the lines of a sheet on which something is no CSS or a selector is none, and what is wrong there.

    Selectors are those that the page engine knows, and pseudo-elements of any maker.
    """
    nodes = tinycss2.parse_stylesheet(_tokens(sheet), skip_comments=True, skip_whitespace=True)
    return tuple(_faults(nodes))


def _faults(nodes: Iterable[Node]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if node.type == "error":
            yield node.source_line, f"this is not CSS: {node.message}"
        elif node.type == "qualified-rule":
            selector = text(node.prelude)
            if not _is_selector(node.prelude) and "::-" not in selector:
                yield node.source_line, f"'{selector}' is not a selector that the page engine knows"
        elif node.lower_at_keyword in {"media", "supports"}:
            inside = tinycss2.parse_rule_list(node.content or (), skip_comments=True, skip_whitespace=True)
            yield from _faults(inside)


def _is_selector(prelude: list[Node]) -> bool:
    try:
        compile_selector_list(prelude)
    except SelectorError:
        return False
    return True


def declarations(rule: QualifiedRule | AtRule) -> list[Declaration]:
    """Parse the block of a rule that holds only declarations.

    Raises ThemeError for anything else: many reading systems know no rules inside rules.
    """
    block: list[Declaration] = tinycss2.parse_blocks_contents(
        rule.content or (), skip_comments=True, skip_whitespace=True
    )
    for node in _sound(block):
        if node.type != "declaration":
            raise ThemeError(f"line {node.source_line} of the joined style sheet begins a rule inside a rule")
    return block


def text(tokens: Iterable[Node]) -> str:
    """Write tokens on one line, without comments."""
    return str(tinycss2.serialize(_tidy(tokens))).strip()


@remembered
def font_faces(sheet: str) -> tuple[FontFace, ...]:
    """List what a sheet's `@font-face` rules offer, in order."""
    return tuple(_face(rule) for rule in rules(sheet) if _is_face(rule))


@remembered
def without_unused_faces(sheet: str, beside: str = "") -> str:
    """Leave out the `@font-face` rules of families that nothing names, here or in the sheet beside it.

    Weights and styles are left alone: `strong` and `em` ask for them without a word in the sheet.
    """
    parsed = rules(sheet)
    others = beside.lower() + "".join(str(rule.serialize()).lower() for rule in parsed if not _is_face(rule))
    kept = [rule for rule in parsed if not _is_face(rule) or _face(rule).family.lower() in others]
    return "\n\n".join(str(rule.serialize()) for rule in kept) + "\n"


def walk(nodes: Iterable[Node]) -> Iterator[Node]:
    """Give tokens and all that stands inside them, in order."""
    for node in nodes:
        yield node
        yield from walk(getattr(node, "content", None) or getattr(node, "arguments", None) or ())


def with_inside(token: Node, change: Callable[[Iterable[Node]], Iterable[Node]]) -> Node:
    """Copy a function or a block with its tokens changed; any other token is given back."""
    for inside in ("arguments", "content"):
        if (tokens := getattr(token, inside, None)) is not None:
            token = copy(token)
            setattr(token, inside, list(change(tokens)))
    return token


@lru_cache(maxsize=4)
def _tokens(sheet: str) -> Sequence[Node]:
    """Parse a sheet into tokens without its comments; nobody may change them."""
    return tuple(tinycss2.parse_component_value_list(sheet, skip_comments=True))


def _url_tokens(nodes: Iterable[Node]) -> Iterator[Node]:
    for token in walk(nodes):
        if isinstance(token, URLToken):
            yield token
        elif token.type == "function" and token.lower_name == "url":
            yield from (argument for argument in token.arguments if argument.type == "string")


def _sound(nodes: list[Node]) -> list[Node]:
    for node in walk(nodes):
        if node.type == "error":
            raise ThemeError(f"line {node.source_line} of the joined style sheet is not CSS: {node.message}")
    return nodes


def _tidy(tokens: Iterable[Node]) -> list[Node]:
    """Bring each run of white space to one space, but not within strings."""
    tidy = [with_inside(token, _tidy) for token in tokens if token.type != "comment"]
    return [WhitespaceToken(0, 0, " ") if token.type == "whitespace" else token for token in tidy]


def _is_face(rule: QualifiedRule | AtRule) -> bool:
    return isinstance(rule, AtRule) and rule.lower_at_keyword == "font-face"


def _face(rule: AtRule) -> FontFace:
    said = {declaration.lower_name: declaration.value for declaration in declarations(rule)}
    named = [token.value for token in said.get("font-family", ()) if token.type in {"string", "ident"}]
    source = next((token.value for token in _url_tokens(said.get("src", ()))), None)
    if not named or source is None:
        raise ThemeError(
            f"the @font-face in line {rule.source_line} of the joined style sheet lacks a family or a URL"
        )
    weight, style = text(said.get("font-weight", ())), text(said.get("font-style", ()))
    return FontFace(" ".join(named), weight or "400", style or "normal", source)
