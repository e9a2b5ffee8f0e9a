"""Samples: what other libraries see of a picture is the picture itself."""

import gc

import pytest
from PIL import Image

from issuepress.samples import RAW, samples


def _picture(mode: str, size: tuple[int, int]) -> Image.Image:
    bands = [Image.radial_gradient("L").rotate(60 * turn).resize(size) for turn in range(len(mode))]
    return Image.merge(mode, bands)


@pytest.mark.parametrize("mode", RAW)
@pytest.mark.parametrize("size", [(7, 5), (2400, 2000)])
def test_samples_stand_row_by_row_as_pillow_would_give_them(mode: str, size: tuple[int, int]) -> None:
    picture = _picture(mode, size)
    assert bytes(samples(picture)) == picture.tobytes("raw", RAW[mode])


def test_who_changes_the_samples_of_a_picture_changes_the_picture() -> None:
    picture = _picture("RGB", (2400, 2000))  # more than one of Pillow's usual pieces
    samples(picture)[4:7] = b"ink"
    assert picture.getpixel((1, 0)) == tuple(b"ink")


def test_samples_stay_when_nobody_knows_the_picture_any_more() -> None:
    picture = _picture("CMYK", (300, 200))
    shown, given = samples(picture), picture.tobytes()
    del picture
    gc.collect()
    others = [Image.new("CMYK", (300, 200), "black") for _ in range(9)]
    assert bytes(shown) == given
    assert others


def test_a_picture_that_lies_in_pieces_is_copied() -> None:
    core = Image.core  # type: ignore[attr-defined] # Pillow's module in C
    before = core.get_block_size()
    core.set_block_size(1 << 20)
    try:
        picture = _picture("RGB", (2000, 400))
    finally:
        core.set_block_size(before)
    shown = samples(picture)
    assert bytes(shown) == picture.tobytes("raw", "RGBX")
    shown[0] ^= 255
    assert bytes(shown) != picture.tobytes("raw", "RGBX")
