"""Our own preflight of a print PDF: a walk over every page, resource and colour operator.

It shares no code with the press room, and takes nothing on trust: what a stream names is looked up, what no
stream names is looked at too. Each fault is a sentence that begins with where it stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

_INK = ("/DeviceCMYK",)
_SPOT = ("/Separation", "/DeviceN")
_PAINTING = frozenset("f F f* S s B B* b b* Tj TJ ' \"".split())
_FORBIDDEN_ROOT = ("/AcroForm", "/OpenAction", "/AA", "/Outlines", "/Names", "/Threads", "/StructTreeRoot")
_FORBIDDEN_PAGE = ("/Annots", "/AA", "/CropBox", "/UserUnit", "/ArtBox")
_DEFAULTS = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")
_Matrix = tuple[float, float, float, float, float, float]
_BLACK: tuple[float, ...] = (0.0, 0.0, 0.0, 1.0)
_UNIT: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass
class _State:
    ctm: _Matrix = _UNIT
    text: _Matrix = _UNIT
    size: float = 0.0
    fill: tuple[float, ...] | None = None
    stroke: tuple[float, ...] | None = None
    is_set: bool = False
    overprint: bool = False
    mode: int = 0
    width: float = 1.0


@dataclass
class _Scan:
    pdf: pikepdf.Pdf
    faults: list[str] = field(default_factory=list)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def fault(self, where: str, what: str) -> None:
        self.faults.append(f"{where}: {what}")

    def is_new(self, thing: pikepdf.Object) -> bool:
        number = thing.objgen
        new = number == (0, 0) or number not in self.seen
        self.seen.add(number)
        return new


def colour_faults(path: Path) -> list[str]:
    """Give every spot of a PDF that is not DeviceCMYK, a spot colour on CMYK, or a soft mask's grey."""
    with pikepdf.open(path) as pdf:
        scan = _Scan(pdf)
        for number, page in enumerate(pdf.pages, start=1):
            where = f"page {number}"
            _stream(scan, page.obj, page.resources, where, _State())
            _group(scan, page.obj.get("/Group"), where)
        _orphans(scan)
        return scan.faults


def standard_faults(path: Path) -> list[str]:
    """Give what a PDF lacks of PDF/X-4 (ISO 15930-7) outside its colours."""
    with pikepdf.open(path) as pdf:
        faults = [f"{key} in the catalogue" for key in _FORBIDDEN_ROOT if key in pdf.Root]
        faults += [] if pdf.pdf_version == "1.6" else [f"the version is {pdf.pdf_version}"]
        faults += ["it is encrypted"] if pdf.is_encrypted else []
        faults += [] if "/ID" in pdf.trailer else ["it has no ID"]
        faults += [*_intent(pdf), *_metadata(pdf)]
        for number, page in enumerate(pdf.pages, start=1):
            faults += [f"page {number}: {key}" for key in _FORBIDDEN_PAGE if key in page.obj]
            faults += [f"page {number}: {what}" for what in _boxes(page)]
        return faults


def _intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = list(pdf.Root.get("/OutputIntents", []))
    if [intent.S for intent in intents] != [pikepdf.Name.GTS_PDFX]:
        yield "there is not exactly one output intent for PDF/X"
        return
    intent = intents[0]
    profile = intent.DestOutputProfile.read_bytes()
    if int(intent.DestOutputProfile.N) != 4 or profile[12:20] != b"prtrCMYK":
        yield "the output intent's profile is not for printing in CMYK"
    if not str(intent.get("/OutputConditionIdentifier", "")):
        yield "the output intent names no condition"
    if str(intent.OutputConditionIdentifier) != "Custom" and "/RegistryName" not in intent:
        yield "the output intent names no registry"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    metadata = pdf.Root.get("/Metadata")
    if metadata is None:
        yield "there is no XMP"
        return
    if "/Filter" in metadata:
        yield "the XMP is compressed"
    text = metadata.read_bytes().decode()
    for wanted in (
        "<pdfxid:GTS_PDFXVersion>PDF/X-4<", "<pdf:Trapped>False<", "<xmpMM:DocumentID>", "<xmpMM:VersionID>",
        "<xmpMM:RenditionClass>default<", "<xmp:CreateDate>", "<xmp:ModifyDate>", "<xmp:MetadataDate>",
        "<dc:title>",
    ):  # fmt: skip
        if wanted not in text:
            yield f"the XMP lacks {wanted}"
    if pdf.docinfo.get("/Trapped") not in {"/False", "/True"}:
        yield "Info does not say whether it is trapped"
    for key in ("/Title", "/CreationDate", "/ModDate"):
        if key not in pdf.docinfo:
            yield f"Info lacks {key}"


