"""Samples: the pixels of a picture where Pillow has them, for libraries that would else be given a copy.

Pillow shows them by Arrow's interface for C, of which this reads as much as it needs.
"""

import ctypes
from typing import Final

from PIL import Image

_BLOCK: Final = 1 << 30
"""Pillow shows only what it has in one piece; it would have pieces of 16 MB."""
RAW: Final = {"RGB": "RGBX", "CMYK": "CMYK"}
"""The modes whose samples can be shown, with Pillow's name for the four bytes that a pixel has there."""

# It takes for each picture what that needs, however large a piece may be.
Image.core.set_block_size(_BLOCK)  # type: ignore[attr-defined] # Pillow's module in C


class _Array(ctypes.Structure):
    """The structure ArrowArray (Arrow columnar format, The C data interface)."""


_Array._fields_ = [
    *((name, ctypes.c_int64) for name in ("length", "nulls", "offset", "buffer_count", "child_count")),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    *((name, ctypes.c_void_p) for name in ("dictionary", "release", "own")),
]

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, (ctypes.py_object, ctypes.c_char_p)


def samples(pixels: Image.Image) -> memoryview:
    """Give the samples of a picture in RGB or CMYK, four bytes a pixel, row by row from the top.

    Who changes them changes the picture. Where Pillow can't show them it is a copy.
    """
    try:
        _, held = pixels.__arrow_c_array__()
    except ValueError:  # made by an allocator of another size
        return memoryview(bytearray(pixels.tobytes("raw", RAW[pixels.mode])))
    array = _Array.from_address(_pointer(held, b"arrow_array")).children[0][0]
    place = array.buffers[1] + array.offset
    shown = (ctypes.c_char * (4 * pixels.width * pixels.height)).from_address(place)
    shown.held = held  # type: ignore[attr-defined] # as long as somebody looks, the picture stays
    return memoryview(shown).cast("B")
