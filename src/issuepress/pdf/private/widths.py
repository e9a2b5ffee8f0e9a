"""Widths: how wide words of a style are, alone and beside spaces; see `composing`."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, pango

from issuepress.pdf.private.kerning import shapes_by_word
from issuepress.pdf.private.shaping import LATIN
from issuepress.pdf.private.words import Run, Words

TOUCHED: Final = (line_break.Layout, line_break.line_size)

_MOST: Final = 20_000
"""How many words are remembered, of all styles: some 250 bytes each."""
_FIRST: Final = 8
"""So many words of a text show what a font does with words of its style."""
_WIDENING: Final = 1.3
"""By how many pixels spaces are widened for Pango to shape each word by itself."""
_PLAIN: Final = re.compile(rf"(?:(?![ \u2044])[{LATIN}])+")
"""What nothing turns or splits, and in which no space takes part, as it does in fractions."""
_LETTER: Final = re.compile("[a-zA-Z]")
_IN: Final = "a-zA-Z0-9\xc0-\xd6\xd8-\xf6\xf8-\u024f\u1e00-\u1eff"
_OPENING: Final = re.compile(rf"[“‘]?[{_IN}]")
_CLOSING: Final = re.compile(rf".*[{_IN}][.,;:!?…]*[’”]?[.,;:!?…]*")
_WHOLE: Final = re.compile(rf"[“‘]?[{_IN}]+(?:’[{_IN}]+)*[.,;:!?…]*[’”]?[.,;:!?…]*")


class Word(NamedTuple):
    """A word of a style; lengths are in Pango's units."""

    width: int
    before: int
    """The width of a space before it."""
    behind: int
    """What it adds to the width of a space behind it."""
    doubt: int
    """How much its ends change the spaces beside it."""
    opens: bool
    """Whether it surely lets a line break at the space before it (UAX 14)."""
    closes: bool
    """Whether it surely lets a line break at the space behind it."""
    is_whole: bool
    """Whether a line surely doesn't break within it, but with a hyphen."""


class Stick:
    """What lines of a style are put together from; the tool that a line is set in is a composing stick."""

    def __init__(self, style: Any, words: Words, pad: str) -> None:  # noqa: ANN401
        """Begin with a word that tells its script; raises LookupError where words need each other."""
        found = words.in_line(style, [pad, pad], [pad], _WIDENING)
        if found is None or found[1] == [None]:
            raise LookupError
        self._shaping, self._pad, self._font = words, pad, found[0].font
        (space, width, *_) = next(found[0].signs())
        if not shapes_by_word(self._font, space, style):
            raise LookupError
        nothing = Word(0, width, 0, 0, opens=False, closes=False, is_whole=False)
        self.words: dict[str, Word | None] = {"": nothing}
        """What stands between spaces; None for what is to be left to Pango."""
        self.parts: dict[str, Sequence[str]] = {}
        """With what a word may end before a hyphen, the longest first."""
        self._space, self._behind = width, dict[int, int]()
        """What is known of words by their last glyphs; see `Word`."""
        layout = line_break.Layout(style)
        layout.set_text(pad)
        _, self.height = line_break.line_size(layout.get_first_line()[0], style)
        self.baseline: float = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        layout.deactivate()
        self._layout = dict(layout.__dict__)

    def look_up(self, style: Any, line: Sequence[str]) -> list[Word | None]:  # noqa: ANN401
        """Give the words of a line."""
        try:
            return [self.words[word] for word in line]
        except KeyError:
            self._learn(style, dict.fromkeys(word for word in line if word not in self.words))
            return [self.words[word] for word in line]

    def layout(self, text: str, max_width: float | None, justification: float) -> line_break.Layout:
        """Give what the engine keeps of a line once Pango has laid it out."""
        layout = object.__new__(line_break.Layout)
        own = layout.__dict__
        own.update(self._layout)
        own["text"], own["max_width"], own["justification_spacing"] = text, max_width, justification
        return layout

    def _learn(self, style: Any, wanted: Iterable[str]) -> None:  # noqa: ANN401
        """Learn words by how Pango shapes them one after another."""
        self.words |= dict.fromkeys(wanted)
        words = [word for word in wanted if _PLAIN.fullmatch(word)]
        shaped = self._shaping.shaped(style, " ".join([self._pad, *words, self._pad]), 0)
        if len(shaped) != 1:  # one of them is not in the font
            for word in words if len(words) > 1 else ():
                self._learn(style, [word])
            return
        beside = dict(zip(words, _cut(shaped[0], [self._pad, *words]), strict=True))
        self._learn_ends(style, {word: run for word, (_, run) in beside.items()})
        for word, (space, run) in beside.items():
            last = run.last
            if (behind := self._behind.get(last[0])) is not None:
                alone = run.ending(last[1] - behind)
                self._shaping.add(style, word, alone)
                self.words[word] = self._word(word, alone, space, behind)

    def _word(self, word: str, run: Run, space: int, behind: int) -> Word:
        return Word(
            width=sum(width for _, width, _, _ in run.signs()),
            before=space,
            behind=behind,
            doubt=abs(space - self._space) + abs(behind),
            opens=bool(_OPENING.match(word)),
            closes=bool(_CLOSING.fullmatch(word)),
            is_whole=bool(_WHOLE.fullmatch(word)),
        )

    def _learn_ends(self, style: Any, runs: Mapping[str, Run]) -> None:  # noqa: ANN401
        """Learn what words add to spaces behind them that end in other glyphs than those known."""
        ends = {run.last[0]: word for word, run in runs.items() if run.last[0] not in self._behind}
        words = list(ends.values())
        found = self._shaping.in_line(style, [self._pad, *words], words, _WIDENING) if words else None
        for word, alone in zip(words, found[1] if found else (), strict=False):
            if alone and [*alone.ending(0).signs()] == [*runs[word].ending(0).signs()]:
                self._behind[alone.last[0]] = runs[word].last[1] - alone.last[1]


