"""Transforms: LittleCMS set up for a pair of profiles, and what was worked out with it once for all."""

import io
from functools import lru_cache
from typing import Final, cast

from PIL import ImageCms

from issuepress import cache
from issuepress.pdf.press.total_ink import most_ink

RELATIVE: Final = ImageCms.Intent.RELATIVE_COLORIMETRIC
_KEEPING_BLACK: Final = cast("ImageCms.Intent", 11)
"""LittleCMS's own: the same between two profiles of inks, but that what is black ink alone stays so."""
FOR_COLOURS: Final = ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.NOOPTIMIZE
"""Each colour is worked out exactly; such a transform is made at once."""
FOR_PICTURES: Final = ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC
"""A fine table is worked out first, in a tenth of a second, that takes millions of pixels quickly."""
_TABLES: Final = "colour-tables"
SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@lru_cache(maxsize=16)
def transform_of(
    icc: bytes, profile: bytes | None, mode: str, flags: ImageCms.Flags
) -> ImageCms.ImageCmsTransform:
    """Make a transform to an output profile once for all files that are written by this process.

    From another profile, or from sRGB; the mode is Pillow's. Raises OSError, TypeError or ValueError when
    the profile is of another mode.
    """
    if mode == "LAB":
        source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    elif profile is None:
        source = SRGB
    else:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    target = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    intent = _KEEPING_BLACK if mode == "CMYK" else RELATIVE
    made = ImageCms.ImageCmsTransform(source, target, mode, "CMYK", intent, flags=flags)
    # Pillow writes the output profile out for every picture, a megabyte each time, only to label it.
    made.output_profile = SRGB
    return made


def have_table(icc: bytes, profile: bytes | None) -> None:
    """Have a table and its most ink kept for whoever asks for them next; what is kept is not even read.

    Raises OSError, TypeError or ValueError like `transform_of`.
    """
    if not cache.touch(_TABLES, cache.digest(*_key(icc, profile))):
        table_for(icc, profile)


@lru_cache(maxsize=1)
def table_for(icc: bytes, profile: bytes | None) -> bytes:
    """Give a table that was worked out before, by this process or another, or work it out.

    What another process is at is waited for, and no transform is made for what is there. Raises OSError,
    TypeError or ValueError like `transform_of`.
    """

    def made() -> bytes:
        from issuepress.pdf.press.colour_table import table_of  # noqa: PLC0415 - NumPy is slow to import

        most_ink_for(icc, profile)  # who has the table asks for that next
        return table_of(transform_of(icc, profile, "RGB", FOR_PICTURES).apply)

    with cache.alone(_TABLES):
        return cache.kept(_TABLES, _key(icc, profile), made)


@lru_cache(maxsize=16)
def most_ink_for(icc: bytes, profile: bytes | None) -> int:
    """Tell how much ink colours in RGB get at most, like `table_for`; see `total_ink.most_ink`."""

    def made() -> bytes:
        return bytes([most_ink(transform_of(icc, profile, "RGB", FOR_PICTURES))])

    return cache.kept("most-ink", _key(icc, profile), made)[0]


def _key(icc: bytes, profile: bytes | None) -> tuple[str | bytes, ...]:
    return "RGB", icc, profile or b""
