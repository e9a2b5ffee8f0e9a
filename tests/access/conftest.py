"""The same EPUBs that the reading engines show."""

from reading.conftest import books

__all__ = ["books"]
