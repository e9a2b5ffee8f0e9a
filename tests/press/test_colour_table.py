"""Photographs in ink by a table: within a level of what LittleCMS says, and as smooth."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from issuepress import cache
from issuepress.pdf.press.colour_table import looked_up, table_of
from issuepress.pdf.press.inks import Inks
from issuepress.pdf.press.transforms import most_ink_for, table_for, transform_of
from issuepress.profiles import shipped_profile


@pytest.fixture(scope="module")
def transform() -> ImageCms.ImageCmsTransform:
    return Inks(shipped_profile("fogra39-coated").icc, total_ink=300).transform(None, "RGB")


@pytest.fixture(scope="module")
def table(transform: ImageCms.ImageCmsTransform) -> bytes:
    return table_of(transform.apply)


def _all_pairs(*, upside_down: bool = False) -> Image.Image:
    """Give a picture with every level of red beside every level of green, and many of blue."""
    across = Image.linear_gradient("L")
    up = across.transpose(Image.Transpose.ROTATE_90)
    blue = ImageChops.difference(across, up)
    return Image.merge("RGB", (across, up, ImageChops.invert(blue) if upside_down else blue))


def test_a_table_that_is_kept_is_taken_without_littlecms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    inks = Inks(shipped_profile("fogra39-coated").icc, total_ink=300)
    worked_out = _anew(inks)
    monkeypatch.setattr(ImageCms, "ImageCmsTransform", None)
    assert _anew(inks) == worked_out
    table_for.cache_clear()
    inks.get_ready_for_photographs()
    assert not table_for.cache_info().currsize  # it is there, and nobody has asked for it


def _anew(inks: Inks) -> tuple[bytes, bool]:
    """Ask like a process that has just started."""
    for each in (transform_of, table_for, most_ink_for):
        each.cache_clear()
    return inks.table(None), inks.keep_within(None)


@pytest.mark.parametrize("upside_down", [False, True])
def test_nearly_every_ink_is_within_one_level_of_what_littlecms_says(
    transform: ImageCms.ImageCmsTransform, table: bytes, *, upside_down: bool
) -> None:
    pixels = _all_pairs(upside_down=upside_down)
    off = ImageChops.difference(looked_up(pixels.copy(), table), transform.apply(pixels))
    levels = Counter(off.tobytes())
    assert levels[0] + levels[1] > 0.998 * levels.total()
    assert max(levels) <= 3
    assert max(ImageStat.Stat(off).mean) < 0.5


def test_paper_stays_white_and_black_is_as_black(transform: ImageCms.ImageCmsTransform, table: bytes) -> None:
    pixels = Image.new("RGB", (2, 1), "white")
    pixels.putpixel((1, 0), (0, 0, 0))
    right = transform.apply(pixels).tobytes()
    inked = looked_up(pixels, table)
    assert inked.getpixel((0, 0)) == (0, 0, 0, 0)
    assert inked.tobytes() == right


def test_a_sky_gets_no_steps(table: bytes) -> None:
    sky = Image.merge("RGB", [Image.linear_gradient("L")] * 3).crop((0, 64, 1, 192))
    cyan = looked_up(sky, table).getchannel("C").tobytes()
    assert max(abs(one - other) for one, other in pairwise(cyan)) <= 2


def test_the_rows_of_a_picture_stay_in_their_order(table: bytes) -> None:
    pixels = _all_pairs().resize((3, 101))
    rows = [looked_up(pixels.crop((0, at, 3, at + 1)), table).tobytes() for at in range(101)]
    assert looked_up(pixels, table).tobytes() == b"".join(rows)
