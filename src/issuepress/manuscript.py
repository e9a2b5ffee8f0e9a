"""Step 1, read: an issue's folder becomes an `Issue`, or every fault in it is told at once."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from issuepress import fragment
from issuepress.errors import Finding, ManuscriptError, Place
from issuepress.fields import Prose, Record
from issuepress.importers import IMPORTERS, Body, Source, typeset
from issuepress.importers import front_matter as head_matter
from issuepress.issue import PART_NAMES, Issue, IssueFile
from issuepress.lines import lines_of_keys
from issuepress.records import Written, read_yaml, validate
from issuepress.references import Shelf, resolved
from issuepress.story import FrontMatter, Story

ISSUE_FILE = "issue.yaml"


@dataclass(slots=True)
class _Reading:
    """What has been read so far and what was found on the way."""

    folder: Path
    shelf: Shelf
    findings: list[Finding] = field(default_factory=list)

    def text(self, path: Path, name: str) -> str | None:
        """Read a UTF-8 file, or say which line is not UTF-8."""
        try:
            content = path.read_bytes()
        except OSError as error:
            self.findings.append(Finding(f"the file can't be read: {error.strerror}", Place(name)))
            return None
        try:
            return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            hint = "save the file as UTF-8 in your editor"
            self.findings.append(Finding("the text is not UTF-8", Place(name, line), hint))
            return None


def load_issue(path: Path | str) -> Issue:
    """Read the issue in a folder, or by the path of its `issue.yaml`.

    Raises ManuscriptError, which carries every finding, each with its file and line.
    """
    issue_file = _issue_file(Path(path))
    folder = issue_file.parent.resolve()
    reading = _Reading(folder, Shelf(folder))
    matter, written = _read_issue_file(reading, issue_file)
    drafts = list(_read_manuscripts(reading, matter, written)) if matter else []
    stories = _settle(reading, drafts) if matter else []
    if matter:
        _refuse_clashes(reading, drafts)
        cover = matter.cover.model_copy(
            update={"image": reading.shelf.picture(matter.cover.image, "", written.place(("cover", "image")))}
        )
    reading.findings += reading.shelf.findings
    if reading.findings or matter is None:
        raise ManuscriptError.of(dict.fromkeys(reading.findings))
    fields = {name: getattr(matter, name) for name in type(matter).model_fields if name != "contents"}
    return Issue(
        **{**fields, "cover": cover},
        name=folder.name,
        stories=tuple(stories),
        folder=folder,
        files=reading.shelf.files,
        lines=lines_of_keys(written.lines),
    )


def _issue_file(path: Path) -> Path:
    issue_file = path / ISSUE_FILE if path.is_dir() else path
    if issue_file.is_file():
        return issue_file
    hint = f"give the issue's folder or its {ISSUE_FILE}; 'issuepress new DIR' makes one"
    raise ManuscriptError(f"there is no issue at '{path}'", hint=hint)


def _read_issue_file(reading: _Reading, path: Path) -> tuple[IssueFile | None, Written]:
    text = reading.text(path, path.name)
    written = read_yaml(text, path.name) if text is not None else Written(path.name, {}, {})
    reading.findings += written.findings
    if text is None or not written.values:
        return None, written
    language = str(written.values.get("language", "en"))
    matter, findings = validate(IssueFile, written, _typesetting(language))
    reading.findings += findings
    return matter, written


def _typesetting(language: str) -> dict[str, Any]:
    return {"typeset": lambda text: typeset(text, language)}


class _Listed(NamedTuple):
    """What the running order says of a manuscript."""

    file: str
    section: Prose | None
    pages: int | None


@dataclass(frozen=True, slots=True)
class _Draft:
    """A manuscript read on its own, before links between manuscripts are settled."""

    matter: FrontMatter | None
    written: Written
    body: Body
    slug: str
    language: str
    entry: _Listed


def _read_manuscripts(reading: _Reading, matter: IssueFile, written: Written) -> Iterator[_Draft]:
    for entry, path in _running_order(matter):
        place = written.place(path)
        file = reading.shelf.manuscript(entry.file, place)
        if file and (draft := _read_manuscript(reading, file, entry, matter.language)):
            yield draft


def _running_order(matter: IssueFile) -> Iterator[tuple[_Listed, tuple[str | int, ...]]]:
    for at, entry in enumerate(matter.contents):
        if entry.manuscript:
            yield _Listed(entry.manuscript, None, entry.pages), ("contents", at)
        for inner, item in enumerate(entry.items):
            listed = _Listed(item.manuscript, entry.section, item.pages)
            yield listed, ("contents", at, "items", inner)


def _read_manuscript(reading: _Reading, file: str, entry: _Listed, issue_language: str) -> _Draft | None:
    text = reading.text(reading.folder / file, file)
    if text is None:
        return None
    written, body_text, line = _split(text, file)
    reading.findings += written.findings
    language = str(written.values.get("language") or issue_language)
    matter, findings = validate(FrontMatter, written, _typesetting(language))
    reading.findings += findings
    slug = (matter and matter.slug) or slug_of(PurePosixPath(file).stem)
    body = IMPORTERS[PurePosixPath(file).suffix.lower()](Source(body_text, file, line, slug, language))
    reading.findings += body.findings
    if not any(fragment.words(part) for part in (body.html, *body.notes)):
        reading.findings.append(
            Finding("the manuscript has no text", Place(file, line), "take it out of the running order")
        )
    return _Draft(matter, written, body, slug, language, entry)


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


def _settle(reading: _Reading, drafts: list[_Draft]) -> list[Story]:
    """Resolve links and pictures, now that every manuscript is known."""
    for draft in drafts:
        reading.shelf.add(draft.written.file, draft.slug, (draft.body.html, *draft.body.notes))
    return [story for draft in drafts if (story := _story(reading.shelf, draft))]


def _story(shelf: Shelf, draft: _Draft) -> Story | None:
    written = draft.written
    body = resolved(shelf, draft.body.html, written.place())
    notes = tuple(resolved(shelf, note, written.place()) for note in draft.body.notes)
    if draft.matter is None:
        return None
    fields: dict[str, Any] = {key: _settled(shelf, written, value, (key,)) for key, value in draft.matter}
    return Story(
        **{**fields, "slug": draft.slug, "language": draft.language},
        file=written.file,
        section=draft.entry.section,
        pages=draft.entry.pages,
        body=body,
        notes=notes,
        words=sum(fragment.words(part) for part in (body, *notes)),
        lines=lines_of_keys(written.lines),
    )


def _settled(shelf: Shelf, written: Written, value: object, path: tuple[str | int, ...]) -> object:
    """Resolve the links and picture paths inside a front matter value."""
    if isinstance(value, Prose):
        return Prose(resolved(shelf, value, written.place(path)))
    if isinstance(value, tuple):
        return tuple(_settled(shelf, written, item, (*path, at)) for at, item in enumerate(value))
    if isinstance(value, Record):
        fields = {name: _settled(shelf, written, part, (*path, name)) for name, part in value}
        return value.model_copy(update=fields)
    if path[-1] in ("image", "photo") and isinstance(value, str):
        return shelf.picture(value, written.file, written.place(path))
    return value


def _refuse_clashes(reading: _Reading, drafts: list[_Draft]) -> None:
    counted = Counter(draft.slug for draft in drafts)
    hint = "give it another 'slug' in its front matter"
    for draft in drafts:
        where = draft.written.place(("slug",))
        if counted[draft.slug] > 1:
            reading.findings.append(Finding(f"two manuscripts have the slug '{draft.slug}'", where, hint))
        if draft.slug in PART_NAMES:
            message = f"the slug '{draft.slug}' is taken by a part of the issue"
            reading.findings.append(Finding(message, where, hint))
