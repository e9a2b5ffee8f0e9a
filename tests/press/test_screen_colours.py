"""Colours of ink in a theme: print has those very inks, every screen the colour that they come out as."""

from pathlib import Path
from typing import Literal

import pikepdf
import pytest

import judges
from conftest import ISSUE, PICTURE, Built, WriteIssue
from issuepress.build import build
from issuepress.builds import theme_builds
from issuepress.errors import RenderError, ThemeError
from issuepress.manuscript import load_issue
from issuepress.pdf.joining import painted
from issuepress.profiles import profile_file, profile_names, shipped_profile
from issuepress.rendition import render
from issuepress.screen_colours import on_screen, seen
from issuepress.svg import clean_svg
from issuepress.themes import load_theme
from press.scanner import colour_faults, standard_faults

_STYLE = """:root { --accent: #8a3324; --accent-build: device-cmyk(0% 80% 85% 45%); }
body { color: device-cmyk(0 0 0 1); }
.kicker { color: device-cmyk(100% 0% 0% 0% / 50%); background: linear-gradient(device-cmyk(0 1 0 0), #fff); }
.byline { color: var(--accent-build); border-color: DEVICE-CMYK(0, 1, 0, 0); }
"""


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("press") / "press.icc"
    path.write_bytes(shipped_profile("fogra39-coated").icc)
    return path


def test_ink_is_shown_as_it_comes_out(press: Path) -> None:
    paper, cyan, black, wet = seen(
        [(0, 0, 0, 0), (1, 0, 0, 0), (0, 0, 0, 1), (1, 1, 1, 1)], press.read_bytes()
    )
    assert paper == (255, 255, 255)
    assert cyan[0] < 40
    assert 130 < cyan[1] < cyan[2]
    assert max(black) < 60
    assert max(wet) < 10


def test_a_sheet_for_screens_names_no_ink_but_in_builds(press: Path) -> None:
    shown = on_screen(_STYLE, press)
    assert shown.sheet.count("device-cmyk") == 1
    assert "--accent-build: device-cmyk(0% 80% 85% 45%)" in shown.sheet
    assert "color: var(--accent);" in shown.sheet
    assert "/ 0.5)" in shown.sheet


def test_print_gets_the_inks_that_were_written(press: Path) -> None:
    shown = on_screen(_STYLE, press)
    builds = theme_builds(f"{shown.sheet}{shown.builds}")
    assert {(0, 0, 0, 1), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0.8, 0.85, 0.45)} == set(builds.values())


def test_two_colours_of_ink_that_look_alike_are_told_apart(press: Path) -> None:
    sheet = "".join(f"p {{ color: device-cmyk(0 0 0 {1 - step / 2000}) }}" for step in range(20))
    assert len(theme_builds(on_screen(sheet, press).builds)) == 20


def test_a_sheet_without_colours_of_ink_stays_as_it_is(press: Path) -> None:
    sheet = ":root { --ink: #123; --ink-build: device-cmyk(0 0 0 1) } p { color: var(--ink) }"
    assert on_screen(sheet, press) == (sheet, "")


@pytest.mark.parametrize(
    "sheet",
    [
        'p::before { content: "\\""; color: device-cmyk(0 0 0 1); content: "x" }',
        "p { /* ' */ color: device-cmyk(0 0 0 1); content: ' ' }",
        r"p { color: device\-cmyk(0 0 0 1) }",
        r"p { color: \64 evice-cmyk(0 0 0 1) }",
        "p { color: DEVICE-CMYK(0 0 0 1) }",
        ":root { --a: #000; --a-build: device-cmyk(0 0 0 1) } p { color: var(--a-build) }",
    ],
)
def test_no_colour_of_ink_hides(sheet: str, press: Path) -> None:
    shown = on_screen(sheet, press).sheet
    assert shown != sheet
    assert "rgb(" in shown or "var(--a)" in shown


@pytest.mark.parametrize("colour", ["device-cmyk(var(--c) 0 0 0)", "device-cmyk(blue)"])
def test_a_colour_of_ink_that_is_none_is_refused(colour: str, press: Path) -> None:
    with pytest.raises(ThemeError, match="line 2 of the joined style sheet is no colour of ink"):
        on_screen(f"p {{\ncolor: {colour} }}", press)


