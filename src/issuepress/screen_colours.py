"""Colours of ink on screen: `device-cmyk()` in a theme's sheet becomes the sRGB that the press comes out as.

An archival PDF holds no DeviceCMYK beside sRGB (ISO 19005-3, 6.2.4.3), and no reading system knows it. So
the sheet gets the screen value, and says as its build what was written: print has those very inks.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, product
from pathlib import Path
from typing import Final, NamedTuple

import tinycss2
import tinycss2.color5
from tinycss2.ast import IdentToken, Node

from issuepress import css
from issuepress.builds import BUILD, Build, Rgb, theme_builds, theme_spots
from issuepress.cache import file_digest, remembered
from issuepress.errors import ThemeError

_NAME: Final = "--device-cmyk-"
_STATED: Final = re.compile(rf"--[\w-]+{BUILD}\s*:[^;{{}}]*")
"""The builds that tokens state."""
_OF_INK: Final = re.compile(rf"cmyk|{BUILD}|\\", re.IGNORECASE)
"""What names a colour of ink, or could by an escape."""


class OnScreen(NamedTuple):
    """A sheet without `device-cmyk()`."""

    sheet: str
    builds: str
    """A rule that states, for each colour which took its place, what it is the screen value of."""


def on_screen(sheet: str, press: Path) -> OnScreen:
    """Replace each `device-cmyk()` of a sheet, and each build used as a colour, by a colour of sRGB.

    Only the builds that tokens state stay as they are. `press` is the ICC profile's file. Two colours of ink
    never share a screen value, so that each is printed as it was written. Raises ThemeError for a
    `device-cmyk()` that is none, and OSError or ValueError for a profile that can't be used.
    """
    if not _OF_INK.search(
        _STATED.sub("", css.bare(sheet))
    ):  # which is sooner seen than the whole sheet is read
        return OnScreen(sheet, "")
    return _on_screen(sheet, str(press), file_digest(press))


@remembered
def _on_screen(sheet: str, press: str, _digest: str) -> OnScreen:
    nodes = tinycss2.parse_component_value_list(sheet)
    written = list(dict.fromkeys(_build(node) for node in _inks(nodes)))
    shown = _shown_apart(written, Path(press), sheet)
    pairs = enumerate(((colour, build) for build, colour in shown.items()), start=1)
    stated = "".join(
        f"{_NAME}{at}:{_rgb(colour)};{_NAME}{at}{BUILD}:{_cmyk(build)};" for at, (colour, build) in pairs
    )
    changed = str(tinycss2.serialize(_changed(nodes, shown)))
    return OnScreen(changed, f":root{{{stated}}}" if stated else "")


def seen(builds: Iterable[Build], icc: bytes) -> list[Rgb]:
    """Give the sRGB values of builds, as a press comes out on its white paper.

    Relative colorimetric with black-point compensation. Raises OSError or ValueError for what is no
    profile of inks.
    """
    import io  # noqa: PLC0415 - all of this is needed only where a theme names inks

    from PIL import Image, ImageCms  # noqa: PLC0415

    raw = bytes(round(255 * ink) for build in builds for ink in build)
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.NOOPTIMIZE
    press, screen = ImageCms.ImageCmsProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB")
    transform = ImageCms.ImageCmsTransform(
        press,
        ImageCms.ImageCmsProfile(screen),
        "CMYK",
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=flags,
    )
    shown = transform.apply(Image.frombytes("CMYK", (len(raw) // 4, 1), raw)).tobytes()
    return [(shown[at], shown[at + 1], shown[at + 2]) for at in range(0, len(shown), 3)]


def _inks(nodes: Iterable[Node]) -> Iterator[Node]:
    """Give each `device-cmyk()` that is not what a token states as a build."""
    for node, stated in _marked(nodes):
        if _is_ink(node) and not stated:
            yield node
        else:
            yield from _inks(getattr(node, "content", None) or getattr(node, "arguments", None) or ())


def _marked(nodes: Iterable[Node]) -> Iterator[tuple[Node, bool]]:
    """Tell of each token whether it belongs to the declaration of a build."""
    stated = False
    for node in nodes:
        if node.type == "ident":
            stated = stated or _is_build(node)
        elif node == ";":
            stated = False
        yield node, stated


def _changed(nodes: Iterable[Node], shown: Mapping[Build, Rgb]) -> list[Node]:
    changed: list[Node] = []
    for node, stated in _marked(nodes):
        if _is_ink(node) and not stated:
            colour, alpha = shown[_build(node)], _alpha(node)
            changed += tinycss2.parse_component_value_list(_rgb(colour, alpha))
        elif node.type == "function" and node.lower_name == "var":
            changed.append(css.with_inside(node, _screen_tokens))
        else:
            changed.append(css.with_inside(node, lambda inside: _changed(inside, shown)))
    return changed


def _screen_tokens(arguments: Iterable[Node]) -> list[Node]:
    """Have `var()` give the colour that a build is the build of."""
    return [
        IdentToken(node.source_line, node.source_column, node.value.removesuffix(BUILD))
        if node.type == "ident" and _is_build(node)
        else node
        for node in arguments
    ]


def _is_ink(node: Node) -> bool:
    return bool(node.type == "function" and node.lower_name == "device-cmyk")


def _is_build(ident: Node) -> bool:
    return bool(ident.value.startswith("--") and ident.value.endswith(BUILD))


def _build(node: Node) -> Build:
    colour = tinycss2.color5.parse_color(css.text([node]))
    if colour is None:
        where = f"line {node.source_line} of the joined style sheet"
        raise ThemeError(
            f"'{css.text([node])}' on {where} is no colour of ink",
            hint="write four numbers or percentages: device-cmyk(0% 75% 90% 25%)",
        )
    cyan, magenta, yellow, black = (round(min(1.0, max(0.0, part)), 4) for part in colour.coordinates)
    return cyan, magenta, yellow, black


def _alpha(node: Node) -> float:
    return float(tinycss2.color5.parse_color(css.text([node])).alpha)


def _shown_apart(written: list[Build], press: Path, sheet: str) -> dict[Build, Rgb]:
    """Give each build a screen value that no other has, as near to what it looks like as can be."""
    if not written:
        return {}
    stated = theme_builds(sheet)
    taken = {*stated, *theme_spots(sheet)}
    shown: dict[Build, Rgb] = {}
    for build, colour in zip(written, seen(written, press.read_bytes()), strict=True):
        shown[build] = next(near for near in _near(colour) if near not in taken or stated.get(near) == build)
        taken.add(shown[build])
    return shown


def _near(colour: Rgb) -> Iterator[Rgb]:
    """Give the colour and then those around it, the nearest first."""
    red, green, blue = colour
    for reach in count():
        for r, g, b in product(range(-reach, reach + 1), repeat=3):
            near = (red + r, green + g, blue + b)
            if max(abs(r), abs(g), abs(b)) == reach and all(0 <= part <= 255 for part in near):
                yield near


def _rgb(colour: Rgb, alpha: float = 1.0) -> str:
    red, green, blue = colour
    return f"rgb({red} {green} {blue})" if alpha == 1 else f"rgb({red} {green} {blue} / {alpha:g})"


def _cmyk(build: Build) -> str:
    return f"device-cmyk({' '.join(f'{ink:g}' for ink in build)})"
