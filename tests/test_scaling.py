"""Pictures with fewer pixels: the same picture, whoever scales it."""

from typing import NoReturn

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from issuepress import scaling

_WIDE = (1500, 900)


def _photograph(mode: str) -> Image.Image:
    """Give a large picture with soft and sharp edges in it, which no half of a pixel may move."""
    bands = [
        Image.radial_gradient("L").rotate(90 * turn).resize(_WIDE)
        for turn in range(len(Image.new(mode, (1, 1)).getbands()))
    ]
    picture = Image.merge(mode, bands) if len(bands) > 1 else bands[0]
    pen = ImageDraw.Draw(picture)
    for at in range(0, 900, 60):
        pen.line((at, 0, at + 300, 899), fill=0 if mode == "L" else (0,) * len(bands), width=5)
    return picture


def _pillows(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    return picture.resize(size, Image.Resampling.BICUBIC)


def _refused(*_: object) -> NoReturn:
    raise AssertionError


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("size", [(1000, 600), (701, 421), (400, 240)])
def test_a_large_picture_is_scaled_as_pillow_would_do_it(mode: str, size: tuple[int, int]) -> None:
    picture = _photograph(mode)
    small = scaling.scaled(picture, size)
    assert (small.mode, small.size) == (mode, size)
    off = max(ImageStat.Stat(ImageChops.difference(small, _pillows(picture, size))).rms)
    moved = _photograph(mode).transform(
        picture.size, Image.Transform.AFFINE, (1, 0, 0.5, 0, 1, 0), Image.Resampling.BICUBIC
    )
    shifted = max(ImageStat.Stat(ImageChops.difference(_pillows(moved, size), _pillows(picture, size))).rms)
    assert off < 1 < shifted


def test_a_picture_scaled_twice_is_the_same_picture() -> None:
    first, second = (scaling.scaled(_photograph("RGB"), (640, 384)).tobytes() for _ in range(2))
    assert first == second


def test_sizes_that_do_not_divide_are_kept_to() -> None:
    picture = Image.new("RGB", (2311, 911), "teal")
    for size in ((2310, 1), (1, 910), (1733, 683), (7, 5)):
        assert scaling.scaled(picture, size).getcolors() == [(size[0] * size[1], (0, 128, 128))]


def test_what_cannot_be_seen_is_not_mixed_into_what_can() -> None:
    picture = Image.new("RGBA", (1200, 1000), (255, 0, 0, 255))
    picture.paste((0, 255, 0, 0), (0, 0, 601, 1000))
    edge = scaling.scaled(picture, (120, 100)).crop((60, 50, 61, 51))
    (red, green, _, alpha) = edge.tobytes()
    assert 0 < alpha < 255
    assert (red, green) == (255, 0)


def test_libvips_is_not_imported_for_a_small_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaling, "_by_libvips", _refused)
    assert scaling.scaled(Image.new("RGB", (1000, 1000)), (500, 500)).size == (500, 500)
