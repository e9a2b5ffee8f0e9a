"""The interpreter's stack: calls at the edge of one of its pieces cost no memory to be mapped anew."""

import resource
from collections.abc import Callable

from issuepress.pdf.stack import in_one_piece

_DEPTHS = range(200)
_CALLS = 200


def _most_faults(call: Callable[[Callable[[int], int], int], int]) -> int:
    """Give how many pages of memory were fetched for calls made at the worst of many depths."""
    return max(call(_faults, depth) for depth in _DEPTHS)


def _faults(depth: int) -> int:
    if depth:
        return _faults(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(_CALLS):
        _down(3)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _down(depth: int) -> None:
    if depth:
        _down(depth - 1)


def test_layout_never_stands_on_the_edge_of_a_piece_of_the_stack() -> None:
    plainly = _most_faults(lambda do, depth: do(depth))
    assert plainly >= _CALLS, "this Python has no such edges: what avoids them can go"
    assert _most_faults(in_one_piece) < _CALLS / 10


def test_what_is_called_gives_its_result() -> None:
    assert in_one_piece(abs, -3) == 3
