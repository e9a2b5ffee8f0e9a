"""Words: what Pango has shaped once is not asked of it again when lines are painted; see `lettering`.

Between widened spaces Pango shapes each word by itself, so that it looks the same in all justified lines of
its style, and only words that no line had before need be shaped.
"""

import re
import struct
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from weasyprint.text.ffi import TO_UNITS, ffi, gobject, pango
from weasyprint.text.line_break import Layout

from issuepress.pdf.private.shaping import Shapes

TOUCHED: Final = (Layout,)

ffi.cdef("gpointer g_object_ref (gpointer object);")
_MOST_WORDS: Final = 10_000
"""How many are remembered, some 300 bytes each."""
_MOST_TEXTS: Final = 3_000
"""How many are remembered, some 1.5 kB each."""
_INFO: Final = struct.Struct(f"Iiii{ffi.sizeof('PangoGlyphInfo') - 16}x")
"""Pango's record of a glyph; those of a run are read at once."""
Sign = tuple[int, int, int, int]
"""A glyph, its width, and by how much it is moved to the right and up, in Pango's units."""
_SPACE: Final = re.compile("[ \xa0]")
_LETTER: Final = re.compile("[a-zA-Z]")


class Run(NamedTuple):
    """Glyphs of one font that follow each other."""

    font: Any
    """Pango's own, which is held for as long."""
    infos: bytes
    """Pango's records of the glyphs."""
    clusters: Sequence[int]
    """Where the characters of each begin in the text."""
    text: bytes
    """In UTF-8."""
    is_leftward: bool

    def signs(self) -> Iterator[Sign]:
        """Give the glyphs, from left to right."""
        return _INFO.iter_unpack(self.infos)

    @classmethod
    def space(cls, font: Any, glyph: int, width: int) -> "Run":  # noqa: ANN401
        """Give a space."""
        return cls(font, _INFO.pack(glyph, width, 0, 0), [0], b" ", is_leftward=False)

    @property
    def last(self) -> Sign:
        """The last glyph."""
        return _INFO.unpack(self.infos[-_INFO.size :])

    def part(self, first: int, end: int) -> "Run":
        """Give some of its glyphs, where they come from left to right."""
        start = self.clusters[first]
        after = self.clusters[end] if end < len(self.clusters) else len(self.text)
        infos = self.infos[first * _INFO.size : end * _INFO.size]
        clusters = [at - start for at in self.clusters[first:end]]
        return Run(self.font, infos, clusters, self.text[start:after], is_leftward=False)

    def ending(self, width: int) -> "Run":
        """Give the same with a last glyph of another width."""
        glyph, _, offset, rise = self.last
        infos = self.infos[: -_INFO.size] + _INFO.pack(glyph, width, offset, rise)
        return Run(self.font, infos, self.clusters, self.text, self.is_leftward)

    def characters(self, at: int) -> str:
        """Give what a glyph stands for; nothing where a later one stands for it, too."""
        after = at - 1 if self.is_leftward else at + 1
        end = self.clusters[after] if 0 <= after < len(self.clusters) else len(self.text)
        return self.text[self.clusters[at] : end].decode()


