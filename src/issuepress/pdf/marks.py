"""Crop marks, drawn outside the bleed in the colour of all plates."""

import pikepdf

MARK_ROOM = 27.0
"""Points of paper outside the bleed that hold the marks."""
_LENGTH = 15.0
_WEIGHT = 0.25
_CLEARANCE = 3.0
"""Points between the bleed and the start of a mark."""


def draw_marks(pdf: pikepdf.Pdf, page: pikepdf.Page, trim: list[float], bleed: list[float]) -> None:
    """Draw the eight crop marks of a page; boxes are left, bottom, right, top in points.

    The colour is `/Separation /All` (PDF 2.0, 8.6.6.4), which prints on every plate.
    """
    lines = [*_vertical(trim, bleed), *_horizontal(trim, bleed)]
    drawn = "\n".join(f"{x1:.3f} {y1:.3f} m {x2:.3f} {y2:.3f} l S" for x1, y1, x2, y2 in lines)
    spaces = page.obj.Resources.get("/ColorSpace")
    if spaces is None or "/AllPlates" not in spaces:
        resources = pikepdf.Dictionary(page.obj.Resources)
        colours = pikepdf.Dictionary(spaces) if spaces is not None else pikepdf.Dictionary()
        colours.AllPlates = _all_plates(pdf)
        resources.ColorSpace = colours
        page.obj.Resources = resources
    page.contents_add(pdf.make_stream(f"q /AllPlates CS 1 SCN {_WEIGHT} w\n{drawn}\nQ\n".encode()))


def _vertical(trim: list[float], bleed: list[float]) -> list[tuple[float, float, float, float]]:
    below, above = bleed[1] - _CLEARANCE, bleed[3] + _CLEARANCE
    return [
        line
        for x in (trim[0], trim[2])
        for line in ((x, below - _LENGTH, x, below), (x, above, x, above + _LENGTH))
    ]


def _horizontal(trim: list[float], bleed: list[float]) -> list[tuple[float, float, float, float]]:
    before, after = bleed[0] - _CLEARANCE, bleed[2] + _CLEARANCE
    return [
        line
        for y in (trim[1], trim[3])
        for line in ((before - _LENGTH, y, before, y), (after, y, after + _LENGTH, y))
    ]


def _all_plates(pdf: pikepdf.Pdf) -> pikepdf.Array:
    tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return pikepdf.Array(
        [pikepdf.Name.Separation, pikepdf.Name.All, pikepdf.Name.DeviceCMYK, pdf.make_indirect(tint)]
    )
