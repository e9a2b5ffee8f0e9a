"""Retouching: after an edit of one story, its changed pages are shown before anything else is made.

They are set by a worker that keeps what it knows of the story (see `pdf.retake`), with the running heads and
folios that they had. The whole edition, made after that, takes their place.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from issuepress.issue import Issue
from issuepress.pdf import Crew, LaidOutPart
from issuepress.pdf.galley import Around, Copy
from issuepress.pdf.layout import bare_rendition
from issuepress.pdf.raster import part_rasters
from issuepress.pdf.retake import Revision, collect, furnished, get_ready, retake, retake_next
from issuepress.preview.edition import Edition
from issuepress.rendition import Part, Rendition, render_story
from issuepress.story import Story


class Retoucher:
    """Sets changed pages ahead, in a process of its own."""

    def __init__(self, crew: Crew | None = None) -> None:
        """Take a crew of one at most; its process starts when it is first asked for something."""
        self._crew = crew or Crew(1)
        self._shown: dict[str, Copy] = {}
        """What the pages on show were set from, of the stories that were retouched, by part."""

    def close(self) -> None:
        """End the process."""
        self._crew.close()

    def renew(self) -> None:
        """Replace the process."""
        self._crew.close()
        self._crew, self._shown = Crew(self._crew.jobs), {}

    def get_ready(self, edition: Edition, page: int) -> None:
        """Get ready for edits, most of all of the story on a page; does not wait."""
        self._crew.start()
        part = edition.parts.get(page)
        if part is not None and part.story:
            with suppress(RuntimeError):  # of a crew that is being replaced
                self._crew.submit(get_ready, _copy(edition, part))

    def settle(self, edition: Edition) -> None:
        """Hear that a whole edition is shown in place of retouched pages."""
        parts = {part.name: part for part in edition.rendition.parts if part.name in self._shown}
        current = {name: _copy(edition, part) for name, part in parts.items()}
        self._shown = {name: copy for name, copy in current.items() if copy.key == self._shown[name].key}
        self._crew.submit(collect, None)

    def retouched(self, edition: Edition, issue: Issue, file: str) -> Iterator[tuple[Edition, list[int]]]:
        """Give an edition with more and more pages of an edited story, and their numbers, as they are set.

        `edition` is the one on show. Nothing comes of an edit that touches more than the words of one
        story. Raises IssuepressError.
        """
        story = next((each for each in issue.stories if each.file == file), None)
        laid_out = next(
            (each for each in edition.layout.parts if story and each.part.name == story.slug), None
        )
        if story is None or laid_out is None or not _is_all(edition.rendition.issue, issue, story):
            return
        part = _printed(edition, issue, story)
        former = self._shown.pop(part.name, None) or _copy(edition, laid_out.part)
        revision = Revision(former, _copy(edition, part, issue))
        # While this process looks at a page, the worker sets the next, and is asked for the one after it.
        asked = deque(self._crew.submit(do, revision) for do in (retake, retake_next))
        while (taken := asked.popleft().result()) is not None:
            self._shown[part.name] = revision.copy
            if not taken.is_last:
                asked.append(self._crew.submit(retake_next, revision))
            if pages := [at for at in taken.pages if at < len(laid_out.pages)]:
                numbers = [laid_out.number + at for at in pages]
                edition = _with_pages(edition, furnished(laid_out, taken, pages), numbers, self._crew)
                yield edition, numbers
            if taken.is_last:
                return


def _is_all(former: Issue, issue: Issue, story: Story) -> bool:
    """Tell whether a story is all in which two issues may differ."""
    bare, bare_former = (each.model_copy(update={"stories": (), "files": {}}) for each in (issue, former))
    others = [[each for each in both.stories if each.slug != story.slug] for both in (issue, former)]
    return bare == bare_former and others[0] == others[1]


def _printed(edition: Edition, issue: Issue, story: Story) -> Part:
    """Render a story, with the page numbers that it prints as they were."""
    former = edition.rendition
    part = render_story(former, issue, story)
    if not part.page_references:
        return part
    parts = tuple(part if each.name == part.name else each for each in former.parts)
    whole = Rendition(issue, former.theme, parts)
    return whole.with_page_references(edition.layout.labels(part.page_references)).part(part.name)


def _copy(edition: Edition, part: Part, issue: Issue | None = None) -> Copy:
    rendition = edition.rendition
    bare = bare_rendition(replace(rendition, issue=issue or rendition.issue), part)
    recto = next(each.galley.recto for each in edition.layout.parts if each.part.name == part.name)
    # Without tags, nothing has to be known of the other parts.
    return Copy(bare, recto, Around(rendition.issue.language, {}, 0), edition.dress)


def _with_pages(edition: Edition, some: LaidOutPart, numbers: list[int], crew: Crew) -> Edition:
    (raster,) = part_rasters(edition.rendition, [some], crew)
    return replace(
        edition,
        raster=edition.raster.with_pages({at - 1: (raster, index) for index, at in enumerate(numbers)}),
        retaken={**edition.retaken, **dict(zip(numbers, some.places, strict=True))},
    )
