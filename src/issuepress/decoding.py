"""Decoding: a file from which several pictures are made in a row is decoded once for all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from PIL import Image

_ROOM: Final = 1.5
"""How many times too wide and high a picture may leave its decoder at least: 48 dB beside all its pixels."""

_Held = dict[tuple[str, str, tuple[int, int]], Image.Image]
_held: Final = ContextVar[_Held | None]("_held", default=None)


@contextmanager
def decoded_once() -> Iterator[None]:
    """Inside the block, keep what was decoded last for whoever wants the same in the same size."""
    before = _held.set({})
    try:
        yield
    finally:
        _held.reset(before)


def decoded(image: Image.Image, digest: str, size: tuple[int, int]) -> Image.Image:
    """Give the pixels of a picture that was opened from a file with a digest, to be scaled to a size.

    A JPEG's decoder, which can halve, does so where far more pixels are there than are wanted. Nobody may
    change them. Raises what Pillow's decoders raise on a file that is damaged.
    """
    image.draft(None, (round(_ROOM * size[0]), round(_ROOM * size[1])))
    held = _held.get()
    if held is None:
        image.load()
        return image
    key = digest, image.mode, image.size
    if key not in held:
        held.clear()
        image.load()
        held[key] = image
    return held[key]
