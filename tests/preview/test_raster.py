"""Pages as pictures: what they show, and when they count as the same."""

import io
import shutil
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image, ImageChops

import judges
from conftest import ISSUE, PICTURE, WriteIssue
from issuepress import cache, lay_out, load_issue, load_theme, render, write_pdf
from issuepress.pdf import Crew, Layout
from issuepress.pdf.raster import Raster, Stack, open_raster, part_rasters


def _stack(folder: Path) -> tuple[Layout, Stack]:
    issue = load_issue(folder)
    layout = lay_out(render(issue, load_theme(issue.theme, issue.folder)))
    return layout, Stack(part_rasters(layout.rendition, layout.parts, Crew(0)))


@pytest.fixture(scope="module")
def stacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stack, Raster, Path]:
    """Give an issue's parts looked at one by one, its whole screen PDF, and where that lies."""
    folder = tmp_path_factory.mktemp("stacked")
    story = "---\ntitle: One\n---\n" + "\n\n".join(
        "Uncharacteristically walnuts fell. " * 30 for _ in range(25)
    )
    for name, text in {"issue.yaml": ISSUE, "one.md": story, "cover.svg": PICTURE}.items():
        (folder / name).write_text(text, encoding="utf-8")
    layout, stack = _stack(folder)
    target = folder / "screen.pdf"
    write_pdf(layout, target, purpose="screen", modified=layout.rendition.issue.first_day)
    return stack, open_raster(target), target


def test_the_parts_one_by_one_look_like_the_whole_screen_pdf(stacked: tuple[Stack, Raster, Path]) -> None:
    stack, whole, _ = stacked
    assert len(stack.digests) == len(whole.digests) >= 5
    for at in range(len(whole.digests)):
        raster, own = stack.pages[at]
        one, other = raster.painted(own, 1), whole.painted(at, 1)
        assert one.size == other.size
        assert ImageChops.difference(one, other).getbbox() is None


def test_a_picture_is_what_another_renderer_paints(stacked: tuple[Stack, Raster, Path]) -> None:
    stack, _, target = stacked
    picture = Image.open(io.BytesIO(stack.picture(3, 1, "PNG"))).convert("L").resize((60, 78))
    judged = judges.render_page(target, 4, 72).convert("L").resize((60, 78))
    difference = ImageChops.difference(picture, judged)
    assert sum(difference.tobytes()) / (60 * 78) < 3


def test_the_words_over_a_page_stand_where_they_are_painted(stacked: tuple[Stack, Raster, Path]) -> None:
    stack, whole, _ = stacked
    runs = stack.words(3)
    assert runs == whole.words(3)
    first = next(run for run in runs if "walnuts" in run.text)
    crop = stack.pages[3][0].painted(0, 4)
    box = tuple(
        round(4 * edge)
        for edge in (first.left, first.top, first.left + first.width, first.top + first.height)
    )
    assert min(crop.crop(box).convert("L").tobytes()) < 100  # type: ignore[arg-type] # four numbers


def test_a_divided_word_is_put_together(stacked: tuple[Stack, Raster, Path]) -> None:
    words = stacked[0].text(4, 60, 700).split()
    odd = [word for word in words if word not in {"Uncharacteristically", "walnuts", "fell."}]
    assert len(words) > 400
    assert len(odd) <= 2, "one may begin on the page before, one at the foot of the column before"


def test_a_page_has_another_digest_when_a_word_or_a_picture_changes(write_issue: WriteIssue) -> None:
    story = "---\ntitle: One\n---\nWalnuts fell.\n\n![A circle](cover.svg)\n"
    folder = write_issue({"one.md": story})
    before = _stack(folder)[1].digests
    assert _stack(folder)[1].digests == before
    (folder / "one.md").write_text(story.replace("Walnuts", "Filberts"), encoding="utf-8")
    assert [one == other for one, other in zip(before, _stack(folder)[1].digests, strict=True)] == [
        True
    ] * 3 + [False]
    (folder / "one.md").write_text(story, encoding="utf-8")
    picture = (folder / "cover.svg").read_text(encoding="utf-8")
    (folder / "cover.svg").write_text(picture.replace("#e0a23c", "#a23ce0"), encoding="utf-8")
    after = _stack(folder)[1].digests
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, True, True, False]


def test_a_closed_picture_opens_again_and_threads_take_turns(stacked: tuple[Stack, Raster, Path]) -> None:
    whole = stacked[1]
    expected = [whole.picture(at, 0.5) for at in range(4)]
    found: list[list[bytes]] = []

    def look() -> None:
        found.append([whole.picture(at, 0.5) for at in range(4)])
        whole.close()

    threads = [threading.Thread(target=look) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


def test_pages_are_looked_at_without_the_engine(
    write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    layout, stack = _stack(write_issue())
    shutil.rmtree(tmp_path / "cache" / "fonts")
    monkeypatch.setitem(sys.modules, "issuepress.pdf.private.embedding", None)  # which imports the engine
    with Crew(1) as crew:
        again = Stack(part_rasters(layout.rendition, layout.parts, crew))
    assert again.digests == stack.digests
    assert again.words(2) == stack.words(2)
