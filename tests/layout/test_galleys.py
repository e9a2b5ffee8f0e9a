"""Parts set by themselves: what is set again, and what only gets another place."""

from pathlib import Path
from typing import get_args

import pikepdf
import pytest
from PIL import Image, ImageFile

from conftest import ISSUE, WriteIssue
from issuepress import lay_out, load_issue, load_theme, render
from issuepress.issue import Issue
from issuepress.pdf import Crew, Layout, Purpose, setting, write_pdf
from issuepress.pdf.galley import Copy, Furnishing, Furniture, Galley, dress_of
from issuepress.pdf.make_up import LayingOut, lay_out_first
from issuepress.pdf.press import begin_plates
from issuepress.pictures import Besides, Wanted, is_ready
from issuepress.rendition import without_parts

_TEXT = "It had rained on the quay since the morning, and nobody minded it much.\n\n"
_LONG = "---\ntitle: {}\nillustration: {{image: cover.svg, alt: x}}\n---\n"
_THREE = {
    "issue.yaml": f"{ISSUE}  - two.md\n  - three.md\n",
    "two.md": _LONG.format("Two") + _TEXT * 30,
    "three.md": _LONG.format("Three") + "![A circle](cover.svg)\n\n" + _TEXT * 30,
}
_GATE = "---\ntitle: Two\n---\n## The gate {#gate}\n\nIt was open.\n"
_SIDED = "@page :left { padding-top: 13pt }"


def _laid_out(folder: Path) -> tuple[Issue, Layout]:
    issue = load_issue(folder)
    return issue, lay_out(render(issue, load_theme(issue.theme, issue.folder)))


