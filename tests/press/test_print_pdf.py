"""The print PDF: what a printer's preflight accepts, and what the reader of the screen PDF reads."""

import os
import re
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops

import judges
from conftest import ISSUE, Built, WriteIssue
from issuepress.build import build
from issuepress.manuscript import load_issue
from issuepress.pdf import xmp
from issuepress.profiles import shipped_profile
from press.issues import files, photograph
from press.scanner import colour_faults, standard_faults

_MM = 72 / 25.4


@pytest.fixture(scope="module")
def loud(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the issue of every notation of colour once, for print and for the screen."""
    source, folder = tmp_path_factory.mktemp("issues") / "loud", tmp_path_factory.mktemp("loud")
    for name, content in files().items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return Built(source, folder, build(source, folder=folder, outputs=("print", "screen")))


@pytest.fixture(params=["sample", "stress", "loud"])
def built(request: pytest.FixtureRequest) -> Built:
    found: Built = request.getfixturevalue(request.param)
    return found


def _pictures(path: Path) -> Iterator[pikepdf.Stream]:
    """Give the pictures of a file one by one; each can be read as long as the next is not asked for."""
    with pikepdf.open(path) as pdf:
        masks = {
            thing.SMask.objgen
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Stream) and "/SMask" in thing
        }
        for thing in pdf.objects:
            if (
                isinstance(thing, pikepdf.Stream)
                and thing.get("/Subtype") == "/Image"
                and thing.objgen not in masks
            ):
                yield thing


def test_all_of_it_is_ink(built: Built) -> None:
    assert colour_faults(built.output("-print.pdf")) == []


def test_it_is_a_pdf_x_4(built: Built) -> None:
    assert standard_faults(built.output("-print.pdf")) == []


def test_it_is_a_sound_file(built: Built) -> None:
    assert judges.qpdf_check(built.output("-print.pdf")) == []


def test_every_font_is_embedded(built: Built) -> None:
    fonts = judges.fonts(built.output("-print.pdf"))
    assert fonts
    assert all(font.embedded for font in fonts)


def test_an_archivist_finds_no_fault_in_colours_and_fonts(built: Built, tmp_path: Path) -> None:
    """PDF/A-2b is what PDF/X-4 shares with an archive; only the intent and the claim are of another name."""
    issue = load_issue(built.source)
    with pikepdf.open(built.output("-print.pdf")) as pdf:
        intent = pikepdf.Dictionary(dict(pdf.Root.OutputIntents[0].items()))
        intent.S = pikepdf.Name.GTS_PDFA1
        pdf.Root.OutputIntents = pikepdf.Array([*pdf.Root.OutputIntents, pdf.make_indirect(intent)])
        packet = xmp.packet(
            issue, issue.first_day, {"pdfaid:part": "2", "pdfaid:conformance": "B"}, archival=True
        )
        pdf.Root.Metadata.write(packet)
        del pdf.trailer.Info
        pdf.save(tmp_path / "archive.pdf", force_version="1.7")
    assert judges.verapdf(tmp_path / "archive.pdf", "2b") == []


def test_print_and_screen_have_the_same_letters_on_the_same_pages(built: Built) -> None:
    assert _letters(built.output("-print.pdf")) == _letters(built.output("-screen.pdf"))


def _letters(path: Path) -> list[Counter[str]]:
    """Count the letters of each page with text; a tagged hyphen at a line's end is a soft one."""
    pages = judges.pdf_words(path).replace("\xad", "-").split("\f")
    return [Counter("".join(page.split())) for page in pages if page.strip()]


def test_total_ink_stays_within_the_limit(built: Built, tmp_path: Path) -> None:
    """Ghostscript makes the plates; ink is averaged over squares of 15 mm, as GWG 2022 does."""
    most = max(_ink_of_squares(built.output("-print.pdf"), tmp_path))
    assert 0 < most <= 320


def test_ghostscript_sees_too_much_ink(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        page.obj.BleedBox = pikepdf.Array([0, 0, 200, 200])
        page.obj.Contents = pdf.make_stream(b"1 1 1 1 k 0 0 200 200 re f")
        pdf.save(tmp_path / "wet.pdf")
    assert max(_ink_of_squares(tmp_path / "wet.pdf", tmp_path)) == pytest.approx(400, abs=1)


def _ink_of_squares(path: Path, folder: Path) -> Iterator[float]:
    side = round(15 * _MM)
    command = "gs -q -dSAFER -dNOPAUSE -dBATCH -sDEVICE=tiffsep -dUseBleedBox -r72".split()
    subprocess.run([*command, f"-sOutputFile={folder}/p%02d.tif", str(path)], check=True, capture_output=True)
    for plate in sorted(folder.glob("p*(Cyan).tif")):
        plates = [
            Image.open(str(plate).replace("Cyan", ink)).convert("L")
            for ink in ("Cyan", "Magenta", "Yellow", "Black")
        ]
        inks = [ImageChops.invert(one) for one in plates]
        size = (max(1, inks[0].width // side), max(1, inks[0].height // side))
        averages = [one.resize(size, Image.Resampling.BOX).tobytes() for one in inks]
        yield from (sum(square) / 2.55 for square in zip(*averages, strict=True))


def test_a_cmyk_original_keeps_its_inks(loud: Built) -> None:
    wanted = {(255, 0, 0, 0), (0, 255, 0, 0), (0, 0, 0, 255), (0, 0, 0, 0)}
    covers = [
        Image.open(BytesIO(picture.read_raw_bytes()))
        for picture in _pictures(loud.output("-print.pdf"))
        if picture.Width == 1200
    ]
    assert len(covers) == 1
    assert {covers[0].getpixel((300 * at + 150, 800)) for at in range(4)} == wanted


def test_a_grey_original_prints_in_black_alone(loud: Built) -> None:
    grey = [picture.read_bytes() for picture in _pictures(loud.output("-print.pdf")) if picture.Width == 900]
    assert len(grey) == 1
    assert not any(max(grey[0][ink::4]) for ink in range(3))
    assert set(grey[0][3::4]) >= {0, 255}


def test_pictures_have_no_more_pixels_than_the_press_can_show(
    write_issue: WriteIssue, tmp_path: Path
) -> None:
    story = "---\ntitle: One\n---\nBefore.\n\n![A picture](large.jpg)\n\nAfter.\n"
    folder = write_issue({"one.md": story, "large.jpg": photograph(3600, 2400)})
    summary = build(folder, targets={"print": tmp_path / "small.pdf"})
    widths = [int(picture.Width) for picture in _pictures(tmp_path / "small.pdf")]
    assert len(widths) == 1
    assert 900 < widths[0] < 1400  # a column of 3.4 inches at 350 ppi
    assert not [each for each in summary.findings if "ppi" in each.message]


def test_a_coarse_picture_is_named_with_its_line(write_issue: WriteIssue, tmp_path: Path) -> None:
    story = "---\ntitle: One\n---\nBefore.\n\n![A picture](small.jpg)\n"
    folder = write_issue({"one.md": story, "small.jpg": photograph(300, 200)})
    summary = build(folder, targets={"print": tmp_path / "small.pdf"})
    found = [str(finding) for finding in summary.findings if "ppi" in finding.message]
    assert len(found) == 1
    assert re.match(r"one\.md:6: 'small\.jpg' has \d+ ppi as placed on page 4; the press wants 225", found[0])


def test_the_profile_is_carried_byte_for_byte(loud: Built, sample: Built) -> None:
    for issue, name, condition in (
        (loud, "fogra39-coated", "FOGRA39"),
        (sample, "gracol-coated", "CGATS TR 006"),
    ):
        with pikepdf.open(issue.output("-print.pdf")) as pdf:
            intent = pdf.Root.OutputIntents[0]
            assert str(intent.OutputConditionIdentifier) == condition
            assert str(intent.RegistryName) == "http://www.color.org"
            assert intent.DestOutputProfile.read_bytes() == shipped_profile(name).icc


def test_metadata_tell_magazine_and_issue(loud: Built) -> None:
    with pikepdf.open(loud.output("-print.pdf")) as pdf:
        text = pdf.Root.Metadata.read_bytes().decode()
        assert str(pdf.docinfo["/Title"]) == "The Quarterly: Loud Colours"
    for said in (
        "publicationName>The Quarterly",
        "issn>1535-573X",
        "volume>4",
        "coverDisplayDate>Winter 2026",
    ):
        assert f"<prism:{said}<" in text


def test_the_bleed_differs_from_edge_to_edge(write_issue: WriteIssue, tmp_path: Path) -> None:
    bleed = "{top: 3mm, bottom: 4mm, outside: 5mm, inside: 0}"
    printing = f"print: {{trim: 100mm x 150mm, marks: false, bleed: {bleed}}}\n"
    folder = write_issue({"issue.yaml": ISSUE + printing})
    build(folder, targets={"print": tmp_path / "small.pdf"})
    recto, verso = judges.page_boxes(tmp_path / "small.pdf")[:2]
    assert recto.trim == pytest.approx((0, 4 * _MM, 100 * _MM, 154 * _MM), abs=0.01)
    assert recto.bleed == pytest.approx((0, 0, 105 * _MM, 157 * _MM), abs=0.01)
    assert recto.bleed == pytest.approx(recto.media, abs=0.01)
    assert verso.trim == pytest.approx((5 * _MM, 4 * _MM, 105 * _MM, 154 * _MM), abs=0.01)
    assert verso.bleed == pytest.approx((0, 0, 105 * _MM, 157 * _MM), abs=0.01)


def _outside_the_bleed(path: Path) -> Image.Image:
    boxes, page = judges.page_boxes(path)[0], judges.render_page(path, 1, dpi=144)
    left, bottom, right, top = (round(2 * edge) for edge in boxes.bleed)
    page.paste((255, 255, 255), (left, page.height - top, right, page.height - bottom))
    return page


@pytest.mark.parametrize("marks", ["crop", "registration", "bleed", "slug"])
def test_each_mark_can_be_had_alone(marks: str, write_issue: WriteIssue, tmp_path: Path) -> None:
    folder = write_issue({"issue.yaml": f"{ISSUE}print: {{trim: 100mm x 150mm, marks: [{marks}]}}\n"})
    build(folder, targets={"print": tmp_path / "small.pdf"})
    drawn = _outside_the_bleed(tmp_path / "small.pdf")
    assert drawn.convert("L").histogram()[:128] != [0] * 128
    ink = ImageChops.invert(drawn.convert("L")).getbbox()
    assert ink is not None
    on_corners = {"crop": True, "bleed": True, "registration": False, "slug": False}[marks]
    assert (ink[2] - ink[0] > 0.9 * drawn.width) == (on_corners or marks == "registration")
    assert colour_faults(tmp_path / "small.pdf") == []


def test_marks_print_on_all_plates_and_the_slug_needs_no_font(sample: Built) -> None:
    with pikepdf.open(sample.output("-print.pdf")) as pdf:
        space = pdf.pages[0].obj.Resources.ColorSpace.AllPlates
        assert [str(part) for part in space[:3]] == ["/Separation", "/All", "/DeviceCMYK"]
    assert "page 1 of" not in judges.pdf_words(sample.output("-print.pdf"), 1, 1)


def test_what_all_slug_lines_say_is_in_the_file_once(sample: Built) -> None:
    with pikepdf.open(sample.output("-print.pdf")) as pdf:
        held = [page.obj.Resources.XObject for page in pdf.pages]
        shared = {(each.SlugBefore.objgen, each.SlugAfter.objgen) for each in held}
        assert len(held) > len(shared) == 1
        own = {page.obj.Contents[-1].read_bytes() for page in pdf.pages}
        assert len(own) == len(held)


def test_pages_are_made_up_to_sheets(write_issue: WriteIssue, tmp_path: Path) -> None:
    limits = "print: {limits: {saddle_multiple: 8, saddle_most: 4}}\n"
    folder = write_issue({"issue.yaml": ISSUE + limits})
    summary = build(folder, targets={"print": tmp_path / "small.pdf"})
    said = [finding.message for finding in summary.findings if finding.level == "warning"]
    assert len(judges.page_boxes(tmp_path / "small.pdf")) == 8
    assert any(f"{8 - summary.pages} blank pages stand at the end" in message for message in said), said
    assert "8 pages are too many to stitch: 4 at most" in said


def test_the_file_is_the_same_wherever_and_whenever_it_is_made(
    loud: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    time.tzset()
    try:
        build(loud.source, targets={"print": tmp_path / "elsewhere.pdf"})
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (tmp_path / "elsewhere.pdf").read_bytes() == loud.output("-print.pdf").read_bytes()


def test_the_date_of_the_file_is_the_cover_date(loud: Built) -> None:
    if "SOURCE_DATE_EPOCH" in os.environ:
        pytest.skip("the environment names another date")
    with pikepdf.open(loud.output("-print.pdf")) as pdf:
        stamp = f"{datetime(2026, 1, 1, tzinfo=UTC):%Y%m%d%H%M%S}"
        assert str(pdf.docinfo["/ModDate"]) == f"D:{stamp}Z"


def test_overprint_is_on_and_off_in_mode_1(loud: Built) -> None:
    with pikepdf.open(loud.output("-print.pdf")) as pdf:
        states = [
            state
            for page in pdf.pages
            for state in page.obj.Resources.ExtGState.values()
            if state.get("/op") is not None
        ]
        assert all(int(state.OPM) == 1 for state in states)
        assert any(bool(state.op) for state in states)
