"""Pictures as art departments are sent them, drawn when the tests run.

Each is one that a converter has been seen to get wrong; the stress issue shows them all.
"""

import struct
from collections.abc import Callable
from pathlib import Path

from PIL import ExifTags, Image, ImageCms, ImageDraw

_SIZE = (640, 480)


def draw_pictures(folder: Path) -> None:
    """Draw every picture into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in PICTURES.items():
        draw(folder / name)


def _bars(mode: str, *colours: str | int | tuple[int, ...]) -> Image.Image:
    """Draw upright bars of equal width."""
    image = Image.new(mode, _SIZE)
    width = _SIZE[0] / len(colours)
    for at, colour in enumerate(colours):
        ImageDraw.Draw(image).rectangle((at * width, 0, (at + 1) * width, _SIZE[1]), fill=colour)
    return image


def _ramp() -> Image.Image:
    """Draw a photograph, as far as an encoder can tell: colours that run into one another."""
    red = Image.linear_gradient("L").resize(_SIZE)
    green = red.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    blue = Image.radial_gradient("L").resize(_SIZE)
    return Image.merge("RGB", (red, green, blue))


def _cmyk(path: Path) -> None:
    """Draw four inks; the encoder writes Adobe's marker and turns the values over, as Photoshop does."""
    inks = ((0, 255, 255, 0), (255, 0, 255, 0), (255, 255, 0, 0), (60, 50, 50, 200))
    _bars("CMYK", *inks).resize((1300, 1733)).save(path, "JPEG", quality=90)


def _sixteen_bit(path: Path) -> None:
    rows = b"".join(struct.pack("<H", at * 65535 // 255) * 192 for at in range(256))
    Image.frombytes("I;16", (192, 256), rows).save(path, "PNG")


def _palette(path: Path) -> None:
    bars = _bars("RGB", "#123", "#fc0", "#c30", "#063", "#fff", "#606")
    bars.quantize(16).save(path, "PNG", transparency=4)


def _alpha(path: Path) -> None:
    disc = Image.new("RGBA", (480, 480), (0, 0, 0, 0))
    ImageDraw.Draw(disc).ellipse((20, 20, 460, 460), fill=(32, 90, 110, 255), outline=(0, 0, 0, 90), width=12)
    disc.save(path, "PNG")


def _rotated(path: Path) -> None:
    """Draw an arrow that points up once the picture is turned as its EXIF note says."""
    arrow = Image.new("RGB", (400, 600), "white")
    ImageDraw.Draw(arrow).polygon([(200, 30), (370, 260), (30, 260)], fill="#a33")
    ImageDraw.Draw(arrow).rectangle((150, 260, 250, 570), fill="#a33")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Artist] = "Somebody's private name"
    arrow.transpose(Image.Transpose.ROTATE_90).save(path, "JPEG", exif=exif, quality=90)


def _progressive(path: Path) -> None:
    _bars("RGB", "#204060", "#d0a040", "#405030", "#c05030").save(path, "JPEG", progressive=True, quality=92)


def _wide_gamut(path: Path) -> None:
    _ramp().save(path, "JPEG", icc_profile=wide_profile(), quality=92)


def _portrait(path: Path) -> None:
    """Draw a face in greys, smaller than it will be shown."""
    face = Image.new("L", (90, 110), 200)
    ImageDraw.Draw(face).ellipse((20, 15, 70, 80), fill=120)
    face.save(path, "JPEG", quality=85)


def _animated(path: Path) -> None:
    frames = [Image.new("P", (200, 120), at) for at in (1, 2, 3)]
    for frame in frames:
        frame.putpalette([0, 0, 0, 200, 40, 40, 40, 160, 40, 40, 40, 200])
    frames[0].save(path, "GIF", save_all=True, append_images=frames[1:], duration=100, loop=0)


def _web(path: Path) -> None:
    _ramp().save(path, "WEBP", quality=80)


def _scan(path: Path) -> None:
    _bars("1", *(0, 255) * 20).save(path, "TIFF", compression="group4", dpi=(600, 600))


def wide_profile() -> bytes:
    """Make a profile with primaries far outside sRGB: that of sRGB, its colorants set anew.

    The tag table follows the header of 128 bytes (ICC.1:2022, 7.3); colorants are XYZ in s15Fixed16.
    """
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    wide = {
        b"rXYZ": (0.60974, 0.31111, 0.01947),
        b"gXYZ": (0.20528, 0.62567, 0.06087),
        b"bXYZ": (0.14919, 0.06322, 0.74457),
    }
    for at in range(struct.unpack_from(">I", profile, 128)[0]):
        name, offset, _ = struct.unpack_from(">4sII", profile, 132 + 12 * at)
        if name in wide:
            struct.pack_into(">3i", profile, offset + 8, *(round(value * 65536) for value in wide[name]))
    return bytes(profile)


PICTURES: dict[str, Callable[[Path], None]] = {
    "cmyk-adobe.jpg": _cmyk,
    "sixteen-bit.png": _sixteen_bit,
    "palette.png": _palette,
    "alpha.png": _alpha,
    "rotated.jpg": _rotated,
    "progressive.jpg": _progressive,
    "wide-gamut.jpg": _wide_gamut,
    "portrait.jpg": _portrait,
    "animated.gif": _animated,
    "photograph.webp": _web,
    "scan.tif": _scan,
}
"""What draws each picture, by its name in the issue's folder `pictures`."""