@pytest.fixture
def set_again(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hear which parts the engine is asked to set."""
    heard: list[str] = []
    original = setting.set_part

    def hear(copy: Copy) -> Galley:
        heard.append(copy.part.name)
        return original(copy)

    monkeypatch.setattr(setting, "set_part", hear)
    return heard


def test_one_story_changed_is_one_story_set(
    write_issue: WriteIssue, set_again: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISSUEPRESS_CACHE", str(tmp_path / "kept"))
    folder = write_issue(_THREE)
    _laid_out(folder)
    assert sorted({*set_again}) == ["contents", "cover", "masthead", "one", "three", "two"]
    set_again.clear()
    (folder / "two.md").write_text(_THREE["two.md"].replace("quay", "key", 1), encoding="utf-8")
    _laid_out(folder)
    assert set_again == ["two"]
    set_again.clear()
    _laid_out(folder)
    assert set_again == []


def test_what_is_wanted_of_a_picture_besides_is_there_when_its_story_is_set(
    write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISSUEPRESS_CACHE", str(tmp_path / "kept"))
    folder = write_issue({"one.md": "---\ntitle: One\n---\n![Grey](grey.jpg)\n\nIt was grey.\n"})
    Image.new("L", (600, 400), 90).save(folder / "grey.jpg")
    issue = load_issue(folder)
    shown, absent = (Wanted(folder / name, 100, 100) for name in ("grey.jpg", "cover.jpg"))
    Image.new("L", (600, 400), 91).save(absent.source)
    rendition = render(issue, load_theme(issue.theme, folder))
    LayingOut(rendition, None, only_cover=False, crew=Crew(0), besides=Besides((shown, absent))).layout()
    assert (is_ready(shown), is_ready(absent)) == (True, False)


def test_a_photograph_is_in_ink_when_its_story_is_set_and_its_file_is_decoded_once(
    write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISSUEPRESS_CACHE", str(tmp_path / "kept"))
    folder = write_issue({"one.md": "---\ntitle: One\n---\n![Waves](waves.jpg)\n\nIt was wet.\n"})
    gradient = Image.radial_gradient("L").resize((1400, 1000))
    Image.merge("RGB", [gradient.rotate(90 * turn) for turn in range(3)]).save(folder / "waves.jpg")
    rendition = render(issue := load_issue(folder), load_theme(issue.theme, folder))
    decoded, load = list[str](), ImageFile.ImageFile.load

    def hear(image: ImageFile.ImageFile) -> object:
        decoded.extend(tile.codec_name for tile in image.tile if image.size == (1400, 1000))
        return load(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load", hear)
    wanted = Wanted(folder / "waves.jpg", 700, 700)
    besides = Besides((wanted,), in_ink=True)
    layout = LayingOut(rendition, None, only_cover=False, crew=Crew(0), besides=besides).layout()
    assert is_ready(wanted)
    assert len(decoded) == 1
    kept = sorted(path.name for path in (tmp_path / "kept" / "ink").iterdir())
    begin_plates(layout, Crew(0))()
    assert len(decoded) == 1
    assert sorted(path.name for path in (tmp_path / "kept" / "ink").iterdir()) == kept != []


def test_a_story_on_the_other_side_is_moved_not_set(
    write_issue: WriteIssue, set_again: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISSUEPRESS_CACHE", str(tmp_path / "kept"))
    folder = write_issue(_THREE)
    _, before = _laid_out(folder)
    set_again.clear()
    (folder / "one.md").write_text("---\ntitle: One\n---\n" + _TEXT * 90, encoding="utf-8")
    _, after = _laid_out(folder)
    assert (before.parts[-1].number + after.parts[-1].number) % 2 == 1
    assert {*set_again} == {"one", "contents"}
    shifts = [after.parts[-1].shift(page) - before.parts[-1].shift(page) for page in (0, 1)]
    assert shifts[0] == -shifts[1] != 0


def test_a_theme_whose_sides_differ_has_its_stories_set_for_their_side(
    write_issue: WriteIssue, set_again: list[str]
) -> None:
    look = {
        "look/theme.yaml": "title: Look\ndescription: Sides\nextends: house\n",
        "look/print.css": _SIDED,
        "issue.yaml": f"theme: look\n{_THREE['issue.yaml']}",
    }
    _, layout = _laid_out(write_issue({**_THREE, **look}))
    assert not any(part.moved for part in layout.parts)
    assert any(set_again.count(part.part.name) > 1 for part in layout.parts)


@pytest.mark.parametrize("style", ["decimal", "lower-roman"])
def test_contents_are_set_with_their_likely_numbers_before_folios_tell_the_true_ones(
    write_issue: WriteIssue,
    set_again: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    style: str,
) -> None:
    monkeypatch.setenv("ISSUEPRESS_CACHE", str(tmp_path / "kept"))
    furnish = setting.furnish

    def hear(furnishing: Furnishing) -> Furniture:
        set_again.append("folios")
        return furnish(furnishing)

    monkeypatch.setattr(setting, "furnish", hear)
    sheet = f"@page :side {{ @bottom-side {{ content: counter(page, {style}) }} }}"
    look = {
        "look/theme.yaml": "title: Look\ndescription: Numbers\nextends: house\n",
        "look/print.css": "".join(sheet.replace("side", side) for side in ("left", "right")),
        "issue.yaml": f"theme: look\n{ISSUE}",
    }
    issue = load_issue(write_issue(look))
    crew = Crew(0)
    crew.jobs = 1  # as with workers, but here
    layout = lay_out(render(issue, load_theme(issue.theme, issue.folder)), crew=crew)
    numbers = {"decimal": "1234", "lower-roman": ["1", "ii", "iii", "iv"]}[style]  # none on the cover
    assert list(layout.folios.values()) == [*numbers]
    first = set_again.index("folios")
    assert set_again[:first].count("contents") == 2
    assert set_again[first:].count("contents") == (style != "decimal")


def test_what_a_moved_page_holds_is_moved_with_it(write_issue: WriteIssue, tmp_path: Path) -> None:
    """Its links, the areas of its pictures and the places of its ids, by the difference of the margins."""
    issue, layout = _laid_out(write_issue(_THREE))
    laid_out = next(part for part in layout.parts if part.moved and part.part.story)
    target = tmp_path / "screen.pdf"
    write_pdf(layout, target, purpose="screen", modified=issue.first_day)
    with pikepdf.open(target) as pdf:
        names = pdf.Root.Names.Dests.Names
        places = dict(zip(map(str, names[::2]), names[1::2], strict=True))
        place = places[f"{laid_out.part.name}--title"]
        left, _ = laid_out.pages[0].anchors[f"{laid_out.part.name}--title"]
        assert float(place[2]) == pytest.approx(left + laid_out.shift(0), abs=0.001)
        assert pdf.pages.index(pikepdf.Page(place[0])) == laid_out.number - 1


def test_every_face_is_embedded_once(write_issue: WriteIssue, tmp_path: Path) -> None:
    issue, layout = _laid_out(write_issue(_THREE))
    for purpose in get_args(Purpose):
        target = tmp_path / f"{purpose}.pdf"
        write_pdf(layout, target, purpose=purpose, modified=issue.first_day)
        with pikepdf.open(target) as pdf:
            names = [
                str(each.FontName)
                for each in pdf.objects
                if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == pikepdf.Name.FontDescriptor
            ]
        assert len(names) >= 3
        assert len(names) == len(set(names))


def test_the_first_pages_wait_for_no_number_of_a_later_one(write_issue: WriteIssue) -> None:
    files = {"one.md": "---\ntitle: One\n---\nSee [page {page}](two.md#gate).\n", "two.md": _GATE}
    folder = write_issue({**files, "issue.yaml": f"{ISSUE}  - two.md\n"})
    issue = load_issue(folder)
    rendition = render(issue, load_theme(issue.theme, folder))
    first, second = (
        [laid_out.part.name for laid_out in layout.parts] for layout in lay_out_first(rendition, Crew(0))
    )
    assert first == ["cover"]
    assert second == ["cover", "masthead", "contents"]


def test_a_worker_gets_ready_in_the_very_dress_of_the_parts(write_issue: WriteIssue) -> None:
    issue = load_issue(write_issue())
    theme = load_theme(issue.theme, issue.folder)
    assert dress_of(without_parts(issue, theme)) == dress_of(render(issue, theme))
