"""Measure the preview: `python -m benchmarks.preview`; see docs/performance.md.

From the save of a manuscript to its words and its new picture on the page, in the system's Chromium.
"""

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.issues import Order, make_issue
from benchmarks.measuring import Cost
from benchmarks.peers import WEASYPRINT, browser

_FLAGS = [
    "--no-sandbox",
    *(f"--disable-{name}" for name in ("quic", "background-networking", "component-update")),
]
_SEEN = """([number, word, digest]) => new Promise((seen) => {
  const look = () => {
    const leaf = document.querySelector(`[data-page="${number}"]`);
    const image = leaf?.querySelector(".paper > img[data-digest]");
    const said = word === "" || leaf?.querySelector(".words").textContent.includes(word);
    if (image && image.dataset.digest !== digest && said) seen(image.dataset.digest);
    else requestAnimationFrame(look);
  };
  look();
})"""
"""Waits until a page has a picture of another digest, and a word; gives the picture's digest."""


@dataclass(frozen=True, slots=True)
class _Window:
    page: Page
    url: str

    def account(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.page.request.get(f"{self.url}account.json").text())
        return told

    def see(self, number: int, word: str, digest: str) -> str:
        return str(self.page.evaluate(_SEEN, [number, word, digest]))


def main() -> None:
    """Measure an issue of so many pages and print what came when."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.preview", description="How fast the preview is."
    )
    parser.add_argument("--pages", type=int, default=100, help="pages of the issue; 100 when left out")
    parser.add_argument("--edits", type=int, default=7, help="how many edits are measured; 7 when left out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="issuepress-bench-") as scratch:
        home = Path(scratch)
        os.environ["ISSUEPRESS_CACHE"] = str(home / "cache")
        issue = make_issue(Order.of_pages(asked.pages), home)
        rows = list(_measured(issue, asked.edits))
        beside = home / "plain"
        beside.mkdir()
        plain = Cost.of(WEASYPRINT.command(issue, beside), beside, {}).wall
    for words, seconds in rows:
        print(f"{seconds:8.2f} s  {seconds / plain:6.3f}  {words}")
    print(f"{plain:8.2f} s   1.000  one plain WeasyPrint run of the same text, one PDF")


def _measured(issue: Path, edits: int) -> Iterator[tuple[str, float]]:
    with _chromium() as page:
        yield from _measured_in(page, issue, edits)


def _measured_in(page: Page, issue: Path, edits: int) -> Iterator[tuple[str, float]]:
    start = time.perf_counter()
    with _preview(issue) as url:
        page.goto(url)
        window = _Window(page, url)
        window.see(1, "", "")
        yield "the cover, from the start of the command, nothing cached", time.perf_counter() - start
        while (told := window.account())["reading"] is None:
            time.sleep(0.05)
        yield "all pages and the reading view", time.perf_counter() - start
        middle = told["issue"]["contents"][len(told["issue"]["contents"]) // 2]
        number = middle["page"]
        times = list(_edited(window, issue, told, number, edits))
        yield "an edit on the page in sight, from the save: median", median(times)
        yield "the same: worst", max(times)
    start = time.perf_counter()
    with _preview(issue) as url:
        page.goto(f"{url}#page=1")
        _Window(page, url).see(1, "", "")
        yield "the cover, from the start of the command, all cached", time.perf_counter() - start


def _edited(window: _Window, issue: Path, told: dict[str, Any], number: int, edits: int) -> Iterator[float]:
    """Change the second word of a story again and again, and give how long each took to be seen."""
    page = told["issue"]["pages"][number - 1]
    manuscript = issue / page["file"]
    second = re.compile(r"(?<=\n---\n)(\S+ )(\w+)")
    window.page.goto(f"{window.url}#page={number}")
    digest = window.see(number, "", "")
    for at in range(edits):
        new = f"Edit{at}"
        text = second.sub(rf"\g<1>{new}", manuscript.read_text(encoding="utf-8"), count=1)
        start = time.perf_counter()
        manuscript.write_text(text, encoding="utf-8")
        digest = window.see(number, new, digest)
        yield time.perf_counter() - start
        while window.account()["saying"]:
            time.sleep(0.05)


@contextmanager
def _preview(issue: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "issuepress", "preview", str(issue), "--no-open", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own command
    try:
        said = process.stdout.readline() if process.stdout else ""
        yield said.split()[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


@contextmanager
def _chromium() -> Iterator[Page]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser(), args=_FLAGS)
        page = started.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(0)
        yield page
        started.close()


if __name__ == "__main__":
    main()
