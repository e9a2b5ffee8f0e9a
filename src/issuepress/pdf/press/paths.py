"""The path under construction (PDF 2.0, 8.5.2), as far as its extent tells a line from a surface."""

from collections.abc import Sequence

from issuepress.pdf.press.state import Bounds, State, around, overlap, thickness


class Path:
    """Collects the points of a path, in points of the page, until it is painted."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.clips = False
        """Whether the path joins the clip once it is painted."""
        self._points: list[tuple[float, float]] = []
        self._boxes: list[Bounds] = []
        self._only_boxes = True

    def add(self, numbers: Sequence[float], state: State) -> None:
        """Add the points of an `m`, `l`, `c`, `v` or `y`."""
        self._only_boxes = False
        self._points += [state.at(*numbers[at : at + 2]) for at in range(0, len(numbers), 2)]

    def add_box(self, numbers: Sequence[float], state: State) -> None:
        """Add the box of a `re`."""
        x, y, width, height = numbers
        corners = [state.at(x + right, y + up) for right in (0, width) for up in (0, height)]
        self._boxes.append(around(corners))
        self._points += corners

    @property
    def bounds(self) -> Bounds:
        """The box around all points."""
        return around(self._points)

    def weight(self, clip: Bounds, *, even_odd: bool) -> float:
        """Measure how thin the path is where the clip lets it be seen, in points.

        A box within a box is a frame, as borders are drawn: what counts is what lies between the two.
        """
        seen = thickness(overlap(self.bounds, clip))
        if even_odd and self._only_boxes and len(self._boxes) == 2:
            outer, inner = self._boxes
            return min(seen, max(abs(a - b) for a, b in zip(outer, inner, strict=True)))
        return seen
