"""Pictures of the screen PDF have the pixels that a screen shows, and print keeps its own."""

from io import BytesIO

import pikepdf
from PIL import Image

from conftest import Built
from issuepress.pdf.screen.pictures import SCREEN_PPI, for_screen
from screen.conftest import alpha, photograph


def _opened(content: bytes | None) -> Image.Image:
    assert content is not None
    return Image.open(BytesIO(content))


def test_a_photograph_is_scaled_to_its_place() -> None:
    small = _opened(for_screen(photograph(), 360, 270))
    assert (small.format, small.size) == ("JPEG", (5 * SCREEN_PPI, round(3.75 * SCREEN_PPI)))


def test_a_picture_cropped_by_its_place_keeps_its_shape() -> None:
    assert _opened(for_screen(photograph(), 72, 144)).size == (427, 320)


def test_transparency_stays() -> None:
    small = _opened(for_screen(alpha(), 72, 48))
    assert (small.format, small.mode, small.size) == ("PNG", "RGBA", (160, 107))


def test_a_picture_that_is_small_already_is_left_alone() -> None:
    assert for_screen(alpha(), 288, 192) is None
    assert for_screen(photograph(), 1200, 900) is None


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert for_screen(photograph(), 360, 270) == for_screen(photograph(), 360, 270)


def test_no_picture_of_the_file_is_larger_than_its_place_or_interpolated(nasty: Built) -> None:
    with pikepdf.open(nasty.output("-screen.pdf")) as pdf:
        pictures = [each for each in pdf.objects if isinstance(each, pikepdf.Stream) and "/Width" in each]
        assert pictures
        assert max(int(picture.Width) for picture in pictures) <= 9 * SCREEN_PPI  # whichever side it is for
        assert not any(picture.get("/Interpolate") for picture in pictures)


def test_the_sample_is_small_enough_to_mail(sample: Built) -> None:
    assert sample.output("-screen.pdf").stat().st_size < 1_000_000