def _cut(run: Run, words: Sequence[str]) -> Iterator[tuple[int, Run]]:
    """Give each word but the first out of those that stand together, and the space before it."""
    at = 0
    for word in words:
        first, end = (bisect_left(run.clusters, place) for place in (at, at + len(word.encode())))
        if at:
            yield run.part(first - 1, first).last[1], run.part(first, end)
        at += len(word.encode()) + 1


class Sticks:
    """The sticks of all styles, in the fonts of one engine."""

    def __init__(self, words: Words) -> None:
        """Begin with none; `words` has texts shaped."""
        self.words = words
        self._known: dict[int, Stick | None] = {}

    def settle(self) -> None:
        """Forget all when it is much."""
        if self.number > _MOST:
            self._known.clear()

    @property
    def has_room(self) -> bool:
        """Whether there is room for the words of another story without forgetting any."""
        return self.number < 9 * _MOST // 10 and self.words.shapes.has_room

    @property
    def number(self) -> int:
        """How many words are known."""
        return sum(len(stick.words) for stick in self._known.values() if stick)

    def of(self, style: Any, text: str) -> Stick | None:  # noqa: ANN401 - the engine has no types
        """Give what lines of a style are put together from; None where they can't be.

        The text is one of this style, to begin with.
        """
        kind = self.words.kind(style)
        if kind in self._known:
            return self._known[kind]
        words = text.split(" ", _FIRST)[:_FIRST]
        if not (pad := next((word for word in words if _PLAIN.fullmatch(word) and has_letter(word)), None)):
            return None
        self._known[kind] = None
        if _is_straight(style):
            with suppress(LookupError):
                self._known[kind] = Stick(style, self.words, pad)
        return self._known[kind]


def _is_straight(style: Any) -> bool:  # noqa: ANN401 - the engine has no types
    """Tell whether the words of a style follow each other at the distances that its font gives."""
    is_close = style["letter_spacing"] in {"normal", 0} and not style["word_spacing"]
    return is_close and style["white_space"] == "normal" and style["direction"] == "ltr"


def has_letter(text: str) -> bool:
    """Tell whether a text tells its script by itself."""
    return bool(_LETTER.search(text))
