"""Pictures in inks: what is black stays black, no spot gets too wet, and nothing is converted twice."""

import errno
import os
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageDraw

from conftest import Built, WriteIssue
from issuepress import cache, lay_out, load_issue, load_theme, render, upkeep
from issuepress.errors import OutputError
from issuepress.pdf import Layout
from issuepress.pdf.press import begin_plates, transforms, warehouse
from issuepress.pdf.press.ahead import Ahead
from issuepress.pdf.press.images import Pictures
from issuepress.pdf.press.inks import Inks
from issuepress.pdf.press.plates import get_ready
from issuepress.pdf.press.separation import Placed
from issuepress.pdf.press.total_ink import held_to, separated_anew
from issuepress.pdf.writing import save
from issuepress.profiles import shipped_profile
from issuepress.rendition import Rendition, without_parts

_PATCH = 64
_BUILDS = (
    (0, 0, 0, 255),
    (0, 0, 0, 120),
    (255, 255, 255, 255),
    (0, 0, 0, 0),
    (200, 30, 0, 0),
)
"""Black ink, a tint of it, far too much of everything, paper, and a blue."""
_GRACOL, _FOGRA = (shipped_profile(name).icc for name in ("gracol-coated", "fogra39-coated"))


def _patches() -> Image.Image:
    picture = Image.new("CMYK", (_PATCH * len(_BUILDS), _PATCH))
    for at, build in enumerate(_BUILDS):
        picture.paste(build, (_PATCH * at, 0, _PATCH * (at + 1), _PATCH))
    return picture


def _shown(stream: pikepdf.Stream) -> Image.Image:
    if stream.Filter == pikepdf.Name.DCTDecode:
        return Image.open(BytesIO(stream.read_raw_bytes()))
    return Image.frombytes("CMYK", (int(stream.Width), int(stream.Height)), stream.read_bytes())


def _filled(stream: pikepdf.Stream) -> pikepdf.Stream:
    """Give a picture what the warehouse holds of it."""
    name, coding = stream[warehouse.INK]
    content = cache.find("ink", str(name))
    assert content
    stream.write(content)
    stream.Filter = coding
    return stream


