"""A proof: the preview's views as one folder that any browser opens from the disk, to be sent to authors."""

import json
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from issuepress.errors import Finding, OutputError, nearest
from issuepress.preview import account
from issuepress.preview.comparison import (
    RECORD,
    SCALE,
    Former,
    Pair,
    SeenPage,
    compare,
    former_edition,
    record,
    seen_pages,
    told,
)
from issuepress.preview.edition import (
    Edition,
    Press,
    Say,
    find,
    make_edition,
    make_press,
    make_reading,
    read,
)
from issuepress.preview.opening import full_crew
from issuepress.preview.reading import Document, Reading
from issuepress.preview.web import FONTS, WEB, font, joined_script

_POLICY: Final = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; "
    "img-src 'self' file: data:; font-src 'self' file:; frame-src 'self' file:"
)
_STYLE: Final = frozenset((".css", ".otf", ".ttf", ".woff", ".woff2"))


@dataclass(frozen=True)
class _Proof:
    """All that a proof is written from."""

    edition: Edition
    findings: tuple[Finding, ...]
    reading: Reading
    only: str | None
    """The slug of the one story that it shows; None for the whole issue."""
    pages: tuple[SeenPage, ...]
    former: Former | None
    pairs: list[Pair]
    press: Press | None
    """The print PDF, where it is shown too."""

    @property
    def documents(self) -> list[Document]:
        """The documents of the EPUB that it shows."""
        return [page for page in self.reading.pages if self.only in {None, page.part}]


def write_proof(  # noqa: PLR0913 - all but the path is an option of the command
    path: Path, target: Path | None, *, story: str | None, against: str | None, press: bool, say: Say
) -> tuple[Path, int]:
    """Write the proof of an issue, or of one story by its slug or file; give its folder and its pages.

    It goes to `build/<folder name>/proof/` unless a folder is named, and replaces a proof that stands
    there. With `press` it shows the pages of the print PDF, too. Raises IssuepressError.
    """
    with full_crew() as crew:
        edition = make_edition(read(path, say), crew, say)
        former = former_edition(path, against, crew, say) if against else None
        printed = make_press(edition, crew, say) if press else None
    only = _slug(edition, story) if story else None
    pages = tuple(page for page in seen_pages(edition) if only in {None, page.part})
    before = [page for page in former.pages if only in {None, page.part}] if former else []
    findings = (*find(edition, say), *(printed.findings if printed else ()))
    with tempfile.TemporaryDirectory(prefix="issuepress-") as scratch:
        reading = make_reading(edition, findings, Path(scratch) / "issue.epub", say)
    pairs = compare(before, pages) if former else []
    proof = _Proof(edition, findings, reading, only, pages, former, pairs, printed)
    name = f"proof-{only}" if only else "proof"
    folder = target or Path("build") / edition.rendition.issue.name / name
    say("writing the proof")
    _replace(folder, proof)
    return folder, len(pages)


def _slug(edition: Edition, story: str) -> str:
    stories = edition.rendition.issue.stories
    for each in stories:
        if story in {each.slug, each.file, PurePosixPath(each.file).stem}:
            return each.slug
    raise OutputError(f"there is no story '{story}'", hint=nearest(story, [each.slug for each in stories]))


def _replace(folder: Path, proof: _Proof) -> None:
    """Write the proof aside, then put it in the place of an earlier one, and of nothing else."""
    if folder.exists() and not (folder / RECORD).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"'{folder}' is no proof, and is left alone", hint="name a new folder with -o")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".issuepress-", dir=folder.parent) as scratch:
            made = Path(scratch) / "proof"
            _write(made, proof)
            if folder.exists():
                folder.replace(Path(scratch) / "former")
            made.replace(folder)
    except OSError as error:
        raise OutputError(f"the proof can't be written: {error}") from error


