"""Colour on its way to a screen: any picture becomes sRGB by the profile embedded in it."""

from io import BytesIO
from typing import Final

from PIL import Image, ImageChops, ImageCms

GUESSED: Final = "the picture is CMYK without a usable colour profile; its colours are a guess"
IGNORED: Final = "the picture's colour profile can't be used; its colours are taken as sRGB"
_SPACES: Final = {"RGB": "RGB ", "L": "GRAY", "CMYK": "CMYK", "LAB": "Lab "}
"""The signature of the colour space that a profile must have for a mode (ICC.1:2022, table 19)."""

_SIMPLE: Final = {"RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB", "La": "LA", "RGBa": "RGBA"}
_ALPHA: Final = {"LA": "L", "RGBA": "RGB"}


def is_srgb(profile: bytes | None) -> bool:
    """Tell whether an embedded profile, or its absence, means sRGB."""
    if not profile:
        return True
    read = _read(profile)
    return read is not None and "sRGB" in ImageCms.getProfileDescription(read)


def in_srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, str | None]:
    """Convert a picture of 8 bits a sample to L, RGB or RGBA, and say so when its colours are a guess.

    Relative colorimetric with black-point compensation: white stays white and shadows stay open.
    Raises KeyError for a mode that no picture file has.
    """
    image = image.convert(_SIMPLE[image.mode]) if image.mode in _SIMPLE else image
    if image.mode not in _ALPHA:
        return _opaque_in_srgb(image, profile)
    alpha = image.getchannel("A")
    shown, note = _opaque_in_srgb(image.convert(_ALPHA[image.mode]), profile)
    shown = shown.convert("RGB")
    shown.putalpha(alpha)
    return shown, note


def remark(mode: str, profile: bytes | None) -> str | None:
    """Foretell from a file's header, without its pixels, whether `in_srgb` will have to guess."""
    if mode == "LAB":
        return None
    base = _ALPHA.get(_SIMPLE.get(mode, mode), mode)
    space = _SPACES.get("L" if base == "1" or base.startswith("I") else base, _SPACES["RGB"])
    read = _read(profile) if profile else None
    if read and read.profile.xcolor_space == space:
        return None
    return GUESSED if base == "CMYK" else IGNORED if profile else None


def opaque(image: Image.Image) -> Image.Image:
    """Leave out the alpha of a picture and bring rare modes to L, RGB, CMYK or LAB."""
    image = image.convert(_SIMPLE[image.mode]) if image.mode in _SIMPLE else image
    return image.convert(_ALPHA[image.mode]) if image.mode in _ALPHA else image


def turned_over(image: Image.Image, *, adobe: bool) -> Image.Image:
    """Right the values of a CMYK JPEG that no Adobe program wrote.

    Adobe stores CMYK upside down and marks the file as its own (Technical Note 5116, APP14); Pillow
    takes every CMYK JPEG for one of Adobe's.
    """
    return image if adobe or image.mode != "CMYK" else ImageChops.invert(image)


def narrowed(image: Image.Image) -> Image.Image:
    """Bring 16-bit grey to 8 bits; Pillow's own conversion clips instead.

    Raises ValueError for 32 bits a sample, whose white is anyone's guess.
    """
    if image.mode in {"I", "F"}:
        raise ValueError("32 bits a sample; save it with 8 or 16")
    if not image.mode.startswith("I;16"):
        return image
    return image.convert("I").point(lambda level: level * (1 / 257) + 0.5).convert("L")


def _opaque_in_srgb(image: Image.Image, raw: bytes | None) -> tuple[Image.Image, str | None]:
    if image.mode == "LAB":
        profile: ImageCms.ImageCmsProfile | None = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    else:
        profile = _read(raw) if raw else None
    if profile and profile.profile.xcolor_space == _SPACES[image.mode]:
        try:
            return _by_profile(image, profile), None
        except ImageCms.PyCMSError:
            pass  # a profile may parse and yet hold no usable transform
    if image.mode == "CMYK":
        return image.convert("RGB"), GUESSED
    return image, IGNORED if raw else None


def _by_profile(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    if image.mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(profile):
        return image
    shown = ImageCms.profileToProfile(
        image,
        profile,
        ImageCms.createProfile("sRGB"),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    assert shown is not None  # noqa: S101 - None comes only with inPlace
    return shown.convert("L") if image.mode == "L" else shown


def _read(raw: bytes) -> ImageCms.ImageCmsProfile | None:
    try:
        return ImageCms.ImageCmsProfile(BytesIO(raw))
    except (OSError, ImageCms.PyCMSError):
        return None
