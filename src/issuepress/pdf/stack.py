"""The interpreter's stack: room for all of layout in one piece.

CPython takes its stack in pieces of 16 KB, and gives one back as soon as nothing stands in it any longer.
Layout goes up and down by hundreds of frames, so that a call at the edge of a piece, one that is made
for each line, has the system map and unmap memory each time: 7,000 times for a story of four pages.
"""

from collections.abc import Callable
from typing import Final, TypeVar

_ROOM: Final = 1 << 17
"""In slots of 8 bytes; the piece is twice as large. The system gives memory for what is used of it."""
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


def in_one_piece(do: Callable[[_Task], _Result], task: _Task) -> _Result:
    """Call a function, with room on the stack for a thousand frames below it."""
    return do(task)


# A frame has to stand in one piece: one that claims to be large brings a large piece along.
in_one_piece.__code__ = in_one_piece.__code__.replace(co_stacksize=_ROOM)