def _write(folder: Path, proof: _Proof) -> None:
    for name, content in _files(proof):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _files(proof: _Proof) -> Iterator[tuple[str, bytes]]:
    yield "index.html", _page().encode()
    yield "web/preview.css", (WEB / "preview.css").read_bytes()
    yield "web/preview.js", joined_script().encode()
    yield "web/data.js", f"globalThis.PROOF = {json.dumps(_data(proof), ensure_ascii=True)};\n".encode()
    yield RECORD, record(proof.pages).encode()
    yield "flatplan.svg", proof.edition.drawing.svg.encode()
    for name in FONTS:
        if path := font(name):
            yield f"fonts/{name}", path.read_bytes()
    shown = "".join(document.html for document in proof.documents)
    for name, (_, content) in proof.reading.files.items():
        if PurePosixPath(name).suffix in _STYLE or PurePosixPath(name).name in shown:
            yield f"reading/{name}", content
    yield from _pictures(proof)


def _pictures(proof: _Proof) -> Iterator[tuple[str, bytes]]:
    raster = proof.edition.raster
    numbers = [raster.digests.index(page.digest) for page in proof.pages]
    with ThreadPoolExecutor() as threads:
        painted = threads.map(lambda at: raster.picture(at, SCALE, "WEBP"), numbers)
        for at, content in zip(numbers, painted, strict=True):
            yield f"pages/{raster.digests[at]}.webp", content
    yield from _printed_pictures(proof)
    for pair in proof.pairs:
        if proof.former and pair.former_digest and pair.sort != "same":
            yield f"before/{pair.former_digest}.webp", proof.former.pictures[pair.former_digest]


def _printed_pictures(proof: _Proof) -> Iterator[tuple[str, bytes]]:
    if proof.press:
        raster, first = proof.press.raster, proof.edition.rendition.issue.print.first_page
        for at, digest in enumerate(raster.digests):
            part = proof.edition.parts.get(first + at)
            if proof.only is None or (part and part.name == proof.only):
                yield f"pages/{digest}.webp", raster.picture(at, SCALE, "WEBP")


def _page() -> str:
    """Give the preview's page with all that it would ask the server for."""
    html = (WEB / "index.html").read_text(encoding="utf-8")
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    script = '<script defer src="web/preview.js"></script>'
    return html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{policy}').replace(
        script, f'<script defer src="web/data.js"></script>\n{script}'
    )


def _data(proof: _Proof) -> dict[str, Any]:
    edition, raster = proof.edition, proof.edition.raster
    findings = account.of_findings((*proof.findings, *account.copyfit(edition)), edition)
    issue = account.of_edition(edition)
    told_of = {
        "number": 1,
        "saying": "",
        "editor": False,
        "problems": [],
        "findings": findings,
        "judge": "",
        "issue": issue,
        "reading": account.of_reading(proof.reading),
        "press": account.of_press(proof.press, edition.rendition.issue.print.first_page)
        if proof.press
        else None,
        "changed": [],
        "comparison": told(proof.former, proof.pairs) if proof.former else None,
    }
    if proof.only:
        _leave_only(told_of, proof.only)
    return {
        "account": told_of,
        "words": {page.digest: raster.words(raster.digests.index(page.digest)) for page in proof.pages},
        "pages": {document.file: document.html for document in proof.documents},
    }


def _leave_only(told_of: dict[str, Any], story: str) -> None:
    """Take out of an account what is not one story's; its pages keep their numbers."""
    issue = told_of["issue"]
    own = {page["number"] for page in issue["pages"] if page["part"] == story}
    files = {page["file"] for page in issue["pages"] if page["number"] in own}
    nothing = {
        "part": "",
        "title": "",
        "section": "",
        "digest": None,
        "file": "",
        "places": None,
        "fill": None,
    }
    issue["pages"] = [page if page["number"] in own else {**page, **nothing} for page in issue["pages"]]
    spreads = [[number if number in own else None for number in spread] for spread in issue["spreads"]]
    issue["spreads"] = [spread for spread in spreads if any(spread)]
    issue["stories"] = [each for each in issue["stories"] if each["slug"] == story]
    issue["contents"] = [each for each in issue["contents"] if each["part"] == story]
    if told_of["press"]:
        sheets = enumerate(told_of["press"]["pages"], start=1)
        told_of["press"]["pages"] = [sheet if number in own else None for number, sheet in sheets]
    told_of["findings"] = [each for each in told_of["findings"] if each["file"] in files]
    told_of["reading"]["pages"] = [page for page in told_of["reading"]["pages"] if page["part"] == story]
