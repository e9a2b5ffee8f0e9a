"""The path under construction (PDF 2.0, 8.5.2), as far as its extent tells a line from a surface."""

from collections.abc import Sequence

from issuepress.pdf.press.state import NOWHERE, Bounds, State, around, overlap, thickness


class Path:
    """Collects the points of a path, in points of the page, until it is painted."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.clips = False
        """Whether the path joins the clip once it is painted."""
        self.bounds = NOWHERE
        """The box around all points."""
        self._boxes: list[Bounds] = []
        self._only_boxes = True

    def add(self, numbers: Sequence[float], state: State) -> None:
        """Add points, x before y; a curve lies within the box around its points."""
        self._only_boxes = False
        self.bounds = around(self.bounds, state.bounds(numbers[::2], numbers[1::2]))

    def add_box(self, numbers: Sequence[float], state: State) -> None:
        """Add the box of a `re`."""
        x, y, width, height = numbers
        box = state.bounds((x, x, x + width, x + width), (y, y + height, y, y + height))
        self._boxes.append(box)
        self.bounds = around(self.bounds, box)

    def weight(self, clip: Bounds, *, even_odd: bool) -> float:
        """Measure how thin the path is where the clip lets it be seen, in points.

        A box within a box is a frame, as borders are drawn: what counts is what lies between the two.
        """
        seen = thickness(overlap(self.bounds, clip))
        if even_odd and self._only_boxes and len(self._boxes) == 2:
            outer, inner = self._boxes
            return min(seen, max(abs(a - b) for a, b in zip(outer, inner, strict=True)))
        return seen
