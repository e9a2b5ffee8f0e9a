"""A theme's sheet for reading systems that know neither custom properties nor conditions.

Kindle and Adobe engines drop a whole sheet over one `var()`, and Adobe's (plain EPUBs on Kobo, Nook,
Digital Editions) over one `@media`. So tokens are resolved, and all that stands under a condition is
set apart in a second sheet, which such an engine drops alone. The cascade stays as written.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final, NamedTuple

from tinycss2.ast import AtRule, Node

from issuepress import css
from issuepress.cache import remembered
from issuepress.calculation import computed
from issuepress.errors import ThemeError

Tokens = Mapping[str, list[Node]]
"""Custom properties by name, each with the tokens of its value."""

_CONDITIONAL: Final = frozenset(("media", "supports"))
_BLOCKS: Final = frozenset(("font-face", "page"))


class _Declared(NamedTuple):
    name: str
    value: str
    important: bool

    @property
    def family(self) -> str:
        """What a property shares with those that can set it too: `border` for all of borders."""
        name = self.name.lower()
        plain = name.split("-", 2)[2] if name.startswith("-") else name
        return "font" if plain == "line-height" else plain.partition("-")[0]


class _Rule(NamedTuple):
    conditions: tuple[str, ...]
    """The at-rules around it, from outside in: `@media (min-width: 40em)`."""
    selector: str
    declared: tuple[_Declared, ...]


class _Raw(NamedTuple):
    conditions: tuple[str, ...]
    selector: str
    block: list[Node]


class Flat(NamedTuple):
    """A sheet in two: one link to each, in this order, says the same as the sheet they came from."""

    plain: str
    conditional: str


def flatten(sheet: str) -> str:
    """Resolve a sheet's tokens into one sheet, conditions (dark mode among them) last."""
    return "\n".join(filter(None, flatten_apart(sheet)))


@remembered
def flatten_apart(sheet: str) -> Flat:
    """Resolve a sheet's tokens and compute its sums; give plain and conditional rules apart.

    Tokens are the custom properties of `:root`. Where a condition changes tokens, each rule that uses
    them is said again under that condition. Of two conditions that hold at once, the later wins.
    Raises ThemeError for a token that is unknown, defined by itself or declared elsewhere.
    """
    raw = list(_raw_rules(css.rules(sheet), ()))
    tokens, changes = _tokens(raw)
    rules = [rule for each in raw for rule in _variants(each, tokens, changes) if rule.declared]
    return Flat(_written(rule for rule in rules if not rule.conditions), _written(_conditional(rules)))


@remembered
def tokens(sheet: str, condition: str | None = None) -> Mapping[str, str]:
    """Give the value of each token, resolved, where a condition holds such as `@media (max-width: 30em)`.

    The sheet may be one for print. Raises ThemeError for a token that is unknown or defined by itself.
    """
    own: dict[str, list[Node]] = {}
    for rule in css.rules(sheet):
        inside = rule.type == "at-rule" and f"@{rule.lower_at_keyword} {css.text(rule.prelude)}" == condition
        for root in css.rules(rule.content or ()) if inside else [rule]:
            if root.type == "qualified-rule" and css.text(root.prelude) == ":root":
                said = css.declarations(root)
                own |= {each.name: each.value for each in said if each.name.startswith("--")}
    return {name: css.text(_resolved(_stripped(value), own, (name,))) for name, value in own.items()}


def _raw_rules(rules: Iterable[Node], conditions: tuple[str, ...]) -> Iterator[_Raw]:
    for rule in rules:
        keyword = rule.lower_at_keyword if isinstance(rule, AtRule) else None
        prelude = css.text(rule.prelude)
        if keyword in _CONDITIONAL:
            yield from _raw_rules(css.rules(rule.content or ()), (*conditions, f"@{keyword} {prelude}"))
        elif keyword is None or keyword in _BLOCKS:
            selector = prelude if keyword is None else f"@{keyword} {prelude}".strip()
            yield _Raw(conditions, selector, css.declarations(rule))
        elif keyword != "charset":
            raise ThemeError(
                f"the style sheet for EPUB holds an @{keyword}, which reading systems don't take"
            )


def _tokens(rules: Iterable[_Raw]) -> tuple[Tokens, dict[tuple[str, ...], Tokens]]:
    """Give the tokens, and those that each condition changes."""
    found: dict[tuple[str, ...], dict[str, list[Node]]] = {}
    for conditions, selector, block in rules:
        for declaration in block:
            if not declaration.name.startswith("--"):
                continue
            if selector != ":root":
                raise ThemeError(
                    f"'{selector}' declares {declaration.name}: tokens are declared on :root only"
                )
            found.setdefault(conditions, {})[declaration.name] = declaration.value
    plain = found.pop((), {})
    return plain, dict(found)


