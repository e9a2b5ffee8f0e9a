"""The whole road: read, dress, render, check, write."""

import os
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Final

from issuepress import fragment, pdf
from issuepress.aside import aside
from issuepress.checks import check
from issuepress.docket import Order, is_new
from issuepress.errors import ChecksFailed, Finding, IssuepressError
from issuepress.issue import Issue
from issuepress.manuscript import load_front, load_issue, manuscripts, read_ahead
from issuepress.pictures import Besides, Wanted, is_ready, make_ready
from issuepress.rendition import Rendition, render
from issuepress.summary import SUFFIXES, Output, Report, Summary
from issuepress.themes import load_theme

_FEW: Final = 2
"""So many pictures are prepared as soon as a worker would be at them."""

_MANY: Final = 40
"""So many manuscripts are still being read when another worker is there to help."""


def take(order: Order, crew: "pdf.Crew", report: Report) -> tuple[Rendition, Summary]:
    """Make what an order asks for; give what was rendered and what was made.

    Raises IssuepressError; the former outputs are then untouched.
    """
    started = time.perf_counter()
    report("read", str(order.issue))
    _begin_ahead(order, crew)
    issue = load_issue(order.issue)
    summary = Summary(issue, seconds={"read": time.perf_counter() - started})
    with summary.timed("dress"):
        report("dress", issue.theme)
        theme = load_theme(issue.theme, issue.folder)
        if order.is_printed:
            pdf.get_press_ready(crew, issue, theme)
    with summary.timed("render"):
        report("render", theme.title)
        rendition = render(issue, theme)
    home, outputs = order.folder or Path("build") / issue.name, order.outputs
    wanted = [each for each in outputs if each != "print-cover" or issue.print.cover or len(outputs) == 1]
    chosen = order.targets or {output: home / f"{issue.name}{SUFFIXES[output]}" for output in wanted}
    # Workers set the first parts while the house rules are run over all of them.
    begun = pdf.LayingOut(
        rendition,
        lambda part: report("write", f"laying out: {part.title}"),
        only_cover=not {"print", "print-cover", "screen", *(["epub"] if order.folios else [])} & set(chosen),
        crew=crew,
        besides=Besides(_wanted_pictures(rendition) if "epub" in chosen else (), order.is_printed),
    )
    if order.is_printed:
        pdf.get_twins_ready(crew, rendition)
    try:
        _check(rendition, summary, report)
    except IssuepressError:
        crew.call_off()
        raise
    _write(rendition, begun, chosen, summary, crew, report, folios=order.folios)
    fragment.forget()
    return rendition, summary


def _begin_ahead(order: Order, crew: "pdf.Crew") -> None:
    """Have workers begin while this process reads the manuscripts; of faults hears who reads all.

    One opens sheets and fonts. Of many manuscripts that were never read, others read the last ones.
    """
    with suppress(IssuepressError):
        front = load_front(order.issue)
        pdf.get_ready(crew, front, load_theme(front.theme, front.folder))
        if is_new(order) and len(listed := manuscripts(order.issue)) >= _MANY:
            crew.share(read_ahead, listed[::-1])


def _check(rendition: Rendition, summary: Summary, report: Report) -> None:
    with summary.timed("check"):
        report("check", rendition.issue.title.plain)
        summary.findings += check(rendition)
    if errors := [finding for finding in summary.findings if finding.level == "error"]:
        raise ChecksFailed.of(errors)


def _write(  # noqa: PLR0913 - all that was made ready for it
    rendition: Rendition,
    begun: "pdf.LayingOut",
    targets: dict[Output, Path],
    summary: Summary,
    crew: "pdf.Crew",
    report: Report,
    *,
    folios: bool,
) -> None:
    """Write everything aside first, then move it into place."""
    if crew.jobs:  # while workers set the stories, this process has little else to do
        Thread(target=_get_writers_ready, args=(rendition, tuple(targets)), daemon=True).start()
    with aside(targets) as away:
        with summary.timed("lay out"):
            layout = begun.layout()
        writing = _Writing(rendition, layout, away, crew, summary.findings, folios=folios)
        for output in writing.order:
            report("write", targets[output].name)
            with summary.timed(f"write {output}"):
                summary.findings += writing.write(output)
        writing.end()
        crew.dismiss()
    summary.files += targets.values()
    summary.findings += layout.findings
    if not begun.only_cover:
        summary.folios, summary.pages = layout.folios, layout.pages
    if "print-cover" in targets:
        summary.spine = str(pdf.spine_of(layout) or "")


