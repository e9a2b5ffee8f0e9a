"""The scanner is shown a file without a fault, and the same file with each fault planted in it."""

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from press.scanner import colour_faults, standard_faults

Plant = Callable[[Pdf, pikepdf.Object], None]
"""Changes a page of one black square."""


def _page() -> tuple[Pdf, pikepdf.Object]:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 100))
    page.obj.Resources = Dictionary()
    page.obj.Contents = pdf.make_stream(b"0 0 0 1 k 10 10 50 50 re f")
    return pdf, page.obj


def _form(pdf: Pdf, content: bytes, **more: pikepdf.Object) -> pikepdf.Object:
    return pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]), **more)


def _shading(space: pikepdf.Object, *colours: list[float]) -> Dictionary:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=colours[0], C1=colours[1], N=1)
    return Dictionary(ShadingType=2, ColorSpace=space, Coords=[0, 0, 9, 9], Function=function)


def _operator(operator: bytes) -> Plant:
    def plant(pdf: Pdf, page: pikepdf.Object) -> None:
        page.Contents = pdf.make_stream(operator + b" 1 1 5 5 re f")

    return plant


def _rgb_in_a_form(pdf: Pdf, page: pikepdf.Object) -> None:
    inner = _form(pdf, b"1 0 0 rg 0 0 5 5 re f")
    outer = _form(pdf, b"/In Do", Resources=Dictionary(XObject=Dictionary(In=inner)))
    page.Resources.XObject = Dictionary(Out=outer)
    page.Contents = pdf.make_stream(b"0 0 0 1 k /Out Do")


def _rgb_in_a_tile(pdf: Pdf, page: pikepdf.Object) -> None:
    tile = pdf.make_stream(
        b"0 0 1 rg 0 0 2 2 re f",
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=Array([0, 0, 4, 4]),
        XStep=4,
        YStep=4,
    )
    page.Resources.Pattern = Dictionary(P=tile)
    page.Contents = pdf.make_stream(b"/Pattern cs /P scn 0 0 9 9 re f")


def _rgb_in_a_shading(pdf: Pdf, page: pikepdf.Object) -> None:
    page.Resources.Shading = Dictionary(S=_shading(Name.DeviceRGB, [1, 0, 0], [0, 0, 1]))
    page.Contents = pdf.make_stream(b"/S sh")


def _three_numbers_in_a_shading(pdf: Pdf, page: pikepdf.Object) -> None:
    page.Resources.Shading = Dictionary(S=_shading(Name.DeviceCMYK, [1, 0, 0], [0, 0, 1]))
    page.Contents = pdf.make_stream(b"/S sh")


def _rgb_in_a_shading_pattern(_pdf: Pdf, page: pikepdf.Object) -> None:
    pattern = Dictionary(PatternType=2, Shading=_shading(Name.DeviceRGB, [1, 0, 0], [0, 0, 1]))
    page.Resources.Pattern = Dictionary(P=pattern)


def _grey_in_a_soft_mask(pdf: Pdf, page: pikepdf.Object) -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    mask = Dictionary(S=Name.Luminosity, G=_form(pdf, b"0.5 g 0 0 9 9 re f", Group=group))
    page.Resources.ExtGState = Dictionary(M=Dictionary(SMask=mask))
    page.Contents = pdf.make_stream(b"/M gs 0 0 0 1 k 0 0 9 9 re f")


def _rgb_group_of_a_soft_mask(pdf: Pdf, page: pikepdf.Object) -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    mask = Dictionary(S=Name.Luminosity, G=_form(pdf, b"0 0 0 1 k 0 0 9 9 re f", Group=group))
    page.Resources.ExtGState = Dictionary(M=Dictionary(SMask=mask))


def _grey_glyphs(pdf: Pdf, page: pikepdf.Object) -> None:
    glyphs = Dictionary(a=pdf.make_stream(b"500 0 d0 0.3 g 0 0 400 400 re f"))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, CharProcs=glyphs)
    page.Resources.Font = Dictionary(T=pdf.make_indirect(font))


def _picture(space: object, **more: object) -> Plant:
    def plant(pdf: Pdf, page: pikepdf.Object) -> None:
        own = space(pdf) if callable(space) else space
        image = pdf.make_stream(
            b"\0" * 4, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8, ColorSpace=own, **more
        )
        page.Resources.XObject = Dictionary(I=image)
        page.Contents = pdf.make_stream(b"/I Do")

    return plant


