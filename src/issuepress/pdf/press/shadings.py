"""Gradients: shadings (PDF 2.0, 8.7.4.5) whose functions give ink instead of light."""

from collections.abc import Sequence
from itertools import pairwise

import pikepdf

from issuepress.builds import Build
from issuepress.errors import OutputError
from issuepress.pdf.press.spaces import Space, Spaces

_STEPS = 64
"""Into how many pieces a blend is cut; between two of them it is straight."""
_AXIAL, _RADIAL = 2, 3


def separate_shading(
    pdf: pikepdf.Pdf, shading: pikepdf.Object, spaces: Spaces, resources: pikepdf.Object
) -> None:
    """Turn an axial or radial shading into DeviceCMYK, in place.

    Raises OutputError for meshes and for functions that are programs: nothing issuepress draws has them.
    """
    space = spaces.read(shading.ColorSpace, resources)
    if space.family == "/DeviceCMYK" and not spaces.mask:
        return
    if space.convert is None:
        return
    if int(shading.ShadingType) not in {_AXIAL, _RADIAL}:
        raise OutputError(f"the print PDF can't hold a shading of type {int(shading.ShadingType)}")
    blend = _Blend(pdf, spaces, space)
    shading.Function = blend.function(_joined(shading.Function))
    shading.ColorSpace = pikepdf.Name.DeviceCMYK
    if "/Background" in shading:
        shading.Background = pikepdf.Array(space.convert([float(part) for part in shading.Background]))


def _joined(function: pikepdf.Object) -> pikepdf.Object:
    """Take the only function there is; one function for each part of a colour is for others' files."""
    if isinstance(function, pikepdf.Array):
        if len(function) != 1:
            raise OutputError("the print PDF can't hold a shading with a function for each colour")
        return function[0]
    return function


class _Blend:
    def __init__(self, pdf: pikepdf.Pdf, spaces: Spaces, space: Space) -> None:
        self._pdf, self._spaces, self._space = pdf, spaces, space

    def function(self, function: pikepdf.Object) -> pikepdf.Object:
        """Convert a function of type 0, 2 or 3 (PDF 2.0, 7.10)."""
        match int(function.FunctionType):
            case 3:
                parts = [self.function(part) for part in function.Functions]
                made = pikepdf.Dictionary(
                    FunctionType=3, Domain=function.Domain, Functions=pikepdf.Array(parts)
                )
                made.Bounds, made.Encode = function.Bounds, function.Encode
                return self._pdf.make_indirect(made)
            case 2:
                return self._interpolation(function)
            case 0:
                return self._sampled(_samples(function, self._space.parts), function.Domain)
        raise OutputError(f"the print PDF can't hold a function of type {int(function.FunctionType)}")

    def _interpolation(self, function: pikepdf.Object) -> pikepdf.Object:
        start, end = (_numbers(function.get(key), default) for key, default in (("/C0", 0.0), ("/C1", 1.0)))
        low, high = (float(edge) for edge in function.Domain)
        exponent = float(function.N)
        if start == end:
            build = pikepdf.Array(self._build(start))
            made = pikepdf.Dictionary(FunctionType=2, Domain=function.Domain, C0=build, C1=build, N=1)
            return self._pdf.make_indirect(made)
        places = [(low + (high - low) * at / _STEPS) ** exponent for at in range(_STEPS + 1)]
        colours = [tuple(a + at * (b - a) for a, b in zip(start, end, strict=True)) for at in places]
        return self._sampled(colours, function.Domain)

    def _sampled(self, colours: Sequence[tuple[float, ...]], domain: pikepdf.Object) -> pikepdf.Object:
        builds = self._ramp(colours)
        raw = b"".join(round(ink * 65535).to_bytes(2, "big") for build in builds for ink in build)
        made = self._pdf.make_stream(raw)
        made.FunctionType, made.Domain, made.Range = 0, domain, pikepdf.Array([0, 1] * 4)
        made.Size, made.BitsPerSample = pikepdf.Array([len(builds)]), 16
        return made

    def _ramp(self, colours: Sequence[tuple[float, ...]]) -> list[Build]:
        if self._space.family == "/DeviceRGB" and not self._spaces.mask:
            return self._spaces.inks.ramp([(red, green, blue) for red, green, blue in colours])
        if self._space.family == "/DeviceCMYK" and not self._spaces.mask:
            return [(c, m, y, k) for c, m, y, k in colours]
        return [self._build(colour) for colour in colours]

    def _build(self, colour: tuple[float, ...]) -> Build:
        assert self._space.convert is not None  # noqa: S101 - seen to by separate_shading
        return self._space.convert(colour)


def _numbers(array: pikepdf.Object | None, default: float) -> tuple[float, ...]:
    return tuple(float(part) for part in array) if array is not None else (default,)


def _samples(function: pikepdf.Object, parts: int) -> list[tuple[float, ...]]:
    size, bits = [int(part) for part in function.Size], int(function.BitsPerSample)
    if len(size) != 1 or bits not in {8, 16}:
        raise OutputError("the print PDF can't hold a sampled function of this kind")
    raw, width = function.read_bytes(), bits // 8
    most = (1 << bits) - 1
    decode = list(pairwise(_numbers(function.get("/Decode", function.Range), 0.0)))[::2]
    numbers = [
        int.from_bytes(raw[at : at + width], "big") / most for at in range(0, size[0] * parts * width, width)
    ]
    return [
        tuple(
            low + level * (high - low)
            for level, (low, high) in zip(numbers[at : at + parts], decode, strict=True)
        )
        for at in range(0, len(numbers), parts)
    ]
