"""Proofs: a folder that opens from the disk, and what changed since an earlier one."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from issuepress.cli import main
from issuepress.preview.comparison import SeenPage, compare
from issuepress.preview.web import joined_script
from preview.browser import watched
from preview.conftest import ONE, write


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the issue, its first proof, and a proof of it changed, against the first."""
    home = tmp_path_factory.mktemp("proofs")
    folder = write(home / "gates")
    _git(folder, "init", "-q", ".")
    _git(folder, "add", ".")
    _git(folder, "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "first")
    _run("proof", folder, "-o", home / "first")
    changed = ONE.replace("walnuts", "hazelnuts").replace("Another one.", "Another one, and a third.")
    (folder / "one.md").write_text(changed, encoding="utf-8")
    _run("proof", folder, "-o", home / "second", "--against", home / "first", "--story", "one", "--press")
    return home


@pytest.fixture
def window(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    page, wrong = watched(browser)
    yield page, wrong
    page.close()


def _run(*words: object) -> str:
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exit_code == 0, result.output
    return result.stdout


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def test_a_proof_opens_from_the_disk_without_a_server(made: Path, window: tuple[Page, list[str]]) -> None:
    page, wrong = window
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((made / "first" / "index.html").as_uri())
    expect(page.locator(".leaf")).to_have_count(8)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-page='4'] .words")).to_contain_text("walnuts")
    page.keyboard.press("2")
    page.get_by_label("Document").select_option("The First")
    frame = page.frame_locator("iframe")
    expect(frame.locator("body")).to_contain_text("walnuts")
    families = frame.locator("body").evaluate(
        "async body => (await document.fonts.ready, getComputedStyle(body).fontFamily)"
    )
    assert "Source Serif" in families
    page.keyboard.press("3")
    expect(page.locator("table.fits tr")).to_have_count(3)
    assert wrong == []
    assert all(url.startswith(("file:", "data:", "about:")) for url in asked)


def test_a_proof_of_one_story_has_its_own_page_numbers_and_nothing_of_the_others(
    made: Path, window: tuple[Page, list[str]]
) -> None:
    page, wrong = window
    page.goto((made / "second" / "index.html").as_uri())
    expect(page.locator(".leaf")).to_have_count(1)
    expect(page.get_by_role("article", name="Page 4, verso, The First")).to_be_visible()
    assert wrong == []
    texts = [path.read_text(encoding="utf-8") for path in (made / "second").rglob("*.js*")]
    assert not any("Somebody opened the gate" in text for text in texts)
    assert len(list((made / "second" / "pages").iterdir())) == 2, "on the screen, and in print"


def test_a_proof_shows_the_pages_of_the_print_pdf(made: Path, window: tuple[Page, list[str]]) -> None:
    page, wrong = window
    page.goto((made / "second" / "index.html").as_uri())
    picture = page.locator("[data-page='4'] .paper > img[data-digest]")
    before = picture.get_attribute("data-digest")
    page.get_by_role("button", name="Press").click()
    expect(page.locator("[data-page='4'] .paper.press > img[data-digest]")).to_be_visible()
    expect(picture).not_to_have_attribute("data-digest", str(before))
    assert wrong == []
    page.goto((made / "first" / "index.html").as_uri())
    expect(page.get_by_role("button", name="Press")).to_have_count(0)


def test_what_changed_is_shown_in_pictures_and_words(made: Path, window: tuple[Page, list[str]]) -> None:
    page, _ = window
    page.goto((made / "second" / "index.html").as_uri())
    page.get_by_role("button", name="Changes").click()
    expect(page.get_by_role("heading", name="Page 4, The First: changed")).to_be_visible()
    assert [text.strip() for text in page.locator("del").all_inner_texts()] == ["walnuts", "one."]
    assert [text.strip() for text in page.locator("ins").all_inner_texts()] == [
        "hazelnuts",
        "one, and a third.",
    ]
    sizes = page.locator(".overlaid img").evaluate_all("images => images.map(each => each.naturalWidth)")
    assert len(sizes) == 2
    assert min(sizes) > 1000
    page.get_by_label("From the former page").fill("100")
    expect(page.locator(".overlaid .after")).to_have_css("opacity", "1")


def test_a_proof_can_be_compared_with_a_revision(made: Path, tmp_path: Path) -> None:
    _run("proof", made / "gates", "-o", tmp_path / "third", "--against", "HEAD")
    data = (tmp_path / "third" / "web" / "data.js").read_text(encoding="utf-8")
    account = json.loads(data.removeprefix("globalThis.PROOF = ").rstrip(";\n"))["account"]
    assert account["comparison"]["summary"] == "1 changed, 4 as before"
    before = json.loads((made / "first" / "proof.json").read_text(encoding="utf-8"))
    after = json.loads((tmp_path / "third" / "proof.json").read_text(encoding="utf-8"))
    assert [a["digest"] == b["digest"] for a, b in zip(before, after, strict=True)] == [True] * 3 + [
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["--against", "no-such-revision"], "can't be compared with", "an earlier proof"),
        (["--against", "--output=x"], "can't be compared with", "an earlier proof"),
        (["--against", "."], "is no proof", "issuepress proof"),
        (["--story", "ones"], "there is no story 'ones'", "did you mean 'one'?"),
        (["-o", "gates"], "is no proof, and is left alone", "a new folder"),
    ],
)
def test_what_can_not_be_proofed_is_said(
    made: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str, hint: str
) -> None:
    monkeypatch.chdir(made)
    result = CliRunner().invoke(main, ["proof", "gates", *words])
    assert result.exit_code == 1
    assert message in result.stderr
    assert hint in result.stderr


def _page(label: str, text: str, digest: str = "") -> SeenPage:
    return SeenPage(label, "one", "One", digest or text, text)


def test_words_that_only_moved_to_another_page_are_neither_added_nor_removed() -> None:
    before = [_page("4", "one two three four"), _page("5", "five six")]
    after = [_page("4", "new one two three"), _page("5", "four five six")]
    first, second = compare(before, after)
    assert [run for run in first.words if run[0] != "same"] == [("added", "new")]
    assert second.sort == "changed"
    assert second.words == ()


def test_pages_that_came_or_went_are_told() -> None:
    one, two = _page("4", "one"), _page("5", "two")
    assert [pair.sort for pair in compare([one], [one, two])] == ["same", "added"]
    assert [pair.sort for pair in compare([one, two], [one])] == ["same", "removed"]


def test_the_joined_script_has_no_imports_left() -> None:
    script = joined_script()
    assert "import " not in script
    assert "export " not in script
    assert "class Pages" in script
