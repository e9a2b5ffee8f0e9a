"""What stands between an issue and WCAG 2.2 is found, with its criterion and its line."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from conftest import WriteIssue
from issuepress.checks import check
from issuepress.checks.contrast import NEEDED, ratio, theme_contrast
from issuepress.errors import Finding
from issuepress.manuscript import load_issue
from issuepress.rendition import Rendition, render
from issuepress.themes import Theme, load_theme, theme_names

HEAD = "---\ntitle: One\n---\n"


def _rendition(folder: Path) -> Rendition:
    issue = load_issue(folder)
    return render(issue, load_theme(issue.theme, issue.folder))


def _found(folder: Path) -> list[Finding]:
    return [finding for finding in check(_rendition(folder)) if finding.criterion]


def test_a_sound_issue_fails_no_criterion(write_issue: WriteIssue) -> None:
    assert _found(write_issue()) == []


@pytest.mark.parametrize(
    ("text", "criterion", "line"),
    [
        ("Words.\n\n![](cover.svg)\n", "1.1.1", 6),
        ("Words.\n\n<p><img src='cover.svg'/></p>\n", "1.1.1", 6),
        ("Words.\n\n![cover.svg](cover.svg)\n", "1.1.1", 6),
        ("Words.\n\n<table><tr><td>a</td><td>b</td></tr></table>\n", "1.3.1", 6),
        ("He said שלום and left.\n", "3.1.2", 4),
        ("Один word.\n", "3.1.2", 4),
    ],
)
def test_a_barrier_is_named_with_its_criterion_and_line(
    text: str, criterion: str, line: int, write_issue: WriteIssue
) -> None:
    (finding,) = _found(write_issue({"one.md": HEAD + text}))
    assert finding.criterion == criterion
    assert finding.where is not None
    assert (finding.where.file, finding.where.line) == ("one.md", line)
    assert finding.level == "warning"


@pytest.mark.parametrize(
    "text",
    [
        "He said [שלום]{lang=he} and left.\n",
        "The angle α is small.\n",
        "![](cover.svg){.decoration}\n",
        "| a | b |\n|-|-|\n| c | d |\n",
    ],
)
def test_what_is_marked_or_needs_no_mark_is_let_be(text: str, write_issue: WriteIssue) -> None:
    assert _found(write_issue({"one.md": f"{HEAD}Words.\n\n{text}"})) == []


def test_the_build_says_that_no_claim_is_made_and_why(write_issue: WriteIssue) -> None:
    folder = write_issue({"one.md": f"{HEAD}שלום\n\n<img src='cover.svg'/>\n"})
    last = check(_rendition(folder))[-1]
    assert last.message == "the EPUB makes no claim to meet WCAG 2.2 at level AA: it fails 1.1.1, 3.1.2"


def test_a_picture_that_had_to_be_altered_is_named(write_issue: WriteIssue) -> None:
    target = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    folder = write_issue({"a.gif": target.getvalue(), "one.md": f"{HEAD}Words.\n\n![A dot.](a.gif)\n"})
    (finding,) = check(_rendition(folder))
    assert str(finding) == "one.md:6: 'a.gif': the picture is animated; only its first frame is used"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000", "#fff", 21),
        ("#767676", "white", 4.54),
        ("#777", "#fff", 4.48),
        ("hsl(0 100% 50%)", "#fff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    """These are the figures that the common contrast checkers give for the pairs."""
    assert ratio(one, other) == pytest.approx(expected, abs=0.005)
    assert ratio(other, one) == ratio(one, other)


@pytest.mark.parametrize(
    "colour", ["inherit", "currentColor", "#00000080", "device-cmyk(0% 0% 0% 100%)", "", "none"]
)
def test_what_is_no_opaque_screen_colour_has_no_contrast(colour: str) -> None:
    assert ratio(colour, "#fff") is None


@pytest.mark.parametrize("name", theme_names())
def test_the_shipped_themes_stand_out_by_day_and_by_night(name: str, write_issue: WriteIssue) -> None:
    folder = write_issue()
    issue = load_issue(folder)
    assert list(theme_contrast(render(issue, load_theme(name)))) == []


def _of_sheet(sheet: str, folder: Path, issue_folder: Path) -> list[Finding]:
    base = load_theme("house")
    folder.mkdir()
    (folder / "theme.css").write_text(sheet, encoding="utf-8")
    theme = Theme("pale", "Pale", "For tests", (*base.folders, folder))
    return list(theme_contrast(render(load_issue(issue_folder), theme)))


@pytest.mark.parametrize(
    ("sheet", "words", "criterion"),
    [
        (":root { --muted: #999 }", "--muted (#999) on --paper (#ffffff)", None),
        (":root { --tint: #777 }", "--ink (#142124) on --tint (#777)", None),
        (":root { --accent: #e08a6d }", "--accent (#e08a6d) on --paper (#ffffff)", "1.4.3"),
        (".byline { color: #333 }", "in the EPUB's dark mode", "1.4.3"),
        (".byline { background: #eee }", "sets a background and no colour", "1.4.3"),
    ],
)
def test_a_pale_theme_is_told_which_colours_clash(
    sheet: str, words: str, criterion: str | None, write_issue: WriteIssue, tmp_path: Path
) -> None:
    found = _of_sheet(sheet, tmp_path / "pale", write_issue())
    assert any(words in finding.message and finding.criterion == criterion for finding in found), found
    assert str(NEEDED) in found[0].message or "background" in found[0].message
