"""Cascade: what selectors declare together for the elements that they match is put together once."""

from collections.abc import Callable, Iterable, Sequence
from math import inf
from typing import Any, Final, NamedTuple

from weasyprint.css import (
    StyleFor,
    declaration_precedence,
    find_style_attributes,
    preprocess_declarations,
)

TOUCHED: Final = (
    StyleFor.__init__,
    StyleFor.add_page_declarations,
    declaration_precedence,
    find_style_attributes,
)

_MOST: Final = 2000
"""How many groups of selectors are remembered: some 3 kB each, of a theme 100."""
Declared = dict[str, tuple[Any, tuple[Any, ...]]]
"""What is declared for an element or a part of it: of each property the value, and how much it weighs."""


class Own(NamedTuple):
    """What an element says of itself."""

    said: tuple[Any, ...]
    """As it is said last."""
    declared: Declared


class Together(Declared):
    """What a group of selectors declares, which nobody may change."""


class Matched(NamedTuple):
    """A selector that matches an element or a page, and what it declares."""

    selector: Any
    """What stands for it, and for nothing else."""
    origin: str
    layer: float
    specificity: tuple[int, ...]
    part: str | None
    declarations: Iterable[Any]


class Cascade:
    """What groups of selectors declare together."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._known: dict[tuple[int, ...], tuple[Sequence[Matched], dict[str | None, Together]]] = {}

    def settle(self) -> None:
        """Forget all groups when they are many."""
        if len(self._known) > _MOST:
            self._known.clear()

    def of(self, element: Any, sheets: Any) -> tuple[tuple[int, ...], dict[str | None, Together]]:  # noqa: ANN401
        """Give what an element and its parts are declared to be, with a key for that."""
        matched = []
        for sheet, origin, specific in sheets:
            for specificity, _, part, payload in sheet.matcher.match(element):
                declarations, layer = payload
                order = inf if layer is None else sheet.layers.index(layer)
                matched.append(Matched(payload, origin, order, specific or specificity, part, declarations))
        return self._together(matched)

    def of_page(
        self, page_type: object, sheets: Iterable[Any], matches: Callable[..., bool]
    ) -> dict[str | None, Together]:
        """Give what a page and its margins are declared to be."""
        matched = [
            Matched(selector, origin, inf, specific or selector[0], selector[1], declarations)
            for sheet, origin, specific in sheets
            for _, selectors, declarations in sheet.page_rules
            for selector in selectors
            if matches(selector[2], page_type)
        ]
        return self._together(matched)[1]

    def _together(self, matched: Sequence[Matched]) -> tuple[tuple[int, ...], dict[str | None, Together]]:
        key = tuple([id(each.selector) for each in matched])
        if key not in self._known:
            declared: dict[str | None, Together] = {}
            for _, origin, layer, specificity, part, declarations in matched:
                add(declared.setdefault(part, Together()), declarations, origin, layer, specificity)
            self._known[key] = matched, declared  # what is told by its place in memory is kept
        return key, self._known[key][1]


def add(style: Declared, declarations: Iterable[Any], *weight: Any) -> None:  # noqa: ANN401
    """Add declarations of an origin, order and specificity, where what is declared doesn't weigh more."""
    origin, *rest = weight
    for name, value, importance in declarations:
        given = (declaration_precedence(origin, importance), *rest)
        if name not in style or style[name][1] <= given:
            style[name] = value, given


def over(own: Declared, declared: Declared) -> Declared:
    """Put together what an element says of itself, which came first, and what selectors say of it."""
    heavier = {name: each for name, each in declared.items() if name not in own or own[name][1] <= each[1]}
    return own | heavier


def in_attributes(html: Any, *, hints: bool) -> dict[Any, Own]:  # noqa: ANN401
    """Give what elements say of themselves: by their style, or by hints in other attributes."""
    found: dict[Any, Own] = {}
    said = find_style_attributes(html.etree_element, hints, html.base_url)
    for specificity, element, declarations, base_url in said:
        declared = found[element].declared if element in found else {}
        found[element] = Own(tuple(declarations), declared)
        add(declared, preprocess_declarations(base_url, declarations), "author", inf, specificity)
    return found
