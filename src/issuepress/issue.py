"""What a magazine issue is: frozen records, no reading and no writing.

The docstrings of the fields are the manual: `issuepress schema` writes them into the
JSON Schema and `docs/issue-format.md` is tested against them.
"""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from issuepress.fields import (
    Issn,
    IssueDate,
    Language,
    Number,
    Prose,
    Record,
    Relator,
    WebAddress,
    reading_direction,
)
from issuepress.printing import Print
from issuepress.story import Person, Picture, Story

PART_NAMES = ("cover", "masthead", "contents")
"""The parts that stand before the stories; a story can't take their names as its slug."""


class Contributor(Person):
    """Somebody who worked on the issue as a whole."""

    role: Relator = "edt"
    """A MARC relator term or code: "editor", "art director", "ill"."""
    title: str | None = None
    """The role as the masthead prints it: "Editor in chief"; else the relator's term."""


class Publication(Record):
    """The magazine that the issue belongs to."""

    title: Prose
    """The nameplate."""
    issn: Issn | None = None
    """The ISSN of the printed magazine."""
    eissn: Issn | None = None
    """The ISSN of the electronic magazine."""
    publisher: str | None = None
    """The publisher's name."""
    place: str | None = None
    """Where it is published."""
    url: WebAddress | None = None
    """The magazine's address on the web."""


class Cover(Picture):
    """The front cover."""

    lines: tuple[Prose, ...] = ()
    """The cover lines, the strongest first."""


class Certifier(Record):
    """Who answers for the accessibility of the EPUB."""

    name: str = Field(min_length=1)
    """The person or organisation that evaluated it."""
    credential: str | None = None
    """What entitles them to, such as a badge or a membership."""
    report: WebAddress | None = None
    """The address of their report."""


Budget = Annotated[int, Field(ge=1, le=999)]
"""A number of pages."""


def _manuscript(value: object) -> object:
    return {"manuscript": value} if isinstance(value, str) else value


class Item(Record):
    """A manuscript of a section, and how many pages it may take."""

    manuscript: str = Field(min_length=1)
    """The manuscript's file, by its path from the issue folder."""
    pages: Budget | None = None
    """How many pages the story may take; the flatplan tells by how much it misses them."""


SectionItem = Annotated[Item, BeforeValidator(_manuscript, json_schema_input_type=str | Item)]


class Entry(Record):
    """A line of the running order: a manuscript, or a section with its manuscripts."""

    manuscript: str | None = Field(default=None, min_length=1)
    """The manuscript's file, by its path from the issue folder."""
    pages: Budget | None = None
    """How many pages the story may take; the flatplan tells by how much it misses them."""
    section: Prose | None = None
    """The name of a section."""
    items: tuple[SectionItem, ...] = ()
    """The manuscripts of the section, each by its file or as a record with `manuscript` and `pages`."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.manuscript is None) == (self.section is None):
            raise ValueError("an entry is either a manuscript or a section with items")
        if self.section is not None and not self.items:
            raise ValueError(f"the section '{self.section.plain}' has no items")
        if self.section is not None and self.pages is not None:
            raise ValueError("'pages' belongs to a manuscript\nset it on the items of the section")
        return self


RunningItem = Annotated[Entry, BeforeValidator(_manuscript, json_schema_input_type=str | Entry)]


class IssueMatter(Record):
    """What `issue.yaml` says of the issue itself."""

    publication: Publication
    """The magazine."""
    title: Prose
    """The title of the issue."""
    subtitle: Prose | None = None
    """The line under it."""
    date: IssueDate
    """The cover date: 2020, 2020-05 or 2020-05-01."""
    date_label: str | None = None
    """The date as the cover prints it: "May/June 2020"."""
    volume: Number | None = None
    """The volume."""
    number: Number | None = None
    """The number of the issue in its volume."""
    language: Language
    """The language, as a BCP 47 tag: en-US."""
    direction: Literal["ltr", "rtl"] = "ltr"
    """The reading direction; follows from the language when left out."""
    identifier: str | None = None
    """The identifier of the electronic edition, a URN or ISBN; else a stable UUID is made."""
    description: str | None = None
    """What the issue is about, in a sentence or two."""
    subjects: tuple[str, ...] = ()
    """Subject headings."""
    rights: Prose | None = None
    """The copyright line."""
    license: WebAddress | None = None
    """The address of the licence, when there is one."""
    contributors: tuple[Contributor, ...] = ()
    """The masthead: who worked on the issue, in order."""
    certifier: Certifier | None = None
    """Who answers for the EPUB's accessibility; without one it claims to meet no standard."""
    cover: Cover
    """The front cover."""
    theme: str = Field(default="house", min_length=1)
    """The name of the theme, or the path of a theme's folder inside the issue folder."""
    print: Print = Field(default_factory=Print)
    """How the issue is printed."""

    @model_validator(mode="before")
    @classmethod
    def _follow_language(cls, written: object) -> object:
        if isinstance(written, dict) and "direction" not in written:
            return {**written, "direction": reading_direction(str(written.get("language", "en")))}
        return written

    @property
    def urn(self) -> str:
        """The identifier as given, or a UUIDv5 (RFC 9562, 5.5) of what names the issue."""
        if self.identifier:
            return self.identifier
        publication = self.publication
        named = [publication.issn, publication.eissn, publication.title.plain, self.title.plain]
        parts = [*named, self.date, self.volume, self.number]
        return uuid.uuid5(uuid.NAMESPACE_URL, "issuepress:" + "|".join(part or "" for part in parts)).urn

    @property
    def prism(self) -> dict[str, str]:
        """What names the issue in PRISM 3.0's basic namespace, by property, without what is not known."""
        publication = self.publication
        known = {
            "publicationName": publication.title.plain,
            "issn": publication.issn,
            "eIssn": publication.eissn,
            "volume": self.volume,
            "number": self.number,
            "issueName": self.title.plain,
            "coverDate": self.date,
        }
        return {name: value for name, value in known.items() if value}

    @property
    def dateline(self) -> str:
        """The date as the cover prints it."""
        return self.date_label or self.date


class IssueFile(IssueMatter):
    """The file `issue.yaml`."""

    contents: Annotated[tuple[RunningItem, ...], Field(min_length=1)]
    """The running order: manuscripts, or `{section: name, items: [...]}`."""


class Issue(IssueMatter):
    """A whole issue, read."""

    name: str
    """The name of the issue's folder: the stem of every output's file name."""
    stories: tuple[Story, ...]
    """The stories in running order."""
    folder: Path = Field(default=Path(), exclude=True, repr=False)
    """Where the issue was read."""
    files: dict[str, Path] = Field(default={}, exclude=True, repr=False)
    """Where each picture lies, by its path from the issue folder."""
    lines: dict[str, int] = Field(default={}, exclude=True, repr=False)
    """The line of `issue.yaml` on which each of its keys stands."""

    @property
    def first_day(self) -> datetime:
        """The first moment of the cover date, UTC: the time that outputs carry unless told another."""
        return datetime.fromisoformat((self.date + "-01-01")[:10]).replace(tzinfo=UTC)

    @property
    def words(self) -> int:
        """How many words the stories have together."""
        return sum(story.words for story in self.stories)
