"""Inks: every colour becomes a build of cyan, magenta, yellow and black for one printing condition."""

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import Final

from PIL import Image, ImageCms

from issuepress.builds import Build, Rgb, Spot
from issuepress.errors import OutputError
from issuepress.pdf.press.total_ink import keeps_within
from issuepress.pdf.press.transforms import (
    FOR_COLOURS,
    FOR_PICTURES,
    RELATIVE,
    SRGB,
    have_table,
    most_ink_for,
    table_for,
    transform_of,
)

PAPER: Final[Build] = (0.0, 0.0, 0.0, 0.0)
BLACK: Final[Build] = (0.0, 0.0, 0.0, 1.0)
_LUMA: Final = (0.3, 0.59, 0.11)
"""Red, green and blue in the luminosity of a soft mask (PDF 2.0, 10.4.2)."""


class Inks:
    """The conversion to one output profile: relative colorimetric with black-point compensation.

    Spot colours that are printed stay what they are. Exact builds come first; neutral colours become black
    ink alone, as light as they are on screen; all others go through the profile. No build exceeds the limit
    of total ink.
    """

    def __init__(
        self,
        icc: bytes,
        *,
        total_ink: float,
        builds: Mapping[Rgb, Build] | None = None,
        spots: Mapping[Rgb, Spot] | None = None,
    ) -> None:
        """Open the profile; `total_ink` is in per cent of one ink, `spots` are those that are printed.

        Raises OutputError when LittleCMS can't read it.
        """
        self.icc = icc
        self.total_ink = total_ink / 100
        self._builds, self._spots = dict(builds or {}), dict(spots or {})
        try:
            self._profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
            self._from_srgb = self._for_colours(None, "RGB")
        except (OSError, TypeError, ValueError) as error:
            raise OutputError(f"the print profile can't be used: {error}") from error

    def transform(self, profile: bytes | None, mode: str) -> ImageCms.ImageCmsTransform:
        """Make the transform to ink of pictures with a profile, or of sRGB; the mode is Pillow's.

        Raises OSError or ValueError when the profile is of another mode.
        """
        return transform_of(self.icc, profile, mode, FOR_PICTURES)

    def get_ready_for_photographs(self) -> None:
        """Have the table kept that most photographs want, those in sRGB."""
        have_table(self.icc, None)

    def table(self, profile: bytes | None) -> bytes:
        """Give the table of what pixels in RGB become, in a profile or in sRGB; see `colour_table`.

        Raises OSError or ValueError like `transform`.
        """
        return table_for(self.icc, profile)

    def keep_within(self, profile: bytes | None) -> bool:
        """Tell whether no colour of RGB, in a profile or in sRGB, comes near the limit of total ink.

        Raises OSError or ValueError like `transform`.
        """
        return keeps_within(most_ink_for(self.icc, profile), self.total_ink)

    @property
    def digest(self) -> str:
        """A digest of the profile."""
        return _digest(self.icc)

    def _for_colours(self, profile: bytes | None, mode: str) -> ImageCms.ImageCmsTransform:
        return transform_of(self.icc, profile, mode, FOR_COLOURS)

    def spot(self, parts: Sequence[float]) -> Spot | None:
        """Tell whether a colour of sRGB, each part from 0 to 1, is printed in an ink of its own."""
        if not self._spots:
            return None
        red, green, blue = _eight_bits(parts)
        return self._spots.get((red, green, blue))

    def is_printed(self, spot: str) -> bool:
        """Tell whether there is a plate for a spot colour."""
        return any(spot == known.name for known in self._spots.values())

    def full_tone(self, spot: Spot) -> Build:
        """Give the build that stands for all of a spot colour where there is no plate for it."""
        red, green, blue = (part / 255 for part in spot.full)
        return self.rgb(red, green, blue)

    @cache  # noqa: B019 - as long-lived as the one file that is written with it
    def rgb(self, red: float, green: float, blue: float) -> Build:
        """Give the build of an sRGB colour, each part from 0 to 1, in whole per cent of ink."""
        colour = _eight_bits((red, green, blue))
        if colour in self._builds:
            return self.limited(self._builds[colour])
        if len(set(colour)) == 1:
            return self.grey(colour[0] / 255)
        return self.limited(_rounded(self._convert("RGB", [colour], self._from_srgb)[0]))

    def ramp(self, colours: Sequence[tuple[float, float, float]]) -> list[Build]:
        """Give the builds of a gradient in sRGB: its ends exactly, what lies between without a step.

        Between the ends the profile decides; how far an end differs from what the profile would say is
        taken along, less and less towards the other end.
        """
        if all(len(set(_eight_bits(colour))) == 1 for colour in colours):
            return [self.grey(colour[0]) for colour in colours]
        through = self._convert("RGB", [_eight_bits(colour) for colour in colours], self._from_srgb)
        first, last = self.rgb(*colours[0]), self.rgb(*colours[-1])
        steps = max(1, len(colours) - 1)
        return [
            self.limited(_bent(build, at / steps, (through[0], first), (through[-1], last)))
            for at, build in enumerate(through)
        ]

    def grey(self, level: float) -> Build:
        """Give the tint of black ink that is as light as a grey of sRGB, from 0 (black) to 1."""
        exact = self.grey_table[_eight_bits((level,))[0]]
        return (0.0, 0.0, 0.0, round(exact / 255, 2))

    @cached_property
    def grey_table(self) -> tuple[int, ...]:
        """Give the black ink, 0 to 255, for each of the 256 greys of sRGB, white being paper."""
        light = self._lightness_of_black
        tints = [next(k for k in range(256) if light[k] <= _linear(grey / 255)) for grey in range(256)]
        return (255, *tints[1:-1], 0)

    @cached_property
    def _lightness_of_black(self) -> list[float]:
        """Measure how light each tint of black is, full black as 0: the press's black is the screen's."""
        strip = Image.frombytes("CMYK", (256, 1), bytes(part for k in range(256) for part in (0, 0, 0, k)))
        back = ImageCms.buildTransform(self._profile, SRGB, "CMYK", "RGB", RELATIVE, flags=FOR_COLOURS)
        shown = ImageCms.applyTransform(strip, back)
        assert shown is not None  # noqa: S101 - None comes only with inPlace
        raw = shown.tobytes()
        light = [sum(_linear(part / 255) for part in raw[at : at + 3]) / 3 for at in range(0, len(raw), 3)]
        falling = [min(light[: k + 1]) for k in range(256)]
        paper, black = falling[0], falling[-1]
        return [(value - black) / (paper - black) for value in falling]

    def lab(self, lightness: float, a: float, b: float) -> Build:
        """Give the build of a CIELAB colour, its white the paper's."""
        if abs(a) < 0.5 and abs(b) < 0.5:
            return self.grey(_from_linear(_luminance(lightness)))
        sample = (_eight_bits((lightness / 100,))[0], round(a) & 255, round(b) & 255)
        return self.limited(_rounded(self._convert("LAB", [sample], self._for_colours(None, "LAB"))[0]))

    def by_profile(self, profile: bytes, parts: Sequence[float]) -> Build:
        """Give the build of a colour in the space of an ICC profile of one, three or four parts."""
        if len(parts) == 1:
            return self.grey(parts[0])
        mode = {3: "RGB", 4: "CMYK"}[len(parts)]
        transform = self._for_colours(profile, mode)
        return self.limited(_rounded(self._convert(mode, [_eight_bits(parts)], transform)[0]))

    def limited(self, build: Build) -> Build:
        """Take back the three coloured inks in proportion until the limit of total ink holds."""
        total = sum(build)
        if total <= self.total_ink:
            return build
        cyan, magenta, yellow, black = build
        share = max(0.0, self.total_ink - black) / (total - black)
        return (_floor(cyan * share), _floor(magenta * share), _floor(yellow * share), black)

    @staticmethod
    def _convert(
        mode: str, colours: Sequence[tuple[int, ...]], transform: ImageCms.ImageCmsTransform
    ) -> list[Build]:
        strip = Image.frombytes(mode, (len(colours), 1), bytes(part for colour in colours for part in colour))
        inked = ImageCms.applyTransform(strip, transform)
        assert inked is not None  # noqa: S101 - None comes only with inPlace
        raw = inked.tobytes()
        return [_build(raw[at : at + 4]) for at in range(0, len(raw), 4)]


