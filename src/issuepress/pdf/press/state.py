"""The graphics state (PDF 2.0, 8.4) as far as ink, size and overprint depend on it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from issuepress.builds import Build
from issuepress.pdf.press.inks import BLACK

Matrix = tuple[float, float, float, float, float, float]
Bounds = tuple[float, float, float, float]
"""Left, bottom, right and top in points of the page."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Bounds = (-math.inf, -math.inf, math.inf, math.inf)
NOWHERE: Bounds = (math.inf, math.inf, -math.inf, -math.inf)


def product(first: Matrix, then: Matrix) -> Matrix:
    """Multiply two matrices: the first is applied first."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def scale_of(matrix: Matrix) -> float:
    """Give by how much a matrix enlarges, as the mean of both directions."""
    a, b, c, d, _, _ = matrix
    return math.sqrt(abs(a * d - b * c))


@dataclass(slots=True)
class State:
    """What is in force at one point of a content stream; None for a pattern or a spot colour."""

    ctm: Matrix = IDENTITY
    fill: Build | None = BLACK
    stroke: Build | None = BLACK
    line_width: float = 1.0
    font_size: float = 1.0
    text: Matrix = IDENTITY
    invisible: bool = False
    """Whether text is neither filled nor stroked (rendering modes 3 and 7)."""
    clip: Bounds = EVERYWHERE
    overprint: bool = False

    def copy(self) -> "State":
        """Save the state, as `q` does."""
        return replace(self)

    def transformed(self, matrix: Matrix) -> "State":
        """Give the state inside a form whose own matrix is applied first."""
        return replace(self, ctm=product(matrix, self.ctm))

    @property
    def type_size(self) -> float:
        """How large type comes out, in points."""
        return abs(self.font_size) * scale_of(product(self.text, self.ctm))

    @property
    def stroke_weight(self) -> float:
        """How thick a stroked line comes out, in points."""
        return self.line_width * scale_of(self.ctm)

    def bounds(self, across: Sequence[float], up: Sequence[float]) -> Bounds:
        """Give the box on the page around points of the stream, their x and y apart."""
        if not across:
            return NOWHERE
        a, b, c, d, e, f = self.ctm
        if b == c == 0:  # as nearly always; then the outermost stay the outermost
            across, up = (min(across), max(across)), (min(up), max(up))
        points = list(zip(across, up, strict=True))
        right = [a * x + c * y + e for x, y in points]
        above = [b * x + d * y + f for x, y in points]
        return min(right), min(above), max(right), max(above)


def thickness(bounds: Bounds) -> float:
    """Give the shorter side of a box, in points; 0 where nothing is inside."""
    left, bottom, right, top = bounds
    return max(0.0, min(right - left, top - bottom))


def overlap(one: Bounds, other: Bounds) -> Bounds:
    """Give what two boxes share."""
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def around(one: Bounds, other: Bounds) -> Bounds:
    """Give the box around two boxes."""
    return (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))
