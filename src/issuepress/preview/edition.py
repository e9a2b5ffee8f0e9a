"""Editions: an issue made once for the eye. The preview's only module that takes the steps of `build`."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePosixPath

import issuepress
from issuepress import pdf
from issuepress.errors import Finding, IssuepressError
from issuepress.flatplan import Flatplan, plan, skeletons
from issuepress.flatplan.drawing import Drawing, draw
from issuepress.importers import IMPORTERS, Source
from issuepress.issue import Issue
from issuepress.judges import epub_findings
from issuepress.manuscript import load_again, load_issue
from issuepress.pdf.crew import Crew
from issuepress.pdf.galley import dress_of
from issuepress.pdf.layout import LaidOutPart, Layout
from issuepress.pdf.make_up import lay_out, lay_out_first
from issuepress.pdf.raster import Raster, Stack, open_raster, part_rasters
from issuepress.places import PagePlaces
from issuepress.preview.reading import Reading, open_epub
from issuepress.profiles import load_profile
from issuepress.rendition import Part, Rendition, render
from issuepress.themes import load_theme

Say = Callable[[str], None]
"""Told of each thing as it is begun; may raise to give up."""


@dataclass(frozen=True)
class Edition:
    """An issue in pages: everything that can be seen and asked of them."""

    layout: Layout
    raster: Stack
    """The pages of the screen PDF."""
    plan: Flatplan
    is_sketch: bool = False
    """Whether it has no more than its first parts, which print no page numbers yet."""
    retaken: Mapping[int, PagePlaces] = field(default_factory=dict)
    """Where everything stands on pages that an edit changed and that were set ahead of the others."""

    @property
    def rendition(self) -> Rendition:
        """What was laid out."""
        return self.layout.rendition

    @cached_property
    def dress(self) -> str:
        """The digest of all that shapes every part alike."""
        return dress_of(self.rendition)

    @cached_property
    def places(self) -> Mapping[int, PagePlaces]:
        """Where everything stands, by the page's number."""
        return {**skeletons(self.layout.parts), **self.retaken}

    @cached_property
    def parts(self) -> Mapping[int, Part]:
        """The part that each page shows, by the page's number."""
        pages = [laid_out.part for laid_out in self.layout.parts for _ in laid_out.places]
        return dict(enumerate(pages, start=1))

    @cached_property
    def drawing(self) -> Drawing:
        """The flatplan as a drawing."""
        return draw(self.plan, self.places)


@dataclass(frozen=True)
class Press:
    """The print PDF of an edition, and what its preflight says."""

    raster: Raster
    findings: tuple[Finding, ...]


def read_issue(path: Path, say: Say) -> Issue:
    """Read an issue; raises IssuepressError."""
    say("reading the manuscripts")
    return load_issue(path)


def get_ready_to_read(edition: Edition, page: int) -> None:
    """Import what reads the manuscript of a page: what was remembered of it so far needed no parser."""
    if (part := edition.parts.get(page)) and part.story:
        file = part.story.file
        IMPORTERS[PurePosixPath(file).suffix.lower()](Source("", file, 1, "", part.language))


def read_again(issue: Issue, file: str) -> Issue | None:
    """Read one manuscript of an issue anew, by its path; None where that alone does not give an issue."""
    is_story = any(story.file == file for story in issue.stories)
    with suppress(IssuepressError):
        return load_again(issue, file) if is_story else None
    return None


def dressed(issue: Issue) -> Rendition:
    """Render an issue in its theme; raises IssuepressError."""
    return render(issue, load_theme(issue.theme, issue.folder))


def read(path: Path, say: Say) -> Rendition:
    """Read and render an issue; raises IssuepressError."""
    return dressed(read_issue(path, say))


def find(edition: Edition, say: Say) -> tuple[Finding, ...]:
    """Give what the checks and the engine have to say; errors among it stop nothing here, they are shown."""
    say("checking")
    return (*issuepress.check(edition.rendition), *edition.layout.findings)


