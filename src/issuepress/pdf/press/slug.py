"""The slug line: what this page is, in words on the paper that is cut away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Name

from issuepress.cache import file_digest, remembered
from issuepress.css import font_faces
from issuepress.fonts import face_of
from issuepress.issue import Issue
from issuepress.profiles import PrintProfile
from issuepress.themes import Theme

_SIZE = 6.0
_BELOW = 23.0
"""Points from the bleed down to the line, clear of the other marks."""
_INSET = 12.0


def slug_text(issue: Issue, profile: PrintProfile, page: str) -> str:
    """Say magazine, issue, date, page, stock and printing condition in one line."""
    facts = [
        issue.publication.title.plain,
        issue.title.plain,
        issue.dateline,
        page,
        issue.print.paper,
        profile.title,
    ]
    return "  ·  ".join(fact for fact in facts if fact)


@dataclass
class Slug:
    """Draws the slug lines of a file in outlines of the theme's own type, so that no font is added to it."""

    theme: Theme
    _forms: dict[str, tuple[pikepdf.Object, float]] = field(default_factory=dict)

    def draw(  # noqa: PLR0913 - a line, what it says, and where
        self, pdf: pikepdf.Pdf, page: pikepdf.Page, text: str, own: str, trim_left: float, bleed_bottom: float
    ) -> None:
        """Draw a line of text below the bleed, in black ink; of it only `own` is this page's alone."""
        if not (face := self._face(text)):
            return
        outlines, x = _outlines(*face), 0.0
        before, _, after = text.partition(own)
        drawn = [f"q 0 0 0 1 k 1 0 0 1 {trim_left + _INSET:.3f} {bleed_bottom - _BELOW:.3f} cm"]
        for piece, name in ((before, Name.SlugBefore), (own, None), (after, Name.SlugAfter)):
            drawn.append(f"1 0 0 1 {x:.3f} 0 cm")
            if name:
                form, x = self._shared(pdf, piece, outlines)
                page.add_resource(form, Name.XObject, name)
                drawn.append(f"{name} Do")
            else:
                written, x = _written(piece, outlines)
                drawn.append(written)
        page.contents_add(pdf.make_stream("\n".join([*drawn, "Q\n"]).encode()))

    def _shared(
        self, pdf: pikepdf.Pdf, text: str, outlines: Mapping[str, tuple[str, float]]
    ) -> tuple[pikepdf.Object, float]:
        """Give what draws a text that pages share, once in the file, and how wide it is."""
        if text not in self._forms:
            written, width = _written(text, outlines)
            box = pikepdf.Array([-_SIZE, -_SIZE, width + _SIZE, 2 * _SIZE])
            form = pdf.make_stream(written.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=box)
            self._forms[text] = form, width
        return self._forms[text]

    def get_ready(self, text: str) -> None:
        """Read the outlines that a line of text takes, which with other figures takes no others."""
        if face := self._face(text):
            _outlines(*face)

    def _face(self, text: str) -> tuple[str, str, str] | None:
        """Give what outlines are remembered by: a font, its digest, and signs."""
        # With all figures, so that the lines of all pages have their signs from one reading of the font.
        signs = "".join(sorted({*text, *"0123456789"}))
        return (str(self._font), file_digest(self._font), signs) if self._font else None

    @cached_property
    def _font(self) -> Path | None:
        """Find an upright face of normal weight; a theme's last family is its furniture's."""
        faces = [face for face in font_faces(self.theme.sheet("print")) if face.style == "normal"]
        plain = [face for face in faces if face.weight in {"400", "normal"}]
        chosen = (plain or faces)[-1:]
        return self.theme.file(chosen[0].url) if chosen else None


def _written(text: str, outlines: Mapping[str, tuple[str, float]]) -> tuple[str, float]:
    """Give what draws a text, and how wide it is."""
    drawn, x = [], 0.0
    for sign in text:
        outline, advance = outlines[sign]
        if outline:
            drawn.append(f"q 1 0 0 1 {x:.3f} 0 cm {outline} f Q")
        x += advance
    return "\n".join(drawn), x


@remembered
def _outlines(font: str, _digest: str, signs: str) -> dict[str, tuple[str, float]]:
    """Give the outline of each sign as path operators, and how far it is to the next sign."""
    import uharfbuzz as hb  # noqa: PLC0415 - not needed for signs that are known

    face = face_of(Path(font))
    type_, scale = hb.Font(face), _SIZE / face.upem
    found = {}
    for sign in signs:
        glyph, outline, draw = type_.get_nominal_glyph(ord(sign)), _Outline(scale), hb.DrawFuncs()
        draw.set_move_to_func(outline.move)
        draw.set_line_to_func(outline.line)
        draw.set_cubic_to_func(outline.curve)  # quadratic ones arrive as such
        draw.set_close_path_func(outline.close)
        if glyph:
            type_.draw_glyph(glyph, draw)
        found[sign] = " ".join(outline.operators), type_.get_glyph_h_advance(glyph or 0) * scale
    return found


class _Outline:
    """Writes an outline as path operators."""

    def __init__(self, scale: float) -> None:
        self.operators: list[str] = []
        self._scale, self._start = scale, ""

    def move(self, x: float, y: float, _: object) -> None:
        self._start = self._numbers(x, y)
        self.operators.append(f"{self._start} m")

    def line(self, x: float, y: float, _: object) -> None:
        self.operators.append(f"{self._numbers(x, y)} l")

    def curve(self, *points: Any) -> None:  # noqa: ANN401 - six numbers, and what the others get as well
        self.operators.append(f"{self._numbers(*points[:6])} c")

    def close(self, _: object) -> None:
        """End a path, whose last line goes without saying."""
        if self.operators[-1] == f"{self._start} l":
            self.operators.pop()
        self.operators.append("h")

    def _numbers(self, *numbers: float) -> str:
        return " ".join(f"{number * self._scale:.3f}" for number in numbers)
