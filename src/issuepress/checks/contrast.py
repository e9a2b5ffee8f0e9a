"""A theme's colours stand out from what lies behind them, in the PDFs and in an EPUB's day and night."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import tinycss2
import tinycss2.color5
from tinycss2.ast import AtRule, QualifiedRule

from issuepress import css
from issuepress.cache import remembered
from issuepress.errors import Finding, Place
from issuepress.flatten import flatten_apart, tokens
from issuepress.rendition import Rendition

NEEDED: Final = 4.5
"""The least contrast of text (WCAG 2.2, 1.4.3). Large type might have 3; a reader may make it small.

Rules and hairlines are decoration: nothing is to be known from them alone, so 1.4.11 asks nothing.
"""
_DARK: Final = "@media (prefers-color-scheme: dark)"
_NIGHT: Final = "#000000"
"""The darkest page of a reading system."""
_ON_PAPER: Final = ("--ink", "--muted", "--accent", "--dropcap-colour")
_ON_TINT: Final = ("--ink", "--muted", "--accent")
_SAID: Final = frozenset(("color", "background", "background-color"))
"""What tells of text and ground."""
_Rule = tuple[Sequence[str], Mapping[str, str]]
"""The selectors of a rule, and what it says of these."""


def ratio(one: str, other: str) -> float | None:
    """Give the contrast of two opaque CSS colours, from 1 to 21 (WCAG 2.2, contrast ratio).

    None where one is no such colour: `inherit`, `currentColor`, transparent.
    """
    found = [_luminance(colour) for colour in (one, other)]
    if found[0] is None or found[1] is None:
        return None
    lighter, darker = max(found[0], found[1]), min(found[0], found[1])
    return (lighter + 0.05) / (darker + 0.05)


def theme_contrast(rendition: Rendition) -> Iterator[Finding]:
    """Warn of text colours with too little contrast (WCAG 2.2, 1.4.3), by the names of their tokens."""
    theme = rendition.theme
    yield from _found(theme.name, theme.sheet("print"), theme.sheet("epub"))


@remembered
def _found(theme: str, pages: str, screens: str) -> tuple[Finding, ...]:
    return (*_pages(theme, pages), *_screens(theme, screens))


def _pages(theme: str, sheet: str) -> Iterator[Finding]:
    """Judge the pairs of tokens that the PDFs set on one another."""
    known = tokens(sheet)
    pairs = (*product(_ON_PAPER, ("--paper",)), *product(_ON_TINT, ("--tint",)))
    for text, ground in pairs:
        found = ratio(known.get(text, ""), known.get(ground, ""))
        if found is not None and found < NEEDED:
            names = f"{text} ({known[text]}) on {ground} ({known[ground]})"
            yield _finding(theme, names, found, "in the PDFs", None)


@dataclass(slots=True)
class _Look:
    """What a selector's rules set of text and ground, the later over the earlier."""

    colour: str | None = None
    ground: str | None = None


@dataclass(slots=True)
class _Mode:
    """A page of a reading system: its colour, the tokens in force, and every look on it."""

    name: str
    page: str
    tokens: Mapping[str, str]
    looks: dict[str, _Look] = field(default_factory=dict)

    def take(self, rules: Iterable[_Rule]) -> None:
        """Apply rules in order."""
        for selectors, said in rules:
            for selector in selectors:
                look = self.looks.setdefault(selector, _Look())
                look.colour = said.get("color", look.colour)
                look.ground = said.get("background-color", said.get("background", look.ground))


def _told(rules: Iterable[QualifiedRule | AtRule]) -> Iterator[_Rule]:
    """Read what rules say of colours, in order."""
    for rule in rules:
        if not isinstance(rule, AtRule):
            said = [each for each in css.declarations(rule) if each.lower_name in _SAID]
            selectors = [selector.strip() for selector in css.text(rule.prelude).split(",")]
            yield selectors, {each.lower_name: css.text(each.value) for each in said}


def _screens(theme: str, sheet: str) -> Iterator[Finding]:
    """Judge every colour of the EPUB's sheet, on the page by day and by night."""
    flat = flatten_apart(sheet)
    light, dark = tokens(sheet), tokens(sheet, _DARK)
    night = dark["--paper"] if dark.get("--paper") != light.get("--paper") else _NIGHT
    modes = (
        _Mode("in the EPUB", light.get("--paper", "#ffffff"), light),
        _Mode("in the EPUB's dark mode", night, dark),
    )
    plain = list(_told(css.rules(flat.plain)))
    for mode in modes:
        mode.take(plain)
    modes[1].take(
        _told(rule for block in css.rules(flat.conditional) if _is_dark(block) for rule in _inside(block))
    )
    for mode in modes:
        yield from _judged(theme, mode)


def _judged(theme: str, mode: _Mode) -> Iterator[Finding]:
    known = reversed(list(mode.tokens.items()))  # of two names of a colour, the earlier
    names = {value: name for name, value in known if ratio(value, value)}
    told: set[tuple[str, str]] = set()
    for selector, look in mode.looks.items():
        ground = _solid(look.ground) or mode.page
        if _solid(look.ground) and ratio(look.colour or "", ground) is None:
            message = f"'{selector}' sets a background and no colour: a night mode's light text falls on it"
            yield Finding(message, _place(theme), "take the background out of the EPUB", "warning", "1.4.3")
        found = ratio(look.colour or "", ground)
        if found is None or found >= NEEDED or (look.colour or "", ground) in told:
            continue
        told.add((look.colour or "", ground))
        text, behind = (_named(colour, names) for colour in (look.colour or "", ground))
        yield _finding(theme, f"{text} on {behind}, as '{selector}' has it,", found, mode.name, "1.4.3")


def _finding(theme: str, names: str, found: float, medium: str, criterion: str | None) -> Finding:
    message = f"{names} has a contrast of {found:.2f} to 1 {medium}; text needs {NEEDED}"
    return Finding(message, _place(theme), "make one darker or the other lighter", "warning", criterion)


def _place(theme: str) -> Place:
    return Place(f"{theme}/theme.css")


def _named(colour: str, names: Mapping[str, str]) -> str:
    return f"{names[colour]} ({colour})" if colour in names else colour


def _is_dark(rule: QualifiedRule | AtRule) -> bool:
    return isinstance(rule, AtRule) and f"@{rule.lower_at_keyword} {css.text(rule.prelude)}" == _DARK


def _inside(block: QualifiedRule | AtRule) -> Sequence[QualifiedRule | AtRule]:
    return css.rules(block.content or ())


def _solid(ground: str | None) -> str | None:
    """Find the colour among the parts of a background, if it has one that covers."""
    parts = tinycss2.parse_component_value_list(ground or "", skip_comments=True)
    return next((colour for part in parts if ratio(colour := part.serialize(), colour)), None)


def _luminance(colour: str) -> float | None:
    """Give the relative luminance of an opaque colour, from 0 to 1 (WCAG 2.2, relative luminance)."""
    parsed = tinycss2.color5.parse_color(colour)
    if parsed is None or parsed == "currentcolor" or parsed.alpha < 1 or parsed.space == "device-cmyk":
        return None
    try:
        shown = parsed.to("srgb")
    except NotImplementedError:  # lab(), oklch() and their like
        return None
    red, green, blue = (_linear(min(1.0, max(0.0, part))) for part in shown.coordinates)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