def _printed(path: Path, inks: Inks, ppi: float = 300) -> list[tuple[int, ...]]:
    """Put a picture through the press room and give the build in the middle of each patch."""
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(b"", Subtype=pikepdf.Name.Image)
        pictures = Pictures(inks, ppi, {"/picture": path})
        pictures.separate(Placed("/picture", stream, (2.0, 2.0)))
        shown = _shown(_filled(stream))
        side = shown.width // len(_BUILDS)
        found = [shown.getpixel((side * at + side // 2, side // 2)) for at in range(len(_BUILDS))]
    return [build for build in found if isinstance(build, tuple)]


def test_black_stays_black_ink_in_a_picture_with_too_much_ink_elsewhere(tmp_path: Path) -> None:
    _patches().save(tmp_path / "wet.tif")
    black, grey, wet, paper, blue = _printed(tmp_path / "wet.tif", Inks(_GRACOL, total_ink=300))
    assert black == (0, 0, 0, 255)
    assert grey == pytest.approx((0, 0, 0, 120), abs=2)
    assert sum(wet) / 2.55 <= 301  # as JPEG
    assert min(wet[:3]) > 100
    assert paper == pytest.approx((0, 0, 0, 0), abs=2)
    assert blue == pytest.approx((200, 30, 0, 0), abs=3)


def test_black_stays_black_ink_in_a_picture_made_for_another_press(tmp_path: Path) -> None:
    _patches().save(tmp_path / "theirs.tif", icc_profile=_FOGRA)
    black, grey, _, paper, blue = _printed(tmp_path / "theirs.tif", Inks(_GRACOL, total_ink=320))
    assert black == (0, 0, 0, 255)
    assert grey[:3] == pytest.approx((0, 0, 0), abs=2)
    assert 90 < grey[3] < 140
    assert paper == pytest.approx((0, 0, 0, 0), abs=2)
    assert blue != pytest.approx((200, 30, 0, 0), abs=3)  # the same colour by other inks


def test_a_limit_below_what_the_profile_allows_holds_for_every_picture(tmp_path: Path) -> None:
    night = Image.linear_gradient("L").rotate(90).point([level // 8 for level in range(256)])
    Image.merge("RGB", (night, night, night.point([level // 2 for level in range(256)]))).save(
        tmp_path / "n.png"
    )
    builds = _printed(tmp_path / "n.png", Inks(_FOGRA, total_ink=240))
    assert 230 < max(sum(build) for build in builds) / 2.55 <= 240


def test_ink_is_taken_back_from_the_coloured_plates_alone() -> None:
    held = held_to(_patches(), 2.4)
    builds = [held.getpixel((_PATCH * at, 0)) for at in range(len(_BUILDS))]
    assert builds[0] == _BUILDS[0]
    wet = builds[2]
    assert isinstance(wet, tuple)
    assert wet[3] == 255
    assert 230 < sum(wet) / 2.55 <= 240
    assert held_to(_patches(), 4).tobytes() == _patches().tobytes()


def test_less_ink_begins_without_an_edge() -> None:
    levels = Image.linear_gradient("L").rotate(90)
    ramp = Image.merge("CMYK", (levels, levels, levels, levels))
    paper = separated_anew(ramp, 3.0, lambda whole: Image.new("CMYK", whole.size))
    inks = paper.getchannel("C").crop((0, 0, 256, 1)).tobytes()
    steps = [abs(one - two) for one, two in pairwise(inks)]
    assert max(steps) < 40  # from 191 of 255 to nothing


def test_the_edge_of_a_cut_out_is_as_sharp_as_its_colours(tmp_path: Path) -> None:
    """What the engine paints was made for the screen, the mask with it."""
    disc = Image.new("RGBA", (1000, 1000), (200, 30, 30, 0))
    ImageDraw.Draw(disc).ellipse((0, 0, 999, 999), fill=(200, 30, 30, 255))
    disc.save(tmp_path / "disc.png")
    with pikepdf.new() as pdf:
        coarse = pdf.make_stream(bytes(100), Subtype=pikepdf.Name.Image, Width=10, Height=10)
        stream = pdf.make_stream(b"", Subtype=pikepdf.Name.Image, SMask=coarse)
        pictures = Pictures(Inks(_GRACOL, total_ink=300), 300, {"/picture": tmp_path / "disc.png"})
        pictures.separate(Placed("/picture", stream, (2.0, 2.0)))
        assert (
            (int(coarse.Width), int(coarse.Height)) == (int(stream.Width), int(stream.Height)) == (600, 600)
        )
        mask = Image.frombytes("L", (600, 600), coarse.read_bytes())
    assert mask.getbbox() == (0, 0, 600, 600)
    assert mask.getpixel((5, 5)) == 0
    assert mask.getpixel((300, 300)) == 255


def test_a_picture_is_converted_once_for_one_press(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _patches().save(tmp_path / "wet.tif")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    made = [
        (_printed(tmp_path / "wet.tif", Inks(icc, total_ink=ink), ppi), _entries(tmp_path / "cache"))
        for icc, ink, ppi in (
            (_GRACOL, 300, 300),
            (_GRACOL, 300, 300),
            (_FOGRA, 300, 300),
            (_GRACOL, 260, 300),
            (_GRACOL, 300, 100),
        )
    ]
    assert [entries for _, entries in made] == [1, 1, 2, 3, 4]
    assert made[0][0] == made[1][0]
    assert made[0][0] != made[2][0]


def _with_pictures(names: list[str], layout: Layout, target: Path, ahead: Ahead | None = None) -> None:
    """Write a file whose one page shows pictures from the warehouse."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        stubs = {f"/{at}": _stub(pdf, name) for at, name in enumerate(names)}
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(stubs))
        warehouse.hang(pdf)
        save(pdf, layout, target, ahead=ahead)


def _stub(pdf: pikepdf.Pdf, name: str) -> pikepdf.Stream:
    ink = pikepdf.Array([pikepdf.String(name), pikepdf.Name.DCTDecode])
    return pdf.make_stream(b"", {warehouse.INK: ink, "/Subtype": pikepdf.Name.Image})


def test_what_is_asked_for_amid_the_plates_is_begun_before_the_last_of_them(
    sample: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("issuepress.pdf.press.stored_plates", lambda _: None)
    issue, asked = load_issue(sample.source), list[int]()
    crew: Any = SimpleNamespace(jobs=2, begin=lambda _, lots, **__: asked.append(sum(map(len, lots))))
    laid_out = lay_out(render(issue, load_theme(issue.theme, issue.folder)))
    begin_plates(laid_out, crew, amid=lambda: asked.append(0))
    first, amid, rest = asked
    assert first > rest > amid == 0
    assert first + rest == 2 * len(laid_out.parts)


@pytest.fixture
def layout(write_issue: WriteIssue) -> Layout:
    """Give a layout without pages."""
    issue = load_issue(write_issue())
    return Layout(Rendition(issue, load_theme(issue.theme), ()), ())


def _from_disk_to_disk(*_: object) -> int:
    raise OSError(errno.EXDEV, "Invalid cross-device link")


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_what_pictures_hold_goes_into_the_file_as_it_is(
    is_elsewhere: bool,  # noqa: FBT001 - whether the cache is on another disk
    layout: Layout,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As many bytes of it as make an object stand where three bytes can't tell."""
    if is_elsewhere:
        monkeypatch.setattr(os, "copy_file_range", _from_disk_to_disk, raising=False)
    held = [bytes([sign]) * length for sign, length in ((1, 70_000), (2, 5), (3, 1 << 24))]
    names = [warehouse.take(content) for content in held]
    target = tmp_path / "a.pdf"
    _with_pictures([*names, names[0]], layout, target)
    with pikepdf.open(target, attempt_recovery=False) as pdf:
        shown = pdf.pages[0].obj.Resources.XObject
        found = [shown[f"/{at}"] for at in range(4)]
        assert [each.read_raw_bytes() for each in found] == [*held, held[0]]
        assert found[0].objgen == found[3].objgen
        assert len([*pdf.objects]) > 3
        assert not pdf.get_warnings()
        assert all(each.Filter == pikepdf.Name.DCTDecode and warehouse.INK not in each for each in found)


def test_pictures_that_were_written_ahead_and_that_no_page_shows_are_not_in_the_file(
    layout: Layout, tmp_path: Path
) -> None:
    shown, other = warehouse.take(b"shown"), warehouse.take(b"other")
    for names in ([shown], [other, shown]):
        with Ahead(tmp_path / f"{len(names)}.pdf") as ahead:
            ahead.begin(names)
            _with_pictures([shown], layout, tmp_path / "none.pdf", ahead)
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()
    assert not (tmp_path / "none.pdf").exists()


def test_files_with_other_pictures_have_other_identifiers(layout: Layout, tmp_path: Path) -> None:
    told: list[list[bytes]] = []
    for content in (b"\1", b"\2", b"\1"):
        target = tmp_path / f"{len(told)}.pdf"
        _with_pictures([warehouse.take(content)], layout, target)
        with pikepdf.open(target) as pdf:
            told.append([bytes(each) for each in pdf.trailer.ID])
    assert told[0] == told[2] != told[1]
    assert told[0][0] == told[0][1]


def test_a_picture_that_went_from_the_cache_meanwhile_is_said(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    name = warehouse.take(b"a picture")
    upkeep.clear()
    with pytest.raises(OutputError, match="no longer in the cache"):
        _with_pictures([name], layout, tmp_path / "a.pdf")


def test_a_damaged_picture_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _patches().save(tmp_path / "wet.tif")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    inks = Inks(_GRACOL, total_ink=300)
    made = _printed(tmp_path / "wet.tif", inks)
    (entry,) = (path for path in (tmp_path / "cache" / "ink").rglob("*") if path.is_file())
    entry.write_bytes(entry.read_bytes()[:-1])
    assert not warehouse.holds(entry.name)
    assert _printed(tmp_path / "wet.tif", inks) == made


def _entries(folder: Path) -> int:
    return sum(path.is_file() for path in (folder / "pictures-in-ink").rglob("*"))


@pytest.mark.parametrize("name", ["harbour.jpg", "harbour.png"])
def test_a_press_that_gets_ready_has_colours_for_photographs_where_there_are_some(
    name: str, write_issue: WriteIssue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    transforms.table_for.cache_clear()
    folder = write_issue()
    Image.new("RGB", (4, 4)).save(folder / name)
    issue = load_issue(folder)
    bare = without_parts(issue.model_copy(update={"files": {name: folder / name}}), load_theme(issue.theme))
    for photographs in (False, True):
        get_ready(bare, photographs)
        there = (tmp_path / "cache" / "colour-tables").exists()
        assert there == (photographs and name.endswith("jpg"))
