"""The same issue gives the same bytes: wherever, whenever and by whomever it is built."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from conftest import SAMPLE, STRESS, Built, WriteIssue
from issuepress import cache
from issuepress.build import build
from issuepress.summary import SUFFIXES, Output
from issues.ugly import draw_pictures

HERE = {"TZ": "UTC", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "COLUMNS": "80"}
ELSEWHERE = {
    "TZ": "Asia/Kathmandu",
    "PYTHONHASHSEED": "4242",
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "C",
    "COLUMNS": "40",
    "HOME": "/nonexistent",
    "NO_COLOR": "1",
}
PROGRAM = """
import datetime, os, sys, time
ahead, umask, *folders = sys.argv[1:]
os.umask(int(umask, 8))
now, local, utc = time.time, time.localtime, time.gmtime
time.time = lambda: now() + float(ahead)
time.localtime = lambda at=None: local(time.time() if at is None else at)
time.gmtime = lambda at=None: utc(time.time() if at is None else at)
class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls):
        return super().utcfromtimestamp(time.time())
datetime.datetime = Clock
from pathlib import Path
from issuepress.build import build
for folder in folders[1:]:
    build(folders[0], folder=Path(folder))
"""
"""Builds an issue into one folder after the other, with a clock that is ahead."""

YEARS = 3 * 365 * 86400
SHORT = """contents:
  - section: Long & Winding
    items:
      - long/01-the-ledger.md
      - long/02-the-salt-road.md
      - long/04-the-picture-book.md
  - short/one-line.md
  - short/odd-title.md
  - short/hebrew.md
"""


def _build(
    source: Path, *folders: Path, ahead: int = 0, umask: str = "022", environment: dict[str, str]
) -> None:
    known = {
        key: value for key, value in os.environ.items() if key not in {"SOURCE_DATE_EPOCH", "LANG", "LC_ALL"}
    }
    subprocess.run(
        [sys.executable, "-c", PROGRAM, str(ahead), umask, source, *folders],
        check=True,
        env={**known, **environment, cache.VARIABLE: ""},  # or the second would be taken from the first
        cwd=source.parent,
    )


def _prints(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the stress issue with some of its manuscripts left out, to be fast, and a cover by itself."""
    folder = tmp_path_factory.mktemp("short") / "short"
    shutil.copytree(STRESS, folder)
    draw_pictures(folder / "pictures")
    issue = (folder / "issue.yaml").read_text(encoding="utf-8")
    matter = issue.partition("contents:\n")[0].replace("print:\n", "print:\n  cover: {caliper: 1mm}\n")
    (folder / "issue.yaml").write_text(matter + SHORT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def here(short: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build it twice in one process; give the folder of the folders `first` and `second`."""
    folder = tmp_path_factory.mktemp("here")
    _build(short, folder / "first", folder / "second", environment=HERE)
    return folder


def test_two_builds_in_one_process_give_the_same_bytes(here: Path) -> None:
    assert len(_prints(here / "first")) == len(SUFFIXES)
    assert _prints(here / "first") == _prints(here / "second")


def test_place_time_zone_hash_seed_locale_umask_and_clock_leave_no_trace(
    short: Path, here: Path, tmp_path: Path
) -> None:
    """Files in another order on the disk, and younger, change nothing either."""
    moved = tmp_path / "a folder further down" / "ü" / "short"
    for path in sorted(short.rglob("*"), reverse=True):
        if path.is_file():
            target = moved / path.relative_to(short)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    _build(moved, tmp_path / "out", ahead=YEARS, umask="077", environment=ELSEWHERE)
    assert _prints(tmp_path / "out") == _prints(here / "first")


def test_the_sample_is_the_same_elsewhere(sample: Built, tmp_path: Path) -> None:
    _build(SAMPLE, tmp_path / "out", ahead=YEARS, umask="027", environment=ELSEWHERE)
    assert _prints(tmp_path / "out") == _prints(sample.folder)


def test_the_identifier_of_a_pdf_is_told_from_all_of_its_content(sample: Built) -> None:
    content = sample.output("-screen.pdf").read_bytes()
    [identifiers] = re.findall(rb"/ID \[<(\w{32})><(\w{32})>\]", content)
    without = content.replace(identifiers[0], b"31415926535897932384626433832795")  # as qpdf would have it
    assert identifiers == (sha256(without).hexdigest()[:32].encode(),) * 2


def test_an_output_is_the_same_when_it_is_made_alone(short: Path, here: Path, tmp_path: Path) -> None:
    outputs: tuple[Output, ...] = ("screen", "epub")
    for output in outputs:
        build(short, outputs=(output,), folder=tmp_path)
        name = f"short{SUFFIXES[output]}"
        assert (tmp_path / name).read_bytes() == (here / "first" / name).read_bytes()


def _times(folder: Path) -> tuple[str, str, str]:
    """Give what the EPUB and the PDF say of their time, and the time of the EPUB's files."""
    with zipfile.ZipFile(folder / "small.epub") as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        (files,) = {entry.date_time for entry in archive.infolist()}
    modified = package.find(".//{*}meta[@property='dcterms:modified']")
    assert modified is not None
    with pikepdf.open(folder / "small-screen.pdf") as pdf:
        return str(modified.text), str(pdf.docinfo.ModDate), str(files[0])


def test_the_time_is_that_of_the_cover_date(
    write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    build(write_issue(), outputs=("epub", "screen"), folder=tmp_path / "out")
    assert _times(tmp_path / "out") == ("2026-01-01T00:00:00Z", "D:20260101000000Z", "1980")


def test_source_date_epoch_sets_the_time(
    write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the convention of reproducible builds has it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    build(write_issue(), outputs=("epub", "screen"), folder=tmp_path / "out")
    assert _times(tmp_path / "out") == ("2023-11-14T22:13:20Z", "D:20231114221320Z", "1980")
