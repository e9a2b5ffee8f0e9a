"""Step 1, read: an issue's folder becomes an `Issue`, or every fault in it is told at once."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, cast

from issuepress.cache import remembered
from issuepress.drafts import Draft, Head, read_draft, read_outline, typesetting
from issuepress.errors import Finding, ManuscriptError, Place
from issuepress.fields import Prose, Record
from issuepress.issue import PART_NAMES, Issue, IssueFile
from issuepress.lines import lines_of_keys
from issuepress.records import Written, read_yaml, validate
from issuepress.references import Shelf, resolved, resolved_head
from issuepress.story import Story

ISSUE_FILE = "issue.yaml"


@dataclass(slots=True)
class _Reading:
    """What has been read so far and what was found on the way."""

    folder: Path
    shelf: Shelf
    read: Callable[[str, str, str], Draft] = read_draft
    """How a manuscript is read, from its text, its path and the issue's language."""
    findings: list[Finding] = field(default_factory=list)

    def draft(self, file: str, language: str) -> Draft | None:
        """Read a manuscript, by its path from the folder, in an issue's language."""
        text = self.text(self.folder / file, file)
        if text is None:
            return None
        draft = self.read(text, file, language)
        self.findings += draft.findings
        return draft

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
    return _issue(_Reading(folder, Shelf(folder)), issue_file)


def load_again(former: Issue, file: str) -> Issue:
    """Read one manuscript of an issue anew, by its path, and take all else to be as it was.

    Raises ManuscriptError, as `load_issue` does, and when its slug has changed.
    """
    reading = _Reading(former.folder, Shelf(former.folder))
    drafts = [reading.draft(story.file, former.language) for story in former.stories]
    for draft in filter(None, drafts):
        reading.shelf.add(draft.head.written.file, draft.head.slug, draft.ids)
    reading.shelf.manuscript(file, Place(file))
    stories = tuple(
        _again(reading, draft, story) if draft and story.file == file else story
        for draft, story in zip(drafts, former.stories, strict=True)
    )
    if findings := (*reading.findings, *reading.shelf.findings):
        raise ManuscriptError.of(findings)
    files = {**former.files, **reading.shelf.files}
    return former.model_copy(update={"stories": stories, "files": files})


def _again(reading: _Reading, draft: Draft, former: Story) -> Story:
    story = _story(reading.shelf, draft, _Listed(former.file, former.section, former.pages))
    if story is None or story.slug != former.slug:
        reading.findings.append(Finding("it has another slug than before", Place(former.file)))
    return story or former


def load_front(path: Path | str) -> Issue:
    """Read an issue as if it had no stories, from its `issue.yaml` alone.

    Raises ManuscriptError, as `load_issue` does.
    """
    issue_file = _issue_file(Path(path))
    reading = _Reading(folder := issue_file.parent.resolve(), Shelf(folder))
    matter, _ = _read_issue_file(reading, issue_file)
    if matter is None:
        raise ManuscriptError.of(reading.findings)
    said = {name: value for name, value in matter if name != "contents"}
    return Issue.model_construct(**said, name=folder.name, stories=(), folder=folder)


class Manuscript(NamedTuple):
    """A manuscript that is not read yet."""

    folder: Path
    """The issue's."""
    file: str
    """Its path from there, as the running order gives it."""
    language: str
    """The issue's."""


def manuscripts(path: Path | str) -> list[Manuscript]:
    """List the manuscripts of an issue in their order; none where its `issue.yaml` has faults.

    Raises ManuscriptError when there is no issue.
    """
    issue_file = _issue_file(Path(path))
    reading = _Reading(folder := issue_file.parent.resolve(), Shelf(folder))
    matter, _ = _read_issue_file(reading, issue_file)
    if matter is None:
        return []
    return [Manuscript(folder, listed.file, matter.language) for listed, _ in _running_order(matter)]


def read_ahead(manuscript: Manuscript) -> None:
    """Read a manuscript, so that `load_issue` finds what it says; of faults hears who loads the issue."""
    reading = _Reading(manuscript.folder, Shelf(manuscript.folder))
    if file := reading.shelf.manuscript(manuscript.file, Place(manuscript.file)):
        reading.draft(file, manuscript.language)


def load_outline(path: Path | str) -> Issue:
    """Read an issue as if its stories had no text: all that its cover and its contents are made of.

    No picture is opened. Raises ManuscriptError, as `load_issue` does or for a reference into a text.
    """
    issue_file = _issue_file(Path(path))
    folder = issue_file.parent.resolve()
    return _issue(_Reading(folder, Shelf(folder, opens=False), read_outline), issue_file)