def _boxes(page: pikepdf.Page) -> Iterator[str]:
    media, bleed, trim = (
        [float(edge) for edge in page.obj[key]] for key in ("/MediaBox", "/BleedBox", "/TrimBox")
    )
    if media[:2] != [0, 0]:
        yield "the media is not at the origin"
    if not (_holds(media, bleed) and _holds(bleed, trim)):
        yield "the boxes do not lie within each other"


def _holds(outer: list[float], inner: list[float]) -> bool:
    slack = 0.001
    return all(a <= b + slack for a, b in zip(outer[:2], inner[:2], strict=True)) and all(
        a >= b - slack for a, b in zip(outer[2:], inner[2:], strict=True)
    )


def _stream(
    scan: _Scan, stream: pikepdf.Object, resources: pikepdf.Object | None, where: str, state: _State
) -> None:
    resources = resources if resources is not None else pikepdf.Dictionary()
    _resources(scan, resources, where)
    stack: list[_State] = []
    for instruction in pikepdf.parse_content_stream(stream):
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            if not instruction.iimage.image_mask:
                scan.fault(where, "an inline picture has colours of its own")
            continue
        operands, operator = list(instruction.operands), str(instruction.operator)
        if operator == "q":
            stack.append(_State(**vars(state)))
        elif operator == "Q" and stack:
            state = stack.pop()
        _geometry(state, operator, operands)
        _colour(scan, state, operator, operands, resources, where)
        _named(scan, state, operator, operands, resources, where)
        if operator in _PAINTING:
            _painted(scan, state, operator, where)


def _geometry(state: _State, operator: str, operands: list[Any]) -> None:
    match operator:
        case "cm":
            state.ctm = _times(_six(operands), state.ctm)
        case "w":
            state.width = float(operands[0])
        case "BT":
            state.text = _UNIT
        case "Tm":
            state.text = _six(operands)
        case "Tf":
            state.size = float(operands[1])
        case "Tr":
            state.mode = int(operands[0])


def _colour(  # noqa: PLR0913 - all that an operator of colour depends on
    scan: _Scan, state: _State, operator: str, operands: list[Any], resources: pikepdf.Object, where: str
) -> None:
    stroke = operator.isupper()
    match operator:
        case "g" | "G" | "rg" | "RG":
            space = "DeviceGray" if len(operands) == 1 else "DeviceRGB"
            scan.fault(where, f"'{operator}' sets a colour in {space}")
            _set(state, None, stroke=stroke)
        case "k" | "K":
            _set(state, operands, stroke=stroke)
        case "cs" | "CS":
            _chosen(scan, operands[0], resources, where)
            _set(state, None, stroke=stroke)
        case "sc" | "SC" | "scn" | "SCN":
            numbers = [part for part in operands if not isinstance(part, pikepdf.Name)]
            _set(state, numbers if len(numbers) == 4 else None, stroke=stroke)
            for part in operands:
                if isinstance(part, pikepdf.Name):
                    _look_up(scan, resources, "/Pattern", str(part), where)


