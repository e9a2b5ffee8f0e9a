"""Step 3, render: an issue becomes parts, each a fragment of XHTML that every output shares.

Inside the fragments each internal link is `#id`, with ids unique over the issue; pictures are named
by their path from the issue folder. The EPUB splits the parts into documents, the PDF joins them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from lxml import etree

from issuepress import fragment
from issuepress.cache import digest, kept
from issuepress.errors import Place, RenderError
from issuepress.fields import Length
from issuepress.inventory import Inventory, inventory
from issuepress.issue import PART_NAMES, Issue
from issuepress.labels import label
from issuepress.lines import mark_lines
from issuepress.outlook import sees_stories, written
from issuepress.page_references import filled
from issuepress.profiles import profile_file
from issuepress.snapshot import Snapshot
from issuepress.story import Kind, Story
from issuepress.themes import Theme

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_SHARED = Path(__file__).parent / "templates"
"""The folder of the templates that all themes share."""

_SEMANTICS = {
    Kind.intro: ("introduction", "doc-introduction"),
    Kind.colophon: ("colophon", "doc-colophon"),
}
_CHAPTER = ("chapter", "doc-chapter")
_NAMING = frozenset("figcaption h1 h2 h3 h4 h5 h6".split())
"""Elements whose words name what they stand at."""


@dataclass(frozen=True)
class Part(Snapshot):
    """One document of the issue: its fragment is a single `section`, and its id is the name."""

    name: str
    kind: str
    title: str
    language: str
    html: str
    story: Story | None = None

    @cached_property
    def inventory(self) -> Inventory:
        """What stands in the fragment: ids, the part's own first, links and pictures."""
        return inventory(self.html)

    @cached_property
    def page_references(self) -> frozenset[str]:
        """The ids whose page the part prints: where its references lead, and all links of the contents."""
        if self.kind != "contents":
            return self.inventory.page_references
        return frozenset(self.links())

    def links(self) -> Iterator[str]:
        """Give the ids that links of the fragment lead to, in order."""
        return (href[1:] for href in self.inventory.links if href.startswith("#"))

    def pictures(self) -> Iterator[str]:
        """Give the path of each picture in order, from the issue folder."""
        return (picture.source for picture in self.inventory.pictures)

    def place_of(self, picture: str) -> Place:
        """Find the file that a part is written in, and the line in it of a picture."""
        file = self.story.file if self.story else "issue.yaml"
        for element in fragment.parsed(self.html).iter("img"):
            if unquote(element.get("src", "")) == picture:
                lines = (each.get("data-line") for each in (element, *element.iterancestors()))
                if line := next(filter(None, lines), None):
                    return Place(file, int(line))
        return Place(file)


@dataclass(frozen=True)
class Rendition(Snapshot):
    """An issue in its theme's templates, before any engine has seen it."""

    issue: Issue
    theme: Theme
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part:
        """Find a part by its name."""
        return next(part for part in self.parts if part.name == name)

    def cover_sheet(self, spine: Length, spine_type: Length | None) -> Part:
        """Render back, spine and front in one; without a size of type the spine has no words."""
        return _templates(self.issue, self.theme).cover_sheet(spine, spine_type)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders whose files it is made of: the issue's own, and those of its theme."""
        return self.issue.folder, *self.theme.folders

    @cached_property
    def home(self) -> Mapping[str, str]:
        """The name of the part that holds each id."""
        return {identifier: part.name for part in self.parts for identifier in part.inventory.ids}

    @cached_property
    def page_references(self) -> frozenset[str]:
        """The ids whose page one of the parts prints."""
        return frozenset[str]().union(*(part.page_references for part in self.parts))

    def with_folios(self, folios: Mapping[str, str]) -> "Rendition":
        """Print page numbers, by the id of what stands on the page, into the contents and the references.

        Nothing else in a part follows from them, so that one whose `page_references` have the same
        numbers has the same fragment.
        """
        contents = _templates(self.issue, self.theme).part("contents", folios=folios)
        parts = tuple(contents if part.name == "contents" else part for part in self.parts)
        return replace(self, parts=parts).with_page_references(folios)

    def with_page_references(self, folios: Mapping[str, str]) -> "Rendition":
        """Print page numbers, by id, into the references alone; one without a number names its target."""
        if not any(part.inventory.page_references for part in self.parts):
            return self
        return replace(self, parts=tuple(self._filled(part, folios) for part in self.parts))

    def _filled(self, part: Part, folios: Mapping[str, str]) -> Part:
        if not part.inventory.page_references:
            return part
        return replace(part, html=filled(part.html, folios, partial(self._cite, part.language)))

    def _cite(self, language: str, target: str) -> etree._Element:
        """Name what an id belongs to: a heading or a figure by its words, all else by the part's title."""
        part = self.part(self.home[target])
        element = next(each for each in fragment.parsed(part.html).iter() if each.get("id") == target)
        cite = etree.Element("cite")
        cite.text = _name(element) or part.title
        if part.language != language:
            cite.set("lang", part.language)
            cite.set(f"{{{fragment.XML}}}lang", part.language)
        return cite


def without_parts(issue: Issue, theme: Theme) -> Rendition:
    """Give a rendition before its parts are rendered: an issue in its theme, as its press shows colours."""
    return Rendition(issue, theme.printed_by(profile_file(issue)), ())


