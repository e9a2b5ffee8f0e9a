"""What the keys of an issue may hold: prose, dates, lengths, codes, each checked as it is read."""

import re
from collections.abc import Iterable
from datetime import date
from html import unescape
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
)
from pydantic_core import CoreSchema, core_schema

from issuepress.errors import nearest
from issuepress.relators import RELATORS

_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he iw ks ps sd syr ug ur yi".split())
_RIGHT_TO_LEFT_SCRIPTS = frozenset("Adlm Arab Hebr Mand Nkoo Rohg Samr Syrc Thaa".split())
LANGUAGE_TAG = (
    "[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
    "(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[0-9A-WY-Za-wy-z](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?"
)
"""A well-formed language tag (RFC 5646, 2.1): language, script, region, variants, extensions, private use."""
_SIGN = r"(?:[^\s<>\"\[\]#%]|%[0-9A-Fa-f]{2})"
_ADDRESS = rf"(https?://|mailto:){_SIGN}+(#{_SIGN}*)?"
_POINTS = {"pt": 1.0, "in": 72.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "pc": 12.0, "px": 0.75}


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
        prose = cls(typeset(text) if typeset and not isinstance(text, cls) else text)
        if not prose.plain.strip():
            raise ValueError(f"'{text}' holds no words")
        return prose


class Record(BaseModel):
    """A frozen record that knows its keys."""

    # Validators are built when something is first validated: a build from the cache validates nothing.
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


def refusal(message: str, word: str, valid: Iterable[str]) -> ValueError:
    """Make the error of a value, its second line the hint."""
    return ValueError(f"{message}\n{nearest(word, valid) or ''}")


def _language(tag: str) -> str:
    if not re.fullmatch(LANGUAGE_TAG, tag):
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
        raise refusal(f"'{role}' is no MARC relator term or code", role.lower(), RELATORS)
    return code


def _web_address(text: str) -> str:
    from issuepress.web_address import web_address  # noqa: PLC0415 - few who start the program need it

    if not re.fullmatch(_ADDRESS, text) or not web_address(text):
        raise ValueError(f"'{text}' is not a web address that begins with https://, http:// or mailto:")
    return text


def _slug(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError(f"'{text}' is not a slug: lower-case letters a-z, digits and single hyphens")
    return text


Unit = Literal["pt", "in", "mm", "cm", "pc", "px"]


class Length(Record):
    """A length with the unit that the printer named it in."""

    value: float = Field(ge=0)
    """The number."""
    unit: Unit
    """The unit."""

    @property
    def points(self) -> float:
        """The length in PostScript points, 72 to the inch."""
        return self.value * _POINTS[self.unit]

    @classmethod
    def of(cls, points: float, unit: Unit) -> Self:
        """Give so many points in a unit, to three places."""
        return cls(value=round(points / _POINTS[unit], 3), unit=unit)

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


def _name(text: str, info: ValidationInfo) -> str:
    """Set the quotes and apostrophes of a name; no other sign in it means anything."""
    typeset = (info.context or {}).get("typeset")
    if not typeset or not re.search("['\"]", text):
        return text
    return Prose(typeset(re.sub(r"([^\w\s'\"\u0080-\U0010ffff])", r"\\\1", text))).plain


Language = Annotated[str, AfterValidator(_language)]
Name = Annotated[str, Field(min_length=1), AfterValidator(_name)]
IssueDate = Annotated[str, AfterValidator(_date), WithJsonSchema({"type": ["string", "integer"]})]
Issn = Annotated[str, AfterValidator(_issn)]
Relator = Annotated[str, AfterValidator(_role)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Slug = Annotated[str, AfterValidator(_slug)]
Number = Annotated[str, WithJsonSchema({"type": ["string", "number"]})]
Measure = Annotated[Length, BeforeValidator(_length, json_schema_input_type=str | Literal[0])]


def reading_direction(language: str) -> Literal["ltr", "rtl"]:
    """Tell whether a language is written from right to left, by its BCP 47 script or language."""
    primary, *rest = language.split("-")
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), None)
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if primary.lower() in _RIGHT_TO_LEFT else "ltr"
