"""Shaping: what Pango has set up and broken into lines once is not asked of it again; see `repeats`."""

from collections.abc import Callable
from typing import Any, Final

from weasyprint.text.ffi import ffi, gobject, pango

_SAFE: Final = 1024
"""A pixel in Pango's units: more than the last letters of a word change by what follows."""

ffi.cdef("""
    PangoLayout * pango_layout_copy (PangoLayout *src);
    void pango_layout_line_index_to_x (PangoLayoutLine *line, int index, int trailing, int *x);
""")


def setting_up_once(set_up: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """Copy the layout of a style that was set up before, told apart by identity as in `repeats`."""
    known: dict[int, tuple[Any, dict[str, Any]]] = {}

    def copied(layout: Any) -> Any:  # noqa: ANN401
        return ffi.gc(pango.pango_layout_copy(layout), gobject.g_object_unref)

    def remembered(self: Any, style: Any) -> None:  # noqa: ANN401
        if id(style) not in known:
            rest = dict(self.__dict__)
            set_up(self, style)
            state = {name: value for name, value in self.__dict__.items() if name not in rest}
            known[id(style)] = style, state | {"layout": copied(self.layout)}
            return
        self.__dict__.update(known[id(style)][1])
        self.layout = copied(self.layout)

    return remembered


def breaking_once(set_text: Callable[..., None]) -> Callable[..., None]:
    """Leave a layout as it is for a text that breaks where the longer one in it did.

    The engine asks whether one more word fits, which Pango has seen.
    """

    def remembered(self: Any, text: str, justify: bool = False) -> None:  # noqa: ANN401, FBT001, FBT002
        if justify or not _is_too_long(self, text):
            set_text(self, text, justify)

    return remembered


def _is_too_long(layout: Any, text: str) -> bool:  # noqa: ANN401
    """Tell whether a text begins the one in a layout, and ends on its second line, too late for the first."""
    former = getattr(layout, "text", "")
    if layout.max_width is None or len(text) >= len(former) or not former.startswith(text):
        return False
    first, second = (pango.pango_layout_get_line_readonly(layout.layout, at) for at in (0, 1))
    end = len(text.encode())
    if second == ffi.NULL or not second.start_index < end <= second.start_index + second.length:
        return False
    if not (_runs_straight(first) and _runs_straight(second)):
        return False
    extents, x = ffi.new("PangoRectangle *"), ffi.new("int *")
    pango.pango_layout_line_get_extents(first, ffi.NULL, extents)
    pango.pango_layout_line_index_to_x(second, end, 0, x)
    return bool(extents.width + x[0] > layout.max_width * _SAFE + _SAFE)


def _runs_straight(line: Any) -> bool:  # noqa: ANN401
    """Tell whether a line reads from left to right throughout, so that its end is what stands last."""
    run = line.runs
    while run != ffi.NULL:
        if run.data.item.analysis.level & 0xFF:  # a byte, which the engine reads as more
            return False
        run = run.next
    return True
