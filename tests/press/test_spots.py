"""Spot colours: the theme names them, the issue orders their plates, and nothing else becomes one."""

from pathlib import Path

import pikepdf
import pytest

from conftest import ISSUE, WriteIssue
from issuepress.build import build
from issuepress.builds import Spot, theme_spots
from issuepress.errors import ChecksFailed, ThemeError
from issuepress.pdf.joining import painted
from press.scanner import colour_faults, standard_faults

_PLUM, _PALE = (122, 46, 93), (243, 228, 238)
_STYLE = """:root {
  --accent: #7a2e5d; --accent-build: device-cmyk(30% 90% 20% 20%); --accent-spot: "PANTONE 229 C";
  --tint: #f3e4ee; --tint-spot: "PANTONE 229 C" 10%;
  --ink: #1f1a24;
}
.pullquote { border-left: 3pt solid var(--accent); }
"""
_STORY = """---
title: One
kicker: Plum
---
The first paragraph.

::: sidebar
On a pale ground.
:::
"""


def _issue(spots: str = "[PANTONE 229 C]") -> dict[str, str]:
    return {
        "issue.yaml": f"{ISSUE}theme: plum\nprint: {{trim: 100mm x 150mm, marks: false, spots: {spots}}}\n",
        "one.md": _STORY,
        "plum/theme.yaml": "title: Plum\ndescription: An ink of its own.\nextends: house\n",
        "plum/theme.css": _STYLE,
    }


def _painted(path: Path) -> set[tuple[str, float]]:
    """Give every spot colour of a file with each tint in which it is set."""
    found = set()
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            name = ""
            for instruction in pikepdf.parse_content_stream(page):
                match str(instruction.operator):
                    case "cs" | "CS":
                        space = page.resources.ColorSpace[str(instruction.operands[0])]
                        name = str(space[1]).removeprefix("/")
                        assert [float(ink) for ink in space[3].C1] == [0.3, 0.9, 0.2, 0.2]
                    case "scn" | "SCN":
                        found.add((name, float(instruction.operands[0])))
    return found


def test_a_spot_that_the_issue_orders_has_a_plate(write_issue: WriteIssue, tmp_path: Path) -> None:
    target = tmp_path / "plum.pdf"
    summary = build(write_issue(_issue()), targets={"print": target})
    assert _painted(target) == {("PANTONE 229 C", 1.0), ("PANTONE 229 C", 0.1)}
    assert colour_faults(target) == []
    assert standard_faults(target) == []
    assert not [each for each in summary.findings if "spot" in each.message]


def test_a_spot_that_nobody_orders_is_separated_and_said(write_issue: WriteIssue, tmp_path: Path) -> None:
    target = tmp_path / "plum.pdf"
    summary = build(write_issue(_issue("[]")), targets={"print": target})
    assert _painted(target) == set()
    (said,) = [each for each in summary.findings if "spot" in each.message]
    assert said.level == "warning"
    assert "'PANTONE 229 C' is printed as a build of the four inks" in said.message
    with pikepdf.open(target) as pdf:
        written = b"".join(painted(page) for page in pdf.pages)
    assert b"0.3 0.9 0.2 0.2 k" in written


def test_a_spot_that_the_theme_does_not_know_is_refused(write_issue: WriteIssue, tmp_path: Path) -> None:
    with pytest.raises(ChecksFailed) as refused:
        build(write_issue(_issue("[PANTONE 229 U]")), targets={"print": tmp_path / "plum.pdf"})
    (found,) = [each for each in refused.value.findings if each.level == "error"]
    assert str(found.where) == "issue.yaml"
    assert found.hint == "did you mean 'PANTONE 229 C'?"


def test_an_idle_plate_is_said(write_issue: WriteIssue, tmp_path: Path) -> None:
    files = _issue("[PANTONE 229 C, Varnish]")
    files["plum/theme.css"] += ':root { --rare: #123456; --rare-spot: "Varnish"; }\n'
    summary = build(write_issue(files), targets={"print": tmp_path / "plum.pdf"})
    said = [each.message for each in summary.findings if "spot" in each.message]
    assert said == ["no page has the spot colour 'Varnish': its plate would be empty"]


def test_a_spot_stands_beside_its_colour() -> None:
    assert theme_spots(_STYLE) == {
        _PLUM: Spot("PANTONE 229 C", 1.0, _PLUM),
        _PALE: Spot("PANTONE 229 C", 0.1, _PLUM),
    }


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (':root { --a-spot: "Gold"; }', "no colour --a in the same rule that it is the spot of"),
        (":root { --a: #fc0; --a-spot: gold; }", "--a-spot is no spot colour"),
        (':root { --a: #fc0; --a-spot: "Gold" 130%; }', "--a-spot is no spot colour"),
        (':root { --a: #fc0; --a-spot: "Cyan"; }', "--a-spot is no spot colour"),
        (':root { --a: #fc0; --a-spot: "Gold" 30%; }', "tints of 'Gold' alone"),
    ],
)
def test_a_spot_that_means_nothing_is_refused(rule: str, fault: str) -> None:
    with pytest.raises(ThemeError, match=fault):
        theme_spots(rule)
