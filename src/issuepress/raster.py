"""Pixels: what is done to a raster picture on its way to a screen.

Only `issuepress.pictures` calls what is here, and only for what is not kept: Pillow is slow to import.
"""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import ExifTags, Image, ImageFile

from issuepress import jpegs, srgb
from issuepress.cache import file_digest
from issuepress.decoding import decoded, taken
from issuepress.pictures import FORMATS, Look, Original, PictureError, Prepared
from issuepress.scaling import scaled
from issuepress.srgb import in_srgb, narrowed, opaque, turned_over

_READ: Final = ("JPEG", "PNG", "GIF", "WEBP", "TIFF")
_NAMES: Final = {"MPO": "JPEG", "WEBP": "WebP"}
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture upright, by its EXIF orientation (Exif 2.32, 4.6.4)."""

_ON_ITS_SIDE: Final = 5
"""From this orientation on, the rows of the sensor are the columns of the picture."""

_MOST_PIXELS: Final = 250_000_000
"""More than any camera back delivers: a header that promises more is a mistake or an attack."""

_NO_LIMIT: Final = 1 << 30
_BROKEN: Final = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, IndexError, KeyError, TypeError,
    OverflowError, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
"""What Pillow's decoders raise on files that are truncated, garbled or built to do harm."""

# Pillow's own limit would warn on standard error about pictures that are merely large.
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS


def look(source: Path) -> Look:
    """Read what a picture's header says, without decoding it; see `issuepress.pictures.inspect`."""
    with _open(source) as image:
        width, height = image.size
        on_its_side = _orientation(image) >= _ON_ITS_SIDE
        colour = srgb.remark(image.mode, image.info.get("icc_profile"))
        note = "; ".join(filter(None, (_note_of_frames(image), colour))) or None
        return Look(*((height, width) if on_its_side else (width, height)), note)


def prepare(source: Path, widest: int | None, highest: int | None) -> Prepared:
    """Make a picture fit for screens; see `issuepress.pictures.prepare`."""
    with _open(source) as image:
        try:
            return _prepared(image, source, widest or _NO_LIMIT, highest or _NO_LIMIT)
        except _BROKEN as error:
            raise PictureError(f"the picture is damaged or cut short ({_reason(error)})") from error


def original(source: Path) -> Original:
    """Give a picture's own pixels for the press; see `issuepress.pictures.original`."""
    with _open(source) as image:
        try:
            turn, profile = _orientation(image), image.info.get("icc_profile")
            from_jpeg, adobe = image.format in FORMATS[".jpg"], "adobe" in image.info
            pixels = _plain(taken(image, file_digest(source)))
            upright = pixels.transpose(_UPRIGHT[turn]) if turn in _UPRIGHT else pixels
            shown = turned_over(upright, adobe=adobe) if from_jpeg else upright
            alpha = shown.getchannel("A") if "A" in shown.getbands() else None
            return Original(opaque(shown), profile, alpha)
        except _BROKEN as error:
            raise PictureError(f"the picture is damaged or cut short ({_reason(error)})") from error


def _prepared(image: Image.Image, source: Path, widest: int, highest: int) -> Prepared:
    turn = _orientation(image)
    box = (highest, widest) if turn >= _ON_ITS_SIDE else (widest, highest)
    if _fits(image, box) and jpegs.is_fit_for_screens(image, content := source.read_bytes()):
        jpegs.prove(image, content)
        return Prepared(content, "image/jpeg", *image.size)
    profile, still = image.info.get("icc_profile"), _note_of_frames(image)
    from_jpeg, adobe = image.format in FORMATS[".jpg"], "adobe" in image.info
    small = _scaled(image, box, file_digest(source))
    upright = small.transpose(_UPRIGHT[turn]) if turn in _UPRIGHT else small
    shown, guess = in_srgb(turned_over(upright, adobe=adobe) if from_jpeg else upright, profile)
    content, media_type = _encoded(_without_idle_alpha(shown), try_flat=not from_jpeg)
    return Prepared(content, media_type, *shown.size, note="; ".join(filter(None, (still, guess))) or None)


def _open(source: Path) -> Image.Image:
    suffix = source.suffix.lower()
    if suffix not in FORMATS:
        takes = "take JPEG, PNG, TIFF, WebP, GIF or SVG"
        raise PictureError(f"'{suffix or source.name}' is not a kind of picture that can be used: {takes}")
    too_large = f"the picture has more than {_MOST_PIXELS // 1_000_000} million pixels"
    # WeasyPrint, imported at any time, makes Pillow take pictures that are cut short, for the whole program.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image = Image.open(source, formats=_READ)
    except Image.DecompressionBombError as error:
        raise PictureError(too_large) from error
    except _BROKEN as error:
        raise PictureError("the file is not a picture, or its beginning is damaged") from error
    found = image.format or ""
    if image.width * image.height > _MOST_PIXELS or found not in FORMATS[suffix]:
        image.close()
        mislabelled = f"the file's name ends in {suffix} but it is a {_NAMES.get(found, found)}"
        raise PictureError(mislabelled if found not in FORMATS[suffix] else too_large)
    return image


def _reason(error: BaseException) -> str:
    return str(error).partition("\n")[0].rstrip(".") or type(error).__name__


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except _BROKEN:  # a garbled EXIF block says nothing about the picture
        return 1


def _note_of_frames(image: Image.Image) -> str | None:
    if not getattr(image, "is_animated", False) or image.format == "MPO":
        return None
    several = image.format == "TIFF"
    pages, film = (
        "the file holds several pages; only the first",
        "the picture is animated; only its first frame",
    )
    return f"{pages if several else film} is used"


def _fits(image: Image.Image, box: tuple[int, int]) -> bool:
    return image.width <= box[0] and image.height <= box[1]


def _scaled(image: Image.Image, box: tuple[int, int], digest: str) -> Image.Image:
    """Scale before the colour is converted: fewer pixels to convert."""
    share = min(1.0, *(most / pixels for most, pixels in zip(box, image.size, strict=True)))
    size = max(1, round(image.width * share)), max(1, round(image.height * share))
    plain = _plain(decoded(image, digest, size))
    return plain if plain.size == size else scaled(plain, size)


def _plain(image: Image.Image) -> Image.Image:
    """Give a picture whose pixels can be mixed, of 8 bits a sample."""
    if "transparency" in image.info or image.mode == "PA":
        return image.convert("RGBA")  # for a PNG, one colour or a palette's alpha (PNG 3rd ed., 11.3.1.1)
    if image.mode in {"P", "1"}:
        return image.convert("RGB" if image.mode == "P" else "L")  # the mean of two palette entries is none
    return narrowed(image)


def _without_idle_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image


def _encoded(image: Image.Image, *, try_flat: bool) -> tuple[bytes, str]:
    bare = bared(image)
    if bare.mode == "RGBA":
        return _saved(bare, "PNG", optimize=True), "image/png"
    photo = _saved(bare, "JPEG", quality=85, optimize=True, subsampling="4:2:0")
    if try_flat and bare.getcolors(65536) is not None:
        flat = _saved(bare, "PNG", optimize=True)
        if len(flat) <= len(photo):
            return flat, "image/png"
    return photo, "image/jpeg"


def bared(image: Image.Image) -> Image.Image:
    """Give a picture without EXIF, XMP and text, which would be written with it."""
    if not image.info:
        return image
    bare = image.copy()
    bare.info = {}
    return bare


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()