def _named(  # noqa: PLR0913 - all that an operator with a name depends on
    scan: _Scan, state: _State, operator: str, operands: list[Any], resources: pikepdf.Object, where: str
) -> None:
    kind = {"gs": "/ExtGState", "sh": "/Shading", "Do": "/XObject"}.get(operator)
    held = _look_up(scan, resources, kind, str(operands[0]), where) if kind else None
    if held is None:
        return
    if operator == "gs" and "/op" in held:
        state.overprint = bool(held["/op"])
        if state.overprint and int(held.get("/OPM", 0)) != 1:
            scan.fault(where, "overprints without OPM 1")
    if operator == "Do" and held.get("/Subtype") == "/Form" and scan.is_new(held):
        inside = _State(**vars(state))
        inside.ctm = _times(_six(held.get("/Matrix", _UNIT)), state.ctm)
        _stream(scan, held, held.get("/Resources"), f"{where}, form {operands[0]}", inside)


def _painted(scan: _Scan, state: _State, operator: str, where: str) -> None:
    if not state.is_set:
        scan.fault(where, f"'{operator}' paints in the colour a page begins with, which is DeviceGray")
    is_text, stroked = operator in {"Tj", "TJ", "'", '"'}, operator in {"S", "s"}
    colour = state.stroke if stroked else state.fill
    if state.overprint and colour is not None and not any(colour):
        scan.fault(where, "white overprints")
    if is_text and colour == _BLACK and state.mode not in {3, 7}:
        size = abs(state.size) * _scale(_times(state.text, state.ctm))
        if size < 11.99 and not state.overprint:
            scan.fault(where, f"black text of {size:.1f} pt does not overprint")
    if stroked and colour == _BLACK and state.width * _scale(state.ctm) < 1.99 and not state.overprint:
        scan.fault(where, "a thin black line does not overprint")


def _set(state: _State, parts: Any, *, stroke: bool) -> None:
    colour = None if parts is None else tuple(float(part) for part in parts)
    state.is_set = True
    if stroke:
        state.stroke = colour
    else:
        state.fill = colour


def _chosen(scan: _Scan, name: Any, resources: pikepdf.Object, where: str) -> None:
    spaces = resources.get("/ColorSpace", pikepdf.Dictionary())
    _space(scan, spaces.get(str(name), name), where, f"the colour space {name}")


def _space(scan: _Scan, space: pikepdf.Object, where: str, what: str) -> None:
    family = str(space[0]) if isinstance(space, pikepdf.Array) else str(space)
    if family in _INK or (family == "/Pattern" and not (isinstance(space, pikepdf.Array) and len(space) > 1)):
        return
    if family in {"/Indexed", "/Pattern"}:
        _space(scan, space[1], where, f"{what}, {family}")
    elif family in _SPOT:
        _space(scan, space[2], where, f"{what}, the alternate of {family}")
    else:
        scan.fault(where, f"{what} is {family.removeprefix('/')}")


def _look_up(scan: _Scan, resources: pikepdf.Object, kind: str, name: str, where: str) -> Any:
    held = resources.get(kind, pikepdf.Dictionary()).get(name)
    if held is None:
        scan.fault(where, f"names {name}, which its resources do not hold")
    return held


def _resources(scan: _Scan, resources: pikepdf.Object, where: str) -> None:
    for name, space in _held(resources, "/ColorSpace"):
        if name in _DEFAULTS:
            scan.fault(where, f"holds {name}")
        else:
            _space(scan, space, where, f"the colour space {name}")
    for name, thing in _held(resources, "/XObject"):
        if thing.get("/Subtype") == "/Image":
            _picture(scan, thing, f"{where}, picture {name}")
        _group(scan, thing.get("/Group"), f"{where}, form {name}")
    for name, thing in _held(resources, "/Pattern"):
        _pattern(scan, thing, f"{where}, pattern {name}")
    for name, thing in _held(resources, "/Shading"):
        _shading(scan, thing, f"{where}, shading {name}")
    _states_and_fonts(scan, resources, where)


