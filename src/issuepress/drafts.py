"""How one manuscript is read on its own, before links between manuscripts are settled.

What a manuscript says follows from its text, its name and the issue's language, so it is read once and
remembered for all later builds.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from issuepress import fragment
from issuepress.cache import remembered
from issuepress.errors import Finding, Place
from issuepress.importers import IMPORTERS, Body, Source, typeset
from issuepress.importers import front_matter as head_matter
from issuepress.records import Written, read_yaml, validate
from issuepress.story import FrontMatter


@dataclass(frozen=True, slots=True)
class Draft:
    """A manuscript as it stands."""

    matter: FrontMatter | None
    written: Written
    body: Body
    slug: str
    language: str
    ids: frozenset[str]
    """What a link to the manuscript can lead to."""
    words: int
    findings: tuple[Finding, ...]


@remembered
def read_draft(text: str, file: str, issue_language: str) -> Draft:
    """Read a manuscript, its faults among the findings; `file` is its path from the issue folder."""
    written, body_text, line = _split(text, file)
    language = str(written.values.get("language") or issue_language)
    matter, findings = validate(FrontMatter, written, typesetting(language))
    slug = (matter and matter.slug) or slug_of(PurePosixPath(file).stem)
    body = IMPORTERS[PurePosixPath(file).suffix.lower()](Source(body_text, file, line, slug, language))
    prose = (body.html, *body.notes)
    words = sum(map(fragment.words, prose))
    found = [*written.findings, *findings, *body.findings]
    if not words:
        hint = "take it out of the running order"
        found.append(Finding("the manuscript has no text", Place(file, line), hint))
    return Draft(matter, written, body, slug, language, frozenset(_ids(prose)), words, tuple(found))


def typesetting(language: str) -> dict[str, Any]:
    """Give what a record needs to typeset its prose in a language."""
    return {"typeset": lambda text: typeset(text, language)}


def _ids(prose: tuple[str, ...]) -> Iterator[str]:
    for part in prose:
        for element in fragment.parse(part).iter(etree.Element):
            if identifier := element.get("id"):
                yield identifier


def _split(text: str, file: str) -> tuple[Written, str, int]:
    """Split a manuscript into its front matter and its body, and tell the body's first line."""
    match = re.match(r"---[ \t]*\n(.*?\n)?(---|\.\.\.)[ \t]*(\n|\Z)", text, re.DOTALL)
    if match:
        line = text.count("\n", 0, match.end()) + 1
        return read_yaml(match[1] or "", file, first_line=2), text[match.end() :], line
    if PurePosixPath(file).suffix.lower() != ".md":
        return _from_head(text, file), text, 1
    missing = Finding(
        "the manuscript has no front matter",
        Place(file, 1),
        "begin it with a line '---', then 'title: …', then a line '---'",
    )
    return Written(file, {}, {}, (missing,)), text, 1


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
