"""A story: what stands at the head of its manuscript, and its body once read."""

import re
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from issuepress.fields import Language, Name, Prose, Record, Slug, WebAddress


class Kind(StrEnum):
    """What sort of piece a manuscript is: it chooses the look of its opener."""

    intro = "intro"
    story = "story"
    interview = "interview"
    poem = "poem"
    letter = "letter"
    review = "review"
    notice = "notice"
    colophon = "colophon"


class Picture(Record):
    """A picture and the words that belong to it."""

    image: str
    """The picture file, by its path from the manuscript that names it."""
    alt: str | None = None
    """What the picture shows, for those who can't see it; an empty text marks decoration."""
    caption: Prose | None = None
    """The caption."""
    credit: Prose | None = None
    """Who made it, as printed."""
    rights: Prose | None = None
    """The terms under which it is printed."""


def _paragraphs(value: object) -> object:
    return [part for part in re.split(r"\n\s*\n", value) if part.strip()] if isinstance(value, str) else value


Description = Annotated[
    tuple[Prose, ...], BeforeValidator(_paragraphs, json_schema_input_type=str | list[str])
]


class Illustration(Picture):
    """The picture that opens a story."""

    place: Literal["opener", "full-page", "spread"] = "opener"
    """Above the title, on a page of its own before it, or across the two pages before it."""
    description: Description = ()
    """What a chart or a map shows, at length, for those who can't see it; a blank line begins a paragraph."""


class Person(Record):
    """Somebody who is named in the issue."""

    name: Name
    """The name as printed."""
    sort_as: str | None = None
    """The name as filed: "Woolf, Virginia"."""
    bio: Prose | None = None
    """The lines of biography."""
    url: WebAddress | None = None
    """The person's page."""


class Author(Person):
    """An author of a story."""

    photo: str | None = None
    """A portrait, by its path from the manuscript that names it."""


def _author(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _people(value: object) -> object:
    return [value] if isinstance(value, (str, dict)) else value


_OneAuthor = Annotated[Author, BeforeValidator(_author, json_schema_input_type=str | Author)]
Authors = Annotated[
    tuple[_OneAuthor, ...], BeforeValidator(_people, json_schema_input_type=str | Author | list[str | Author])
]


def _without_link(title: Prose) -> Prose:
    if "<a" in re.findall("<[a-z]+", title):
        raise ValueError(f"the headline '{title.plain}' holds a link\nit is one itself, in the contents")
    return title


class FrontMatter(Record):
    """The keys at the head of a manuscript."""

    title: Annotated[Prose, AfterValidator(_without_link)]
    """The headline."""
    subtitle: Prose | None = None
    """The line under the headline."""
    standfirst: Prose | None = None
    """The sentence or two that lead into the story and into the contents page."""
    kicker: Prose | None = None
    """The word or two above the headline."""
    authors: Authors = ()
    """A name, or a list of names or of records with `name`, `sort_as`, `bio`, `photo`, `url`."""
    illustration: Illustration | None = None
    """The picture that opens the story."""
    kind: Kind = Kind.story
    """What sort of piece this is."""
    language: Language | None = None
    """The story's language when it is not the issue's."""
    slug: Slug | None = None
    """The story's short name in file names and links; else made from the file's name."""


class Story(FrontMatter):
    """One manuscript, read: its front matter and its body."""

    slug: Slug
    """The short name, unique in the issue."""
    language: Language
    """The language of the story."""
    file: str
    """The manuscript's path from the issue folder."""
    section: Prose | None = None
    """The section of the running order it stands in."""
    pages: int | None = None
    """How many pages the running order gives it."""
    body: str
    """The body as clean XHTML without namespaces; see `issuepress.importers`."""
    notes: tuple[str, ...] = ()
    """The footnotes in order of their first call, each as clean XHTML blocks."""
    words: int = 0
    """How many words the body and the notes have."""
    lines: dict[str, int] = Field(default={}, exclude=True, repr=False)
    """The line of the manuscript on which each key of the front matter stands."""

    @property
    def byline(self) -> str:
        """The authors' names in a row, with the last comma left out."""
        return ", ".join(author.name for author in self.authors)