def render(issue: Issue, theme: Theme) -> Rendition:
    """Put an issue through the shared templates.

    Raises RenderError when a template fails or a link leads to an id that no part holds.
    """
    return _rendered(issue, theme, _Templates.story)


def render_outline(issue: Issue, theme: Theme) -> Rendition:
    """Put what stands before the stories through the templates; of these no more is told than that they are.

    Raises RenderError like `render`, and when a link leads into a story.
    """
    return _rendered(
        issue, theme, lambda _, story: _story_part(story, f'<section id="{story.slug}"></section>')
    )


def _rendered(issue: Issue, theme: Theme, part_of: Callable[["_Templates", Story], Part]) -> Rendition:
    bare = without_parts(issue, theme)
    templates = _templates(issue, bare.theme)
    front = (templates.part(name, folios={}) for name in PART_NAMES)
    rendition = replace(bare, parts=(*front, *(part_of(templates, story) for story in issue.stories)))
    for part in rendition.parts:
        _check_links(part, rendition.home)
    return rendition


def render_story(rendition: Rendition, issue: Issue, story: Story) -> Part:
    """Put one story through the templates of a former rendition, of the same issue but for this story.

    What comes of it is not kept: to tell what it would be kept under takes as long. Raises RenderError like
    `render`.
    """
    templates = _Templates(issue, rendition.theme)
    part = _story_part(story, templates.filled(story))
    _check_links(part, {**rendition.home, **dict.fromkeys(part.inventory.ids, part.name)})
    return part


class _Templates:
    """The templates of a theme, filled for an issue once: what they gave is kept."""

    def __init__(self, issue: Issue, theme: Theme) -> None:
        self.issue, self.theme = issue, theme

    def part(self, name: str, folios: Mapping[str, str]) -> Part:
        """Give a part that stands before the stories."""
        language = self.issue.language

        def made() -> bytes:
            runs = groupby(self.issue.stories, lambda story: story.section)
            sections = [(section, list(run)) for section, run in runs]
            html = self._fill(name, language, sections=sections, imprint=_imprint(self.issue), folios=folios)
            return mark_lines(html, self.issue.lines, of_story=False).encode()

        html = kept("parts", (self._key, name, repr(sorted(folios.items()))), made).decode()
        return Part(name, name, label(name, language), language, html)

    def cover_sheet(self, spine: Length, spine_type: Length | None) -> Part:
        """Give the part of a cover printed by itself."""
        name, language = "cover-sheet", self.issue.language

        def made() -> bytes:
            return self._fill(name, language, spine=spine, spine_type=spine_type).encode()

        html = kept("parts", (self._key, name, f"{spine} {spine_type}"), made).decode()
        return Part(name, name, label("cover", language), language, html)

    def story(self, story: Story) -> Part:
        """Give a story's part."""
        html = kept("parts", (self._story_key(story), "story"), lambda: self.filled(story).encode())
        return _story_part(story, html.decode())

    def filled(self, story: Story) -> str:
        """Fill a story's template."""
        epub_type, role = _SEMANTICS.get(story.kind, _CHAPTER)
        html = self._fill("story", story.language, story=story, epub_type=epub_type, role=role)
        return mark_lines(html, story.lines, of_story=True)

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

    def _fill(self, name: str, language: str, **values: object) -> str:
        from issuepress.templating import fill  # noqa: PLC0415 - see above

        return fill(self._environment, name, language, **values)


_AT_HAND: Final[list[_Templates]] = []
"""The templates that were asked for last."""


def _templates(issue: Issue, theme: Theme) -> _Templates:
    """Give the templates of a theme for an issue; to tell what they are and may see takes its time."""
    known = next((each for each in _AT_HAND if each.issue is issue and each.theme is theme), None)
    templates = known or _Templates(issue, theme)
    _AT_HAND[:] = [templates]
    return templates


def _story_part(story: Story, html: str) -> Part:
    return Part(story.slug, story.kind, story.title.plain, story.language, html, story)


def _imprint(issue: Issue) -> list[str]:
    magazine, language = issue.publication, issue.language
    counted = {"volume": issue.volume, "number": issue.number}
    edition = [label(key, language).format(value) for key, value in counted.items() if value]
    house = [name for name in (magazine.publisher, magazine.place) if name]
    registered = {"ISSN": magazine.issn, "eISSN": magazine.eissn}
    numbers = [f"{key} {value}" for key, value in registered.items() if value]
    return [line for line in (", ".join(edition), ", ".join(house), " · ".join(numbers)) if line]


def _name(element: etree._Element) -> str:
    """Give the words that name a heading or a figure, without credit, calls of notes and full stop."""
    named = element.find("figcaption") if element.tag == "figure" else element
    if named is None or named.tag not in _NAMING:
        return ""
    pieces = named.xpath(".//text()[not(ancestor::*[@class='credit' or @role='doc-noteref'])]")
    return " ".join("".join(map(str, pieces)).split()).rstrip(".")  # type: ignore[arg-type] # of text nodes


def _check_links(part: Part, home: Mapping[str, str]) -> None:
    for target in part.links():
        if target not in home:
            raise RenderError(f"a link in '{part.name}' leads to '#{target}', which is not in the issue")
