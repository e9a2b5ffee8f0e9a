"""How one manuscript is read on its own, before links between manuscripts are settled.

What a manuscript says follows from its text, its name and the issue's language, so it is read once and
remembered for all later builds.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from lxml import etree

from issuepress import fragment
from issuepress.cache import remembered
from issuepress.errors import Finding, Place
from issuepress.importers import IMPORTERS, Body, Source, typeset
from issuepress.importers import front_matter as head_matter
from issuepress.records import Written, read_yaml, validate
from issuepress.references import Reference, references
from issuepress.story import FrontMatter

_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n(.*?\n)?(---|\.\.\.)[ \t]*(\n|\Z)", re.DOTALL)


class Head(NamedTuple):
    """What a manuscript says at its head."""

    matter: FrontMatter | None
    written: Written
    slug: str
    language: str
    findings: tuple[Finding, ...]


class Draft(NamedTuple):
    """A manuscript as it stands."""

    head: Head
    body: Body
    ids: frozenset[str] = frozenset()
    """What a link to the manuscript can lead to."""
    references: tuple[Reference, ...] = ()
    words: int = 0
    findings: tuple[Finding, ...] = ()


def read_draft(text: str, file: str, issue_language: str) -> Draft:
    """Read a manuscript, its faults among the findings; `file` is its path from the issue folder."""
    return _draft(*_split(text, file), file, issue_language)


def read_outline(text: str, file: str, issue_language: str) -> Draft:
    """Read the head of a manuscript alone, as if nothing followed."""
    head = _head(_split(text, file)[0], file, issue_language)
    return Draft(head, Body("", (), ()), findings=head.findings)


@remembered
def _draft(head_text: str, text: str, line: int, file: str, issue_language: str) -> Draft:
    head = _head(head_text, file, issue_language)
    source = Source(text, file, line, head.slug, head.language)
    body = IMPORTERS[PurePosixPath(file).suffix.lower()](source)
    prose = [fragment.parse(each) for each in (body.html, *body.notes)]
    ids, pointed = frozenset(_ids(prose)), references(prose)
    words = sum(map(fragment.words, prose))
    found = [*head.findings, *body.findings]
    if not words:
        hint = "take it out of the running order"
        found.append(Finding("the manuscript has no text", Place(file, line), hint))
    return Draft(head, body, ids, pointed, words, tuple(found))


@remembered
def _head(text: str, file: str, issue_language: str) -> Head:
    written = _written(text, file)
    language = str(written.values.get("language") or issue_language)
    matter, findings = validate(FrontMatter, written, typesetting(language))
    slug = (matter and matter.slug) or slug_of(PurePosixPath(file).stem)
    return Head(matter, written, slug, language, (*written.findings, *findings))


def typesetting(language: str) -> dict[str, Any]:
    """Give what a record needs to typeset its prose in a language."""
    return {"typeset": lambda text: typeset(text, language)}


def _ids(prose: Iterable[etree._Element]) -> Iterator[str]:
    for part in prose:
        for element in part.iter(etree.Element):
            if identifier := element.get("id"):
                yield identifier


def _split(text: str, file: str) -> tuple[str, str, int]:
    """Split a manuscript into its head and its body, and tell the body's first line.

    A page of HTML may be both.
    """
    if match := _FRONT_MATTER.match(text):
        return match[0], text[match.end() :], match[0].count("\n") + 1
    return ("" if _is_markdown(file) else text), text, 1


def _is_markdown(file: str) -> bool:
    return PurePosixPath(file).suffix.lower() == ".md"


def _written(head: str, file: str) -> Written:
    """Read the head of a manuscript."""
    if match := _FRONT_MATTER.match(head):
        return read_yaml(match[1] or "", file, first_line=2)
    if not _is_markdown(file):
        return _from_head(head, file)
    missing = Finding(
        "the manuscript has no front matter",
        Place(file, 1),
        "begin it with a line '---', then 'title: …', then a line '---'",
    )
    return Written(file, {}, {}, (missing,))


def _from_head(text: str, file: str) -> Written:
    values: dict[str, Any] = {}
    lines: dict[tuple[str | int, ...], int] = {}
    for key, value, line in head_matter(text):
        if key == "author":
            values.setdefault("authors", []).append(value)
            lines[("authors",)] = line
        else:
            values[key] = value
            lines[(key,)] = line
    return Written(file, values, lines)


def slug_of(name: str) -> str:
    """Make a slug of a file's name: its letters a-z and digits, the number it is sorted by left out."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    if len(words) > 1 and words[0].isdigit():
        words = words[1:]
    return "-".join(words) or "story"
