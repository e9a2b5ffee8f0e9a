"""What a magazine issue is: frozen records, no reading and no writing.

The docstrings of the fields are the manual: `issuepress schema` writes them into the
JSON Schema and `docs/issue-format.md` is tested against them.
"""

import re
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from html import unescape
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from issuepress.errors import nearest
from issuepress.relators import RELATORS

_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ks ps sd syr ug ur yi".split())
_RIGHT_TO_LEFT_SCRIPTS = frozenset("Adlm Arab Hebr Mand Nkoo Rohg Samr Syrc Thaa".split())
_POINTS = {"pt": 1.0, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "pc": 12.0, "px": 0.75}
PART_NAMES = ("cover", "masthead", "contents")
"""The parts that stand before the stories; a story can't take their names as its slug."""
TRIM_SIZES = {
    "us-magazine": ("8.375in", "10.875in"),
    "us-standard": ("8.125in", "10.875in"),
    "letter": ("8.5in", "11in"),
    "digest": ("5.5in", "8.5in"),
    "a4": ("210mm", "297mm"),
    "a5": ("148mm", "210mm"),
    "magazine-210": ("210mm", "280mm"),
    "magazine-230": ("230mm", "297mm"),
}


class Prose(str):
    """Inline prose as XHTML: typeset and clean, safe to place in an element."""

    __slots__ = ()

    @property
    def plain(self) -> str:
        """The words alone, for metadata, bookmarks and lists."""
        return unescape(re.sub(r"<[^>]*>", "", self))

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _next: GetCoreSchemaHandler) -> CoreSchema:
        """Typeset a string with the reader's `typeset` function, handed over as context."""
        return core_schema.with_info_after_validator_function(
            cls._typeset, core_schema.str_schema(min_length=1, strip_whitespace=True)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _next: object) -> dict[str, object]:
        """Let editors take `title: 1984` for the text it is read as."""
        return {"type": ["string", "number"]}

    @classmethod
    def _typeset(cls, text: str, info: ValidationInfo) -> "Prose":
        typeset = (info.context or {}).get("typeset")
        return cls(typeset(text) if typeset and not isinstance(text, cls) else text)


class Record(BaseModel):
    """A frozen record that knows its keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, str_strip_whitespace=True
    )


def _refusal(message: str, word: str, valid: Iterable[str]) -> ValueError:
    """Make the error of a value, its second line the hint."""
    return ValueError(f"{message}\n{nearest(word, valid) or ''}")


def _language(tag: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", tag):
        raise ValueError(f"'{tag}' is not a language tag such as en-US, fr or pt-BR")
    return tag


def _date(text: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise ValueError(f"'{text}' is not a date in the form 2020, 2020-05 or 2020-05-01")
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError as error:
        raise ValueError(f"there is no such date as '{text}'") from error
    return text


def _issn(text: str) -> str:
    digits = text.replace("-", "").upper()
    weights = zip(digits, range(8, 0, -1), strict=False)
    if (
        not re.fullmatch(r"\d{7}[\dX]", digits)
        or sum((10 if digit == "X" else int(digit)) * weight for digit, weight in weights) % 11
    ):
        raise ValueError(f"'{text}' is not an ISSN: eight digits, the last one a check digit")
    return f"{digits[:4]}-{digits[4:]}"


def _role(role: str) -> str:
    code = RELATORS.get(role.lower(), role.lower())
    if code not in RELATORS.values():
        raise _refusal(f"'{role}' is no MARC relator term or code", role.lower(), RELATORS)
    return code


def _web_address(text: str) -> str:
    if not re.fullmatch(r"(https?://|mailto:)[^\s<>\"]+", text):
        raise ValueError(f"'{text}' is not a web address that begins with https://, http:// or mailto:")
    return text


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError(f"'{text}' is not a slug: lower-case letters a-z, digits and single hyphens")
    return text


class Length(Record):
    """A length with the unit that the printer named it in."""

    value: float = Field(ge=0)
    """The number."""
    unit: Literal["pt", "in", "mm", "cm", "pc", "px"]
    """The unit."""

    @property
    def points(self) -> float:
        """The length in PostScript points, 72 to the inch."""
        return self.value * _POINTS[self.unit]

    def __str__(self) -> str:
        """Write the length as CSS does."""
        return f"{self.value:g}{self.unit}"


def _length(value: object) -> object:
    match = re.fullmatch(r"(\d*\.?\d+)\s*(pt|in|mm|cm|pc|px)|0", value) if isinstance(value, str) else None
    if match:
        return Length(value=float(match[1] or 0), unit=match[2] or "pt")  # type: ignore[arg-type]
    if isinstance(value, Length):
        return value
    raise ValueError(f"'{value}' is not a length such as 0.125in or 3mm")


Language = Annotated[str, AfterValidator(_language)]
IssueDate = Annotated[str, AfterValidator(_date), WithJsonSchema({"type": ["string", "integer"]})]
Issn = Annotated[str, AfterValidator(_issn)]
Relator = Annotated[str, AfterValidator(_role)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Slug = Annotated[str, AfterValidator(_slug)]
Number = Annotated[str, WithJsonSchema({"type": ["string", "number"]})]
Measure = Annotated[Length, BeforeValidator(_length, json_schema_input_type=str)]


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

    name: str = Field(min_length=1)
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


class Contributor(Person):
    """Somebody who worked on the issue as a whole."""

    role: Relator = "edt"
    """A MARC relator term or code: "editor", "art director", "ill"."""
    title: str | None = None
    """The role as the masthead prints it: "Editor in chief"; else the relator's term."""


