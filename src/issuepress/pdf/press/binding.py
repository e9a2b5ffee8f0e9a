"""Binding: pages come in sheets, so their number is made up to what the bindery wants."""

import pikepdf

from issuepress.errors import Finding, Place
from issuepress.printing import Print, PrintLimits


def missing_pages(pages: int, issue_print: Print, limits: PrintLimits) -> int:
    """Tell how many blank pages make the number up to the binding's multiple."""
    return -pages % issue_print.multiple(limits)


def add_blanks(pdf: pikepdf.Pdf, count: int) -> None:
    """Add blank pages at the end."""
    for _ in range(count):
        blank = pikepdf.Dictionary(Type=pikepdf.Name.Page, Resources=pikepdf.Dictionary())
        blank.Contents = pdf.make_stream(b"")
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(blank)))


def binding_findings(pages: int, issue_print: Print, limits: PrintLimits) -> list[Finding]:
    """Say what the binding does to the number of pages, those of a cover apart left out."""
    found = []
    place = Place("issue.yaml")
    blank = missing_pages(pages, issue_print, limits)
    if blank:
        stand = "1 blank page stands" if blank == 1 else f"{blank} blank pages stand"
        multiple = (
            "pairs" if issue_print.binding == "perfect" else f"sheets of {limits.saddle_multiple} pages"
        )
        has = "the issue has" if issue_print.cover is None else "inside its cover the issue has"
        message = f"{stand} at the end of the print PDF: it is bound in {multiple}, {has} {pages}"
        found.append(Finding(message, place, "fill the end with house advertisements or notes", "warning"))
    if issue_print.binding == "saddle" and pages + blank > limits.saddle_most:
        message = f"{pages + blank} pages are too many to stitch: {limits.saddle_most} at most"
        found.append(Finding(message, place, "set 'binding: perfect' under 'print'", "warning"))
    return found
