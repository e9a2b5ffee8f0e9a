"""Outputs appear whole or not at all, under the names and at the places that are promised."""

import errno
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pikepdf
import pytest
from PIL import Image

from conftest import ISSUE, STORY, Built, WriteIssue
from issuepress import fragment
from issuepress.build import build
from issuepress.errors import ChecksFailed, IssuepressError, ManuscriptError, OutputError
from issuepress.manuscript import Manuscript
from issuepress.pdf.crew import Crew
from issuepress.summary import SUFFIXES, Output

NAMES = [f"small{suffix}" for output, suffix in SUFFIXES.items() if output != "print-cover"]


@pytest.fixture
def former(tmp_path: Path) -> dict[Path, bytes]:
    """Put former outputs where the next ones will go."""
    folder = tmp_path / "out"
    folder.mkdir()
    files = {folder / name: f"the former {name}".encode() for name in [*NAMES, "other.txt"]}
    for path, content in files.items():
        path.write_bytes(content)
    return files


def _found(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


# Whole or not at all


def _fails(*_: Any, **__: Any) -> NoReturn:
    raise OutputError("the engine fails")


def _fills_the_disk(*arguments: Any, **_: Any) -> NoReturn:
    target = next(value for value in arguments if isinstance(value, Path))
    target.write_bytes(b"half a")
    raise OSError(errno.ENOSPC, "No space left on device", str(target))


@pytest.mark.parametrize("failure", [_fails, _fills_the_disk], ids=["failing engine", "full disk"])
@pytest.mark.parametrize("engine", ["issuepress.epub.write_epub", "issuepress.pdf.write_pdf"])
def test_a_failing_engine_leaves_the_former_outputs(
    write_issue: WriteIssue,
    former: dict[Path, bytes],
    monkeypatch: pytest.MonkeyPatch,
    engine: str,
    failure: Callable[..., NoReturn],
) -> None:
    monkeypatch.setattr(engine, failure)
    folder = next(iter(former)).parent
    with pytest.raises(OutputError):
        build(write_issue(), folder=folder)
    assert _found(folder) == former


def test_a_failing_first_build_leaves_no_folder(
    write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("issuepress.epub.write_epub", _fails)
    with pytest.raises(OutputError):
        build(write_issue(), folder=tmp_path / "a" / "new" / "folder")
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("engine", ["LayingOut", "begin_cover"])
def test_a_failing_layout_leaves_the_former_outputs(
    write_issue: WriteIssue, former: dict[Path, bytes], monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setattr(f"issuepress.pdf.{engine}", _fails)
    folder = next(iter(former)).parent
    with pytest.raises(OutputError):
        build(write_issue(), folder=folder)
    assert _found(folder) == former


def test_a_failing_second_pdf_leaves_the_former_outputs(
    write_issue: WriteIssue, former: dict[Path, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By then the EPUB and the print PDF are written."""
    monkeypatch.setattr("issuepress.pdf.writing.write_screen", lambda *_, **__: _fails())
    folder = next(iter(former)).parent
    with pytest.raises(OutputError):
        build(write_issue(), folder=folder)
    assert _found(folder) == former


@pytest.mark.parametrize("at", range(len(NAMES)))
def test_a_move_that_fails_takes_the_others_back(
    write_issue: WriteIssue, former: dict[Path, bytes], monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    folder, replace = next(iter(former)).parent, os.replace

    def fail_for_one(source: Any, target: Any) -> None:
        if Path(target) == folder / NAMES[at] and Path(source).name == NAMES[at]:
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail_for_one)
    with pytest.raises(OutputError):
        build(write_issue(), folder=folder)
    assert _found(folder) == former


def test_a_folder_in_the_place_of_an_output_is_an_error_and_nothing_is_replaced(
    write_issue: WriteIssue, former: dict[Path, bytes]
) -> None:
    folder = next(iter(former)).parent
    (folder / NAMES[2]).unlink()
    (folder / NAMES[2]).mkdir()
    before = _found(folder)
    with pytest.raises(OutputError, match=re.escape(NAMES[2])):
        build(write_issue(), folder=folder)
    assert _found(folder) == before


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit there")
def test_a_disk_that_fills_up_leaves_the_former_outputs(
    write_issue: WriteIssue, former: dict[Path, bytes]
) -> None:
    """For true: the system lets the program write files of 20 kB at most."""
    folder = next(iter(former)).parent
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from issuepress.cli import main; main()",
            "build",
            write_issue(),
            "-o",
            folder,
        ],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    assert _found(folder) == former


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({"one.md": "---\ntitel: One\n---\nText.\n"}, ManuscriptError),
        ({"one.md": f"{STORY}\n*x*{{.sparkles}}\n"}, ChecksFailed),
        ({"issue.yaml": f"{ISSUE}theme: nowhere\n"}, IssuepressError),
    ],
    ids=["reading", "checking", "dressing"],
)
def test_a_finding_leaves_the_former_outputs(
    write_issue: WriteIssue,
    former: dict[Path, bytes],
    files: dict[str, str | bytes | None],
    error: type[IssuepressError],
) -> None:
    folder = next(iter(former)).parent
    with pytest.raises(error):
        build(write_issue(files), folder=folder)
    assert _found(folder) == former


def test_a_build_replaces_the_former_outputs_and_nothing_else(
    write_issue: WriteIssue, former: dict[Path, bytes]
) -> None:
    folder = next(iter(former)).parent
    build(write_issue(), folder=folder)
    after = _found(folder)
    assert after.keys() == former.keys()
    assert [path.name for path in former if after[path] == former[path]] == ["other.txt"]


def test_an_issue_is_never_written_to(write_issue: WriteIssue, tmp_path: Path) -> None:
    source = write_issue()
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in source.rglob("*")}
    build(source, folder=tmp_path / "out")
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in source.rglob("*")} == before


@pytest.mark.parametrize("epoch", ["0", "99999999999999999999", "soon"])
def test_a_strange_source_date_epoch_harms_nobody(
    write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    try:
        build(write_issue(), outputs=("screen",), folder=tmp_path / "out")
    except IssuepressError as error:
        assert "SOURCE_DATE_EPOCH" in str(error)  # noqa: PT017 - it may as well be passed over


# Names and places


def test_outputs_go_to_a_folder_of_the_issue_s_name_below_build(
    write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    summary = build(write_issue())
    assert sorted(path.name for path in (tmp_path / "build" / "small").iterdir()) == sorted(NAMES)
    assert summary.files == [Path("build", "small", name) for name in NAMES]


def test_the_issue_s_name_is_its_folder_s_even_from_within(
    write_issue: WriteIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_issue())
    summary = build(".", outputs=("cover",))
    assert summary.files == [Path("build", "small", "small-cover.jpg")]
    assert build("issue.yaml", outputs=("cover",)).files == summary.files


@pytest.mark.parametrize("outputs", [("epub",), ("print",), ("screen",), ("cover",), ("screen", "epub")])
def test_only_what_is_asked_for_is_made(
    write_issue: WriteIssue, tmp_path: Path, outputs: tuple[Output, ...]
) -> None:
    summary = build(write_issue(), outputs=outputs, folder=tmp_path / "out")
    made = [tmp_path / "out" / f"small{SUFFIXES[output]}" for output in outputs]
    assert summary.files == made
    assert sorted((tmp_path / "out").iterdir()) == sorted(made)


def test_each_output_can_have_a_place_of_its_own(write_issue: WriteIssue, tmp_path: Path) -> None:
    targets: dict[Output, Path] = {"epub": tmp_path / "a" / "x.zip", "cover": tmp_path / "b" / "c" / "y"}
    assert build(write_issue(), targets).files == list(targets.values())
    assert all(path.is_file() for path in targets.values())
    assert [path.name for path in tmp_path.rglob("*") if path.name.startswith(".")] == []


def test_outputs_are_for_all_to_read(write_issue: WriteIssue, tmp_path: Path) -> None:
    """As far as the user's own umask says."""
    umask = os.umask(0o022)
    try:
        summary = build(write_issue(), folder=tmp_path / "out")
    finally:
        os.umask(umask)
    assert [oct(path.stat().st_mode & 0o777) for path in summary.files] == ["0o644"] * len(NAMES)


# The summary tells the truth


def test_the_steps_are_taken_in_their_order(write_issue: WriteIssue, tmp_path: Path) -> None:
    steps: list[str] = []
    build(write_issue(), folder=tmp_path / "out", report=lambda step, _detail: steps.append(step))
    assert list(dict.fromkeys(steps)) == ["read", "dress", "render", "check", "write"]


def test_words_are_counted_as_a_copy_editor_does(write_issue: WriteIssue, tmp_path: Path) -> None:
    """A note counts, its number does not; a dash is no word; a word joined by a hyphen is one."""
    text = 'One two-three -- don\'t 4.[^1]\n\n- five\n\n![x](cover.svg "six")\n\n[^1]: Seven.\n'
    issue = build(
        write_issue({"one.md": f"---\ntitle: One\n---\n{text}"}), outputs=("cover",), folder=tmp_path / "out"
    ).issue
    assert issue.words == issue.stories[0].words == 7


@pytest.mark.parametrize("purpose", ["print", "screen"])
def test_the_summary_counts_the_pages_of_both_pdfs(sample: Built, purpose: str) -> None:
    with pikepdf.open(sample.output(f"-{purpose}.pdf")) as pdf:
        assert sample.summary.pages == len(pdf.pages)


def test_the_summary_names_every_file_and_each_is_there(sample: Built) -> None:
    assert [path.name for path in sample.summary.files] == [
        name.replace("small", sample.source.name) for name in NAMES
    ]
    assert all(path.stat().st_size > 10_000 for path in sample.summary.files)


def test_the_summary_times_each_step(sample: Built) -> None:
    assert list(sample.summary.seconds)[:5] == ["read", "dress", "render", "check", "lay out"]
    assert all(seconds >= 0 for seconds in sample.summary.seconds.values())


def test_the_sample_is_built_without_a_word_of_warning(sample: Built) -> None:
    assert [str(finding) for finding in sample.summary.findings] == []


def test_the_stress_issue_is_warned_of_and_no_more(stress: Built) -> None:
    """Of signs the house fonts lack, of pictures: too small for print, moving, or of unknown inks."""
    known = re.compile(r"the fonts of the theme 'house' lack|ppi|animated|its colours are a guess")
    findings = stress.summary.findings
    assert {finding.level for finding in findings} == {"warning"}
    assert [str(finding) for finding in findings if not known.search(finding.message)] == []


def test_the_cover_has_the_ratio_of_the_trimmed_page(sample: Built) -> None:
    """And the size that the stores ask for: at least 1,600 pixels, below 5 MB."""
    path = sample.output("-cover.jpg")
    width, height = (edge.points for edge in sample.summary.issue.print.trim)
    with Image.open(path) as cover:
        assert cover.format == "JPEG"
        assert cover.mode == "RGB"
        assert "progressive" not in cover.info  # which the oldest readers can't show
        assert cover.width >= 1600
        assert abs(cover.width / cover.height - width / height) < 0.002
    assert path.stat().st_size < 5_000_000


def test_a_build_leaves_no_tree_of_a_text_in_memory(write_issue: WriteIssue, tmp_path: Path) -> None:
    fragment.parsed("<p>Of an edition before.</p>")
    build(write_issue(), outputs=("epub",), folder=tmp_path / "out")
    assert fragment.parsed.cache_info().currsize == 0


def test_of_many_manuscripts_never_read_the_last_are_read_by_workers(
    write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared: list[str] = []

    def share(_: Crew, do: Callable[[Manuscript], object], tasks: Sequence[Manuscript]) -> None:
        shared.extend(task.file for task in tasks)
        list(map(do, tasks))

    monkeypatch.setattr(Crew, "share", share)
    for most, expected in ((3, []), (2, ["two.md", "one.md"]), (2, [])):
        monkeypatch.setattr("issuepress.road._MANY", most)
        shared.clear()
        folder = write_issue({"issue.yaml": ISSUE + "  - two.md\n", "two.md": f"{STORY}Shared by {most}.\n"})
        build(folder, folder=tmp_path, outputs=("screen",) if expected else ("epub",), folios=False)
        assert shared == expected
