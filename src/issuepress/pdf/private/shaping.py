"""Shaping: what Pango has set up and shaped once is not asked of it again; see `repeats`."""

from collections.abc import Callable
from itertools import islice
from typing import Any, Final

from weasyprint.text.ffi import ffi, gobject, pango

TEXTUAL: Final = (
    "direction", "font_family", "font_feature_settings", "font_kerning", "font_language_override",
    "font_size", "font_stretch", "font_style", "font_variant_alternates", "font_variant_caps",
    "font_variant_east_asian", "font_variant_ligatures", "font_variant_numeric", "font_variant_position",
    "font_variation_settings", "font_weight", "hyphenate_character", "hyphenate_limit_chars",
    "hyphenate_limit_zone", "hyphens", "lang", "letter_spacing", "overflow_wrap", "tab_size",
    "text_decoration_line", "white_space", "word_break", "word_spacing",
)  # fmt: skip
"""What the engine asks of a style to split a text into lines and to set up Pango; a test reads its code."""
LATIN: Final = r" -~\xa1-\xac\xae-\u024f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e"
"""Latin letters and what stands between them, without the soft hyphen, breaks, and marks of direction."""
_MOST: Final = 10_000
"""How many splits are remembered: some 3.5 kB each, of a story of four pages 45."""

ffi.cdef("PangoLayout * pango_layout_copy (PangoLayout *src);")


class Shapes:
    """How texts were shaped, in the fonts of one engine.

    Styles that shape text alike count as the same, so that what is shown again by another part, or after
    an edit, need not be shaped again.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.splits: dict[tuple[Any, ...], tuple[dict[str, Any], tuple[Any, ...]]] = {}
        """What was split into lines, by kind of style, text and width."""
        self.set_ups: dict[int, dict[str, Any]] = {}
        """Pango's layouts without text, by kind of style."""
        self.before_splitting: Callable[[], object] = _nothing
        """Called before a text is split that is not remembered; what it raises ends the layout."""
        self._kinds: dict[tuple[Any, ...], int] = {}
        self._styles: dict[int, tuple[Any, int]] = {}

    def kind(self, style: Any) -> int:  # noqa: ANN401 - the engine has no types
        """Give a number that styles have in common by which texts get the same shape."""
        if id(style) not in self._styles:
            textual = tuple(_fixed(style[name]) for name in TEXTUAL)
            self._styles[id(style)] = style, self._kinds.setdefault(textual, len(self._kinds))
        return self._styles[id(style)][1]

    @property
    def has_room(self) -> bool:
        """Whether there is room for another story without forgetting one."""
        return len(self.splits) < 9 * _MOST // 10

    def settle(self) -> None:
        """Forget the styles of a layout that is done, and the older half of what is split when it is much."""
        self._styles.clear()
        if len(self.splits) > _MOST:
            for key in list(islice(self.splits, _MOST // 2)):
                del self.splits[key]


def _nothing() -> None:
    pass


def _fixed(value: object) -> object:
    """Give what a value can be told by: the engine has some values in sets."""
    try:
        hash(value)
    except TypeError:
        return repr(value)
    return value


def setting_up_once(set_up: Callable[[Any, Any], None], shapes: Shapes) -> Callable[[Any, Any], None]:
    """Copy the layout that was set up before for a style that shapes text alike."""

    def copied(layout: Any) -> Any:  # noqa: ANN401
        return ffi.gc(pango.pango_layout_copy(layout), gobject.g_object_unref)

    def remembered(self: Any, style: Any) -> None:  # noqa: ANN401
        known, key = shapes.set_ups, shapes.kind(style)
        if key not in known:
            rest = dict(self.__dict__)
            set_up(self, style)
            state = {name: value for name, value in self.__dict__.items() if name not in rest}
            known[key] = state | {"layout": copied(self.layout)}
            return
        self.__dict__.update(known[key])
        self.style, self.layout = style, copied(self.layout)

    return remembered
