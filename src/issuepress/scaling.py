"""Scaling: the same picture with fewer pixels, for the screen, the EPUB and the press alike."""

from functools import cache
from types import ModuleType
from typing import Final, cast

from PIL import Image

from issuepress.samples import RAW, samples

_LARGE: Final = 1 << 20
"""From so many pixels on libvips scales a picture: to import it takes as long as it spares of one."""
_GAP: Final = 3.0
"""What becomes less than a third is made smaller by a whole number first; see Pillow's `reducing_gap`."""
_MIXABLE: Final = ("L", *RAW)
"""The modes whose samples can be mixed one by one.

Where there is an opacity, what can't be seen must not be mixed in; Pillow knows how.
"""


def scaled(pixels: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scale a picture down to a width and height in pixels, by cubic interpolation.

    45 to 51 dB beside Lanczos, which no eye sees, in less time. The same bytes come out on each run.
    """
    if pixels.mode in _MIXABLE and pixels.width * pixels.height >= _LARGE:
        return _by_libvips(pixels, size)
    return pixels.resize(size, Image.Resampling.BICUBIC, reducing_gap=_GAP)


@cache
def libvips() -> ModuleType:
    """Import libvips, which starts no thread before it scales a picture."""
    import pyvips  # noqa: PLC0415 - slow to import

    pyvips.concurrency_set(1)  # the other cores have pictures of their own
    pyvips.cache_set_max(0)  # none is scaled twice
    return cast("ModuleType", pyvips)


def _by_libvips(pixels: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scale several samples at once, in two fifths of Pillow's time; in whole numbers on any processor."""
    raw = RAW.get(pixels.mode, pixels.mode)
    held = samples(pixels) if pixels.mode in RAW else pixels.tobytes()
    large = libvips().Image.new_from_memory(held, *pixels.size, len(raw), "uchar")
    across, down = size[0] / pixels.width, size[1] / pixels.height
    small = large.resize(across, vscale=down, kernel="cubic", gap=_GAP)
    return Image.frombytes(pixels.mode, size, small.write_to_memory(), "raw", raw)