class Words:
    """How words and whole texts were shaped, in the fonts of one engine."""

    def __init__(self, shapes: Shapes) -> None:
        """Begin with nothing."""
        self.shapes, self.kind = shapes, shapes.kind
        self._words: dict[tuple[int, str], Run | None] = {}
        self._texts: dict[tuple[int, str], list[Run]] = {}
        self._spaces: dict[int, Run | None] = {}
        """By kind of style, as if nothing widened them; None where that can't be told."""
        self._fonts: dict[Any, Any] = {}

    def settle(self) -> None:
        """Forget the older half of what is remembered when it is much."""
        _halve(self._words, _MOST_WORDS)
        _halve(self._texts, _MOST_TEXTS)

    def known(self, style: Any, word: str) -> Run | None:  # noqa: ANN401
        """Give a word by itself, if it is known."""
        return self._words.get((self.kind(style), word))

    def add(self, style: Any, word: str, run: Run) -> None:  # noqa: ANN401
        """Remember how a word is shaped by itself."""
        self._words.setdefault((self.kind(style), word), run)

    def in_line(
        self,
        style: Any,  # noqa: ANN401
        line: Sequence[str],
        wanted: Sequence[str],
        justification: float,
    ) -> tuple[Run, list[Run | None]] | None:
        """Give the space, not widened, and those words of a line that are wanted.

        None for a word that is not in the font of the space, or where the words of the line need each other.
        `justification` is by how much its spaces are widened, in CSS pixels.
        """
        kind = self.kind(style)
        unknown = [word for word in wanted if (kind, word) not in self._words]
        if unknown:
            # What has no letter takes its script from what stands around it.
            alone = kind in self._spaces and _LETTER.search("".join(unknown))
            self._learn(style, unknown if alone else line, justification)
        space = self._spaces.get(kind)
        if space is None:
            return None
        runs = (self._words[kind, word] for word in wanted)
        return space, [run if run and run.font == space.font else None for run in runs]

    def in_text(self, style: Any, text: str, justification: float) -> list[Run]:  # noqa: ANN401
        """Give a text that is shaped as a whole, run by run."""
        if justification and _SPACE.search(text):
            return list(self.shaped(style, text, justification).values())
        key = self.kind(style), text
        if key not in self._texts:
            self._texts[key] = list(self.shaped(style, text, 0).values())
        return self._texts[key]

    def _learn(self, style: Any, words: Sequence[str], justification: float) -> None:  # noqa: ANN401
        kind, units = self.kind(style), widening(style, justification)
        runs = self.shaped(style, " ".join(words), justification)
        at = 0
        for word in words:
            if at:
                self._learn_space(kind, runs.get(at - 1), units)
            run, text = runs.get(at), word.encode()
            self._words[kind, word] = run if run and run.text == text else None
            at += len(text) + 1

    def _learn_space(self, kind: int, run: Run | None, units: int) -> None:
        """Learn how a space looks that is not widened, if widening is what it is taken for."""
        known = None
        if run is not None and run.text == b" " and len(run.infos) == _INFO.size:
            (sign,) = run.signs()
            glyph, width, offset, rise = widened(sign, -units)
            known = None if offset else run._replace(infos=_INFO.pack(glyph, width, offset, rise))
        if self._spaces.setdefault(kind, known) != known:
            self._spaces[kind] = None

    def shaped(self, style: Any, text: str, justification: float) -> dict[int, Run]:  # noqa: ANN401
        """Have a text shaped, and give its runs by the number of bytes before each, from left to right."""
        layout = Layout(style, justification)
        layout.set_text(text, justify=True)
        pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # noqa: FBT003
        content = layout.text.encode()
        runs = {}
        run = pango.pango_layout_get_line_readonly(layout.layout, 0).runs
        while run != ffi.NULL:
            item, glyphs = run.data.item, run.data.glyphs
            start, analysis, number = item.offset, item.analysis, glyphs.num_glyphs
            infos = ffi.buffer(glyphs.glyphs, number * _INFO.size)[:]
            clusters = ffi.unpack(glyphs.log_clusters, number)
            read = content[start : start + item.length]
            runs[start] = Run(self._hold(analysis.font), infos, clusters, read, analysis.level % 2 == 1)
            run = run.next
        return runs

    def _hold(self, font: Any) -> Any:  # noqa: ANN401
        if font not in self._fonts:
            self._fonts[font] = held(font)
        return self._fonts[font]


def widening(style: Any, justification: float) -> int:  # noqa: ANN401 - the engine has no types
    """Tell by how much spaces are wider than the font has them, in Pango's units."""
    return int((style["word_spacing"] + justification) * TO_UNITS)


def widened(space: Sign, units: int) -> Sign:
    """Give a space that is wider or narrower, half of that before it."""
    glyph, width, offset, rise = space
    half = units // 2 if units > 0 else -(-units // 2)
    return glyph, width + units, offset + half, rise


def held(font: Any) -> Any:  # noqa: ANN401
    """Keep one of Pango's fonts, which the engine's point into and Pango would let go of."""
    return ffi.gc(gobject.g_object_ref(font), gobject.g_object_unref)


def _halve(known: dict[Any, Any], most: int) -> None:
    if len(known) > most:
        for key in list(islice(known, most // 2)):
            del known[key]