@lru_cache(maxsize=4)
def _digest(icc: bytes) -> str:
    """Give the digest of a profile, a megabyte that is the same for all pictures."""
    return hashlib.sha256(icc).hexdigest()


def mask_level(parts: Sequence[float]) -> float:
    """Give the luminosity of a grey, RGB or CMYK colour in a soft mask, from 0 to 1."""
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 4:
        cyan, magenta, yellow, black = parts
        return 1 - min(1.0, 0.3 * cyan + 0.59 * magenta + 0.11 * yellow + black)
    return sum(share * part for share, part in zip(_LUMA, parts, strict=True))


def _bent(build: Build, at: float, first: tuple[Build, Build], last: tuple[Build, Build]) -> Build:
    ends = zip(*first, *last, strict=True)
    cyan, magenta, yellow, black = (
        min(1.0, max(0.0, ink + (1 - at) * (start - was) + at * (end - would)))
        for ink, (was, start, would, end) in zip(build, ends, strict=True)
    )
    return cyan, magenta, yellow, black


def _build(raw: Iterable[int]) -> Build:
    cyan, magenta, yellow, black = (part / 255 for part in raw)
    return cyan, magenta, yellow, black


def _rounded(build: Build) -> Build:
    """Round to whole per cent: no press tells finer steps apart, and a trace of an ink is a plate's dirt."""
    cyan, magenta, yellow, black = (round(ink, 2) for ink in build)
    return cyan, magenta, yellow, black


def _floor(ink: float) -> float:
    return int(ink * 100) / 100


def _eight_bits(parts: Iterable[float]) -> tuple[int, ...]:
    return tuple(round(255 * min(1.0, max(0.0, part))) for part in parts)


def _linear(level: float) -> float:
    """Undo the transfer function of sRGB (IEC 61966-2-1)."""
    return level / 12.92 if level <= 0.04045 else float(((level + 0.055) / 1.055) ** 2.4)


def _from_linear(light: float) -> float:
    return 12.92 * light if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)


def _luminance(lightness: float) -> float:
    """Give the luminance of a CIE lightness (CIE 15, 8.2.1)."""
    return ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3
