"""Pictures for the press: pixels in ink, no more of them than the press can show."""

import io
import math
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, Self

import pikepdf
from pikepdf import Name
from PIL import Image, ImageCms

from issuepress import cache
from issuepress.errors import OutputError
from issuepress.issue import Issue
from issuepress.pdf.press import warehouse
from issuepress.pdf.press.inks import Inks
from issuepress.pdf.press.separation import Placed
from issuepress.pdf.press.total_ink import held_to, separated_anew
from issuepress.pictures import Original, PictureError, original
from issuepress.profiles import load_profile
from issuepress.scaling import scaled

_QUALITY: Final = 92
"""Of a JPEG whose every plate keeps all its pixels: differences from the original can't be seen."""
_FLAT: Final = 65536
"""Up to so many colours a picture is drawn, not photographed, and is stored without loss."""
_LARGE: Final = 1 << 20
"""From so many pixels on a photograph is converted by a table; half as many take as long to be worked out."""
LOSSY: Final = frozenset((".jpg", ".jpeg"))
"""What was a photograph's format before stays one: there is nothing left to keep without loss."""
_INVERTED: Final = (1, 0) * 4

_Convert = Callable[[Image.Image], Image.Image]


class InkedPicture(NamedTuple):
    """A picture in DeviceCMYK as a PDF holds it."""

    width: int
    height: int
    photographed: bool
    """Whether it is a JPEG, else deflated samples."""
    name: str
    """The name in the warehouse of what it holds; empty where nothing can be kept."""
    content: bytes
    """What it holds, if it has no name."""
    alpha: bytes = b""
    """How opaque each pixel is, deflated; empty for a picture that is opaque, or has a mask of its own."""


class Pictures:
    """Converts the pictures of one PDF; the originals are found by the names that the engine gave.

    What a picture becomes is kept from one build to the next, under its content and all it depends on.
    """

    def __init__(self, inks: Inks, maximum_ppi: float, originals: Mapping[str, Path] | None = None) -> None:
        """Take the most pixels an inch, and the file behind each picture's name in the PDF."""
        self._inks, self._maximum_ppi = inks, maximum_ppi
        self._originals = originals or {}

    @classmethod
    def of(cls, issue: Issue) -> Self:
        """Take the press that an issue is printed on."""
        profile = load_profile(issue)
        return cls(Inks(profile.icc, total_ink=profile.limits.total_ink), profile.limits.maximum_ppi)

    def have_ready(self, path: Path, inches: tuple[float, float]) -> None:
        """Bring a picture to ink for whoever asks for it next, who hears what is wrong with it."""
        with suppress(OutputError):
            self._of_file(path, self._box(inches))

    def separate(self, placed: Placed) -> None:
        """Turn a picture into DeviceCMYK in place, and its soft mask into that of the original.

        What it holds goes to the warehouse, if there is one, and only its name stays here.
        Raises OutputError for a picture with a colour key or one that can't be decoded.
        """
        if placed.image.get("/ImageMask", False):
            return
        if isinstance(placed.image.get("/Mask"), pikepdf.Array):
            raise OutputError("the print PDF can't hold a picture with a transparent colour")
        _store(placed.image, self._inked_picture(placed))

    def _inked_picture(self, placed: Placed) -> InkedPicture:
        """Convert the original, where it is known, else what the engine made of it."""
        box = self._box(placed.inches)
        if (path := self._originals.get(placed.name)) is not None:
            return self._of_file(path, box)
        assert isinstance(placed.image, pikepdf.Stream)  # noqa: S101 - a picture is one
        drawn = pikepdf.PdfImage(placed.image).as_pil_image()
        pixels = f"{drawn.mode} {drawn.size}", drawn.tobytes()
        made = Original(drawn, None, None)
        return _kept((self._press(box), *pixels), lambda: self._made(made, box))

    def _of_file(self, path: Path, box: tuple[int, int]) -> InkedPicture:
        try:
            key = self._press(box), path.suffix, cache.file_digest(path)
            lossy = path.suffix.lower() in LOSSY
            return _kept(key, lambda: self._made(original(path), box, lossy=lossy))
        except (OSError, PictureError) as error:
            raise OutputError(f"the picture '{path.name}' can't be converted: {error}") from error

    def _made(self, picture: Original, box: tuple[int, int], *, lossy: bool = False) -> InkedPicture:
        pixels, alpha = _at_most(picture.pixels, box), picture.alpha and _at_most(picture.alpha, box)
        drawn = not lossy and pixels.mode != "CMYK" and pixels.getcolors(_FLAT) is not None
        inked = self._inked(pixels, picture.profile, drawn=drawn)
        del picture, pixels  # while the JPEG is written, their memory is wanted for it
        content = zlib.compress(inked.tobytes(), 6) if drawn else _jpeg(inked)
        opacity = zlib.compress(alpha.tobytes(), 6) if alpha else b""
        name = warehouse.take(content)
        return InkedPicture(*inked.size, not drawn, name, b"" if name else content, opacity)

    def _press(self, box: tuple[int, int]) -> str:
        """Tell what shapes a picture in ink beside the picture itself."""
        return f"{self._inks.digest} {self._inks.total_ink} {box}"

    def _box(self, inches: tuple[float, float]) -> tuple[int, int]:
        """Give the most pixels that the largest place can show."""
        wide, high = (math.ceil(round(side * self._maximum_ppi, 2)) for side in inches)
        return wide or 1 << 30, high or 1 << 30

    def _inked(self, pixels: Image.Image, profile: bytes | None, *, drawn: bool) -> Image.Image:
        if pixels.mode == "CMYK" and profile in (None, self._inks.icc):
            return separated_anew(
                pixels, self._inks.total_ink, lambda whole: self._converted(whole, self._inks.icc)
            )
        if _is_grey(pixels):
            return self._black(pixels.convert("L"))
        return self._converted(pixels, profile, drawn=drawn)

    def _converted(self, pixels: Image.Image, profile: bytes | None, *, drawn: bool = False) -> Image.Image:
        if pixels.mode not in {"RGB", "CMYK", "LAB"}:
            pixels, profile = pixels.convert("RGB"), None
        photographed = pixels.mode == "RGB" and not drawn and pixels.width * pixels.height >= _LARGE
        try:
            convert = self._way(profile, pixels.mode, photographed=photographed)
        except (OSError, TypeError, ValueError):  # a profile that can't be used is no profile
            profile = self._inks.icc if pixels.mode == "CMYK" else None
            convert = self._way(profile, pixels.mode, photographed=photographed)
        inked = convert(pixels)
        if pixels.mode == "RGB" and self._inks.keep_within(profile):
            return inked
        if pixels.mode == "CMYK":
            inked = _with_solid_black(inked, self._inks.transform(profile, "CMYK"))
        return held_to(inked, self._inks.total_ink)

    def _way(self, profile: bytes | None, mode: str, *, photographed: bool) -> _Convert:
        """Find how pixels come to ink; raises OSError, TypeError or ValueError for a profile of no use."""
        if photographed:
            return partial(_looked_up, self._inks.table(profile))
        return self._inks.transform(profile, mode).apply

    def _black(self, grey: Image.Image) -> Image.Image:
        """Print a grey picture in black ink alone."""
        black = grey.point(self._inks.grey_table)
        empty = Image.new("L", grey.size)
        return Image.merge("CMYK", (empty, empty, empty, black))


