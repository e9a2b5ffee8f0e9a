"""Photographs in ink by a table: each colour is looked up, where LittleCMS would work out each pixel.

The table has every other level of red, green and blue. What lies between gets the mean of the two colours
below and above it, so that no sky gets steps. Of 1,000 colours 999 are within one level of 255 of what
LittleCMS says, and none is further off than three; a JPEG of high quality changes them by more.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from issuepress.samples import samples

_LEVELS: Final = 128
"""Every other one of 256, even ones below the middle and odd ones above: black and white are among them."""
_AT_ONCE: Final = 1 << 16
"""So many pixels are looked up at once: what the processor has at hand."""
_EACH: Final = 0x010101
"""A level of red, green and blue, in the first three bytes of a pixel, the first one lowest."""

_Pixels = NDArray[np.uint32]


def table_of(convert: Callable[[Image.Image], Image.Image]) -> bytes:
    """Work out a table of what pixels in RGB become: four inks for each colour, 8 MB of them."""
    levels = 2 * np.arange(_LEVELS, dtype=np.uint8)
    levels[_LEVELS // 2 :] += 1
    plane = np.empty((_LEVELS, _LEVELS, 3), np.uint8)
    plane[..., 0], plane[..., 1] = levels, levels[:, None]

    def inked(blue: int) -> bytes:
        plane[..., 2] = blue
        return convert(Image.frombytes("RGB", (_LEVELS, _LEVELS), plane.tobytes())).tobytes()

    return b"".join(map(inked, levels.tolist()))


def looked_up(pixels: Image.Image, table: bytes) -> Image.Image:
    """Bring a picture in RGB to ink by a table; its pixels are gone then, the inks in their place."""
    inks, inked = np.frombuffer(table, "<u4"), samples(pixels)
    places: _Pixels = np.frombuffer(inked, "<u4")
    for start in range(0, len(places), _AT_ONCE):
        some = places[start : start + _AT_ONCE]
        some[:] = _found(some, inks)
    shown: Any = inked  # any buffer will do
    return Image.frombuffer("CMYK", pixels.size, shown, "raw", "CMYK", 0, 1)


def _found(strip: _Pixels, inks: _Pixels) -> _Pixels:
    # The upper half of the levels moves down by one, so that all levels in the table are even.
    even: _Pixels = strip >> np.uint32(7)
    even &= _EACH
    np.subtract(strip, even, out=even)
    odd: _Pixels = even & np.uint32(_EACH)
    places = _places(even)
    below = inks.take(places, mode="clip")  # all are in the table: nothing need be looked at for that
    places += _steps(odd)
    above = inks.take(places, mode="clip")
    # The mean of all four bytes at once: what they have in common, and half of what they differ in.
    differing = below ^ above
    differing &= 0xFEFEFEFE
    differing >>= 1
    below &= above
    below += differing
    return below


def _places(even: _Pixels) -> _Pixels:
    """Give where in the table a colour stands: seven bits of red, of green and of blue, with no gap.

    Red moves up to green, and then both to blue, by being added to themselves.
    """
    even &= 0xFEFEFE
    for lower in (0xFE, 0xFFFF):
        even += even & np.uint32(lower)
    even >>= 3
    return even


def _steps(odd: _Pixels) -> _Pixels:
    """Give how much further in the table the next level stands of each colour that is between two.

    Three copies side by side have a bit of each at its distance from the others.
    """
    odd *= 7
    odd &= 1 << 2 | 1 << 9 | 1 << 16
    odd >>= 2
    return odd
