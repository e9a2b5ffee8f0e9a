"""Step 3, render: an issue becomes parts, each a fragment of XHTML that every output shares.

Inside the fragments each internal link is `#id`, with ids unique over the issue; pictures are named
by their path from the issue folder. The EPUB splits the parts into documents, the PDF joins them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import groupby
from pathlib import Path, PurePath

from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup
from pydantic import BaseModel

from issuepress import fragment
from issuepress.errors import RenderError
from issuepress.fields import Prose, reading_direction
from issuepress.issue import PART_NAMES, Issue
from issuepress.labels import label
from issuepress.lines import mark_lines
from issuepress.page_references import filled, targets
from issuepress.profiles import profile_file
from issuepress.relators import RELATORS
from issuepress.story import Kind, Person, Story
from issuepress.themes import Theme

_SEMANTICS = {
    Kind.intro: ("introduction", "doc-introduction"),
    Kind.colophon: ("colophon", "doc-colophon"),
}
_IN_INK = re.compile(r"device-cmyk|\\|-build\b|@color-profile", re.IGNORECASE)
"""What names a colour of ink in a style, or could by an escape."""
_CHAPTER = ("chapter", "doc-chapter")
_NAMING = frozenset("figcaption h1 h2 h3 h4 h5 h6".split())
"""Elements whose words name what they stand at."""


@dataclass(frozen=True)
class Part:
    """One document of the issue: its fragment is a single `section`, and its id is the name."""

    name: str
    kind: str
    title: str
    language: str
    html: str
    story: Story | None = None

    def ids(self) -> Iterator[str]:
        """Give every id of the fragment, the part's own first."""
        for element in fragment.parse(self.html).iter(etree.Element):
            if identifier := element.get("id"):
                yield identifier

    @cached_property
    def page_references(self) -> frozenset[str]:
        """The ids whose page the part prints: where its references lead, and all links of the contents."""
        if self.kind != "contents":
            return targets(self.html)
        links = (link.get("href", "") for link in fragment.parse(self.html).iter("a"))
        return frozenset(href[1:] for href in links if href.startswith("#"))

    def pictures(self) -> Iterator[str]:
        """Give the path of each picture in order, from the issue folder."""
        for element in fragment.parse(self.html).iter("img"):
            yield element.get("src", "")


@dataclass(frozen=True)
class Rendition:
    """An issue in its theme's templates, before any engine has seen it."""

    issue: Issue
    theme: Theme
    parts: tuple[Part, ...]

    def part(self, name: str) -> Part:
        """Find a part by its name."""
        return next(part for part in self.parts if part.name == name)

    @cached_property
    def home(self) -> Mapping[str, str]:
        """The name of the part that holds each id."""
        return {identifier: part.name for part in self.parts for identifier in part.ids()}

    @cached_property
    def page_references(self) -> frozenset[str]:
        """The ids whose page one of the parts prints."""
        return frozenset[str]().union(*(part.page_references for part in self.parts))

    def with_folios(self, folios: Mapping[str, str]) -> "Rendition":
        """Print page numbers, by the id of what stands on the page, into the contents and the references.

        Nothing else in a part follows from them, so that one whose `page_references` have the same
        numbers has the same fragment.
        """
        contents = _Templates(self.issue, self.theme).part("contents", folios=folios)
        parts = tuple(contents if part.name == "contents" else part for part in self.parts)
        return replace(self, parts=parts).with_page_references(folios)

    def with_page_references(self, folios: Mapping[str, str]) -> "Rendition":
        """Print page numbers, by id, into the references alone; one without a number names its target."""
        parts = (
            replace(part, html=filled(part.html, folios, partial(self._cite, part.language)))
            for part in self.parts
        )
        return replace(self, parts=tuple(parts))

    def _cite(self, language: str, target: str) -> etree._Element:
        """Name what an id belongs to: a heading or a figure by its words, all else by the part's title."""
        part = self.part(self.home[target])
        element = next(each for each in fragment.parse(part.html).iter() if each.get("id") == target)
        cite = etree.Element("cite")
        cite.text = _name(element) or part.title
        if part.language != language:
            cite.set("lang", part.language)
            cite.set(f"{{{fragment.XML}}}lang", part.language)
        return cite


def render(issue: Issue, theme: Theme) -> Rendition:
    """Put an issue through the shared templates.

    Raises RenderError when a template fails or a link leads to an id that no part holds.
    """
    theme = theme.printed_by(profile_file(issue))
    templates = _Templates(issue, theme)
    front = (templates.part(name, folios={}) for name in PART_NAMES)
    parts = (*front, *(templates.story(story) for story in issue.stories))
    rendition = Rendition(issue, theme, parts)
    for part in rendition.parts:
        _check_links(part, rendition.home)
    return rendition


