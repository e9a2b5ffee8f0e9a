"""Whom issuepress is measured against: the commands, and what each leaves undone."""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.one_page import write_page
from issuepress.themes import styles_folder

HOME: Final = Path(__file__).parent / ".peers"
_PROLOGUE: Final = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to make one of the outputs without issuepress."""

    name: str
    lacks: str
    """What it leaves undone of what issuepress makes in the time it is compared with."""

    def command(self, issue: Path, scratch: Path) -> Sequence[str | Path]:
        """Give the command that makes the output of an issue, its input prepared beforehand."""
        return _COMMANDS[self.name](issue, scratch)


WEASYPRINT: Final = Peer(
    "WeasyPrint",
    "one tagged PDF without PDF/UA or PDF/A, numbers on the contents page, print PDF, EPUB or cover",
)
CHROMIUM: Final = Peer(
    "Chromium",
    "one tagged PDF without notes at the foot, running heads, hyphenation, bleed, and all of the above",
)
VIVLIOSTYLE: Final = Peer(
    "Vivliostyle", "one PDF without hyphenation, bleed, PDF/UA or PDF/A, print PDF, EPUB or cover"
)
PANDOC: Final = Peer(
    "pandoc",
    "an EPUB without page numbers of print, pictures fit for screens, fonts cut down, bylines, a magazine's"
    " metadata, and what makes it accessible",
)
PEERS: Final = (WEASYPRINT, CHROMIUM, VIVLIOSTYLE, PANDOC)


def browser() -> str:
    """Find the system's Chromium."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = (shutil.which(name) for name in names if name)
    return next(path for path in found if path)


def _page(issue: Path, scratch: Path) -> Path:
    folder = scratch / issue.name
    return folder / "index.html" if folder.is_dir() else write_page(issue, folder)


def _weasyprint(issue: Path, scratch: Path) -> Sequence[str | Path]:
    return (sys.executable, "-m", "weasyprint", "-q", "--pdf-tags", _page(issue, scratch), "plain.pdf")


def _chromium(issue: Path, scratch: Path) -> Sequence[str | Path]:
    profile = f"--user-data-dir={scratch / 'profile'}"
    page = _page(issue, scratch).as_uri()
    return (browser(), *_PROLOGUE, profile, "--no-pdf-header-footer", "--print-to-pdf=chromium.pdf", page)


def _vivliostyle(issue: Path, scratch: Path) -> Sequence[str | Path]:
    page = _page(issue, scratch)
    program = HOME / "node_modules" / ".bin" / "vivliostyle"
    return (
        program, "build", "--single-doc", page, "--output", "vivliostyle.pdf",
        "--executable-browser", browser(), "--timeout", "3000", "--log-level", "silent",
    )  # fmt: skip


def _pandoc(issue: Path, scratch: Path) -> Sequence[str | Path]:
    fonts = sorted((styles_folder() / "house" / "fonts").glob("*.otf"))
    return (
        HOME / "python" / "pypandoc" / "files" / "pandoc", "--from", "markdown", "--to", "epub3",
        "--file-scope", "--split-level", "1", "--resource-path", issue, "--metadata", "lang=en-GB",
        "--metadata", "title=Made to Be Measured", "--epub-cover-image", issue / "art" / "cover.jpg",
        *(f"--epub-embed-font={font}" for font in fonts), *_stories(issue, scratch),
        "--output", "pandoc.epub",
    )  # fmt: skip


def _stories(issue: Path, scratch: Path) -> Iterator[Path]:
    """Give the manuscripts as pandoc takes them: headline and picture in the text."""
    for path in sorted(issue.glob("[0-9]*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        said = dict(line.strip().partition(": ")[::2] for line in head.splitlines())
        story = scratch / path.name
        title, picture = said["title"].strip('"'), said["image"]
        story.write_text(f"# {title}\n\n![{said['alt']}]({picture})\n\n{body}", encoding="utf-8")
        yield story


_COMMANDS: Final = {
    "WeasyPrint": _weasyprint,
    "Chromium": _chromium,
    "Vivliostyle": _vivliostyle,
    "pandoc": _pandoc,
}
