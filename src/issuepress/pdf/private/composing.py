"""Composing: a line is filled with words whose widths are known, where Pango would find the same.

Where a font shapes each word by itself, a line is as wide as its words and the spaces between them (see
`kerning`). What comes so near to its end that spaces decide, or may break elsewhere than at a space or
a hyphen, is left to the engine.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from math import inf
from typing import Any, Final, NamedTuple

import pyphen
from weasyprint.layout import inline
from weasyprint.layout.percent import percentage
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS

from issuepress.pdf.private.widths import Stick, Sticks, has_letter

TOUCHED: Final = (
    inline.add_word_spacing,
    line_break.split_first_line,
    line_break.first_line_metrics,
    line_break.create_layout,
    line_break.get_next_word_boundaries,
)

_NEAR: Final = 4
"""In Pango's units, which are whole numbers in Pango and not in the engine."""
_DOUBT: Final = 1024
"""A pixel: what is measured of a line may differ so much where spaces are kerned."""
_EACH: Final = 2.2
"""So many letters to the width that is its font's size a line takes at most, of common text."""
_BEHIND: Final = 30
"""So many more letters are a word or two."""
_NARROW: Final = 4
"""Lines of less than so many times the font's size the engine splits in its own way."""
_SOFT_HYPHEN: Final = "\xad"
"""Where there is one, the engine looks for no hyphens elsewhere."""
_WIDE: Final = 1 << 21
"""The pixels of a line without an end."""


class _UnsureError(Exception):
    """Leaves a line to the engine."""


class _Line(NamedTuple):
    """The first line of a text."""

    shown: str
    """With the hyphen, if there is one."""
    taken: int
    """How many bytes of the text it shows."""
    resume_at: int | None
    """Where the next line begins, in bytes; None for the end."""
    width: int
    """In Pango's units."""


