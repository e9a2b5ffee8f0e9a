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
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from benchmarks.issues import Order, make_issue
from benchmarks.measuring import Cost, compile_modules
from benchmarks.one_page import write_page
from benchmarks.peers import HOME, WEASYPRINT, browser

_FLAGS = [
    "--no-sandbox",
    *(f"--disable-{name}" for name in ("quic", "background-networking", "component-update")),
]
_SEEN = """([number, word, digest]) => new Promise((seen) => {
  const look = () => {
    const leaf = document.querySelector(`[data-page="${number}"]`);
    const image = leaf?.querySelector(".paper > img[data-digest]");
    const said = word === "" || leaf?.querySelector(".words").textContent.includes(word);
    if (!image || image.dataset.digest === digest || !said) return;
    news.disconnect();
    requestAnimationFrame(() => seen(image.dataset.digest));
  };
  const news = new MutationObserver(look);
  news.observe(document, { subtree: true, childList: true, attributes: true });
  look();
})"""
"""Waits until a page has a picture of another digest, and a word, and for the next frame; gives the digest.

It looks when the page has changed: to look at every frame would have the browser draw for us alone.
"""


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
    compile_modules()
    with tempfile.TemporaryDirectory(prefix="issuepress-bench-") as scratch:
        home = Path(scratch)
        os.environ["ISSUEPRESS_CACHE"] = str(home / "cache")
        issue = make_issue(Order.of_pages(asked.pages), home)
        beside = home / "plain"
        beside.mkdir()
        with _chromium() as page:
            theirs = dict(_vivliostyle(page, write_page(issue, beside / issue.name), asked.edits))
        with _chromium() as page:
            ours = list(_measured(page, issue, asked.edits))
        plain = Cost.of(WEASYPRINT.command(issue, beside), beside, {}).wall
    print(" seconds  of Vivliostyle's  of one plain WeasyPrint run")
    for words, seconds, peer in ours:
        ratio = f"{seconds / theirs[peer]:16.3f}" if peer else " " * 16
        print(f"{seconds:8.2f}  {ratio}  {seconds / plain:27.3f}  {words}")
    for words, seconds in theirs.items():
        print(f"{seconds:8.2f}  {1:16.3f}  {seconds / plain:27.3f}  Vivliostyle: {words}")
    print(f"{plain:8.2f}  {'':16}  {1:27.3f}  plain WeasyPrint, the same text in one PDF")


_FIRST: Final = "the cover, from the start of the command"
_EDIT: Final = "an edit on the page in sight, from the save: median"


def _measured(page: Page, issue: Path, edits: int) -> Iterator[tuple[str, float, str]]:
    """Give what was measured, the seconds, and what of Vivliostyle's they are compared with."""
    start = time.perf_counter()
    with _preview(issue) as url:
        page.goto(url)
        window = _Window(page, url)
        window.see(1, "", "")
        yield f"{_FIRST}, nothing cached", time.perf_counter() - start, _FIRST
        for number in (2, 3):
            window.see(number, "", "")
        yield "the first spread", time.perf_counter() - start, ""
        while (told := window.account())["reading"] is None:
            time.sleep(0.05)
        yield "all pages and the reading view", time.perf_counter() - start, ""
        long = [entry for entry in told["issue"]["contents"] if entry["pages"] > 1]
        times = list(_edited(window, issue, told, long[len(long) // 2], edits))
        yield _EDIT, median(first for first, _, _ in times), _EDIT
        yield "the same: worst", max(first for first, _, _ in times), ""
        yield "until the next page has moved, too: median", median(second for _, second, _ in times), ""
        yield "until all pages of the story have moved: median", median(last for _, _, last in times), ""
    start = time.perf_counter()
    with _preview(issue) as url:
        page.goto(f"{url}#page=1")
        _Window(page, url).see(1, "", "")
        yield "the cover, from the start of the command, all cached", time.perf_counter() - start, ""


def _edited(
    window: _Window, issue: Path, told: dict[str, Any], story: dict[str, Any], edits: int
) -> Iterator[tuple[float, float, float]]:
    """Add sentences to a story's first paragraph again and again.

    Gives the seconds until its first page is seen, its second, and its last.
    """
    number = story["page"]
    others = [*range(number + 1, number + story["pages"])]
    manuscript = issue / told["issue"]["pages"][number - 1]["file"]
    window.page.goto(f"{window.url}#page={number}")
    time.sleep(_READY)
    for at in range(edits):
        digests = {page: window.see(page, "", "") for page in (number, *others)}
        new = f"Edit{at}"
        start = time.perf_counter()
        _add(manuscript, _SECOND, f"{new} {_SENTENCES}")
        seen = []
        for page in (number, *others):
            window.see(page, new if page == number else "", digests[page])
            seen.append(time.perf_counter() - start)
        yield seen[0], seen[1], seen[-1]
        while window.account()["saying"]:
            time.sleep(0.05)
        time.sleep(_PAUSE)


_READY: Final = 3.0
"""Seconds for which an editor looks at a page before the first edit."""
_PAUSE: Final = 1.0
"""Seconds that an editor looks at what came of an edit before the next."""
_SECOND: Final = re.compile(r"(?<=\n---\n)\S+ ")
"""The first word of a manuscript's text."""
_SENTENCES: Final = "came by the evening ferry and asked nobody for the way. " * 8
"""More than the foot of a page has room for."""
_HEADED: Final = re.compile(r"</h2>\s*<p[^>]*>")
"""The beginning of the first paragraph below a heading, in HTML."""


def _add(path: Path, before: re.Pattern[str], words: str) -> None:
    text = path.read_text(encoding="utf-8")
    changed = before.sub(lambda found: f"{found[0]}{words} ", text, count=1)
    assert changed != text  # noqa: S101 - an edit that changes nothing would be waited for in vain
    path.write_text(changed, encoding="utf-8")


def _vivliostyle(page: Page, document: Path, edits: int) -> Iterator[tuple[str, float]]:
    """Measure Vivliostyle's preview of the same text, in the same browser."""
    program = HOME / "node_modules" / ".bin" / "vivliostyle"
    command = [program, "preview", document, "--no-open-viewer", "--executable-browser", browser()]
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - a peer's command
        list(map(str, command)), stdout=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    try:
        said = (re.search(r"http://\S+renderAllPages=true", line) for line in process.stdout or ())
        page.goto(next(found[0] for found in said if found))
        page.wait_for_selector("[data-vivliostyle-page-container]")
        yield _FIRST, time.perf_counter() - start
        page.wait_for_selector("[data-vivliostyle-viewer-status=complete]")
        yield "all pages", time.perf_counter() - start
        times = []
        for at in range(edits):
            start = time.perf_counter()
            _add(document, _HEADED, f"Edit{at} {_SENTENCES}")
            page.wait_for_function(f"document.body.textContent.includes('Edit{at} came')")
            times.append(time.perf_counter() - start)
            page.wait_for_selector("[data-vivliostyle-viewer-status=complete]")
        yield _EDIT, median(times)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate()


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
