"""Which Pango sets the text: its line breaks are its own in each version."""

import ctypes
from contextlib import suppress
from functools import cache

_NAMES = ("libpango-1.0-0", "libpango-1.0.so.0", "libpango-1.0.dylib")
"""The library's names, as WeasyPrint looks for it."""


@cache
def pango_version() -> str:
    """Give Pango's version, without the engine, which is slow to import."""
    for name in _NAMES:
        with suppress(OSError):
            library = ctypes.CDLL(name)
            library.pango_version_string.restype = ctypes.c_char_p
            return str(library.pango_version_string().decode())
    from weasyprint.text.ffi import pango  # noqa: PLC0415 - it knows more places to look

    return str(pango.pango_version())
