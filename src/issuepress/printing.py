"""How an issue is printed: the page, its bleed and marks, the press and the binding."""

import re
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from issuepress.fields import Length, Measure, Prose, Record, refusal

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


class Bleed(Record):
    """How far colour runs over each edge of the trimmed page."""

    top: Measure = Length.model_construct(value=0.125, unit="in")
    """At the head."""
    outside: Measure = Length.model_construct(value=0.125, unit="in")
    """At the fore-edge."""
    bottom: Measure = Length.model_construct(value=0.125, unit="in")
    """At the foot."""
    inside: Measure = Length.model_construct(value=0.125, unit="in")
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
    raise refusal(message, value.lower(), TRIM_SIZES)


def _marks(value: object) -> object:
    if isinstance(value, bool) or value in ("true", "false"):
        return dict.fromkeys(Marks.model_fields, value)
    if isinstance(value, str):
        value = re.split(r"\s*,\s*", value)
    if isinstance(value, list):
        known = Marks.model_fields
        if unknown := [name for name in value if name not in known]:
            raise refusal(f"'{unknown[0]}' is not a printer's mark", str(unknown[0]), known)
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


class CoverSheet(Record):
    """A cover printed by itself, on a sheet of its own: back, spine and front in one."""

    spine: Measure | None = None
    """How wide the spine is, where the printer names it."""
    caliper: Measure | None = None
    """How thick a leaf of the paper inside is: half as many as pages make the spine."""
    stock: Measure = Length.model_construct(value=0, unit="pt")
    """How thick the cover's own paper is, which the spine has once more."""
    inside: bool = True
    """Whether page 2 is printed on the inside of the front. If not, pages 1 and 2 stay among those inside."""
    image: str | None = Field(default=None, min_length=1)
    """The picture that fills the back, by its path from the issue folder."""
    text: Prose | None = None
    """Words on the back."""

    @property
    def first_page(self) -> int:
        """The number of the first page that is not on the sheet."""
        return 3 if self.inside else 1

    def width_of_spine(self, pages: int) -> Length:
        """Give the width of the spine around so many pages."""
        if self.spine is not None or self.caliper is None:
            return self.spine or Length(value=0, unit="pt")
        return Length.of(pages / 2 * self.caliper.points + self.stock.points, self.caliper.unit)


def _cover(value: object) -> object:
    return {} if value is True or value == "true" else None if value in (False, "false") else value


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
    minimum_bleed: Measure = Length.model_construct(value=3, unit="mm")
    """The bleed that the printer wants."""
    thinnest_line: Measure = Length.model_construct(value=0.25, unit="pt")
    """The thinnest line that prints in white or in more than one ink."""
    smallest_tint_text: Measure = Length.model_construct(value=8, unit="pt")
    """The smallest type that prints in white or in more than one ink."""
    narrowest_spine: Measure = Length.model_construct(value=5, unit="mm")
    """The narrowest spine that words are printed on."""
    marks: PrintMarks = Marks.model_construct()
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
    bleed: Annotated[Bleed, BeforeValidator(_bleed, json_schema_input_type=str | Bleed)] = (
        Bleed.model_construct()
    )
    """One length for every edge, or `top`, `outside`, `bottom`, `inside`: 0.125in or, in mm, 3mm."""
    marks: PrintMarks | None = None
    """`true` or `false`, or those wanted of `crop`, `registration`, `bleed`, `slug`; else the profile's."""
    profile: str | None = None
    """One that `issuepress profiles` lists, or an ICC file by its path from the issue folder."""
    limits: PrintLimits | None = None
    """What the printer wants otherwise than the profile says."""
    paper: str | None = None
    """The stock, as the slug line names it."""
    spots: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """The spot colours that are printed, by the names that the theme gives them; any other is separated."""
    binding: Literal["saddle", "perfect"] = "saddle"
    """Saddle stitch or perfect binding."""
    cover: Annotated[
        CoverSheet | None, BeforeValidator(_cover, json_schema_input_type=bool | CoverSheet | None)
    ] = None
    """A cover printed by itself: `true` where it is stitched, else a record that tells the spine."""

    @property
    def first_page(self) -> int:
        """The number of the first page that is not on a cover printed by itself."""
        return self.cover.first_page if self.cover else 1

    def multiple(self, limits: PrintLimits) -> int:
        """Tell what the binding wants the number of pages to be a multiple of."""
        return limits.saddle_multiple if self.binding == "saddle" else limits.perfect_multiple

    @model_validator(mode="before")
    @classmethod
    def _metric_bleed(cls, written: object) -> object:
        if isinstance(written, dict) and "bleed" not in written:
            trim = _trim(written.get("trim", TRIM_SIZES["us-magazine"]))
            if isinstance(trim, (tuple, list)) and str(trim[0]).strip().endswith("mm"):
                return {**written, "bleed": "3mm"}
        return written

    @model_validator(mode="after")
    def _printable(self) -> Self:
        edges, bleeds = self.trim, (self.bleed.top, self.bleed.outside, self.bleed.bottom, self.bleed.inside)
        for edge in edges:
            if not 216 <= edge.points <= 7200:
                raise ValueError(f"no page is {edge} wide or high: an edge measures from 3in to 100in")
        for bleed in bleeds:
            if bleed.points > 72:
                raise ValueError(f"a bleed of {bleed} is too much: it is 1in at most")
        return self

    @model_validator(mode="after")
    def _spine(self) -> Self:
        told = [] if self.cover is None else [each for each in (self.cover.spine, self.cover.caliper) if each]
        if self.cover and self.binding == "saddle" and told:
            raise ValueError("a stitched cover has no spine\nset 'binding: perfect', or 'cover: true'")
        if self.cover and self.binding == "perfect" and len(told) != 1:
            hint = "set 'caliper', how thick a leaf is, or 'spine' as the printer names it"
            often = "twice" if told else "nowhere"
            raise ValueError(f"the width of the cover's spine is told {often}\n{hint}")
        return self