class _Writing:
    """One layout on its way into files, made by workers and this process as they have time for it."""

    def __init__(  # noqa: PLR0913 - all that is known by then
        self,
        rendition: Rendition,
        layout: "pdf.Layout",
        paths: Mapping[Output, Path],
        crew: "pdf.Crew",
        findings: Sequence[Finding],
        *,
        folios: bool,
    ) -> None:
        self._layout, self._paths, self._crew = layout, paths, crew
        self._modified = _modified(rendition.issue)
        self._errands: dict[Output, pdf.Errand[Path]] = {}
        crew.hire_twins()
        # What others wait for comes first.
        self._fonts = pdf.begin_fonts(layout, crew) if {"print", "screen"} & set(paths) else tuple
        self._cover = pdf.begin_cover(layout, crew) if {"epub", "cover"} & set(paths) else lambda: b""
        self._pictures = _begin_pictures(rendition, crew) if "epub" in paths else tuple

        def begin_epub() -> None:
            write = _epub_writer(
                rendition,
                cover=pdf.cover_of(layout),
                modified=self._modified,
                folios=layout.folio_map if folios else (),
                findings=tuple(findings),
            )
            errand = crew.errand if {"print", "screen"} & set(paths) else pdf.Errand
            self._errands["epub"] = errand(write, paths["epub"])

        amid = begin_epub if "epub" in paths else lambda: None
        if "print" in paths:
            self._plates = pdf.begin_plates(layout, crew, amid=amid)
        else:
            amid()
        if "screen" in paths:
            self._errands["screen"] = pdf.begin_screen(layout, paths["screen"], self._modified, crew)

    @property
    def order(self) -> list[Output]:
        """The outputs: first what this process does while the print PDF waits, last what workers come to."""
        return sorted(self._paths, key=lambda output: (output != "screen", output == "epub"))

    def write(self, output: Output) -> Sequence[Finding]:
        """Write an output that no worker has begun, and give what is found."""
        path, layout, modified = self._paths[output], self._layout, self._modified
        match output:
            case "epub":
                self._pictures()
                self._cover()
                self._errands[output].do_unless_begun()
            case "cover":
                path.write_bytes(self._cover())
            case "print-cover":
                return pdf.write_cover_sheet(layout, path, modified=modified, crew=self._crew)
            case "screen":
                self._fonts()
                self._errands[output].do_unless_begun()
            case "print":
                self._fonts()
                return pdf.write_pdf(layout, path, purpose="print", modified=modified, plates=self._plates)
        return ()

    def end(self) -> None:
        """Wait for what workers write."""
        for errand in self._errands.values():
            errand.wait()


def _epub_writer(rendition: Rendition, **known: object) -> Callable[[Path], None]:
    from issuepress.epub import write_epub  # noqa: PLC0415 - its engine is slow to import

    return partial(write_epub, rendition, **known)  # type: ignore[arg-type] # what it takes


def _wanted_pictures(rendition: Rendition) -> tuple[Wanted, ...]:
    """Give the pictures of the EPUB."""
    from issuepress.epub import wanted_pictures  # noqa: PLC0415 - its engine is slow to import

    return wanted_pictures(rendition)


def _begin_pictures(rendition: Rendition, crew: "pdf.Crew") -> Callable[[], object]:
    """Have workers prepare the pictures of the EPUB that no galley had made, unless they are but few."""
    missing = [each for each in _wanted_pictures(rendition) if not is_ready(each)] if crew.jobs else []
    if len(missing) <= _FEW:
        return tuple
    return crew.begin(make_ready, missing, stored=lambda _: None, weight=lambda _: 0)


def _get_writers_ready(rendition: Rendition, outputs: Collection[Output]) -> None:
    for output in outputs:
        import_module("issuepress.epub" if output == "epub" else "issuepress.pdf.writing")
    if "print" in outputs:
        from issuepress.pdf.press import get_ready  # noqa: PLC0415 - slow to import

        with suppress(IssuepressError):  # the print PDF meets the same
            get_ready(rendition.issue, rendition.theme)


def _modified(issue: Issue) -> datetime:
    """Give the time that outputs carry: SOURCE_DATE_EPOCH where it is set, else the cover date."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return issue.first_day
