"""Pictures for the press: pixels in ink, no more of them than the press can show."""

import io
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pikepdf
from pikepdf import Name
from PIL import Image, ImageCms

from issuepress.errors import OutputError
from issuepress.pdf.press.inks import Inks
from issuepress.pdf.press.separation import Placed
from issuepress.pictures import PictureError, original

_QUALITY: Final = 92
"""Of a JPEG whose every plate keeps all its pixels: differences from the original can't be seen."""
_FLAT: Final = 65536
"""Up to so many colours a picture is drawn, not photographed, and is stored without loss."""
_INVERTED: Final = (1, 0) * 4


class Pictures:
    """Converts the pictures of one PDF; the originals are found by the names that the engine gave."""

    def __init__(self, inks: Inks, maximum_ppi: float, originals: Mapping[str, Path] | None = None) -> None:
        """Take the most pixels an inch, and the file behind each picture's name in the PDF."""
        self._inks, self._maximum_ppi = inks, maximum_ppi
        self._originals = originals or {}

    def separate(self, placed: Placed) -> None:
        """Turn a picture into DeviceCMYK in place; its soft mask stays.

        Raises OutputError for a picture with a colour key or one that can't be decoded.
        """
        if placed.image.get("/ImageMask", False):
            return
        if isinstance(placed.image.get("/Mask"), pikepdf.Array):
            raise OutputError("the print PDF can't hold a picture with a transparent colour")
        pixels, profile = self._pixels(placed)
        box = self._box(placed)
        if pixels.width > box[0] or pixels.height > box[1]:
            pixels = pixels.resize(_within(pixels.size, box), Image.Resampling.LANCZOS)
        drawn = pixels.mode != "CMYK" and pixels.getcolors(_FLAT) is not None
        _store(placed.image, self._inked(pixels, profile), lossless=drawn)

    def _pixels(self, placed: Placed) -> tuple[Image.Image, bytes | None]:
        """Give the pixels of the original, where it is known, in its own colours, without alpha."""
        if path := self._originals.get(placed.name):
            try:
                return original(path)
            except PictureError as error:
                raise OutputError(f"the picture '{path.name}' can't be converted: {error}") from error
        assert isinstance(placed.image, pikepdf.Stream)  # noqa: S101 - a picture is one
        return pikepdf.PdfImage(placed.image).as_pil_image(), None

    def _box(self, placed: Placed) -> tuple[int, int]:
        """Give the most pixels that the largest place can show."""
        wide, high = placed.inches
        return (
            max(1, math.ceil(wide * self._maximum_ppi)) if wide else 1 << 30,
            max(1, math.ceil(high * self._maximum_ppi)) if high else 1 << 30,
        )

    def _inked(self, pixels: Image.Image, profile: bytes | None) -> Image.Image:
        if pixels.mode == "CMYK" and profile in (None, self._inks.icc):
            return (
                pixels
                if _total_ink(pixels) <= self._inks.total_ink
                else self._converted(pixels, self._inks.icc)
            )
        if _is_grey(pixels):
            return self._black(pixels.convert("L"))
        return self._converted(pixels, profile)

    def _converted(self, pixels: Image.Image, profile: bytes | None) -> Image.Image:
        if pixels.mode not in {"RGB", "CMYK", "LAB"}:
            pixels, profile = pixels.convert("RGB"), None
        try:
            transform = self._inks.transform(profile, pixels.mode)
        except (ImageCms.PyCMSError, OSError):  # a profile that can't be used is no profile
            own = self._inks.icc if pixels.mode == "CMYK" else None
            transform = self._inks.transform(own, pixels.mode)
        inked = ImageCms.applyTransform(pixels, transform)
        assert inked is not None  # noqa: S101 - None comes only with inPlace
        return inked

    def _black(self, grey: Image.Image) -> Image.Image:
        """Print a grey picture in black ink alone."""
        black = grey.point(self._inks.grey_table)
        empty = Image.new("L", grey.size)
        return Image.merge("CMYK", (empty, empty, empty, black))


def _within(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """Make a size fit what can be shown in either direction, keeping its proportions."""
    share = min(1.0, max(box[0] / size[0], box[1] / size[1]))
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def _is_grey(pixels: Image.Image) -> bool:
    if pixels.mode in {"L", "1"}:
        return True
    if pixels.mode != "RGB":
        return False
    red, green, blue = pixels.split()
    return red.tobytes() == green.tobytes() == blue.tobytes()


def _total_ink(pixels: Image.Image) -> float:
    """Give the most ink on one spot, looking at each of at most some 250,000 places."""
    seen = pixels.resize(_within(pixels.size, (500, 500)), Image.Resampling.NEAREST)
    colours = seen.getcolors(1 << 20) or []
    return max((sum(build) for _, build in colours if isinstance(build, tuple)), default=0) / 255


def _store(image: pikepdf.Object, inked: Image.Image, *, lossless: bool) -> None:
    for key in ("/Decode", "/DecodeParms", "/Intent", "/Interpolate", "/Mask"):
        if key in image and not (key == "/Mask" and isinstance(image[key], pikepdf.Stream)):
            del image[key]
    if (mask := image.get("/SMask")) is not None and "/Interpolate" in mask:
        del mask["/Interpolate"]
    image.Width, image.Height, image.BitsPerComponent = inked.width, inked.height, 8
    image.ColorSpace = Name.DeviceCMYK
    if lossless:
        image.write(inked.tobytes())
        return
    target = io.BytesIO()
    # Pillow writes CMYK upside down, as Adobe does (Technical Note 5116).
    inked.save(target, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    image.write(target.getvalue(), filter=Name.DCTDecode)
    image.Decode = pikepdf.Array(_INVERTED)
