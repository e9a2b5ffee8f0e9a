"""Pictures of the screen PDF: no more pixels than a screen shows, from the layout that print uses too."""

import hashlib
from io import BytesIO
from typing import Final

from PIL import Image

from issuepress.decoding import decoded
from issuepress.raster import bared
from issuepress.scaling import scaled

SCREEN_PPI: Final = 160
"""Pixels to the inch at the placed size: two to the CSS pixel at 80 %, sharp at 166 % on a 96-ppi screen."""
_QUALITY: Final = 80
_WORTH_IT: Final = 1.15
"""How many times too large a picture must be: a second compression costs more than it saves below."""
_FLAT_COLOURS: Final = 65536


def for_screen(
    content: bytes, width: float, height: float, ppi: float = SCREEN_PPI, digest: str = ""
) -> bytes | None:
    """Scale a JPEG or PNG that covers `width` by `height` points down to so many pixels an inch, or leave it.

    A photograph becomes a JPEG of quality 80; flat colour and transparency stay PNG. The same bytes come
    out on each run. `digest` is the SHA-256 of the content, for whoever knows it.
    """
    with Image.open(BytesIO(content)) as image:
        scale = ppi / 72 * max(width / image.width, height / image.height)
        if scale * _WORTH_IT > 1:
            return None
        size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
        is_jpeg = image.format == "JPEG"
        whole = decoded(image, digest or hashlib.sha256(content).hexdigest(), size)
        small = scaled(_plain(whole), size)
    return _encoded(small, is_photo=is_jpeg)


def _plain(image: Image.Image) -> Image.Image:
    """Give a picture whose pixels can be mixed: palettes and single transparent colours can't."""
    if image.mode in {"RGB", "L", "RGBA", "LA", "CMYK"} and "transparency" not in image.info:
        return image
    return image.convert("RGBA" if "transparency" in image.info or image.mode == "PA" else "RGB")


def _encoded(image: Image.Image, *, is_photo: bool) -> bytes:
    bare = bared(image)
    target = BytesIO()
    if bare.mode in {"RGBA", "LA"} or (not is_photo and bare.getcolors(_FLAT_COLOURS) is not None):
        bare.save(target, "PNG", optimize=True)
    else:
        bare.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()
