"""Builds and spots: the exact inks that a theme states beside the screen value of a colour.

    --accent: #b0451f;  --accent-build: device-cmyk(0% 75% 90% 25%);  --accent-spot: "PANTONE 7525 C";

Both belong to the value that stands beside them in the same rule: a theme that changes a colour and
states no build leaves the conversion to the ICC profile.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import tinycss2
import tinycss2.color5
from tinycss2.ast import AtRule, Declaration, QualifiedRule

from issuepress import css
from issuepress.cache import remembered
from issuepress.errors import ThemeError

Build = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""
Rgb = tuple[int, int, int]
"""Red, green and blue in sRGB, each from 0 to 255."""

BUILD: Final = "-build"
"""What the name of a token ends in that states the build of another."""
_SPOT: Final = "-spot"
PROCESS_INKS: Final = ("Cyan", "Magenta", "Yellow", "Black", "All", "None")
"""Names that no spot colour may have (PDF 2.0, 8.6.6.4)."""


class Spot(NamedTuple):
    """An ink of its own, beside cyan, magenta, yellow and black."""

    name: str
    """As the printer knows it: `PANTONE 7525 C`."""
    tint: float
    """How much of it, above 0 and up to 1."""
    full: Rgb
    """The screen value of all of it."""


@remembered
def theme_builds(sheet: str) -> Mapping[Rgb, Build]:
    """Give the build of each screen colour for which a sheet states one; of two, the later.

    Raises ThemeError for a build without a colour beside it, or one that is no `device-cmyk()`.
    """
    return {
        _screen_colour(declaration, BUILD, rule): _build(declaration)
        for rule, declaration in _stated(sheet, BUILD)
    }


@remembered
def theme_spots(sheet: str) -> Mapping[Rgb, Spot]:
    """Give the spot colour of each screen colour for which a sheet states one; of two, the later.

    Raises ThemeError for a spot without a colour beside it, one that is no name, and a tint of a spot
    whose full tone is the spot of no colour.
    """
    stated = {
        _screen_colour(declaration, _SPOT, rule): _spot(declaration)
        for rule, declaration in _stated(sheet, _SPOT)
    }
    full = {name: colour for colour, (name, tint) in stated.items() if tint == 1}
    if missing := [name for name, _ in stated.values() if name not in full]:
        hint = "name the spot without a tint beside the colour that it prints in full"
        raise ThemeError(f"the theme states tints of '{missing[0]}' alone", hint=hint)
    return {colour: Spot(name, tint, full[name]) for colour, (name, tint) in stated.items()}


def _stated(sheet: str, suffix: str) -> Iterator[tuple[QualifiedRule, Declaration]]:
    for rule in css.rules(sheet):
        if not isinstance(rule, AtRule):
            for declaration in css.declarations(rule):
                if declaration.name.startswith("--") and declaration.name.endswith(suffix):
                    yield rule, declaration


def _screen_colour(declaration: Declaration, suffix: str, rule: QualifiedRule) -> Rgb:
    token = declaration.name.removesuffix(suffix)
    beside = [each for each in css.declarations(rule) if each.name == token]
    colour = tinycss2.color5.parse_color(css.text(beside[-1].value)) if beside else None
    if colour is None or colour.space not in {"srgb", "hsl", "hwb"}:
        what = suffix.removeprefix("-")
        raise ThemeError(
            f"{declaration.name} has no colour {token} in the same rule that it is the {what} of"
        )
    red, green, blue = (round(255 * part) for part in colour.to("srgb").coordinates)
    return red, green, blue


def _build(declaration: Declaration) -> Build:
    colour = tinycss2.color5.parse_color(css.text(declaration.value))
    if colour is None or colour.space != "device-cmyk":
        raise ThemeError(f"{declaration.name} is no build", hint="write it as device-cmyk(0% 75% 90% 25%)")
    cyan, magenta, yellow, black = (min(1.0, max(0.0, float(part))) for part in colour.coordinates)
    return cyan, magenta, yellow, black


def _spot(declaration: Declaration) -> tuple[str, float]:
    """Read the name of a spot colour, and its tint."""
    match [token for token in declaration.value if token.type not in {"whitespace", "comment"}]:
        case [name] if name.type == "string":
            tint = 1.0
        case [name, share] if name.type == "string" and share.type == "percentage":
            tint = share.value / 100
        case _:
            name, tint = None, 0.0
    if name is None or not 0 < tint <= 1 or not name.value.strip() or name.value in PROCESS_INKS:
        hint = 'write it as "PANTONE 7525 C", and a tint of it as "PANTONE 7525 C" 30%'
        raise ThemeError(f"{declaration.name} is no spot colour", hint=hint)
    return name.value, tint
