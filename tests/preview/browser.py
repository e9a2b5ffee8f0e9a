"""A preview and a browser on it: the real command in a process of its own, the system's Chromium."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, Page, expect, sync_playwright

import judges

expect.set_options(timeout=40_000)
_FLAGS = [
    "--no-sandbox",
    *(f"--disable-{name}" for name in ("quic", "background-networking", "component-update")),
]


class Preview:
    """The command `issuepress preview`, running."""

    def __init__(self, issue: Path, *options: str, port: int = 0, judged: bool = False) -> None:
        command = [
            sys.executable,
            "-m",
            "issuepress",
            "preview",
            str(issue),
            "--no-open",
            *([] if judged else ["--no-epubcheck"]),
            "--port",
            str(port),
        ]
        self.process = subprocess.Popen(
            [*command, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # a terminal sends Ctrl-C to every process of the command
        )
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        match = re.match(r"http://[^/]+:(\d+)/", first)
        if match is None:
            out, err = self.process.communicate()
            raise AssertionError(f"the preview did not start: {first}{out}{err}")
        self.url, self.port = match[0], int(match[1])
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def stop(self) -> tuple[int, float]:
        """Press Ctrl-C; give the exit code and the seconds that the end took."""
        start = time.perf_counter()
        os.killpg(self.process.pid, signal.SIGINT)
        code = self.process.wait(30)
        self._reader.join(30)  # until nobody holds its stderr
        assert not self._reader.is_alive(), "something that it started is still there"
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()
        return code, time.perf_counter() - start

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.said += self.process.stderr.readlines()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=judges.browser(), args=_FLAGS)
        yield browser
        browser.close()


def watched(browser: Browser, width: int = 1280, height: int = 800) -> tuple[Page, list[str]]:
    """Open a window; give with it the list of all that goes wrong in it."""
    page = browser.new_page(viewport={"width": width, "height": height})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.set_default_timeout(40_000)
    return page, wrong


def axe(page: Page) -> list[str]:
    """Have axe-core look at a page whose policy is passed by; give the rules that it breaks."""
    script = judges.PACKAGES / "node_modules" / "@daisy" / "axe-core-for-ace" / "axe.min.js"
    if not script.is_file():
        raise judges.JudgeError(f"there is no {script}\n  hint: `make test` installs it")
    page.evaluate(script.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {iframes: false})")
    return [f"{each['id']}: {node['html']}" for each in found["violations"] for node in each["nodes"]]


def settled(page: Page, number: int = 0) -> int:
    """Wait until an edition after that of a number is shown whole; give its number."""
    page.wait_for_selector("#saying:not(.busy):has-text('Up to date')")
    page.wait_for_selector(".leaf", state="attached")
    return max(number, int(page.locator("body").get_attribute("data-number") or 0))