def _profile(pdf: Pdf) -> pikepdf.Object:
    return Array([Name.ICCBased, pdf.make_stream(b"profile", N=3)])


def _orphan(pdf: Pdf, _page: pikepdf.Object) -> None:
    pdf.Root.Forgotten = _form(pdf, b"")


def _inline_picture(pdf: Pdf, page: pikepdf.Object) -> None:
    page.Contents = pdf.make_stream(b"BI /W 1 /H 1 /CS /RGB /BPC 8 ID abc EI")


def _over(content: bytes) -> Plant:
    def plant(pdf: Pdf, page: pikepdf.Object) -> None:
        page.Resources.ExtGState = Dictionary(O=Dictionary(OP=True, op=True, OPM=1))
        page.Contents = pdf.make_stream(content)

    return plant


FAULTS = [
    (_operator(b"1 0 0 rg"), "'rg' sets a colour in DeviceRGB"),
    (_operator(b"1 0 0 RG"), "'RG' sets a colour in DeviceRGB"),
    (_operator(b"0.2 g"), "'g' sets a colour in DeviceGray"),
    (_operator(b"0.2 G"), "'G' sets a colour in DeviceGray"),
    (_operator(b"/DeviceRGB cs 1 0 0 scn"), "the colour space /DeviceRGB is DeviceRGB"),
    (_operator(b""), "paints in the colour a page begins with"),
    (_operator(b"/Lost gs 0 0 0 1 k"), "names /Lost, which its resources do not hold"),
    (_rgb_in_a_form, "form /Out, form /In: 'rg' sets a colour in DeviceRGB"),
    (_rgb_in_a_tile, "pattern /P: 'rg' sets a colour in DeviceRGB"),
    (_rgb_in_a_shading, "shading /S: its colour space is DeviceRGB"),
    (_three_numbers_in_a_shading, "shading /S: its function gives 3 numbers"),
    (_rgb_in_a_shading_pattern, "pattern /P: its colour space is DeviceRGB"),
    (_grey_in_a_soft_mask, "soft mask of /M: 'g' sets a colour in DeviceGray"),
    (_rgb_group_of_a_soft_mask, "soft mask of /M: the colour space of its transparency group is DeviceRGB"),
    (_grey_glyphs, "font /T: 'g' sets a colour in DeviceGray"),
    (_picture(Name.DeviceRGB), "picture /I: its colour space is DeviceRGB"),
    (_picture(Name.DeviceGray), "picture /I: its colour space is DeviceGray"),
    (_picture(_profile), "picture /I: its colour space is ICCBased"),
    (_picture(Array([Name.Indexed, Name.DeviceRGB, 0, b"abc"])), "its colour space, /Indexed is DeviceRGB"),
    (_inline_picture, "an inline picture has colours of its own"),
    (_orphan, "a form that nothing paints"),
    (_over(b"/O gs 0 0 0 0 k 0 0 9 9 re f"), "white overprints"),
    (_over(b"0 0 0 1 k BT /F 9 Tf <00> Tj ET"), "black text of 9.0 pt does not overprint"),
    (_over(b"0 0 0 1 K 1 w 0 0 m 9 9 l S"), "a thin black line does not overprint"),
]


def test_a_page_of_black_ink_has_no_faults(tmp_path: Path) -> None:
    pdf, _ = _page()
    pdf.save(tmp_path / "good.pdf")
    assert colour_faults(tmp_path / "good.pdf") == []


@pytest.mark.parametrize(("plant", "fault"), FAULTS, ids=[fault for _, fault in FAULTS])
def test_a_planted_fault_is_found(plant: Plant, fault: str, tmp_path: Path) -> None:
    pdf, page = _page()
    plant(pdf, page)
    pdf.save(tmp_path / "bad.pdf")
    faults = colour_faults(tmp_path / "bad.pdf")
    assert any(fault in found for found in faults), faults


def test_a_bare_pdf_is_no_pdf_x(tmp_path: Path) -> None:
    pdf, page = _page()
    page.Annots = Array([])
    page.CropBox = Array([0, 0, 9, 9])
    page.BleedBox, page.TrimBox = Array([0, 0, 50, 50]), Array([10, 10, 60, 40])
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo)
    pdf.save(tmp_path / "bare.pdf", force_version="1.7")
    faults = standard_faults(tmp_path / "bare.pdf")
    for said in (
        "/OpenAction",
        "version is 1.7",
        "output intent",
        "no XMP",
        "/Annots",
        "/CropBox",
        "within each other",
    ):
        assert any(said in fault for fault in faults), (said, faults)
