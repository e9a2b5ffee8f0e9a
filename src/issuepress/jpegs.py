"""JPEGs as files: which can go out as they are, and whether they are whole."""

import re
from io import BytesIO
from typing import Final

from PIL import Image

from issuepress.srgb import is_srgb

_SCAN: Final = b"\xff\xda"
_END: Final = b"\xff\xd9"
_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""A marker that can't stand within a scan: neither a sample nor a restart (ITU T.81, B.1.1.2 and B.1.1.5)."""


def is_fit_for_screens(image: Image.Image, content: bytes) -> bool:
    """Tell whether a JPEG can go out as it is: sRGB, of common weight, nothing private in it."""
    if image.format != "JPEG" or image.mode not in {"RGB", "L"} or not is_srgb(image.info.get("icc_profile")):
        return False
    if not all(_is_technical(name, block) for name, block in getattr(image, "applist", ())):
        return False
    # Phones hide films and depth maps behind the end of the picture (EOI, ITU T.81, B.1.1.3).
    whole = content.find(_END, content.find(_SCAN)) == len(content) - len(_END)
    return whole and len(content) <= max(65536, 0.6 * image.width * image.height)


def _is_technical(name: str, block: bytes) -> bool:
    """Tell whether a block of a JPEG only helps to decode it: JFIF without thumbnail, ICC, Adobe."""
    jfif = name == "APP0" and block.startswith(b"JFIF\0") and block[12:14] == b"\0\0"
    return jfif or name == "APP14" or (name == "APP2" and block.startswith(b"ICC_PROFILE\0"))


def prove(image: Image.Image, content: bytes) -> None:
    """Raise what Pillow would raise, if it decoded a JPEG that was opened and is fit for screens.

    What ends its decoder within a scan is a marker out of its place. Where there is none, what stands before
    the scan is all that can be wrong, and decoded without it.
    """
    scan = content.find(_SCAN) + len(_SCAN)
    scan += int.from_bytes(content[scan : scan + 2])
    marker = _MARKER.search(content, scan)
    if marker and marker.start() == len(content) - len(_END):
        image = Image.open(BytesIO(content[:scan] + _END), formats=["JPEG"])
    image.draft("L", (1, 1))  # an eighth of it tells as well whether the file is whole
    image.load()