def _variants(rule: _Raw, tokens: Tokens, changes: Mapping[tuple[str, ...], Tokens]) -> Iterator[_Rule]:
    """Give a rule as it is, then what changes of it under each condition."""
    own = {**tokens, **changes.get(rule.conditions, {})}
    declared = tuple(_declared(rule.block, own))
    yield _Rule(rule.conditions, rule.selector, declared)
    for conditions, changed in changes.items():
        if conditions != rule.conditions and not rule.selector.startswith("@"):
            under = _declared(rule.block, {**own, **changed})
            other = tuple(new for old, new in zip(declared, under, strict=True) if new != old)
            yield _Rule((*conditions, *rule.conditions), rule.selector, other)


def _declared(block: Iterable[Node], tokens: Tokens) -> Iterator[_Declared]:
    for declaration in block:
        if not declaration.name.startswith("--"):
            value = css.text(computed(_resolved(declaration.value, tokens, ())))
            yield _Declared(declaration.name, value, declaration.important)


def _resolved(value: Iterable[Node], tokens: Tokens, inside: tuple[str, ...]) -> Iterator[Node]:
    for token in value:
        if token.type == "function" and token.lower_name == "var":
            yield from _substituted(token.arguments, tokens, inside)
        else:
            yield css.with_inside(token, lambda nodes: _resolved(nodes, tokens, inside))


def _substituted(arguments: list[Node], tokens: Tokens, inside: tuple[str, ...]) -> Iterator[Node]:
    """Put a token's value in the place of its `var()` (CSS Custom Properties 1, 3)."""
    name = next((token.value for token in arguments if token.type == "ident"), "")
    comma = next((at for at, part in enumerate(arguments) if part == ","), None)
    if name in inside:
        raise ThemeError(f"the token {name} is defined by itself, through {' and '.join(inside)}")
    if name in tokens:
        yield from _resolved(_stripped(tokens[name]), tokens, (*inside, name))
    elif comma is not None:
        yield from _resolved(_stripped(arguments[comma + 1 :]), tokens, inside)
    else:
        raise ThemeError(f"the style sheet uses the token {name}, which no :root declares")


def _stripped(value: list[Node]) -> list[Node]:
    at = [place for place, token in enumerate(value) if token.type not in {"whitespace", "comment"}]
    return value[at[0] : at[-1] + 1] if at else []


def _conditional(rules: Iterable[_Rule]) -> Iterator[_Rule]:
    """Give the conditional rules, and again each plain declaration that must go on winning over them.

    The conditional sheet comes last; a plain declaration that stood after a conditional one of the
    same family of properties would lose its place, unless it has a variant for that condition itself.
    """
    touched: dict[str, set[tuple[str, ...]]] = {}
    rules = list(rules)
    for at, rule in enumerate(rules):
        if rule.conditions:
            for declared in rule.declared:
                touched.setdefault(declared.family, set()).add(rule.conditions)
            yield rule
        elif not rule.selector.startswith("@"):
            again = tuple(
                each
                for each in rule.declared
                if touched.get(each.family, set()) - _varied(rules[at + 1 :], rule, each)
            )
            yield _Rule((), rule.selector, again)


def _varied(following: Iterable[_Rule], rule: _Rule, declared: _Declared) -> set[tuple[str, ...]]:
    """Give the conditions under which a declaration is said again right after its rule."""
    conditions = set()
    for variant in following:
        if not variant.conditions or variant.selector != rule.selector:
            break
        if any(each.name == declared.name for each in variant.declared):
            conditions.add(variant.conditions)
    return conditions


def _written(rules: Iterable[_Rule]) -> str:
    written = []
    for conditions, run in groupby((rule for rule in rules if rule.declared), lambda rule: rule.conditions):
        body = "\n".join(_block(rule) for rule in run)
        for condition in reversed(conditions):
            body = f"{condition} {{\n{_indented(body)}}}\n"
        written.append(body)
    return "\n".join(written)


def _block(rule: _Rule) -> str:
    lines = (
        f"  {name}: {value}{' !important' if important else ''};\n"
        for name, value, important in rule.declared
    )
    return f"{rule.selector} {{\n{''.join(lines)}}}\n"


def _indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))