def _author(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _people(value: object) -> object:
    return [value] if isinstance(value, (str, dict)) else value


_OneAuthor = Annotated[Author, BeforeValidator(_author, json_schema_input_type=str | Author)]
Authors = Annotated[
    tuple[_OneAuthor, ...], BeforeValidator(_people, json_schema_input_type=str | Author | list[str | Author])
]


class FrontMatter(Record):
    """The keys at the head of a manuscript."""

    title: Prose
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
    body: str
    """The body as clean XHTML without namespaces; see `issuepress.importers`."""
    notes: tuple[str, ...] = ()
    """The footnotes in order of their first call, each as clean XHTML blocks."""
    words: int = 0
    """How many words the body and the notes have."""

    @property
    def byline(self) -> str:
        """The authors' names in a row, with the last comma left out."""
        return ", ".join(author.name for author in self.authors)


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


class Bleed(Record):
    """How far colour runs over each edge of the trimmed page."""

    top: Measure = Length(value=0.125, unit="in")
    """At the head."""
    outside: Measure = Length(value=0.125, unit="in")
    """At the fore-edge."""
    bottom: Measure = Length(value=0.125, unit="in")
    """At the foot."""
    inside: Measure = Length(value=0.125, unit="in")
    """At the binding edge; some printers want 0."""


def _bleed(value: object) -> object:
    return dict.fromkeys(("top", "outside", "bottom", "inside"), value) if isinstance(value, str) else value


def _trim(value: object) -> object:
    if not isinstance(value, str):
        return value
    if named := TRIM_SIZES.get(value.lower()):
        return named
    edges = re.split(r"\s*[x×]\s*", value)
    if len(edges) == 2:
        return edges
    message = f"'{value}' is not a trim size such as 8.375in x 10.875in"
    raise _refusal(message, value.lower(), TRIM_SIZES)


def _marks(value: object) -> object:
    if isinstance(value, bool) or value in ("true", "false"):
        return dict.fromkeys(Marks.model_fields, value)
    if isinstance(value, str):
        value = re.split(r"\s*,\s*", value)
    if isinstance(value, list):
        known = Marks.model_fields
        if unknown := [name for name in value if name not in known]:
            raise _refusal(f"'{unknown[0]}' is not a printer's mark", str(unknown[0]), known)
        return {name: name in value for name in known}
    return value


class Marks(Record):
    """What is drawn outside the bleed, on the paper that is cut away."""

    crop: bool = True
    """Crop marks: where to cut."""
    registration: bool = True
    """Registration marks: whether the plates meet."""
    bleed: bool = True
    """Bleed marks: how far the colour reaches."""
    slug: bool = True
    """The slug line: issue, page, date and profile."""

    def __bool__(self) -> bool:
        """Tell whether anything is drawn at all."""
        return self.crop or self.registration or self.bleed or self.slug


PrintMarks = Annotated[Marks, BeforeValidator(_marks, json_schema_input_type=bool | str | list[str] | Marks)]


class PrintLimits(Record):
    """What a press and a bindery can do; a print profile states it, an issue may override it."""

    total_ink: float = Field(default=300, gt=0, le=400)
    """The most ink on one spot, the four inks added up, in per cent."""
    minimum_ppi: float = Field(default=225, gt=0)
    """Pixels an inch of a picture as placed, below which a warning is given."""
    lowest_ppi: float = Field(default=150, gt=0)
    """Pixels an inch of a picture as placed, below which printers refuse it."""
    maximum_ppi: float = Field(default=350, gt=0)
    """Pixels an inch that no picture exceeds: more would only make the file larger."""
    minimum_bleed: Measure = Length(value=3, unit="mm")
    """The bleed that the printer wants."""
    thinnest_line: Measure = Length(value=0.25, unit="pt")
    """The thinnest line that prints in white or in more than one ink."""
    smallest_tint_text: Measure = Length(value=8, unit="pt")
    """The smallest type that prints in white or in more than one ink."""
    marks: PrintMarks = Marks()
    """The marks that the printer wants."""
    saddle_multiple: int = Field(default=4, ge=1)
    """What the number of pages is a multiple of when the sheets are stitched through the fold."""
    saddle_most: int = Field(default=64, ge=1)
    """The most pages that can be stitched."""
    perfect_multiple: int = Field(default=2, ge=1)
    """What the number of pages is a multiple of when the sheets are glued to a spine."""


class Print(Record):
    """How the issue is printed."""

    trim: Annotated[tuple[Measure, Measure], BeforeValidator(_trim, json_schema_input_type=str)] = Field(
        default=TRIM_SIZES["us-magazine"], validate_default=True
    )
    """The trimmed page, width x height ("8.375in x 10.875in"), or the name of a size."""
    bleed: Annotated[Bleed, BeforeValidator(_bleed, json_schema_input_type=str | Bleed)] = Bleed()
    """One length for every edge, or `top`, `outside`, `bottom`, `inside`: 0.125in or, in mm, 3mm."""
    marks: PrintMarks | None = None
    """`true` or `false`, or those wanted of `crop`, `registration`, `bleed`, `slug`; else the profile's."""
    profile: str | None = None
    """One that `issuepress profiles` lists, or an ICC file by its path from the issue folder."""
    limits: PrintLimits | None = None
    """What the printer wants otherwise than the profile says."""
    paper: str | None = None
    """The stock, as the slug line names it."""
    binding: Literal["saddle", "perfect"] = "saddle"
    """Saddle stitch or perfect binding."""

    @model_validator(mode="before")
    @classmethod
    def _metric_bleed(cls, written: object) -> object:
        if isinstance(written, dict) and "bleed" not in written:
            trim = _trim(written.get("trim", TRIM_SIZES["us-magazine"]))
            if isinstance(trim, (tuple, list)) and str(trim[0]).strip().endswith("mm"):
                return {**written, "bleed": "3mm"}
        return written


def _manuscript(value: object) -> object:
    return {"manuscript": value} if isinstance(value, str) else value


class Entry(Record):
    """A line of the running order: a manuscript, or a section with its manuscripts."""

    manuscript: str | None = Field(default=None, min_length=1)
    """The manuscript's file, by its path from the issue folder."""
    section: Prose | None = None
    """The name of a section."""
    items: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """The manuscripts of the section."""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.manuscript is None) == (self.section is None):
            raise ValueError("an entry is either a manuscript or a section with items")
        if self.section is not None and not self.items:
            raise ValueError(f"the section '{self.section.plain}' has no items")
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
    print: Print = Print()
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

    @property
    def first_day(self) -> datetime:
        """The first moment of the cover date, UTC: the time that outputs carry unless told another."""
        return datetime.fromisoformat((self.date + "-01-01")[:10]).replace(tzinfo=UTC)

    @property
    def words(self) -> int:
        """How many words the stories have together."""
        return sum(story.words for story in self.stories)


def reading_direction(language: str) -> Literal["ltr", "rtl"]:
    """Tell whether a language is written from right to left, by its BCP 47 script or language."""
    primary, *rest = language.split("-")
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary.lower() in _RIGHT_TO_LEFT else "ltr"
