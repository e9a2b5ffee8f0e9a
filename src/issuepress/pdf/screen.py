"""Finish the screen PDF: what a viewer shows around the pages."""

import pikepdf


def finish_screen(pdf: pikepdf.Pdf) -> None:
    """Show the document's title, and label pages as printed (PDF 2.0, 12.4.2)."""
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.D)]))
