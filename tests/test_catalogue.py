"""Many issues at once: each as if it were built alone, whatever becomes of the others."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from conftest import WriteIssue
from issuepress.build import build
from issuepress.catalogue import Processes, build_all

PROGRAM = str(Path(sys.executable).parent / "issuepress")
EPUB_ALONE = ("--only", "epub", "--no-folios")


@pytest.fixture
def issues(write_issue: WriteIssue, tmp_path: Path) -> list[Path]:
    """Give two sound issues and, between them, one with a fault."""
    sound = write_issue()
    copies = [Path(shutil.copytree(sound, tmp_path / name)) for name in ("spring", "summer", "autumn")]
    (copies[1] / "one.md").write_text("---\ntitel: One\n---\nA paragraph.\n", encoding="utf-8")
    return copies


def _alone(issue: Path, home: Path) -> bytes:
    (file,) = build(issue, outputs=("epub",), folios=False, folder=home / "alone").files
    return file.read_bytes()


def test_one_bad_issue_stops_no_other_and_each_is_as_if_built_alone(
    issues: list[Path], tmp_path: Path
) -> None:
    names = [issue.name for issue in issues]
    run = subprocess.run(
        [PROGRAM, "build", *names, "nowhere", *EPUB_ALONE],
        capture_output=True, check=False, cwd=tmp_path, text=True,
    )  # fmt: skip
    assert run.returncode == 1
    assert "summer: error: one.md:2: unknown key 'titel'\n  hint: did you mean 'title'?" in run.stderr
    assert "nowhere: error: there is no issue at 'nowhere'" in run.stderr
    assert [line.partition(":")[0] for line in run.stdout.splitlines()[:4]] == [*names, "nowhere"]
    assert run.stdout.splitlines()[-1].startswith("2 of 4 issues built")
    made = {path.name: path.read_bytes() for path in (tmp_path / "build").rglob("*.epub")}
    assert made == {f"{issue.name}.epub": _alone(issue, tmp_path) for issue in (issues[0], issues[2])}


def test_several_issues_that_are_sound_end_well(issues: list[Path], tmp_path: Path) -> None:
    folders = map(str, (issues[0], issues[2]))
    command = [PROGRAM, "-q", "build", *folders, "-o", str(tmp_path / "out"), *EPUB_ALONE]
    run = subprocess.run(command, capture_output=True, check=False, text=True)
    assert (run.returncode, run.stdout) == (0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["autumn.epub", "spring.epub"]


def test_issues_of_one_name_are_not_written_over_each_other(issues: list[Path], tmp_path: Path) -> None:
    twin = shutil.copytree(issues[0], tmp_path / "elsewhere" / issues[0].name)
    outcomes = list(build_all([issues[0], twin], outputs=("epub",), folios=False, folder=tmp_path / "out"))
    assert [outcome.summary for outcome in outcomes] == [None, None]
    assert "two issues are called 'spring'" in outcomes[0].findings[0].message
    assert not (tmp_path / "out").exists()


class _Deadly(Processes):
    """Loses the process of its first task."""

    def submit(self, fn: Any, /, *args: Any, **named: Any) -> Future[Any]:
        first, self.used = not hasattr(self, "used"), True
        return super().submit(os._exit, 9) if first else super().submit(fn, *args, **named)


def test_a_process_that_dies_takes_no_other_issue_with_it(issues: list[Path], tmp_path: Path) -> None:
    good = [issues[0], issues[2]]
    with _Deadly(1) as executor:
        outcomes = {outcome.path: outcome for outcome in _epubs(good, executor, tmp_path)}
    assert "BrokenProcessPool" in outcomes[good[0]].findings[0].message
    assert outcomes[good[1]].summary is not None


def _epubs(issues: list[Path], executor: Executor, home: Path) -> Any:
    return build_all(issues, outputs=("epub",), folios=False, folder=home / "out", executor=executor)


_CLUSTER = """
import sys
from pathlib import Path

from distributed import Client, LocalCluster
from issuepress.catalogue import build_all

if __name__ == "__main__":
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with cluster, Client(cluster) as client:
        for outcome in build_all(
            sys.argv[1:], outputs=("epub",), folios=False, folder=Path("out"), executor=client.get_executor()
        ):
            print(outcome.path.name, *(finding.message for finding in outcome.findings))
"""


def test_a_dask_cluster_builds_a_catalogue(issues: list[Path], tmp_path: Path) -> None:
    script = tmp_path / "cluster.py"
    script.write_text(_CLUSTER, encoding="utf-8")
    command = [sys.executable, str(script), *map(str, issues)]
    run = subprocess.run(command, capture_output=True, check=True, cwd=tmp_path, text=True)
    lines = ["autumn", "spring", "summer the key 'title' is missing unknown key 'titel'"]
    assert sorted(run.stdout.splitlines()) == lines
    made = {path.stem: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert made == {issue.name: _alone(issue, tmp_path) for issue in (issues[0], issues[2])}