def _issue(reading: _Reading, issue_file: Path) -> Issue:
    matter, written = _read_issue_file(reading, issue_file)
    entries = list(_read_manuscripts(reading, matter, written)) if matter else []
    stories = _settle(reading, written, entries) if matter else []
    if matter:
        _refuse_clashes(reading, [entry.draft.head for entry in entries])
        said = ((name, value) for name, value in matter if name != "contents")
        fields: dict[str, Any] = {
            name: _settled(reading.shelf, written, value, (name,)) for name, value in said
        }
    reading.findings += reading.shelf.findings
    if reading.findings or matter is None:
        raise ManuscriptError.of(dict.fromkeys(reading.findings))
    return Issue.model_construct(  # of what was validated already
        **fields,
        name=reading.folder.name,
        stories=tuple(stories),
        folder=reading.folder,
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
    if text is None:
        return None, Written(path.name, {}, {})
    matter, written, findings = _issue_matter(text, path.name)
    reading.findings += findings
    return matter, written


@remembered
def _issue_matter(text: str, file: str) -> tuple[IssueFile | None, Written, tuple[Finding, ...]]:
    written = read_yaml(text, file)
    if not written.values:
        return None, written, written.findings
    language = str(written.values.get("language", "en"))
    matter, findings = validate(IssueFile, written, typesetting(language))
    return matter, written, (*written.findings, *findings)


class _Listed(NamedTuple):
    """What the running order says of a manuscript."""

    file: str
    section: Prose | None
    pages: int | None


class _Entry(NamedTuple):
    """A manuscript of the running order, as it stands."""

    draft: Draft
    listed: _Listed
    path: tuple[str | int, ...]
    """Where the running order lists it."""


def _read_manuscripts(reading: _Reading, matter: IssueFile, written: Written) -> Iterator[_Entry]:
    for listed, path in _running_order(matter):
        file = reading.shelf.manuscript(listed.file, written.place(path))
        if draft := file and reading.draft(file, matter.language):
            yield _Entry(draft, listed, path)


def _running_order(matter: IssueFile) -> Iterator[tuple[_Listed, tuple[str | int, ...]]]:
    for at, entry in enumerate(matter.contents):
        if entry.manuscript:
            yield _Listed(entry.manuscript, None, entry.pages), ("contents", at)
        for inner, item in enumerate(entry.items):
            listed = _Listed(item.manuscript, entry.section, item.pages)
            yield listed, ("contents", at, "items", inner)


def _settle(reading: _Reading, written: Written, entries: list[_Entry]) -> list[Story]:
    """Resolve links and pictures, now that every manuscript is known."""
    shelf = reading.shelf
    for draft, _, _ in entries:
        shelf.add(draft.head.written.file, draft.head.slug, draft.ids)
    found = []
    for draft, listed, path in entries:
        section = cast("Prose | None", _settled(shelf, written, listed.section, (*path[:2], "section")))
        found.append(_story(shelf, draft, listed._replace(section=section)))
    return [story for story in found if story]


def _story(shelf: Shelf, draft: Draft, listed: _Listed) -> Story | None:
    head, written = draft.head, draft.head.written
    prose = (draft.body.html, *draft.body.notes)
    body, *notes = resolved(shelf, prose, written.place(), draft.references)
    if head.matter is None:
        return None
    fields: dict[str, Any] = {key: _settled(shelf, written, value, (key,)) for key, value in head.matter}
    return Story.model_construct(  # of what was validated already
        **{**fields, "slug": head.slug, "language": head.language},
        file=written.file,
        section=listed.section,
        pages=listed.pages,
        body=body,
        notes=tuple(notes),
        words=draft.words,
        lines=lines_of_keys(written.lines),
    )


def _settled(shelf: Shelf, written: Written, value: object, path: tuple[str | int, ...]) -> object:
    """Resolve the links and picture paths inside a value of a record; what has none stays what it is."""
    if isinstance(value, Prose):
        prose = resolved_head(shelf, value, written.place(path))
        return value if prose is value else Prose(prose)
    if isinstance(value, tuple):
        return tuple(_settled(shelf, written, item, (*path, at)) for at, item in enumerate(value))
    if isinstance(value, Record):
        parts = ((name, part, _settled(shelf, written, part, (*path, name))) for name, part in value)
        changed = {name: settled for name, part, settled in parts if settled != part}
        return value.model_copy(update=changed) if changed else value
    if path[-1] in ("image", "photo") and isinstance(value, str):
        return shelf.picture(value, written.file, written.place(path))
    return value


def _refuse_clashes(reading: _Reading, heads: list[Head]) -> None:
    counted = Counter(head.slug for head in heads)
    hint = "give it another 'slug' in its front matter"
    for head in heads:
        where = head.written.place(("slug",))
        if counted[head.slug] > 1:
            reading.findings.append(Finding(f"two manuscripts have the slug '{head.slug}'", where, hint))
        if head.slug in PART_NAMES:
            message = f"the slug '{head.slug}' is taken by a part of the issue"
            reading.findings.append(Finding(message, where, hint))
