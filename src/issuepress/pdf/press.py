"""Finish the print PDF: its page boxes and marks, and nothing that only a screen needs."""

import pikepdf

from issuepress.issue import Issue
from issuepress.pdf.marks import draw_marks


def finish_print(pdf: pikepdf.Pdf, issue: Issue) -> None:
    """Set the page boxes (PDF 2.0, 14.11.2), move the media to the origin, drop what is for the screen."""
    for key in ("/Outlines", "/Names", "/PageMode"):
        if key in pdf.Root:
            del pdf.Root[key]
    for number, page in enumerate(pdf.pages, start=1):
        left, bottom, right, top = (float(edge) for edge in page.mediabox)
        trim = [float(edge) - origin for edge, origin in zip(page.trimbox, (left, bottom) * 2, strict=True)]
        bleed = _bleed_box(issue, trim, number)
        width, height = bleed[2] - bleed[0], bleed[3] - bleed[1]
        clip = f"q {bleed[0]:.4f} {bleed[1]:.4f} {width:.4f} {height:.4f} re W n"
        shift = f"1 0 0 1 {-left:.4f} {-bottom:.4f} cm"
        page.contents_add(pdf.make_stream(f"{clip} {shift}\n".encode()), prepend=True)
        page.contents_add(pdf.make_stream(b"Q\n"))
        page.obj.MediaBox = pikepdf.Array([0, 0, _round(right - left), _round(top - bottom)])
        page.obj.TrimBox = pikepdf.Array([_round(edge) for edge in trim])
        page.obj.BleedBox = pikepdf.Array([_round(edge) for edge in bleed])
        for key in ("/Annots", "/CropBox", "/Tabs", "/StructParents"):
            if key in page.obj:
                del page.obj[key]
        if issue.print.marks:
            draw_marks(pdf, page, trim, bleed)


def _bleed_box(issue: Issue, trim: list[float], number: int) -> list[float]:
    left, bottom, right, top = trim
    bleed = issue.print.bleed
    starts_at_binding = (number % 2 == 1) == (issue.direction == "ltr")
    sides = (bleed.inside, bleed.outside) if starts_at_binding else (bleed.outside, bleed.inside)
    return [
        left - sides[0].points,
        bottom - bleed.bottom.points,
        right + sides[1].points,
        top + bleed.top.points,
    ]


def _round(points: float) -> float:
    return round(points, 4)
