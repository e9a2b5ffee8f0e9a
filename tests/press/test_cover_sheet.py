"""A cover printed by itself: back, spine and front on one sheet, the pages inside true to their numbers."""

import re
from pathlib import Path

import pikepdf
import pytest

import judges
from conftest import ISSUE, PICTURE, STORY, Built, WriteIssue
from issuepress.build import build
from issuepress.errors import IssuepressError, ManuscriptError
from issuepress.fields import Length
from issuepress.manuscript import load_issue
from issuepress.printing import CoverSheet
from press.issues import photograph
from press.scanner import colour_faults, standard_faults

_MM = 72 / 25.4
_PRINT = "print: {{trim: 100mm x 150mm, bleed: 3mm, binding: {}, cover: {}}}\n"
_FILES: dict[str, str | bytes] = {
    "issue.yaml": ISSUE
    + _PRINT.format("perfect", "{caliper: 2mm, stock: 1mm, image: back.jpg, text: The end}"),
    "one.md": STORY,
    "cover.svg": PICTURE,
    "back.jpg": photograph(300, 400),
}


@pytest.fixture(scope="module")
def wrapped(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build a small issue whose cover has a spine, for print."""
    source, folder = tmp_path_factory.mktemp("issues") / "small", tmp_path_factory.mktemp("wrapped")
    source.mkdir()
    for name, content in _FILES.items():
        (source / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return Built(source, folder, build(source, folder=folder, outputs=("print", "print-cover", "screen")))


def _cover(built: Built) -> Path:
    return built.output("-print-cover.pdf")


def test_the_sheet_is_as_wide_as_two_pages_and_the_spine(wrapped: Built) -> None:
    """Two leaves inside make one leaf of two pages: 2 mm, and the cover's own 1 mm."""
    outside, inside = judges.page_boxes(_cover(wrapped))
    assert outside == inside
    left, bottom, right, top = outside.trim
    assert (right - left, top - bottom) == pytest.approx((203 * _MM, 150 * _MM), abs=0.01)
    bleeds = [abs(a - b) for a, b in zip(outside.bleed, outside.trim, strict=True)]
    assert bleeds == pytest.approx([3 * _MM] * 4, abs=0.01)


def test_the_sheet_is_a_pdf_x_4_in_ink(wrapped: Built) -> None:
    assert colour_faults(_cover(wrapped)) == []
    assert standard_faults(_cover(wrapped)) == []
    assert judges.qpdf_check(_cover(wrapped)) == []


def _texts(path: Path) -> list[str]:
    """Give the words of each page; a tagged hyphen at a line's end is a soft one."""
    return judges.pdf_words(path).replace("\xad", "-").split("\f")[:-1]


def test_the_pages_inside_keep_their_numbers(wrapped: Built) -> None:
    """Pages 1 and 2 are on the cover; what print begins with is page 3 of the screen PDF."""
    assert wrapped.summary.pages == 4
    inside = _texts(wrapped.output("-print.pdf"))
    screen = _texts(wrapped.output("-screen.pdf"))
    assert [page.split() for page in inside] == [page.split() for page in screen[2:]]
    front, behind = _texts(_cover(wrapped))
    assert set(screen[0].split()) <= set(front.split())
    assert behind.split() == screen[1].split()


def test_the_first_page_inside_is_a_right_hand_page(wrapped: Built) -> None:
    first = judges.page_boxes(wrapped.output("-print.pdf"))[0]
    with pikepdf.open(wrapped.output("-print.pdf")) as pdf:
        assert len(pdf.pages) == 2
    assert first.trim[2] - first.trim[0] == pytest.approx(100 * _MM, abs=0.01)


def test_a_spine_too_narrow_for_words_has_none_and_the_summary_says_so(wrapped: Built) -> None:
    assert wrapped.summary.spine == "spine 3mm for 2 pages, without words, which need 5mm"
    assert (
        judges.pdf_words(_cover(wrapped), 1, 1).split().count("Quarterly") == 2
    )  # on the front and the back


def test_a_coarse_picture_on_the_back_is_told(wrapped: Built) -> None:
    (said,) = [str(each) for each in wrapped.summary.findings if "back.jpg" in each.message]
    assert re.match(r"issue\.yaml: 'back\.jpg' has \d+ ppi as placed on the cover's sheet", said)


def test_a_wide_spine_has_words_and_folds_are_marked(write_issue: WriteIssue, tmp_path: Path) -> None:
    target = tmp_path / "cover.pdf"
    printing = _PRINT.format("perfect", "{spine: 8mm, inside: false}")
    summary = build(write_issue({"issue.yaml": ISSUE + printing}), targets={"print-cover": target})
    assert summary.spine == "spine 8mm for 4 pages, with words"
    assert judges.pdf_words(target).split().count("Quarterly") == 3
    (boxes,) = judges.page_boxes(target)
    folds = [boxes.trim[0] + 100 * _MM, boxes.trim[0] + 108 * _MM]
    with pikepdf.open(target) as pdf:
        marks = b"".join(stream.read_bytes() for stream in pdf.pages[0].obj.Contents)
    (dashed,) = re.findall(rb"\[3 2\] 0 d\n(.*?)\[\] 0 d", marks, re.DOTALL)
    found = sorted({float(x) for x in re.findall(rb"([\d.]+) [\d.]+ m", dashed)})
    assert found == pytest.approx(folds, abs=0.01)


def test_a_cover_not_printed_inside_leaves_every_page_where_it_was(
    write_issue: WriteIssue, tmp_path: Path
) -> None:
    printing = _PRINT.format("perfect", "{spine: 8mm, inside: false}")
    targets = {"print": tmp_path / "print.pdf"}
    summary = build(write_issue({"issue.yaml": ISSUE + printing}), targets=targets)  # type: ignore[arg-type]
    assert len(judges.page_boxes(targets["print"])) == summary.pages == 4


def test_a_stitched_cover_has_a_fold_and_no_spine(write_issue: WriteIssue, tmp_path: Path) -> None:
    """In an issue that reads from right to left, page 2 stands on the right of the inside."""
    target = tmp_path / "cover.pdf"
    text = ISSUE.replace("en-US", "he") + _PRINT.format("saddle", "true")
    summary = build(write_issue({"issue.yaml": text}), targets={"print-cover": target})
    _, inside = judges.page_boxes(target)
    assert summary.spine == ""
    assert inside.trim[2] - inside.trim[0] == pytest.approx(200 * _MM, abs=0.01)
    drawn = (
        judges.render_page(target, 2, dpi=72)
        .convert("L")
        .point([255 * (level < 128) for level in range(256)])
    )
    left, bottom, right, top = (round(edge) for edge in inside.trim)
    height = drawn.height
    ink = drawn.crop((left, height - top, right, height - bottom)).getbbox()
    assert ink is not None
    assert ink[0] > (right - left) / 2


def test_the_cover_is_among_the_pages_unless_the_issue_says_otherwise(
    write_issue: WriteIssue, tmp_path: Path
) -> None:
    with pytest.raises(IssuepressError, match="no cover printed by itself"):
        build(write_issue(), targets={"print-cover": tmp_path / "cover.pdf"})


@pytest.mark.parametrize(
    ("binding", "cover", "fault"),
    [
        ("perfect", "true", "the width of the cover's spine is told nowhere"),
        ("perfect", "{spine: 5mm, caliper: 0.1mm}", "the width of the cover's spine is told twice"),
        ("saddle", "{spine: 5mm}", "a stitched cover has no spine"),
        ("perfect", "{spine: 5mm, image: none.jpg}", "none.jpg"),
    ],
)
def test_a_cover_that_cannot_be_made_is_refused_with_its_line(
    binding: str, cover: str, fault: str, write_issue: WriteIssue
) -> None:
    folder = write_issue({"issue.yaml": ISSUE + _PRINT.format(binding, cover)})
    with pytest.raises(ManuscriptError, match=rf"issue\.yaml:8: .*{fault}"):
        load_issue(folder)


@pytest.mark.parametrize(
    ("cover", "pages", "width"),
    [
        ({"caliper": "0.1mm", "stock": "0.25mm"}, 96, "5.05mm"),
        ({"caliper": "0.004in"}, 128, "0.256in"),
        ({"spine": "6mm"}, 96, "6mm"),
        ({}, 96, "0pt"),
    ],
)
def test_the_spine_follows_from_pages_and_paper(cover: dict[str, str], pages: int, width: str) -> None:
    assert str(CoverSheet.model_validate(cover).width_of_spine(pages)) == width


def test_a_length_can_be_given_in_the_printers_unit() -> None:
    assert Length.of(36, "in") == Length(value=0.5, unit="in")
