"""Reading engines of other people, driven in one browser: what each shows of an EPUB, as plain values."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import judges

Engine = Literal["foliate", "epubjs", "readium"]
ENGINES: tuple[Engine, ...] = ("foliate", "epubjs", "readium")
WINDOWS = {"phone": (390, 844), "reader": (600, 800), "tablet": (820, 1180)}
"""Windows in CSS pixels: a phone's, an e-reader's, a tablet's."""

_DRIVER = Path(__file__).parent / "engines" / "drive.mjs"


@dataclass(frozen=True, slots=True)
class Screen:
    """An EPUB in an engine: the window, the reader's text size in per cent, day or night.

    `ways` also follows every line of the contents and of the page-list, and the first note of each story.
    """

    engine: Engine
    book: str
    window: str = "phone"
    size: int = 100
    dark: bool = False
    ways: bool = False

    def __str__(self) -> str:
        return f"{self.engine}-{self.book}-{self.window}-{self.size}-{'dark' if self.dark else 'light'}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What an engine showed."""

    screen: Screen
    progression: str
    problems: list[str]
    """Text or pictures cut off, out of the page, out of shape or over one another, each with its document."""
    contents: dict[str, bool] = field(default_factory=dict)
    """The lines of the table of contents as the engine lists them, and whether each led to its place."""
    pages: dict[str, bool] = field(default_factory=dict)
    notes: dict[str, bool] = field(default_factory=dict)


def read(
    books: Mapping[str, Path], screens: Sequence[Screen], folder: Path, *, shots: bool = False
) -> list[Seen]:
    """Show books on screens, one after the other; pictures of them go to the folder `shots` in `folder`.

    Raises JudgeError when an engine can't be started or does not show a book.
    """
    packages = judges.PACKAGES
    if not (packages / "node_modules" / "puppeteer-core").exists():
        raise judges.JudgeError(f"{packages} has no reading engines\n  hint: `make test` installs them")
    config = folder / "screens.json"
    config.write_text(
        json.dumps(
            {
                "packages": str(packages),
                "browser": judges.browser(),
                "books": {name: str(path) for name, path in books.items()},
                "screens": [_written(screen, shots=shots) for screen in screens],
                "shots": str(folder / "shots") if shots else None,
            }
        ),
        encoding="utf-8",
    )
    run = subprocess.run(
        ["node", str(_DRIVER), str(config)], capture_output=True, check=False, timeout=600, text=True
    )
    if run.returncode:
        raise judges.JudgeError(f"the reading engines did not run\n{run.stderr}")
    return [_seen(screen, record) for screen, record in zip(screens, json.loads(run.stdout), strict=True)]


def _written(screen: Screen, *, shots: bool) -> dict[str, Any]:
    width, height = WINDOWS[screen.window]
    more = {"name": str(screen), "width": width, "height": height, "deep": screen.ways, "shoot": shots}
    return {**asdict(screen), **more}


def _seen(screen: Screen, record: dict[str, Any]) -> Seen:
    if "failed" in record:
        raise judges.JudgeError(f"{screen}: {record['failed']} {record['errors']}")
    problems = [f"{part['id']}: {problem}" for part in record["sections"] for problem in part["problems"]]
    kinds = (
        {each.get("label") or each["id"]: each["reached"] for each in record[kind]}
        for kind in ("contents", "pages", "notes")
    )
    return Seen(screen, record["progression"], problems, *kinds)
