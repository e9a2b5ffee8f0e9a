"""What changed between two editions: page by page in pictures, story by story in words."""

import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import Any, Final, Literal

from issuepress.errors import OutputError
from issuepress.pdf import Crew
from issuepress.preview.edition import Edition, Say, make_edition, read

Sort = Literal["same", "changed", "added", "removed"]
Run = tuple[Literal["same", "added", "removed"], str]
"""Words that stayed, came or went."""

RECORD: Final = "proof.json"
"""The file of a proof that later proofs are compared with."""
SCALE: Final = 2.0
"""Pixels to a point in a proof's pictures."""
_AROUND: Final = 8
"""How many words that stayed are shown on either side of those that did not."""
_NEAR: Final = 12.0
"""Points around the type area in which words are the story's and not the page's furniture."""


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page as it was once seen: what comparing needs, without any engine."""

    label: str
    part: str
    title: str
    digest: str
    text: str


@dataclass(frozen=True)
class Former:
    """An earlier edition."""

    name: str
    """How it was named: a folder or a revision."""
    pages: tuple[SeenPage, ...]
    pictures: Mapping[str, bytes]
    """The pictures of its pages by their digests, as WebP."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A page beside what it was."""

    sort: Sort
    title: str
    label: str
    """Its number as printed; empty for a page that is gone."""
    former: str
    """The number that it had; empty for a page that is new."""
    digest: str
    former_digest: str
    words: tuple[Run, ...]


def seen_pages(edition: Edition) -> tuple[SeenPage, ...]:
    """Keep of an edition what later ones are compared with."""
    return tuple(_seen(edition, number) for number in edition.places)


def record(pages: Sequence[SeenPage]) -> str:
    """Write seen pages as JSON."""
    return json.dumps([asdict(page) for page in pages], ensure_ascii=False, indent=1)


def former_edition(issue: Path, against: str, crew: Crew, say: Say) -> Former:
    """Find the edition that `against` names: the folder of a proof, or a revision of git's.

    Raises OutputError when it is neither, IssuepressError when the issue could not be made as it was.
    """
    folder = Path(against)
    if (folder / RECORD).is_file():
        return _from_proof(folder)
    if folder.is_dir():
        raise OutputError(f"'{against}' is no proof", hint="name a folder that 'issuepress proof' wrote")
    return _from_git(issue.resolve(), against, crew, say)


def compare(before: Sequence[SeenPage], after: Sequence[SeenPage]) -> list[Pair]:
    """Pair the pages of two editions, each with the page of the same story at the same place in it."""
    parts = list(dict.fromkeys(page.part for page in (*after, *before)))
    pairs: list[Pair] = []
    for part in parts:
        old, new = ([page for page in pages if page.part == part] for pages in (before, after))
        pairs += _pairs(old, new)
    return pairs


