"""Colour spaces of a PDF (PDF 2.0, 8.6), each with the way from its numbers to a build."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pikepdf

from issuepress.builds import Build, Spot
from issuepress.errors import OutputError
from issuepress.pdf.press.inks import Inks, mask_level

Convert = Callable[[Sequence[float]], Build]
_PLAIN = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/I": "/Indexed"}
"""The short names that inline pictures may use (PDF 2.0, table 91)."""
_PARTS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/Lab": 3, "/DeviceCMYK": 4}


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space; `convert` is None where numbers stay as they are: patterns and spot colours."""

    family: str
    parts: int
    convert: Convert | None
    profile: bytes | None = None
    """The ICC profile of an ICCBased space."""

    @property
    def initial(self) -> tuple[float, ...]:
        """The colour in force once the space is chosen (PDF 2.0, table 73)."""
        return (0.0, 0.0, 0.0, 1.0) if self.parts == 4 else (0.0,) * self.parts


@dataclass(frozen=True, slots=True)
class Spaces:
    """Reads colour spaces for one conversion: that of the page, or that of a soft mask's luminosity.

    In a mask a colour is only a degree of opacity, so it becomes the black that has that luminosity.
    """

    inks: Inks
    mask: bool = False

    def spot(self, space: Space, parts: Sequence[float]) -> Spot | None:
        """Give the spot colour that a colour is printed in; a mask has none."""
        return self.inks.spot(parts) if space.family == "/DeviceRGB" and not self.mask else None

    def read(self, written: pikepdf.Object | str, resources: pikepdf.Object | None = None) -> Space:
        """Read a space by its name or its array.

        Raises OutputError for a space that can't be turned into ink.
        """
        name, array = self._look_up(written, resources)
        if name == "/ICCBased":
            return self._by_profile(array[1])
        if name in _PARTS:
            return Space(name, _PARTS[name], self._convert(name))
        if name == "/Pattern" and len(array) == 1:
            return Space(name, 0, None)
        if name == "/Separation" and self.inks.is_printed(str(array[1]).removeprefix("/")):
            return Space(name, 1, None)
        raise OutputError(f"the print PDF can't hold the colour space {name.removeprefix('/')}")

    def _look_up(
        self, written: pikepdf.Object | str, resources: pikepdf.Object | None
    ) -> tuple[str, "list[pikepdf.Object] | pikepdf.Array"]:
        if isinstance(written, pikepdf.Array):
            return str(written[0]), written
        name = _PLAIN.get(str(written), str(written))
        spaces = resources.get("/ColorSpace") if resources is not None else None
        if spaces is not None and name in spaces:
            return self._look_up(spaces[name], None)
        return name, [pikepdf.Name(name)]

    def _convert(self, name: str) -> Convert:
        if self.mask and name != "/Lab":
            return lambda parts: (0.0, 0.0, 0.0, round(1 - mask_level(parts), 4))
        if name == "/DeviceCMYK":
            return lambda parts: self.inks.limited((parts[0], parts[1], parts[2], parts[3]))
        if name == "/Lab":
            return lambda parts: self.inks.lab(*parts)
        if name == "/DeviceRGB":
            return lambda parts: self.inks.rgb(*parts)
        return lambda parts: self.inks.grey(parts[0])

    def _by_profile(self, stream: pikepdf.Object) -> Space:
        profile, parts = stream.read_bytes(), int(stream.N)
        if self.mask:
            return Space("/ICCBased", parts, self._convert("/DeviceRGB"), profile)
        return Space("/ICCBased", parts, lambda values: self.inks.by_profile(profile, values), profile)