def sketch_outline(outline: Iterator[Layout], crew: Crew, say: Say) -> Iterator[Edition]:
    """Make editions of what stands before the stories, which `begin_outline` began.

    What the engine can't set is missing among them: whoever sets the whole issue hears of that.
    """
    with suppress(IssuepressError):
        yield from _sketches(outline, crew, say)


def make_sketches(
    rendition: Rendition, crew: Crew, say: Say, former: Edition | None = None
) -> Iterator[Edition]:
    """Make editions of ever more pages, more than a former one has, to have something to show soon.

    Raises IssuepressError.
    """
    shown = len(former.rendition.parts) if former else 0
    return _sketches(lay_out_first(rendition, crew, shown=shown), crew, say, former)


def _sketches(
    layouts: Iterator[Layout], crew: Crew, say: Say, former: Edition | None = None
) -> Iterator[Edition]:
    say("setting the pages")
    for layout in layouts:
        former = _edition(layout, crew, former, multiple=1, is_sketch=True)
        yield former
        say("setting the pages")


def make_edition(rendition: Rendition, crew: Crew, say: Say, former: Edition | None = None) -> Edition:
    """Make the pages of an issue; parts that are as in a former edition are looked at there.

    Raises IssuepressError.
    """
    issue = rendition.issue
    layout = lay_out(rendition, lambda part: say(f"laying out {part.title}"), crew=crew)
    say("painting the pages")
    return _edition(layout, crew, former, issue.print.multiple(load_profile(issue).limits))


def _edition(
    layout: Layout, crew: Crew, former: Edition | None, multiple: int, *, is_sketch: bool = False
) -> Edition:
    known = dict(zip(map(_look, former.layout.parts), former.raster.rasters, strict=True)) if former else {}
    new = [part for part in layout.parts if _look(part) not in known]
    known |= zip(map(_look, new), part_rasters(layout.rendition, new, crew), strict=True)
    rasters = [known[_look(part)] for part in layout.parts]
    made = plan(layout.rendition.issue, layout.parts, layout.folio_map, multiple)
    return Edition(layout, Stack(rasters), made, is_sketch)


def _look(laid_out: LaidOutPart) -> tuple[str, str, bool]:
    """Give what a part's pages look the same by."""
    return laid_out.galley.key, laid_out.furniture.key, laid_out.moved


def make_reading(edition: Edition, findings: tuple[Finding, ...], target: Path, say: Say) -> Reading:
    """Write and open an edition's EPUB, with what `find` gave of it; raises IssuepressError."""
    say("making the EPUB")
    layout, rendition = edition.layout, _without_folios(edition.rendition)
    issuepress.write_epub(
        rendition,
        target,
        cover=pdf.cover_jpeg(layout),
        modified=rendition.issue.first_day,
        folios=layout.folio_map,
        findings=findings,
    )
    return open_epub(target, rendition)


def judge(edition: Edition, epub: Path, wait: Callable[[float], bool]) -> tuple[Finding, ...] | None:
    """Give what EPUBCheck says of an edition's EPUB; None when `wait`, given seconds, says to give up."""
    return epub_findings(epub, _without_folios(edition.rendition), wait)


def _without_folios(rendition: Rendition) -> Rendition:
    """Give what the EPUB shows: its contents print no page numbers."""
    contents = rendition.with_folios({}).part("contents")
    parts = tuple(contents if part.name == contents.name else part for part in rendition.parts)
    return replace(rendition, parts=parts)


def make_press(edition: Edition, crew: Crew, say: Say) -> Press:
    """Make the print PDF of an edition; raises IssuepressError."""
    say("making the print PDF")
    layout = edition.layout
    pdf.begin_fonts(layout, crew)()
    with tempfile.TemporaryDirectory(prefix="issuepress-") as scratch:
        target = Path(scratch) / "print.pdf"
        findings = pdf.write_pdf(
            layout,
            target,
            purpose="print",
            modified=layout.rendition.issue.first_day,
            plates=pdf.begin_plates(layout, crew),
        )
        return Press(open_raster(target), findings)