@pytest.mark.parametrize("name", profile_names())
def test_a_shipped_theme_names_no_ink_but_in_builds(name: str, write_issue: WriteIssue) -> None:
    issue = load_issue(write_issue({"issue.yaml": f"{ISSUE}print: {{profile: {name}}}\n"}))
    for theme in ("house", "plain"):
        sheet = load_theme(theme).sheet("print")
        assert on_screen(sheet, profile_file(issue)) == (sheet, "")


_WILD = """img { image-rendering: auto; opacity: 0.5; }
a { color: lab(40% 60 10); }
h1 { color: color(xyz 0.3 0.2 0.1); background: device-cmyk(0 1 1 0 / 0.4); transform: rotate(2deg); }
p { text-shadow: 1px 1px red; outline: 1px solid rgb(0 200 0 / 50%); text-decoration: underline wavy red; }
.body { background: radial-gradient(hsl(20 90% 50%), transparent 80%), url(ornament.svg); opacity: 0.9; }
.kicker::before { content: "* " url(ornament.svg); border: 2pt dashed oklch(60% 0.2 30 / 0.4); }
@page { marks: crop cross; bleed: 6pt; background: linear-gradient(hwb(200 20% 30%), #fff); }
"""
"""Ways of a theme to bring colour, transparency and pictures onto a page."""
_FILES = {
    "issue.yaml": f"{ISSUE}theme: inky\n",
    "one.md": "---\ntitle: One\nkicker: Blue\nauthors: A. Writer\n---\nThe first paragraph.\n",
    "cover.svg": PICTURE,
    "inky/theme.yaml": "title: Inky\ndescription: Inks alone.\nextends: plain\n",
    "inky/theme.css": _STYLE,
    "inky/print.css": _WILD,
    "inky/ornament.svg": PICTURE,
}


@pytest.fixture(scope="module")
def inky(tmp_path_factory: pytest.TempPathFactory) -> Built:
    source, folder = tmp_path_factory.mktemp("issues") / "inky", tmp_path_factory.mktemp("inky")
    for name, text in _FILES.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    return Built(source, folder, build(source, folder=folder, outputs=("print", "screen")))


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_the_screen_pdf_of_a_theme_in_ink_is_valid(inky: Built, flavour: Literal["3a", "ua1"]) -> None:
    assert judges.verapdf(inky.output("-screen.pdf"), flavour) == []


def test_the_print_pdf_of_a_theme_in_ink_is_ink(inky: Built) -> None:
    assert colour_faults(inky.output("-print.pdf")) == []
    assert standard_faults(inky.output("-print.pdf")) == []


def test_each_output_has_its_own_colours(inky: Built) -> None:
    with pikepdf.open(inky.output("-print.pdf")) as pdf:
        printed = b"".join(painted(page) for page in pdf.pages)
    assert b"\n1 0 0 0 k\n" in printed
    assert b"\n0 0.8 0.85 0.45 k\n" in printed
    with pikepdf.open(inky.output("-screen.pdf")) as pdf:
        operators = {str(each.operator) for page in pdf.pages for each in pikepdf.parse_content_stream(page)}
    assert "rg" in operators
    assert not operators & {"k", "K"}


def test_a_theme_cannot_set_a_colour_profile(write_issue: WriteIssue) -> None:
    sheet = "p { margin: 0 }\n@Color-Profile device-cmyk { src: url(x) }"
    issue = load_issue(write_issue({**_FILES, "inky/theme.css": sheet}))
    with pytest.raises(ThemeError, match=r"inky/theme\.css:2: a theme can't set a colour profile"):
        load_theme(issue.theme, issue.folder).sheet("print")


@pytest.mark.parametrize("style", ["color: device-cmyk(0 0 0 1)", r"color: device\-cmyk(0 0 0 1)"])
def test_a_template_names_no_ink(style: str, write_issue: WriteIssue) -> None:
    cover = f'<section id="cover" style="{style}"></section>'
    issue = load_issue(write_issue({**_FILES, "inky/templates/cover.html": cover}))
    with pytest.raises(RenderError, match=r"'cover\.html' sets a colour of ink in a style of its own"):
        render(issue, load_theme(issue.theme, issue.folder))


def test_a_drawing_names_no_ink() -> None:
    path = b'<path fill="device-cmyk(0 0 0 1)" style="stroke: device-cmyk(0 0 0 1)" d="M0 0"/>'
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">%b</svg>' % path
    content, messages = clean_svg(drawing)
    assert b"device-cmyk" not in content
    assert len(messages) == 2
