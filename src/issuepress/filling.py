"""Filling: the shared templates and a theme's own, filled with an issue; what they gave is kept.

All raise RenderError when a template fails.
"""

from collections.abc import Mapping
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from issuepress import fragment
from issuepress.cache import digest, kept
from issuepress.fields import Length
from issuepress.issue import Issue
from issuepress.labels import label
from issuepress.lines import mark_lines
from issuepress.outlook import sees_stories, written
from issuepress.story import Kind, Story
from issuepress.themes import Theme

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment
    from lxml import etree

COVER_SHEET: Final = "cover-sheet"
"""The name of the template, and the part, of a cover printed by itself."""
_SHARED = Path(__file__).parent / "templates"
"""The folder of the templates that all themes share."""

_SEMANTICS = {
    Kind.intro: ("introduction", "doc-introduction"),
    Kind.colophon: ("colophon", "doc-colophon"),
}
_CHAPTER = ("chapter", "doc-chapter")


class Templates:
    """The templates of a theme, filled for an issue once: what they gave is kept."""

    def __init__(self, issue: Issue, theme: Theme) -> None:
        """Take what they are filled with; nothing is read yet."""
        self.issue, self.theme = issue, theme

    def front(self, name: str, folios: Mapping[str, str]) -> str:
        """Give what stands before the stories: a part of `issuepress.issue.PART_NAMES`."""
        language = self.issue.language

        def made() -> bytes:
            runs = groupby(self.issue.stories, lambda story: story.section)
            sections = [(section, list(run)) for section, run in runs]
            made = self._fill(name, language, sections=sections, imprint=_imprint(self.issue), folios=folios)
            mark_lines(made, self.issue.lines, of_story=False)
            return fragment.serialise(made).encode()

        return kept("parts", (self._key, name, repr(sorted(folios.items()))), made).decode()

    def cover_sheet(self, spine: Length, spine_type: Length | None) -> str:
        """Give the cover printed by itself; without a size of type the spine has no words."""
        name, language = COVER_SHEET, self.issue.language

        def made() -> bytes:
            made = self._fill(name, language, spine=spine, spine_type=spine_type)
            return fragment.serialise(made).encode()

        return kept("parts", (self._key, name, f"{spine} {spine_type}"), made).decode()

    def story(self, story: Story) -> str:
        """Give a story."""
        return kept("parts", (self._story_key(story), "story"), lambda: self.filled(story).encode()).decode()

    def filled(self, story: Story) -> str:
        """Fill a story's template, and keep nothing: to tell what it would be kept under takes as long."""
        epub_type, role = _SEMANTICS.get(story.kind, _CHAPTER)
        made = self._fill("story", story.language, story=story, epub_type=epub_type, role=role)
        mark_lines(made, story.lines, of_story=True)
        return fragment.serialise(made)

    @cached_property
    def _key(self) -> str:
        """Give a digest of all that the templates are and may see."""
        return digest(self._matter, *self._stories.values())

    def _story_key(self, story: Story) -> str:
        """Give a digest of all that the templates are and may see when they are filled for a story."""
        if sees_stories(self._texts):
            return digest(self._key, story.slug)
        return digest(self._matter, self._stories[story.slug])

    @cached_property
    def _matter(self) -> str:
        bare = self.issue.model_copy(update={"stories": ()})
        return digest(repr(bare), repr(bare.lines), *self._texts)

    @cached_property
    def _stories(self) -> dict[str, str]:
        return {story.slug: digest(repr(story), repr(story.lines)) for story in self.issue.stories}

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return written(self._folders)

    @cached_property
    def _folders(self) -> tuple[Path, ...]:
        return (*self.theme.templates, _SHARED)

    @cached_property
    def _environment(self) -> "SandboxedEnvironment":
        from issuepress.templating import environment  # noqa: PLC0415 - Jinja is slow to import

        return environment(self.issue, self._folders)

    def _fill(self, name: str, language: str, **values: object) -> "etree._Element":
        from issuepress.templating import fill  # noqa: PLC0415 - see above

        return fill(self._environment, name, language, **values)


_AT_HAND: Final[list[Templates]] = []
"""The templates that were asked for last."""


def templates(issue: Issue, theme: Theme) -> Templates:
    """Give the templates of a theme for an issue; to tell what they are and may see takes its time."""
    known = next((each for each in _AT_HAND if each.issue is issue and each.theme is theme), None)
    found = known or Templates(issue, theme)
    _AT_HAND[:] = [found]
    return found


def _imprint(issue: Issue) -> list[str]:
    magazine, language = issue.publication, issue.language
    counted = {"volume": issue.volume, "number": issue.number}
    edition = [label(key, language).format(value) for key, value in counted.items() if value]
    house = [name for name in (magazine.publisher, magazine.place) if name]
    registered = {"ISSN": magazine.issn, "eISSN": magazine.eissn}
    numbers = [f"{key} {value}" for key, value in registered.items() if value]
    return [line for line in (", ".join(edition), ", ".join(house), " · ".join(numbers)) if line]
