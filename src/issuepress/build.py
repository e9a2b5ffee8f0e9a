"""The whole road: read, dress, render, check, write."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from issuepress import pdf
from issuepress.cache import tidy
from issuepress.checks import check
from issuepress.docket import Order, is_set, keep, unchanged
from issuepress.errors import ChecksFailed, OutputError
from issuepress.flatplan import Flatplan, plan, skeletons
from issuepress.flatplan.drawing import Drawing, draw
from issuepress.folios import Folio
from issuepress.issue import Issue
from issuepress.manuscript import load_issue
from issuepress.profiles import load_profile
from issuepress.rendition import Rendition, render
from issuepress.summary import SUFFIXES, Output, Report, Summary, silent
from issuepress.themes import load_theme


def build(  # noqa: PLR0913 - all but the path have defaults
    path: Path | str,
    targets: dict[Output, Path] | None = None,
    *,
    outputs: tuple[Output, ...] = tuple(SUFFIXES),
    folder: Path | None = None,
    folios: bool = True,
    jobs: int = 0,
    report: Report = silent,
) -> Summary:
    """Make the outputs of an issue, all of them or none.

    Files go to `targets`, else into `folder`, else into `build/<folder name>/`, under names that begin
    with the name of the issue's folder; a cover printed by itself is made where the issue asks for it.
    Without `folios` the EPUB says nothing of the pages of print, and needs no layout. So many `jobs` set
    stories at once, each in a process of its own; 0 sets them in this one. Raises IssuepressError; the
    former outputs are then untouched.
    """
    order = Order(Path(path), targets, outputs, folder, folios)
    if (summary := unchanged(order)) is not None:
        return summary
    began = time.time()
    with pdf.Crew(jobs) as crew:
        if not is_set(order):
            crew.start()
        rendition, summary = _build(order, crew, report)
    keep(order, rendition, summary, began)
    tidy()
    return summary


def _build(order: Order, crew: "pdf.Crew", report: Report) -> tuple[Rendition, Summary]:
    started = time.perf_counter()
    report("read", str(order.issue))
    issue = load_issue(order.issue)
    summary = Summary(issue, seconds={"read": time.perf_counter() - started})
    with summary.timed("dress"):
        report("dress", issue.theme)
        theme = load_theme(issue.theme, issue.folder)
    with summary.timed("render"):
        report("render", theme.title)
        rendition = render(issue, theme)
    with summary.timed("check"):
        report("check", issue.title.plain)
        summary.findings += check(rendition)
    if errors := [finding for finding in summary.findings if finding.level == "error"]:
        raise ChecksFailed.of(errors)
    home, outputs = order.folder or Path("build") / issue.name, order.outputs
    wanted = [each for each in outputs if each != "print-cover" or issue.print.cover or len(outputs) == 1]
    chosen = order.targets or {output: home / f"{issue.name}{SUFFIXES[output]}" for output in wanted}
    _write(rendition, chosen, summary, crew, report, folios=order.folios)
    return rendition, summary


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


def _write(  # noqa: PLR0913 - all that was made ready for it
    rendition: Rendition,
    targets: dict[Output, Path],
    summary: Summary,
    crew: "pdf.Crew",
    report: Report,
    *,
    folios: bool,
) -> None:
    """Write everything aside first, then move it into place."""
    modified = _modified(rendition.issue)
    with _aside(targets) as aside:
        with summary.timed("lay out"):
            only_cover = not {"print", "print-cover", "screen", *(["epub"] if folios else [])} & set(targets)
            layout = pdf.lay_out(
                rendition,
                lambda part: report("write", f"laying out: {part.title}"),
                only_cover=only_cover,
                crew=crew,
            )
            plates = pdf.begin_plates(layout, crew) if "print" in targets else None
            cover = pdf.cover_jpeg(layout) if {"epub", "cover"} & set(targets) else b""
        # The print PDF last: workers bring its parts to ink while the others are written.
        for output, path in sorted(aside.items(), key=lambda each: each[0] == "print"):
            report("write", targets[output].name)
            with summary.timed(f"write {output}"):
                match output:
                    case "epub":
                        from issuepress.epub import write_epub  # noqa: PLC0415 - its engine is slow to import

                        pages = layout.folio_map if folios else ()
                        write_epub(
                            rendition,
                            path,
                            cover=cover,
                            modified=modified,
                            folios=pages,
                            findings=summary.findings,
                        )
                    case "cover":
                        path.write_bytes(cover)
                    case "print-cover":
                        summary.findings += pdf.write_cover_sheet(layout, path, modified=modified, crew=crew)
                        summary.spine = str(pdf.spine_of(layout) or "")
                    case purpose:
                        summary.findings += pdf.write_pdf(
                            layout, path, purpose=purpose, modified=modified, plates=plates
                        )
    summary.files += targets.values()
    summary.findings += layout.findings
    if not only_cover:
        summary.folios, summary.pages = layout.folios, layout.pages


@contextmanager
def _aside(targets: dict[Output, Path]) -> Iterator[dict[Output, Path]]:
    """Give paths to write to, on the same disk; what stands there at the end replaces the targets."""
    made: list[Path] = []
    try:
        for target in targets.values():
            made += [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
            target.parent.mkdir(parents=True, exist_ok=True)
        parent = next(iter(targets.values())).parent
        with tempfile.TemporaryDirectory(prefix=".issuepress-", dir=parent) as scratch:
            aside = {output: Path(scratch) / target.name for output, target in targets.items()}
            yield aside
            _replace({aside[output]: target for output, target in targets.items()}, Path(scratch) / "former")
    except OSError as error:
        raise OutputError(f"the outputs can't be written: {error}") from error
    finally:
        for folder in made:  # the innermost first; one that holds something stays
            with suppress(OSError):
                folder.rmdir()


def _replace(moves: dict[Path, Path], former: Path) -> None:
    """Move each file to its target; when one can't be moved, put back what the others replaced."""
    former.mkdir()
    kept = {target: former / str(at) for at, target in enumerate(moves.values())}
    for target, copy in kept.items():
        if target.exists():
            try:
                copy.hardlink_to(target)
            except OSError:  # another disk, or one that knows no links
                shutil.copy2(target, copy)
    moved = []
    try:
        for source, target in moves.items():
            source.replace(target)
            moved.append(target)
    except OSError:
        for target in moved:
            kept[target].replace(target) if kept[target].exists() else target.unlink()
        raise


def _modified(issue: Issue) -> datetime:
    """Give the time that outputs carry: SOURCE_DATE_EPOCH where it is set, else the cover date."""
    try:
        return datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return issue.first_day
