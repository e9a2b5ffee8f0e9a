"""The slug line: what this page is, in words on the paper that is cut away."""

import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import pikepdf
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont, TTLibError

from issuepress.cache import file_digest, remembered
from issuepress.css import font_faces
from issuepress.errors import OutputError
from issuepress.issue import Issue
from issuepress.profiles import PrintProfile
from issuepress.themes import Theme

_SIZE = 6.0
_BELOW = 23.0
"""Points from the bleed down to the line, clear of the other marks."""
_INSET = 12.0
_LINES: Final = 512
"""How many lines are remembered: some two kilobytes each."""
_QUICKLY = 1
"""The level at which the outlines are deflated: in a third of the time, a kilobyte more for a page."""


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
    """Draws slug lines in the outlines of the theme's own type, so that no font is added to the file."""

    theme: Theme

    def draw(
        self, pdf: pikepdf.Pdf, page: pikepdf.Page, text: str, trim_left: float, bleed_bottom: float
    ) -> None:
        """Draw a line of text below the bleed, in black ink."""
        if face := self._face(text):
            drawn = _drawn(face, text, trim_left + _INSET, bleed_bottom - _BELOW)
            page.contents_add(pdf.make_stream(drawn, Filter=pikepdf.Name.FlateDecode))

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


@lru_cache(maxsize=_LINES)
def _drawn(face: tuple[str, str, str], text: str, x: float, y: float) -> bytes:
    """Give what draws a line, deflated; a build that stays draws most of them again."""
    outlines, written = _outlines(*face), []
    for sign in text:
        outline, advance = outlines[sign]
        if outline:
            written.append(f"q 1 0 0 1 {x:.3f} {y:.3f} cm {outline} f Q")
        x += advance
    return zlib.compress(f"q 0 0 0 1 k\n{chr(10).join(written)}\nQ\n".encode(), _QUICKLY)


@remembered
def _outlines(font: str, _digest: str, signs: str) -> dict[str, tuple[str, float]]:
    """Give the outline of each sign as path operators, and how far it is to the next sign."""
    face = _open(Path(font))
    names, glyphs, scale = face.getBestCmap(), face.getGlyphSet(), _SIZE / face["head"].unitsPerEm
    found = {}
    for sign in signs:
        name = names.get(ord(sign), ".notdef")
        pen = _Operators(glyphs, scale)
        if name != ".notdef":
            glyphs[name].draw(pen)
        found[sign] = " ".join(pen.operators), glyphs[name].width * scale
    return found


class _Operators(BasePen):  # type: ignore[misc] # fontTools has no types
    """Writes an outline as path operators; quadratic curves arrive as cubic ones."""

    def __init__(self, glyphs: Mapping[str, Any], scale: float) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []
        self._scale = scale

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - fontTools' names
        self._write("m", point)

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._write("l", point)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._write("c", *points)

    def _closePath(self) -> None:  # noqa: N802
        self.operators.append("h")

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = (f"{number * self._scale:.3f}" for point in points for number in point)
        self.operators.append(f"{' '.join(numbers)} {operator}")


def _open(path: Path) -> TTFont:
    try:
        return TTFont(io.BytesIO(path.read_bytes()), lazy=True)  # a lazy font keeps its file open
    except (OSError, TTLibError, ImportError) as error:
        raise OutputError(f"the font '{path.name}' can't be read for the slug line: {error}") from error