def told(former: Former, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Tell a comparison as plain values, for the page that shows it."""
    counts = {
        sort: sum(pair.sort == sort for pair in pairs) for sort in ("changed", "added", "removed", "same")
    }
    words = {"changed": "changed", "added": "new", "removed": "gone", "same": "as before"}
    summary = ", ".join(f"{count} {words[sort]}" for sort, count in counts.items() if count)
    return {"against": former.name, "summary": summary, "pages": [_plain(pair) for pair in pairs]}


def _plain(pair: Pair) -> dict[str, Any]:
    after = f"pages/{pair.digest}.webp" if pair.digest else None
    before = f"before/{pair.former_digest}.webp" if pair.former_digest and pair.sort != "same" else None
    return {**asdict(pair), "before": before, "after": after, "words": [list(run) for run in pair.words]}


def _seen(edition: Edition, number: int) -> SeenPage:
    part, area = edition.parts[number], edition.places[number].type_area
    page = edition.plan.pages[number - 1]
    whole = part.name == "cover"
    top = 0 if whole else area.top - _NEAR
    bottom = edition.plan.height if whole else area.top + area.height + _NEAR
    text = edition.raster.text(number - 1, top, bottom)
    title = part.story.title.plain if part.story else part.title
    return SeenPage(page.label, part.name, title, edition.raster.digests[number - 1], text)


def _pairs(old: Sequence[SeenPage], new: Sequence[SeenPage]) -> Iterator[Pair]:
    runs = _runs([page.text.split() for page in old], [page.text.split() for page in new])
    for at in range(max(len(old), len(new))):
        before, after = (pages[at] if at < len(pages) else None for pages in (old, new))
        page = after or before
        assert page is not None  # noqa: S101 - one of them has so many
        sort: Sort = "added" if before is None else "removed" if after is None else "changed"
        if before and after and before.digest == after.digest:
            sort = "same"
        yield Pair(
            sort,
            page.title,
            after.label if after else "",
            before.label if before else "",
            after.digest if after else "",
            before.digest if before else "",
            tuple(_shortened(runs[at])) if at < len(runs) and sort != "same" else (),
        )


def _runs(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> list[list[Run]]:
    """Compare a story's words as one text, so that those that only moved to another page count as the same.

    Gives the runs of each new page; what went stands where it stood, on the page that now has that place.
    """
    before = [word for page in old for word in page]
    after = [(word, at) for at, page in enumerate(new) for word in page]
    found: list[list[tuple[Literal["same", "added", "removed"], str]]] = [[] for _ in new] or [[]]
    matcher = SequenceMatcher(None, before, [word for word, _ in after], autojunk=False)
    for how, start, end, begin, stop in matcher.get_opcodes():
        here = after[min(begin, len(after) - 1)][1] if after else 0
        if how in {"delete", "replace"}:
            found[here] += [("removed", word) for word in before[start:end]]
        for word, at in after[begin:stop]:
            found[at].append(("same" if how == "equal" else "added", word))
    return [
        [(how, " ".join(word for _, word in words)) for how, words in groupby(page, key=lambda each: each[0])]
        for page in found
    ]


def _shortened(runs: Sequence[Run]) -> Iterator[Run]:
    """Leave out what stayed, but for a few words around what did not."""
    if all(how == "same" for how, _ in runs):
        return
    for at, (how, text) in enumerate(runs):
        words = text.split()
        if how != "same" or len(words) <= 2 * _AROUND + 2:
            yield how, text
            continue
        head = " ".join(words[:_AROUND]) + " " if at else ""
        tail = " " + " ".join(words[-_AROUND:]) if at < len(runs) - 1 else ""
        yield how, f"{head}…{tail}"


def _from_proof(folder: Path) -> Former:
    try:
        pages = tuple(SeenPage(**each) for each in json.loads((folder / RECORD).read_text(encoding="utf-8")))
        pictures = {page.digest: (folder / "pages" / f"{page.digest}.webp").read_bytes() for page in pages}
    except (OSError, ValueError, TypeError) as error:
        raise OutputError(f"the proof in '{folder}' can't be read: {error}") from error
    return Former(folder.name, pages, pictures)


def _from_git(issue: Path, revision: str, crew: Crew, say: Say) -> Former:
    folder = issue if issue.is_dir() else issue.parent
    with tempfile.TemporaryDirectory(prefix="issuepress-") as scratch:
        say(f"making the issue as it was at {revision}")
        archive = _git(folder, revision, "archive", "--format=tar", f"{revision}:./")
        home = Path(scratch) / folder.name
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(home, filter="data")
        edition = make_edition(read(home / issue.name if issue.is_file() else home, say), crew, say)
        pages = seen_pages(edition)
        pictures = {page.digest: edition.raster.picture(at, SCALE, "WEBP") for at, page in enumerate(pages)}
    return Former(revision, pages, pictures)


def _git(folder: Path, revision: str, *words: str) -> bytes:
    try:
        run = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)  # noqa: S603, S607
    except OSError as error:
        raise OutputError(
            "git is not installed", hint="name the folder of an earlier proof instead"
        ) from error
    if run.returncode or revision.startswith("-"):
        said = run.stderr.decode(errors="replace").strip().splitlines()
        reason = said[0].removeprefix("fatal: ") if said else "git failed"
        hint = "name the folder of an earlier proof, or a revision in which the issue is committed"
        raise OutputError(f"'{revision}' can't be compared with: {reason}", hint=hint)
    return run.stdout
