"""Widths: how wide words of a style are, alone and beside spaces; see `composing`."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Any, Final, NamedTuple

from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, pango

from issuepress.pdf.private.kerning import shapes_by_word
from issuepress.pdf.private.shaping import LATIN
from issuepress.pdf.private.words import Run, Sign, Words

TOUCHED: Final = (line_break.Layout, line_break.line_size)

_MOST: Final = 20_000
"""How many words are remembered, of all styles: some 250 bytes each."""
_AHEAD: Final = 1000
"""So many letters of a text are learned at once: a paragraph."""
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
        self._glyph, self._space, self._behind = space, width, dict[int, int]()
        """What is known of words by their last glyphs; see `Word`."""
        layout = line_break.Layout(style)
        layout.set_text(pad)
        _, self.height = line_break.line_size(layout.get_first_line()[0], style)
        self.baseline: float = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        layout.deactivate()
        self._layout = dict(layout.__dict__)

    def look_up(self, style: Any, line: Sequence[str], text: str = "") -> list[Word | None]:  # noqa: ANN401
        """Give the words of a line; learn those of the text that it begins, too, where one is not known."""
        try:
            return [self.words[word] for word in line]
        except KeyError:
            *more, _ = text[:_AHEAD].split(" ")
            self._learn(style, dict.fromkeys(word for word in (*line, *more) if word not in self.words))
            return [self.words[word] for word in line]

    def run(self, style: Any, text: str) -> Run | None:  # noqa: ANN401
        """Give a text as Pango shapes it as a whole, if all of its words are known."""
        texts = text.split(" ")
        words = [word for each in texts if (word := self.words.get(each))]
        runs = [run for each in texts if (run := self._shaping.known(style, each))]
        if not len(words) == len(runs) == len(texts) or not has_letter(text):
            return None
        pieces = list(self._pieces(words, runs))
        starts = accumulate((len(piece.text) for piece in pieces), initial=0)
        clusters = [at + each for at, piece in zip(starts, pieces, strict=False) for each in piece.clusters]
        infos = b"".join(piece.infos for piece in pieces)
        return Run(self._font, infos, clusters, text.encode(), is_leftward=False)

    def _pieces(self, words: Sequence[Word], runs: Sequence[Run]) -> Iterator[Run]:
        """Give words that stand together, and the spaces between them."""
        for word, run, after in zip(words, runs, words[1:], strict=False):
            yield run.ending(run.last[1] + word.behind) if word.behind else run
            yield Run.space(self._font, self._glyph, after.before)
        yield runs[-1]

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
        run, signs = shaped[0], list(shaped[0].signs())
        places = dict(zip(words, _places(run.clusters, [self._pad, *words]), strict=True))
        self._learn_ends(style, {word: signs[first:end] for word, (first, end) in places.items()})
        for word, (first, end) in places.items():
            glyph, wide, *_ = signs[end - 1]
            if (behind := self._behind.get(glyph)) is not None:
                part = run.part(first, end)
                self._shaping.add(style, word, part.ending(wide - behind) if behind else part)
                width = sum([each[1] for each in signs[first:end]]) - behind
                self.words[word] = self._word(word, width, signs[first - 1][1], behind)

    def _word(self, word: str, width: int, before: int, behind: int) -> Word:
        doubt = abs(before - self._space) + abs(behind)
        opens, closes, is_whole = _OPENING.match(word), _CLOSING.fullmatch(word), _WHOLE.fullmatch(word)
        return Word(width, before, behind, doubt, bool(opens), bool(closes), bool(is_whole))

    def _learn_ends(self, style: Any, words: Mapping[str, Sequence[Sign]]) -> None:  # noqa: ANN401
        """Learn what words add to spaces behind them that end in other glyphs than those known."""
        ends = {signs[-1][0]: word for word, signs in words.items() if signs[-1][0] not in self._behind}
        wanted = list(ends.values())
        found = self._shaping.in_line(style, [self._pad, *wanted], wanted, _WIDENING) if wanted else None
        for word, alone in zip(wanted, found[1] if found else (), strict=False):
            *others, (glyph, wide, *place) = words[word]
            if alone and [*alone.signs()] == [*others, (glyph, alone.last[1], *place)]:
                self._behind[glyph] = wide - alone.last[1]


def _places(clusters: Sequence[int], words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Tell which glyphs are those of each word but the first, of those that stand together."""
    at = len(words[0].encode()) + 1
    for word in words[1:]:
        end = at + len(word.encode())
        yield bisect_left(clusters, at), bisect_left(clusters, end)
        at = end + 1


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

    def run(self, style: Any, text: str) -> Run | None:  # noqa: ANN401
        """Give a text as Pango shapes it as a whole, if all of its words are known."""
        stick = self._known.get(self.words.kind(style))
        return stick.run(style, text) if stick else None

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
