"""The total ink of a picture in inks: where it is above the limit of the press it is taken back, black never.

All work is done plate by plate on whole pictures, as fast as Pillow is.
"""

from collections.abc import Callable
from itertools import product
from typing import Any, Final

from PIL import Image, ImageChops, ImageCms, ImageMath

_RAMP: Final = 0.2
"""Within so much ink below the limit the old inks pass over into the new ones, so that no edge shows."""
_MARGIN: Final = 0.1
"""So much ink at most lies between the colours of a grid of 18 levels: a profile is smooth."""


def separated_anew(
    pixels: Image.Image, limit: float, anew: Callable[[Image.Image], Image.Image]
) -> Image.Image:
    """Give a CMYK picture with other inks where it has more than the limit, and its own everywhere else.

    `anew` makes the same colours of less ink. `limit` is the sum of four inks, from 0 to 4. What is printed
    in black alone stays so, since one ink exceeds no limit.
    """
    total, most = _quarter_of_total(pixels), _quarters(limit)
    if _highest(total) <= most:
        return pixels
    start = _quarters(limit - _RAMP)
    ramp = [round(255 * min(1.0, max(0.0, (sum_ - start) / (most - start)))) for sum_ in range(256)]
    return Image.composite(anew(pixels), pixels, total.point(ramp))


def held_to(pixels: Image.Image, limit: float) -> Image.Image:
    """Take back the three coloured inks in proportion where a CMYK picture has more than the limit.

    That makes it lighter there, so it is for what a profile leaves above the limit of the press.
    """
    if _highest(_quarter_of_total(pixels)) <= _quarters(limit):
        return pixels
    *coloured, black = pixels.split()
    most = int(255 * limit) - 2  # three plates are rounded, each up by half a level at worst
    share = ImageMath.lambda_eval(
        lambda plates: _share(plates, most), **dict(zip("cmyk", pixels.split(), strict=True))
    )
    return Image.merge("CMYK", [*(ImageChops.multiply(plate, share) for plate in coloured), black])


def most_ink(transform: ImageCms.ImageCmsTransform) -> int:
    """Give the most ink that a transform from RGB has for a grid of colours: a quarter of all four plates."""
    levels = range(0, 256, 15)
    grid = Image.frombytes("RGB", (len(levels) ** 3, 1), b"".join(map(bytes, product(levels, repeat=3))))
    return _highest(_quarter_of_total(transform.apply(grid)))


def keeps_within(most: int, limit: float) -> bool:
    """Tell whether a transform whose most ink is known stays well below the limit for any colour."""
    return most <= _quarters(limit - _MARGIN)


def _share(plates: dict[str, Any], most: int) -> Any:  # noqa: ANN401 - ImageMath's operands have no public type
    """Give how much of the coloured inks may stay, 255 for all of them."""
    least, greatest = plates["min"], plates["max"]
    coloured = greatest(plates["c"] + plates["m"] + plates["y"], 1)
    return plates["convert"](least(greatest(most - plates["k"], 0) * 255 / coloured, 255), "L")


def _quarter_of_total(pixels: Image.Image) -> Image.Image:
    """Add up the plates into one of 8 bits; a quarter of the sum, rounded down by less than one level."""
    cyan, magenta, yellow, black = pixels.split()
    one, other = ImageChops.add(cyan, magenta, scale=2), ImageChops.add(yellow, black, scale=2)
    return ImageChops.add(one, other, scale=2)


def _quarters(inks: float) -> int:
    """Give the highest level of such a sum that is surely within so much ink."""
    return 255 if inks >= 4 else max(0, int(255 * inks / 4) - 1)


def _highest(plate: Image.Image) -> int:
    (_, highest) = plate.getextrema()
    return int(highest) if isinstance(highest, (int, float)) else 0