def _kept(key: tuple[str | bytes, ...], make: Callable[[], InkedPicture]) -> InkedPicture:
    """Give what became of a picture before, or make it; see `issuepress.cache.kept_value`."""
    picture = cache.kept_value("pictures-in-ink", key, make)
    if picture.name and not warehouse.knows(picture.name):
        return make()  # what is missing goes back under the same name
    return picture


def _at_most(pixels: Image.Image, box: tuple[int, int]) -> Image.Image:
    if pixels.width <= box[0] and pixels.height <= box[1]:
        return pixels
    return scaled(pixels, _within(pixels.size, box))


def _within(size: tuple[int, int], box: tuple[int, int]) -> tuple[int, int]:
    """Make a size fit what can be shown in either direction, keeping its proportions."""
    share = min(1.0, max(box[0] / size[0], box[1] / size[1]))
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def _looked_up(table: bytes, pixels: Image.Image) -> Image.Image:
    from issuepress.pdf.press.colour_table import looked_up  # noqa: PLC0415 - NumPy is slow to import

    return looked_up(pixels, table)


def _with_solid_black(inked: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    """Print full black as full black: a screen of 99 % would fray the edges of letters and lines."""
    full = transform.apply(Image.new("CMYK", (1, 1), (0, 0, 0, 255))).tobytes()[3]
    *coloured, black = inked.split()
    return Image.merge(
        "CMYK", (*coloured, black.point([level if level < full else 255 for level in range(256)]))
    )


def _is_grey(pixels: Image.Image) -> bool:
    if pixels.mode in {"L", "1"}:
        return True
    if pixels.mode != "RGB":
        return False
    few = pixels.resize((64, 64), Image.Resampling.NEAREST)  # shows in most pictures that they are not
    return _is_neutral(few) and _is_neutral(pixels)


def _is_neutral(pixels: Image.Image) -> bool:
    red, green, blue = pixels.split()
    return red.tobytes() == green.tobytes() == blue.tobytes()


def _jpeg(inked: Image.Image) -> bytes:
    target = io.BytesIO()
    inked.save(target, "JPEG", quality=_QUALITY, subsampling=0)
    return target.getvalue()


def _store(image: pikepdf.Object, inked: InkedPicture) -> None:
    for key in ("/Decode", "/DecodeParms", "/Intent", "/Interpolate", "/Mask"):
        if key in image and not (key == "/Mask" and isinstance(image[key], pikepdf.Stream)):
            del image[key]
    if (mask := image.get("/SMask")) is not None:
        _store_mask(mask, inked)
    image.Width, image.Height, image.BitsPerComponent = inked.width, inked.height, 8
    image.ColorSpace = Name.DeviceCMYK
    coding = Name.DCTDecode if inked.photographed else Name.FlateDecode
    if inked.name:
        image.write(b"")
        image[warehouse.INK] = pikepdf.Array([pikepdf.String(inked.name), coding])
    else:
        image.write(inked.content, filter=coding)
    if inked.photographed:
        # Pillow writes CMYK upside down, as Adobe does (Technical Note 5116).
        image.Decode = pikepdf.Array(_INVERTED)


def _store_mask(mask: pikepdf.Object, inked: InkedPicture) -> None:
    """Write how opaque the original is, with as many pixels as its colours (PDF 2.0, 11.6.5.2)."""
    if "/Interpolate" in mask:
        del mask["/Interpolate"]
    if not inked.alpha:
        return
    for key in ("/Decode", "/DecodeParms", "/Matte"):
        if key in mask:
            del mask[key]
    mask.Width, mask.Height, mask.BitsPerComponent = inked.width, inked.height, 8
    mask.ColorSpace = Name.DeviceGray
    mask.write(inked.alpha, filter=Name.FlateDecode)
