"""Builds: the exact inks that a theme states beside the screen value of a colour.

    --accent: #b0451f;  --accent-build: device-cmyk(0% 75% 90% 25%);

A build belongs to the value that stands beside it in the same rule: a theme that changes a colour and
states no build leaves the conversion to the ICC profile.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

import tinycss2
import tinycss2.color5
from tinycss2.ast import AtRule, Declaration, QualifiedRule

from issuepress import css
from issuepress.errors import ThemeError

Build = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""
Rgb = tuple[int, int, int]
"""Red, green and blue in sRGB, each from 0 to 255."""

_SUFFIX = "-build"


@lru_cache(maxsize=16)
def theme_builds(sheet: str) -> Mapping[Rgb, Build]:
    """Give the build of each screen colour for which a sheet states one; of two, the later.

    Raises ThemeError for a build without a colour beside it, or one that is no `device-cmyk()`.
    """
    return {
        _screen_colour(name, rule): _build(name, declaration)
        for rule in css.rules(sheet)
        if not isinstance(rule, AtRule)
        for name, declaration in _stated(rule)
    }


def _stated(rule: QualifiedRule) -> Iterator[tuple[str, Declaration]]:
    for declaration in css.declarations(rule):
        if declaration.name.startswith("--") and declaration.name.endswith(_SUFFIX):
            yield declaration.name, declaration


def _screen_colour(name: str, rule: QualifiedRule) -> Rgb:
    token = name.removesuffix(_SUFFIX)
    beside = [declaration for declaration in css.declarations(rule) if declaration.name == token]
    colour = tinycss2.color5.parse_color(css.text(beside[-1].value)) if beside else None
    if colour is None or colour.space not in {"srgb", "hsl", "hwb"}:
        raise ThemeError(f"{name} has no colour {token} in the same rule that it is the build of")
    red, green, blue = (round(255 * part) for part in colour.to("srgb").coordinates)
    return red, green, blue


def _build(name: str, declaration: Declaration) -> Build:
    colour = tinycss2.color5.parse_color(css.text(declaration.value))
    if colour is None or colour.space != "device-cmyk":
        raise ThemeError(f"{name} is no build", hint="write it as device-cmyk(0% 75% 90% 25%)")
    cyan, magenta, yellow, black = (min(1.0, max(0.0, float(part))) for part in colour.coordinates)
    return cyan, magenta, yellow, black
