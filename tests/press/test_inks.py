"""Colour on its way to ink, for both printing conditions that come with issuepress."""

from itertools import pairwise

import pytest
from PIL import ImageCms

from issuepress.builds import theme_builds
from issuepress.errors import OutputError, ThemeError
from issuepress.pdf.press.inks import Inks, mask_level
from issuepress.pdf.press.total_ink import keeps_within, most_ink
from issuepress.profiles import profile_names, shipped_profile


@pytest.fixture(params=profile_names())
def inks(request: pytest.FixtureRequest) -> Inks:
    profile = shipped_profile(request.param)
    return Inks(
        profile.icc, total_ink=profile.limits.total_ink, builds={(176, 69, 31): (0, 0.77, 0.92, 0.28)}
    )


def test_black_is_black_ink_and_white_is_paper(inks: Inks) -> None:
    assert inks.rgb(0, 0, 0) == (0, 0, 0, 1)
    assert inks.rgb(1, 1, 1) == (0, 0, 0, 0)


def test_greys_are_black_ink_alone_and_as_light_as_on_screen(inks: Inks) -> None:
    tints = [inks.grey(level / 10) for level in range(11)]
    assert all(tint[:3] == (0, 0, 0) for tint in tints)
    blacks = [tint[3] for tint in tints]
    assert blacks == sorted(blacks, reverse=True)
    assert 0.55 < inks.grey(0.5)[3] < 0.68  # a grey of L* 53 is no tint of 50 per cent


def test_a_stated_build_is_taken_as_it_is(inks: Inks) -> None:
    assert inks.rgb(176 / 255, 69 / 255, 31 / 255) == (0, 0.77, 0.92, 0.28)


def test_other_colours_go_through_the_profile(inks: Inks) -> None:
    red = inks.rgb(1, 0, 0)
    assert red[0] < 0.1
    assert min(red[1:3]) > 0.9
    assert red[3] < 0.1


def test_no_colour_exceeds_the_limit_of_total_ink(inks: Inks) -> None:
    steps = [level / 8 for level in range(9)]
    most = max(sum(inks.rgb(r, g, b)) for r in steps for g in steps for b in steps)
    assert most <= 3.2
    assert sum(inks.limited((1, 1, 1, 1))) <= 3.2
    assert inks.limited((1, 1, 1, 1))[3] == 1
    assert inks.limited((1, 1, 0, 1)) == (1, 1, 0, 1)


def test_a_transform_is_known_to_keep_within_a_limit_or_not(inks: Inks) -> None:
    most = most_ink(inks.transform(None, "RGB"))
    assert keeps_within(most, 3.2)
    assert not keeps_within(most, 2.4)


def test_a_blend_has_exact_ends_and_no_step_between(inks: Inks) -> None:
    red, green, blue = 176 / 255, 69 / 255, 31 / 255
    ramp = inks.ramp([(red * at / 64, green * at / 64, blue * at / 64) for at in range(65)])
    assert ramp[0] == pytest.approx((0, 0, 0, 1))
    assert ramp[-1] == pytest.approx((0, 0.77, 0.92, 0.28))
    assert max(abs(a - b) for one, two in pairwise(ramp) for a, b in zip(one, two, strict=True)) < 0.06


def test_a_blend_of_greys_stays_in_black_ink(inks: Inks) -> None:
    assert all(build[:3] == (0, 0, 0) for build in inks.ramp([(at / 9,) * 3 for at in range(10)]))


def test_colours_beyond_the_screen_are_taken_from_their_own_space(inks: Inks) -> None:
    assert inks.lab(50, 0, 0)[:3] == (0, 0, 0)
    cyan = inks.lab(60, -40, -45)
    assert cyan[0] > 0.8
    assert cyan[2] < 0.25
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert inks.by_profile(srgb, (1, 0, 0)) == pytest.approx(inks.rgb(1, 0, 0), abs=0.02)


def test_a_mask_keeps_its_luminosity() -> None:
    assert mask_level((0.25,)) == 0.25
    assert mask_level((1, 1, 1)) == pytest.approx(1)
    assert mask_level((0, 0, 0, 0.4)) == pytest.approx(0.6)


def test_a_profile_that_is_none_is_refused() -> None:
    with pytest.raises(OutputError, match="print profile can't be used"):
        Inks(b"no profile", total_ink=300)


def test_a_build_stands_beside_its_colour() -> None:
    sheet = """:root { --accent: #8a3324; --accent-build: device-cmyk(0% 80% 85% 45%); }
    :root { --accent: rgb(176 69 31); --accent-build: device-cmyk(0 0.77 0.92 0.28); --tint: #fff; }"""
    assert theme_builds(sheet) == {(138, 51, 36): (0, 0.8, 0.85, 0.45), (176, 69, 31): (0, 0.77, 0.92, 0.28)}


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (":root { --accent-build: device-cmyk(0 0 0 1); }", "no colour --accent in the same rule"),
        (":root { --accent: black; --accent-build: #000; }", "--accent-build is no build"),
    ],
)
def test_a_build_that_means_nothing_is_refused(rule: str, fault: str) -> None:
    with pytest.raises(ThemeError, match=fault):
        theme_builds(rule)
