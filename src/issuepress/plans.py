"""An issue in pages, without its outputs: where its pages begin, and its flatplan."""

from collections.abc import Callable
from pathlib import Path

from issuepress import pdf
from issuepress.errors import OutputError
from issuepress.flatplan import Flatplan, plan, skeletons
from issuepress.flatplan.drawing import Drawing, draw
from issuepress.folios import Folio
from issuepress.manuscript import load_issue
from issuepress.profiles import load_profile
from issuepress.rendition import Rendition, render
from issuepress.summary import Report, silent
from issuepress.themes import load_theme


def map_pages(path: Path | str, *, report: Report = silent) -> tuple[Rendition, tuple[Folio, ...]]:
    """Lay an issue out and tell where in its text each page begins, without writing anything.

    Raises IssuepressError.
    """
    rendition, layout = _laid_out(path, report)
    return rendition, layout.folio_map


def _laid_out(path: Path | str, report: Report) -> tuple[Rendition, "pdf.Layout"]:
    report("read", str(path))
    issue = load_issue(path)
    rendition = render(issue, load_theme(issue.theme, issue.folder))
    return rendition, pdf.lay_out(rendition, lambda part: report("write", f"laying out: {part.title}"))


def plan_pages(path: Path | str, *, report: Report = silent) -> tuple[Flatplan, Callable[[], Drawing]]:
    """Lay an issue out and plan it; the plan is drawn when it is asked for.

    Raises IssuepressError.
    """
    rendition, layout = _laid_out(path, report)
    issue = rendition.issue
    made = plan(issue, layout.parts, layout.folio_map, issue.print.multiple(load_profile(issue).limits))
    return made, lambda: draw(made, skeletons(layout.parts))


def write_drawing(drawing: Drawing, target: Path) -> None:
    """Write a drawing as PDF or as SVG, as the target's name ends; raises OutputError."""
    from issuepress.pdf.drawing import drawing_pdf  # noqa: PLC0415 - the engine is slow to import

    is_pdf = target.suffix.lower() == ".pdf"
    content = drawing_pdf(*drawing) if is_pdf else drawing.svg.encode()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    except OSError as error:
        raise OutputError(f"'{target}' can't be written: {error.strerror}") from error
