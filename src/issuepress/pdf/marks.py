"""Printer's marks, on the paper outside the bleed that is cut away."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import pikepdf

from issuepress.printing import Marks

MARK_ROOM = 27.0
"""Points of paper outside the bleed that hold the marks."""
_LENGTH = 15.0
_WEIGHT = 0.25
_CLEARANCE = 3.0
"""Points between the bleed and the start of a mark."""
_RADIUS = 4.5
"""Of the circle of a registration mark."""
_BLEED_LENGTH = 7.0

Box = tuple[float, float, float, float]
"""Left, bottom, right and top in points."""
_Line = tuple[float, float, float, float]


def draw_marks(  # noqa: PLR0913 - a page and what stands around it
    pdf: pikepdf.Pdf,
    page: pikepdf.Page,
    trim: Box,
    bleed: Box,
    marks: Marks,
    folds: Sequence[float] = (),
) -> None:
    """Draw crop, bleed and registration marks, as wanted; with the crop marks those of upright folds.

    The colour is `/Separation /All` (PDF 2.0, 8.6.6.4), which prints on every plate.
    """
    if not (drawn := _drawn(trim, bleed, marks, tuple(folds))):
        return
    colours = page.obj.Resources.get("/ColorSpace", pikepdf.Dictionary())
    page.obj.Resources.ColorSpace = pikepdf.Dictionary(
        {**dict(colours.items()), "/AllPlates": _all_plates(pdf)}
    )
    page.contents_add(pdf.make_stream(drawn))


@lru_cache(maxsize=8)
def _drawn(trim: Box, bleed: Box, marks: Marks, folds: tuple[float, ...]) -> bytes:
    """Give what draws the marks: the same for all right-hand pages, and for all left-hand ones."""
    lines: list[_Line] = []
    if marks.crop:
        lines += _corners(trim, bleed, _LENGTH)
    if marks.bleed:
        lines += _corners(bleed, bleed, _BLEED_LENGTH)
    drawn = [f"{x1:.3f} {y1:.3f} m {x2:.3f} {y2:.3f} l S" for x1, y1, x2, y2 in lines]
    if marks.crop and folds:
        at_folds = [
            f"{x1:.3f} {y1:.3f} m {x2:.3f} {y2:.3f} l S" for x1, y1, x2, y2 in _at_folds(folds, bleed)
        ]
        drawn += ["[3 2] 0 d", *at_folds, "[] 0 d"]
    if marks.registration:
        drawn += [_target(x, y) for x, y in _middles(bleed)]
    body = "\n".join(drawn)
    return f"q /AllPlates CS 1 SCN {_WEIGHT} w\n{body}\nQ\n".encode() if drawn else b""


def _corners(edges: Box, bleed: Box, length: float) -> Iterator[_Line]:
    """Give the eight lines that point at four edges from outside the bleed."""
    below, above = bleed[1] - _CLEARANCE, bleed[3] + _CLEARANCE
    before, after = bleed[0] - _CLEARANCE, bleed[2] + _CLEARANCE
    for x in (edges[0], edges[2]):
        yield x, below - length, x, below
        yield x, above, x, above + length
    for y in (edges[1], edges[3]):
        yield before - length, y, before, y
        yield after, y, after + length, y


def _at_folds(folds: Sequence[float], bleed: Box) -> Iterator[_Line]:
    """Give the dashed lines that point at the folds from above and below."""
    for x in folds:
        yield x, bleed[1] - _CLEARANCE - _LENGTH, x, bleed[1] - _CLEARANCE
        yield x, bleed[3] + _CLEARANCE, x, bleed[3] + _CLEARANCE + _LENGTH


def _middles(bleed: Box) -> Iterator[tuple[float, float]]:
    across, up = (bleed[0] + bleed[2]) / 2, (bleed[1] + bleed[3]) / 2
    away = _CLEARANCE + _LENGTH / 2
    yield across, bleed[1] - away
    yield across, bleed[3] + away
    yield bleed[0] - away, up
    yield bleed[2] + away, up


def _target(x: float, y: float) -> str:
    """Draw a cross in a circle, the circle as four Bézier curves."""
    arm, radius = _LENGTH / 2, _RADIUS
    bend = radius * 0.5523
    moves = [
        f"{x - arm:.3f} {y:.3f} m {x + arm:.3f} {y:.3f} l S",
        f"{x:.3f} {y - arm:.3f} m {x:.3f} {y + arm:.3f} l S",
        f"{x + radius:.3f} {y:.3f} m",
    ]
    for ax, ay, bx, by in ((1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0)):
        points = (
            x + radius * ax + bend * bx, y + radius * ay + bend * by,
            x + radius * bx + bend * ax, y + radius * by + bend * ay,
            x + radius * bx, y + radius * by,
        )  # fmt: skip
        moves.append(" ".join(f"{point:.3f}" for point in points) + " c")
    return "\n".join([*moves, "s"])


def _all_plates(pdf: pikepdf.Pdf) -> pikepdf.Array:
    tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return pikepdf.Array(
        [pikepdf.Name.Separation, pikepdf.Name.All, pikepdf.Name.DeviceCMYK, pdf.make_indirect(tint)]
    )
