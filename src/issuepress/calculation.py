"""Sums in style sheets: `calc()` over equal units, worked out for engines that can't."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import tinycss2
from tinycss2.ast import FunctionBlock, Node

from issuepress.css import with_inside


class _Amount(NamedTuple):
    value: float
    unit: str


def computed(tokens: Iterable[Node]) -> Iterator[Node]:
    """Put the result in place of each `calc()` that has one (CSS Values 4, 10.1).

    A sum of different units has none before layout and stays.
    """
    for token in tokens:
        amount = _calculated(token.arguments) if _is_calc(token) else None
        if amount:
            yield from tinycss2.parse_component_value_list(f"{_number(amount.value)}{amount.unit}")
        else:
            yield with_inside(token, computed)


def _is_calc(token: Node) -> bool:
    return isinstance(token, FunctionBlock) and token.lower_name == "calc"


def _number(value: float) -> str:
    digits = f"{value:.5f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _calculated(tokens: Iterable[Node]) -> _Amount | None:
    """Work out `a + b * c …`: products first, then sums, each from left to right."""
    terms = [token for token in tokens if token.type not in {"whitespace", "comment"}]
    amounts = [_operand(token) for token in terms[::2]]
    signs = [token.value if token.type == "literal" else "" for token in terms[1::2]]
    if len(amounts) != len(signs) + 1 or None in amounts:
        return None
    sums: list[_Amount | None] = [amounts[0]]
    pluses = []
    for sign, amount in zip(signs, amounts[1:], strict=True):
        if sign in {"*", "/"}:
            sums[-1] = _product(sums[-1], sign, amount)
        else:
            pluses.append(sign)
            sums.append(amount)
    total = sums[0]
    for sign, amount in zip(pluses, sums[1:], strict=True):
        total = _sum(total, sign, amount)
    return total


def _operand(token: Node) -> _Amount | None:
    if token.type == "number":
        return _Amount(token.value, "")
    if token.type == "percentage":
        return _Amount(token.value, "%")
    if token.type == "dimension":
        return _Amount(token.value, token.unit)
    if token.type == "() block":
        return _calculated(token.content)
    return _calculated(token.arguments) if _is_calc(token) else None


def _product(left: _Amount | None, sign: str, right: _Amount | None) -> _Amount | None:
    if left is None or right is None or (left.unit and right.unit):
        return None
    if sign == "*":
        return _Amount(left.value * right.value, left.unit or right.unit)
    return None if right.unit or not right.value else _Amount(left.value / right.value, left.unit)


def _sum(left: _Amount | None, sign: str, right: _Amount | None) -> _Amount | None:
    if left is None or right is None or left.unit.lower() != right.unit.lower() or sign not in {"+", "-"}:
        return None
    return _Amount(left.value + (right.value if sign == "+" else -right.value), left.unit)
