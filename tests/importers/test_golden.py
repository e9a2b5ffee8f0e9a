"""What manuscripts become, and what is said of those that can't be read.

`golden/` holds sound manuscripts, each beside the XHTML that it becomes; `refused/` holds unsound
ones, each beside what is said of them. To add a case, add a file; to write the expected files anew,
run `UPDATE_GOLDEN=1 pytest tests/importers` and read the difference.
"""

import os
from pathlib import Path

import pytest

from issuepress import fragment
from issuepress.importers import IMPORTERS, Body, Source

HERE = Path(__file__).parent
SOUND = sorted(
    path for path in (HERE / "golden").iterdir() if path.suffix in IMPORTERS and path.stem[0] != "_"
)
UNSOUND = sorted(path for path in (HERE / "refused").iterdir() if path.suffix in IMPORTERS)


def read(path: Path) -> Body:
    source = Source(path.read_text("utf-8"), f"stories/{path.name}", 1, "story", "en-US")
    return IMPORTERS[path.suffix](source)


def matches(text: str, path: Path) -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def written(body: Body) -> str:
    notes = [f"\n=== note {number}\n{note}\n" for number, note in enumerate(body.notes, 1)]
    return body.html.strip() + "\n" + "".join(notes)


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.name)
def test_a_sound_manuscript_becomes_clean_xhtml(path: Path) -> None:
    body = read(path)
    assert [str(finding) for finding in body.findings] == []
    matches(written(body), path.with_suffix(path.suffix + ".expected"))


@pytest.mark.parametrize("path", UNSOUND, ids=lambda path: path.name)
def test_an_unsound_manuscript_is_told_everything_at_once(path: Path) -> None:
    body = read(path)
    findings = "".join(f"{finding}\n" for finding in body.findings)
    matches(findings, path.with_suffix(path.suffix + ".expected"))


@pytest.mark.parametrize("path", SOUND + UNSOUND, ids=lambda path: path.name)
def test_every_body_and_note_keeps_the_contract_of_a_fragment(path: Path) -> None:
    body = read(path)
    for part in (body.html, *body.notes):
        assert fragment.serialise(fragment.parse(part)) == part
