"""Decoding: a file from which several pictures are made in a row is decoded once for all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from PIL import Image

_ROOM: Final = 1.5
"""How many times too wide and high a picture may leave its decoder at least: 48 dB beside all its pixels."""

_Key = tuple[str, str, tuple[int, int]]
"""The digest of a file, and in which mode and size its picture left the decoder."""


@dataclass(slots=True)
class _Held:
    """What was decoded last."""

    key: _Key | None = None
    image: Image.Image | None = None
    whole: bool = False
    """Whether all its pixels were decoded."""


_held: Final = ContextVar[_Held | None]("_held", default=None)


@contextmanager
def decoded_once() -> Iterator[None]:
    """Inside the block, keep what was decoded last for whoever wants the same in the same size."""
    before = _held.set(_Held())
    try:
        yield
    finally:
        _held.reset(before)


def decoded(image: Image.Image, digest: str, size: tuple[int, int]) -> Image.Image:
    """Give the pixels of a picture that was opened from a file with a digest, to be scaled to a size.

    A JPEG's decoder, which can halve, does so where far more pixels are there than are wanted. Nobody may
    change them. Raises what Pillow's decoders raise on a file that is damaged.
    """
    all_of_it = image.size
    image.draft(None, (round(_ROOM * size[0]), round(_ROOM * size[1])))
    held = _held.get()
    if held is None:
        image.load()
        return image
    key = digest, image.mode, image.size
    if held.key != key or held.image is None:
        held.key = held.image = None
        image.load()
        held.key, held.image, held.whole = key, image, image.size == all_of_it
    return held.image


def is_at_hand(digest: str, mode: str) -> bool:
    """Tell whether all pixels of a file's picture are kept, in one of Pillow's modes."""
    held = _held.get()
    return held is not None and held.key is not None and held.key[:2] == (digest, mode) and held.whole


def taken(image: Image.Image, digest: str) -> Image.Image:
    """Give all pixels of a picture like `decoded`, for good: who takes them may change them."""
    held = _held.get()
    if held is not None and held.image is not None and held.key == (digest, image.mode, image.size):
        pixels, held.key, held.image = held.image, None, None
        return pixels
    image.load()
    return image
