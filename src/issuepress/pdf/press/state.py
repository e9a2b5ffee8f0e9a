"""The graphics state (PDF 2.0, 8.4) as far as ink, size and overprint depend on it."""

import math
from copy import copy
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
        return copy(self)

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

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Give a point of the stream in points of the page."""
        a, b, c, d, e, f = self.ctm
        return (a * x + c * y + e, b * x + d * y + f)


def thickness(bounds: Bounds) -> float:
    """Give the shorter side of a box, in points; 0 where nothing is inside."""
    left, bottom, right, top = bounds
    return max(0.0, min(right - left, top - bottom))


def overlap(one: Bounds, other: Bounds) -> Bounds:
    """Give what two boxes share."""
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def around(points: list[tuple[float, float]]) -> Bounds:
    """Give the box around points."""
    if not points:
        return NOWHERE
    across, up = [x for x, _ in points], [y for _, y in points]
    return (min(across), min(up), max(across), max(up))
