"""A build that stays: what it makes after a save, and what it makes of a fault."""

import os
import signal
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from threading import Event, Timer

from click.testing import CliRunner

from conftest import STORY, WriteIssue
from issuepress.cli import main
from issuepress.following import Follower
from issuepress.on_save import build_on_save


def _words(folder: Path) -> str:
    with zipfile.ZipFile(folder / "small.epub") as book:
        names = (name for name in book.namelist() if name.endswith(".xhtml"))
        return "".join(book.read(name).decode() for name in names)


def test_each_save_makes_the_outputs_anew(write_issue: WriteIssue, tmp_path: Path) -> None:
    issue, out = write_issue(), tmp_path / "out"
    with closing(build_on_save(issue, outputs=("epub",), folder=out, folios=False)) as made:
        assert next(made).summary
        for word in ("walnuts", "hazelnuts"):
            (issue / "one.md").write_text(f"{STORY}\nAnd {word}.\n", encoding="utf-8")
            assert next(made).summary
            assert word in _words(out)


def test_a_fault_leaves_the_outputs_as_they_were_and_the_next_save_is_waited_for(
    write_issue: WriteIssue, tmp_path: Path
) -> None:
    issue, out = write_issue(), tmp_path / "out"
    with closing(build_on_save(issue, outputs=("epub",), folder=out, folios=False)) as made:
        assert next(made).summary
        good = _words(out)
        (issue / "one.md").write_text(STORY.replace("title", "titel"), encoding="utf-8")
        found = next(made)
        assert found.error
        assert "one.md:2: unknown key 'titel'" in "".join(map(str, found.findings))
        assert _words(out) == good
        (issue / "one.md").write_text(f"{STORY}\nMended.\n", encoding="utf-8")
        assert next(made).summary
        assert "Mended" in _words(out)


def test_a_save_of_what_no_output_shows_builds_nothing(write_issue: WriteIssue, tmp_path: Path) -> None:
    issue, out = write_issue(), tmp_path / "out"
    with closing(build_on_save(issue, outputs=("epub",), folder=out, folios=False)) as made:
        next(made)
        (issue / "notes.txt").write_text("Call the printer.", encoding="utf-8")
        whole = tmp_path / "one.md"  # a file that is still being written may be read
        whole.write_text(f"{STORY}\nLater.\n", encoding="utf-8")
        later = Timer(0.5, lambda: whole.replace(issue / "one.md"))
        later.start()
        assert next(made).summary
        assert "Later" in _words(out)
        later.join()


def test_other_folders_are_followed_from_the_moment_they_are_named(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    saved = Event()
    follower = Follower(saved, old)
    follower.start()
    follower.follow(new)
    try:
        for count in range(100):
            (new / "theme.css").write_text(f"/* {count} */", encoding="utf-8")
            if saved.wait(0.1):
                break
        assert saved.is_set()
    finally:
        follower.stop()


def test_ctrl_c_ends_the_command_and_its_workers(write_issue: WriteIssue, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "issuepress", "build", str(write_issue()), "--watch", "--jobs", "2"]
    with subprocess.Popen(
        [*command, "-o", str(tmp_path / "out")], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr
        while "follows" not in next(process.stderr):
            pass
        os.killpg(process.pid, signal.SIGINT)
        assert process.stderr.read() == ""  # to its end: until nobody holds it
        assert process.wait(30) == 0


def test_several_issues_are_not_followed_at_once(write_issue: WriteIssue) -> None:
    issue = str(write_issue())
    result = CliRunner().invoke(main, ["build", issue, issue, "--watch"])
    assert result.exit_code == 2
    assert "--watch follows one issue" in result.output


def test_an_issue_that_is_not_there_is_not_waited_for(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["build", str(tmp_path / "nowhere"), "--watch"])
    assert result.exit_code == 1
    assert "nowhere" in result.output
