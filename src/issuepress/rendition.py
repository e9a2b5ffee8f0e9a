"""Step 3, render: an issue becomes parts, each a fragment of XHTML that every output shares.

Inside the fragments each internal link is `#id`, with ids unique over the issue; pictures are named
by their path from the issue folder. The EPUB splits the parts into documents, the PDF joins them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from issuepress import fragment
from issuepress.errors import Place, RenderError
from issuepress.fields import Length
from issuepress.filling import COVER_SHEET, Templates, templates
from issuepress.inventory import Inventory, inventory
from issuepress.issue import PART_NAMES, Issue
from issuepress.labels import label
from issuepress.page_references import filled
from issuepress.profiles import profile_file
from issuepress.snapshot import Snapshot
from issuepress.story import Story
from issuepress.themes import Theme

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
        html = templates(self.issue, self.theme).cover_sheet(spine, spine_type)
        language = self.issue.language
        return Part(COVER_SHEET, COVER_SHEET, label("cover", language), language, html)

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
        contents = _front_part(templates(self.issue, self.theme), "contents", folios)
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
    return _rendered(issue, theme, Templates.story)


def render_outline(issue: Issue, theme: Theme) -> Rendition:
    """Put what stands before the stories through the templates; of these no more is told than that they are.

    Raises RenderError like `render`, and when a link leads into a story.
    """
    return _rendered(issue, theme, lambda _, story: f'<section id="{story.slug}"></section>')


def _rendered(issue: Issue, theme: Theme, html: Callable[[Templates, Story], str]) -> Rendition:
    bare = without_parts(issue, theme)
    shared = templates(issue, bare.theme)
    front = (_front_part(shared, name, {}) for name in PART_NAMES)
    parts = (*front, *(_story_part(story, html(shared, story)) for story in issue.stories))
    rendition = replace(bare, parts=parts)
    for part in rendition.parts:
        _check_links(part, rendition.home)
    return rendition


def render_story(rendition: Rendition, issue: Issue, story: Story) -> Part:
    """Put one story through the templates of a former rendition, of the same issue but for this story.

    What comes of it is not kept. Raises RenderError like `render`.
    """
    part = _story_part(story, Templates(issue, rendition.theme).filled(story))
    _check_links(part, {**rendition.home, **dict.fromkeys(part.inventory.ids, part.name)})
    return part


def _front_part(shared: Templates, name: str, folios: Mapping[str, str]) -> Part:
    language = shared.issue.language
    return Part(name, name, label(name, language), language, shared.front(name, folios))


def _story_part(story: Story, html: str) -> Part:
    return Part(story.slug, story.kind, story.title.plain, story.language, html, story)


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