class Composer:
    """Splits texts into lines, from what is known of their words or as the engine does."""

    def __init__(self, sticks: Sticks, split: Callable[..., Any]) -> None:
        """Begin with what is known of words; `split` does the rest."""
        self._sticks, self._split, self._create = sticks, split, line_break.create_layout

    def split(
        self,
        text: str,
        style: Any,  # noqa: ANN401 - the engine has no types
        context: Any,  # noqa: ANN401
        max_width: float | None,
        justification: float,
        *how: Any,  # noqa: ANN401
        **more: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Give what the engine gives of the first line: its layout, bytes, resume index, and measures."""
        if stick := self._sticks.of(style, text):
            with suppress(_UnsureError):
                if max_width == 0:
                    line = _narrowest(stick, style, text, is_least=more.get("minimum", False))
                else:
                    line = _Filling(stick, style, text, max_width).line()
                shown, taken, resume_at, width = line
                self._sticks.words.shapes.before_splitting()
                layout = stick.layout(shown, max_width, justification)
                return layout, taken, resume_at, width * FROM_UNITS, stick.height, stick.baseline
        return self._split(text, style, context, max_width, justification, *how, **more)

    def justified(
        self,
        text: str,
        style: Any,  # noqa: ANN401 - the engine has no types
        context: Any,  # noqa: ANN401
        max_width: float | None,
        justification_spacing: float,
    ) -> line_break.Layout:
        """Give the layout of a line that is known, its spaces widened: the engine empties it at once."""
        stick = self._sticks.of(style, text)
        if stick is None or max_width is not None or "\n" in text:
            return self._create(text, style, context, max_width, justification_spacing)
        layout = stick.layout(text, max_width, justification_spacing)
        layout.layout = layout.language = layout.style = None
        return layout


class _Filling:
    """The first line of a text, filled word by word. Its methods raise _UnsureError."""

    def __init__(self, stick: Stick, style: Any, text: str, max_width: float | None) -> None:  # noqa: ANN401
        beginning = _beginning(text, style, max_width)
        self._stick, self._style, self._text, self._max_width = stick, style, text, max_width
        self._is_all, self._texts = len(beginning) == len(text), beginning.split(" ")
        if not self._is_all:
            self._texts.pop()
        self._words = stick.look_up(style, self._texts, text)
        self._room = inf if max_width is None else max_width * TO_UNITS

    def line(self) -> _Line:
        """Fill it."""
        at, end, behind, over = 0, 0, 0, 0
        for word in self._words:
            if word is None:
                raise _UnsureError
            over = end + behind + word.before + word.width if at else word.width
            if over > self._room:
                break
            at, end, behind = at + 1, over, word.behind
        else:
            return self._whole(end)
        self._make_sure(at, end, over)
        taken = " ".join(self._texts[:at])
        if not has_letter(taken):
            raise _UnsureError
        if hyphenated := self._hyphenated(taken, self._texts[at], end, behind):
            return hyphenated
        size = len(taken.encode())
        return _Line(taken, size, size + 1, end)

    def _whole(self, end: int) -> _Line:
        """Give all of the text."""
        if not self._is_all or end > self._room - _NEAR or not has_letter(self._text):
            raise _UnsureError
        return _Line(self._text, len(self._text.encode()), None, end)

    def _make_sure(self, at: int, end: int, over: int) -> None:
        """See that the line breaks before a word, and nowhere in it, and the next one may at its end."""
        before, word, *behind = (self._words[at - 1] if at else None), *self._words[at : at + 2]
        if not (before and before.closes and word and word.opens and word.is_whole):
            raise _UnsureError
        doubt = _NEAR + before.doubt + word.doubt
        if after := behind[0] if behind else None:
            doubt += after.doubt
        is_end = self._is_all and not behind
        if not (is_end or (after and word.closes and after.opens)):
            raise _UnsureError
        if end + doubt > self._room or over - doubt < self._room:
            raise _UnsureError

    def _hyphenated(self, taken: str, word: str, end: int, behind: int) -> _Line | None:
        """Give the line with the most of a word that fits before a hyphen, if that is to be tried."""
        if not (parts := _parts(self._stick, self._style, word)):
            return None
        zone = percentage(self._style["hyphenate_limit_zone"], self._style, self._max_width) * TO_UNITS
        if zone and abs(self._room - end - zone) < _DOUBT:
            raise _UnsureError
        if self._room - end <= zone:
            return None
        hyphen = self._style["hyphenate_character"]
        ends = self._stick.look_up(self._style, [part + hyphen for part in parts])
        for part, last in zip(parts, ends, strict=True):
            if last is None:
                raise _UnsureError
            width = end + behind + last.before + last.width
            if abs(width - self._room) < _NEAR:
                raise _UnsureError
            if width < self._room:
                size = len(f"{taken} {part}".encode())
                return _Line(f"{taken} {part}{hyphen}", size, size, width)
        return None


def _narrowest(stick: Stick, style: Any, text: str, *, is_least: bool) -> _Line:  # noqa: ANN401
    """Give what the engine sets where there is no room, as it does to learn how much a line needs at least.

    That is the first word, or what stands before its first hyphen. Raises _UnsureError.
    """
    first, *others = text.split(" ", 2)[:2]
    unbreakable = {"normal", "break-word"} if is_least else {"normal"}
    breaks = style["word_break"] != "normal" or style["overflow_wrap"] not in unbreakable
    if breaks or _SOFT_HYPHEN in text or not (others and has_letter(first)):
        raise _UnsureError
    word, after = stick.look_up(style, [first, *others], text)
    if not (word and word.closes and word.is_whole and after and after.opens):
        raise _UnsureError
    shown, taken, rest = first, first, 1
    if parts := _parts(stick, style, first):
        shown, taken, rest = parts[-1] + style["hyphenate_character"], parts[-1], 0
        (word,) = stick.look_up(style, [shown])
    if word is None:
        raise _UnsureError
    size = len(taken.encode())
    return _Line(shown, size, size + rest, word.width)


def _beginning(text: str, style: Any, max_width: float | None) -> str:  # noqa: ANN401
    """Give as much of a text as a line takes, with a word or two. Raises _UnsureError."""
    beginning = text
    if max_width is not None:
        size = style["font_size"]
        if not size * _NARROW <= max_width < _WIDE:
            raise _UnsureError
        beginning = text[: int(max_width / size * _EACH) + _BEHIND]
    if "  " in beginning or _SOFT_HYPHEN in text:
        raise _UnsureError
    return beginning


def _parts(stick: Stick, style: Any, word: str) -> Sequence[str]:  # noqa: ANN401
    """Give what the engine tries of a word before a hyphen, the longest first."""
    if word not in stick.parts:
        stick.parts[word] = list(_hyphenated(style, word)) if style["hyphens"] == "auto" else ()
    return stick.parts[word]


def _hyphenated(style: Any, text: str) -> Iterator[str]:  # noqa: ANN401
    """Hyphenate the first word in a text that is long enough."""
    language = style["lang"] and pyphen.language_fallback(style["lang"])
    least, left, right = style["hyphenate_limit_chars"]
    before, rest = "", text
    while language and rest and (bounds := line_break.get_next_word_boundaries(rest, language)):
        start, stop = bounds
        if stop - start >= least:
            hyphens = pyphen.Pyphen(lang=language, left=left, right=right)
            yield from (before + rest[:start] + part for part, _ in hyphens.iterate(rest[start:stop]))
            return
        before, rest = before + rest[:stop], rest[stop:]