class _Sandbox(SandboxedEnvironment):
    """Shows templates what the issue says, but no files and nothing that its records can do.

    A theme may come with the issue, and is then as little trusted as the manuscripts.
    """

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Allow fields and properties of records, and of other values what Jinja allows."""
        if isinstance(obj, BaseModel):
            written = type(obj).model_fields.get(attr)
            said = isinstance(getattr(type(obj), attr, None), property)
            return said or (written is not None and not written.exclude)
        return not isinstance(obj, PurePath) and super().is_safe_attribute(obj, attr, value)


class _Templates:
    def __init__(self, issue: Issue, theme: Theme) -> None:
        self.issue = issue
        folders = [*theme.templates, Path(__file__).parent / "templates"]
        self.environment = _Sandbox(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(
            prose=_prose,
            names=_names,
            opening=_opening,
            role=_role,
            address=_address,
            direction=reading_direction,
        )
        self.environment.globals.update(issue=issue)

    def part(self, name: str, **values: object) -> Part:
        language = self.issue.language
        runs = groupby(self.issue.stories, lambda story: story.section)
        sections = [(section, list(run)) for section, run in runs]
        html = self._fill(name, language, sections=sections, imprint=_imprint(self.issue), **values)
        html = mark_lines(html, self.issue.lines, of_story=False)
        return Part(name, name, label(name, language), language, html)

    def story(self, story: Story) -> Part:
        epub_type, role = _SEMANTICS.get(story.kind, _CHAPTER)
        html = self._fill("story", story.language, story=story, epub_type=epub_type, role=role)
        html = mark_lines(html, story.lines, of_story=True)
        return Part(story.slug, story.kind, story.title.plain, story.language, html, story)

    def _fill(self, template: str, language: str, **values: object) -> str:
        try:
            html = self.environment.get_template(f"{template}.html").render(
                label=lambda name: label(name, language), language=language, **values
            )
            parsed = fragment.parse(html.strip())
        except Exception as error:
            # A theme's template can fail in as many ways as a program; staff see how, and the cause is kept.
            where = f" at line {line}" if (line := getattr(error, "lineno", None)) else ""
            raise RenderError(f"the template '{template}.html' fails{where}: {error}") from error
        if any(_IN_INK.search(style) for style in _styles(parsed)):
            message = f"the template '{template}.html' sets a colour of ink in a style of its own"
            raise RenderError(message, hint="state it in the theme's sheet, as the build of a token")
        return fragment.serialise(parsed)


def _styles(tree: etree._Element) -> Iterator[str]:
    """Give what a fragment says of style outside the theme's sheet."""
    for element in tree.iter(etree.Element):
        yield element.get("style", "")
        if element.tag == "style":
            yield element.text or ""


def _names(people: tuple[Person, ...], language: str) -> str:
    *most, last = [person.name for person in people]
    return label("and", language).format(label("comma", language).join(most), last) if most else last


def _role(code: str) -> str:
    term = next(term for term, known in RELATORS.items() if known == code)
    return term[0].upper() + term[1:]


def _address(url: str) -> str:
    return url.removeprefix("https://").removeprefix("http://").removeprefix("mailto:").rstrip("/")


def _imprint(issue: Issue) -> list[str]:
    magazine, language = issue.publication, issue.language
    counted = {"volume": issue.volume, "number": issue.number}
    edition = [label(key, language).format(value) for key, value in counted.items() if value]
    house = [name for name in (magazine.publisher, magazine.place) if name]
    registered = {"ISSN": magazine.issn, "eISSN": magazine.eissn}
    numbers = [f"{key} {value}" for key, value in registered.items() if value]
    return [line for line in (", ".join(edition), ", ".join(house), " · ".join(numbers)) if line]


def _prose(text: str | Prose) -> Markup:
    """Let typeset, cleaned prose pass as markup; the reader made it so."""
    return Markup(text)  # noqa: S704 - the importers cleaned it, see issuepress.importers


def _opening(body: str) -> Markup:
    """Mark the first letter of a story that begins with a paragraph, whole word kept together."""
    wrapper = fragment.parse(body)
    first = next(iter(wrapper), None)
    if first is not None and first.tag == "p" and first.get("class") is None:
        _mark_dropcap(first)
    return Markup(fragment.serialise(wrapper))  # noqa: S704 - cleaned by the importers


def _mark_dropcap(paragraph: etree._Element) -> None:
    text = paragraph.text or ""
    letter = next((at for at, sign in enumerate(text) if sign.isalnum()), None)
    if letter is None or text[:letter].strip("“”„«»‹›‘’‚\"'¿¡([\u00a0\u202f "):
        return
    end = next((at for at, sign in enumerate(text) if at > letter and sign.isspace()), len(text))
    word = etree.Element("span", {"class": "opening-word"})
    cap = etree.SubElement(word, "span", {"class": "dropcap"})
    cap.text, cap.tail = text[: letter + 1], text[letter + 1 : end]
    word.tail, paragraph.text = text[end:], ""
    paragraph.insert(0, word)


def _name(element: etree._Element) -> str:
    """Give the words that name a heading or a figure, without credit, calls of notes and full stop."""
    named = element.find("figcaption") if element.tag == "figure" else element
    if named is None or named.tag not in _NAMING:
        return ""
    pieces = named.xpath(".//text()[not(ancestor::*[@class='credit' or @role='doc-noteref'])]")
    return " ".join("".join(map(str, pieces)).split()).rstrip(".")  # type: ignore[arg-type] # of text nodes


def _check_links(part: Part, home: Mapping[str, str]) -> None:
    for element in fragment.parse(part.html).iter("a"):
        target = element.get("href", "")
        if target.startswith("#") and target[1:] not in home:
            raise RenderError(f"a link in '{part.name}' leads to '{target}', which is not in the issue")