def _states_and_fonts(scan: _Scan, resources: pikepdf.Object, where: str) -> None:
    for name, thing in _held(resources, "/ExtGState"):
        _soft_mask(scan, thing.get("/SMask"), f"{where}, soft mask of {name}")
    for name, font in _held(resources, "/Font"):
        if font.get("/Subtype") == "/Type3" and scan.is_new(font):
            for glyph in font.CharProcs.values():
                _stream(scan, glyph, font.get("/Resources"), f"{where}, font {name}", _State(is_set=True))


def _held(resources: pikepdf.Object, kind: str) -> list[tuple[str, Any]]:
    return list(resources.get(kind, pikepdf.Dictionary()).items())


def _soft_mask(scan: _Scan, mask: Any, where: str) -> None:
    if isinstance(mask, pikepdf.Dictionary) and scan.is_new(mask.G):
        _group(scan, mask.G.get("/Group"), where)
        _stream(scan, mask.G, mask.G.get("/Resources"), where, _State())


def _picture(scan: _Scan, image: pikepdf.Object, where: str) -> None:
    if not scan.is_new(image):
        return
    if not image.get("/ImageMask", False):
        _space(scan, image.get("/ColorSpace", pikepdf.Name("/Nothing")), where, "its colour space")
    mask = image.get("/SMask")
    if mask is not None:
        scan.is_new(mask)
        if mask.ColorSpace != "/DeviceGray":
            scan.fault(where, f"its soft mask is {mask.ColorSpace}")
        if "/Matte" in mask and len(mask.Matte) != 4:
            scan.fault(where, "the matte of its soft mask is no build")


def _pattern(scan: _Scan, pattern: pikepdf.Object, where: str) -> None:
    if not scan.is_new(pattern):
        return
    if int(pattern.PatternType) == 2:
        _shading(scan, pattern.Shading, where)
    else:
        _stream(scan, pattern, pattern.get("/Resources"), where, _State())


def _shading(scan: _Scan, shading: pikepdf.Object, where: str) -> None:
    if not scan.is_new(shading):
        return
    _space(scan, shading.ColorSpace, where, "its colour space")
    if shading.ColorSpace == "/DeviceCMYK":
        functions = shading.Function if isinstance(shading.Function, pikepdf.Array) else [shading.Function]
        for count in (_outputs(function) for function in functions):
            if count != 4 and len(functions) != 4:
                scan.fault(where, f"its function gives {count} numbers")


def _outputs(function: pikepdf.Object) -> int:
    if int(function.FunctionType) == 3:
        counts = {_outputs(part) for part in function.Functions}
        return counts.pop() if len(counts) == 1 else 0
    return len(function.Range) // 2 if "/Range" in function else len(function.get("/C0", [0]))


def _group(scan: _Scan, group: pikepdf.Object | None, where: str) -> None:
    if group is not None and "/CS" in group:
        _space(scan, group.CS, where, "the colour space of its transparency group")


def _orphans(scan: _Scan) -> None:
    """Look at the pictures, forms and colour spaces that no page names: they are in the file all the same."""
    spaces = {"/ICCBased", "/CalRGB", "/CalGray", "/Lab"}
    for thing in scan.pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.objgen not in scan.seen:
            if thing.get("/Subtype") == "/Image":
                _picture(scan, thing, f"object {thing.objgen[0]}")
            elif thing.get("/Subtype") == "/Form":
                scan.fault(f"object {thing.objgen[0]}", "a form that nothing paints")
        if isinstance(thing, pikepdf.Array) and len(thing) and str(thing[0]) in spaces:
            scan.fault(f"object {thing.objgen[0]}", f"a colour space {thing[0]}")


def _six(numbers: Any) -> _Matrix:
    a, b, c, d, e, f = (float(number) for number in numbers)
    return a, b, c, d, e, f


def _times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _scale(matrix: _Matrix) -> float:
    return float(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) ** 0.5)
