"""Estimates how large an SVG grows when its references are followed."""

import re
from typing import NamedTuple

from lxml import etree

from issuepress.svg.vocabulary import EXPANDING

ELEMENTS = 20_000
"""How many elements references may add to a picture."""
CHAIN = 40
"""How many references may hang on one another."""

_URL = re.compile(r"url\s*\(\s*['\"]?\s*#([^'\")\s]+)")
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


def expansion_problem(root: etree._Element) -> str | None:
    """Say why a picture can't be drawn in reasonable time, or None when it can.

    A reference is a `use` or a fill, mask, clip or marker: each draws its target once more.
    References that run in a circle are refused, whatever they draw.
    """
    targets: dict[str, etree._Element] = {}
    for element in root.iter():
        targets.setdefault(element.get("id", ""), element)
    targets.pop("", None)
    meter = _Meter(targets)
    try:
        added = meter.inside(root).added
        for name in targets:
            meter.target(name)
    except _Endless as endless:
        return str(endless)
    if added > ELEMENTS:
        return f"the SVG's references would add more than {ELEMENTS} elements"
    return None


class _Endless(Exception):  # noqa: N818 - it ends the count, its words become the message
    """The count would not end."""


class _Growth(NamedTuple):
    added: int
    chain: int


class _Meter:
    def __init__(self, targets: dict[str, etree._Element]) -> None:
        self._targets = targets
        self._known: dict[str, _Growth] = {}
        self._open: set[str] = set()

    def inside(self, element: etree._Element) -> "_Growth":
        """Count the elements that the references in a subtree add, and how long they chain."""
        found = [self.target(name) for each in element.iter() for name in _references(each)]
        return _Growth(sum(each.added for each in found), max((each.chain for each in found), default=0))

    def target(self, name: str) -> "_Growth":
        """Count the elements that one reference to `name` adds."""
        if name in self._open:
            raise _Endless(f"the SVG's reference to '#{name}' runs in a circle")
        if name not in self._targets:
            return _Growth(0, 0)
        if name not in self._known:
            self._open.add(name)
            self._known[name] = self._measure(self._targets[name])
            self._open.discard(name)
        return self._known[name]

    def _measure(self, element: etree._Element) -> "_Growth":
        inside = self.inside(element) if len(self._open) <= CHAIN else _Growth(0, CHAIN)
        if inside.chain >= CHAIN:
            raise _Endless(f"more than {CHAIN} references hang on one another in the SVG")
        own = sum(1 for _ in element.iter()) if _draws(element) else 0
        return _Growth(min(own + inside.added, 10 * ELEMENTS), inside.chain + 1)


def _draws(element: etree._Element) -> bool:
    local = str(element.tag).rpartition("}")[2]
    return local in EXPANDING or not local.endswith(("Gradient", "filter"))


def _references(element: etree._Element) -> list[str]:
    names = [href[1:] for key in _HREFS if (href := element.get(key, "")).startswith("#")]
    for value in map(str, element.attrib.values()):
        names += _URL.findall(value)
    if str(element.tag).endswith("}style"):
        names += _URL.findall(element.text or "")
    return names
