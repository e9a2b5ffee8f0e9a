"""What all tests share: a small issue written on the spot, the sample built once, a silent engine."""

import logging
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from issuepress import cache
from issuepress.build import build
from issuepress.summary import Summary
from issues.ugly import draw_pictures

SAMPLE = Path(__file__).parent.parent / "manuscripts" / "2020-05-tales-from-the-therapy-room"
STRESS = Path(__file__).parent / "issues" / "stress"

PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="40" height="30">
<rect x="0" y="0" width="40" height="30" fill="#2f5d62"/><circle cx="20" cy="15" r="9" fill="#e0a23c"/></svg>
"""
ISSUE = """publication: {title: The Quarterly}
title: A Small Issue
date: 2026-01
language: en-US
cover: {image: cover.svg, alt: A circle on a ground}
contents:
  - one.md
"""
STORY = "---\ntitle: One\n---\nThe first and only paragraph.\n"


def pytest_configure(config: pytest.Config) -> None:
    """Keep what a run works out for all its processes, and for no other run."""
    if not hasattr(config, "workerinput"):
        home = tempfile.TemporaryDirectory(prefix="issuepress-cache-")
        config.add_cleanup(home.cleanup)
        os.environ[cache.VARIABLE] = home.name


# Tests that are run in the background inherit that Ctrl-C is ignored, and so would the commands they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

WriteIssue = Callable[..., Path]


@pytest.fixture
def write_issue(tmp_path: Path) -> WriteIssue:
    """Write an issue's folder: small and sound, but for the files given by name or as a mapping."""

    def write(files: dict[str, str | bytes | None] | None = None) -> Path:
        folder = tmp_path / "small"
        texts = {"issue.yaml": ISSUE, "one.md": STORY, "cover.svg": PICTURE, **(files or {})}
        for name, content in texts.items():
            if content is None:
                continue
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return write


@dataclass(frozen=True)
class Built:
    """An issue's outputs."""

    source: Path
    folder: Path
    summary: Summary

    def output(self, suffix: str) -> Path:
        """Find an output by the end of its name, such as `-print.pdf`."""
        return self.folder / f"{self.source.name}{suffix}"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the sample issue once."""
    folder = tmp_path_factory.mktemp("sample")
    return Built(SAMPLE, folder, build(SAMPLE, folder=folder))


@pytest.fixture(scope="session")
def stress(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the stress issue once, from a copy that has its pictures."""
    source = tmp_path_factory.mktemp("issues") / STRESS.name
    shutil.copytree(STRESS, source)
    draw_pictures(source / "pictures")
    folder = tmp_path_factory.mktemp("stress")
    return Built(source, folder, build(source, folder=folder))


@pytest.fixture(autouse=True)
def _silent_engine() -> Iterator[None]:
    """Fail a test in which WeasyPrint warns: a silent run is a property of the product."""
    records: list[logging.LogRecord] = []
    listener = logging.Handler(logging.WARNING)
    listener.emit = records.append  # type: ignore[method-assign, assignment]
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    yield
    logger.removeHandler(listener)
    assert [record.getMessage() for record in records] == []
