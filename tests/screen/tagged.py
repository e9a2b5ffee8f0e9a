"""A tagged PDF, opened to look into: its structure by pikepdf, the words of each tag by pdfium."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium


@dataclass
class Tag:
    """A structure element with its kids: tags, pieces of text, and link annotations."""

    role: str
    element: Any
    kids: "list[Tag | str | Any]" = field(default_factory=list)

    @property
    def tags(self) -> "list[Tag]":
        return [kid for kid in self.kids if isinstance(kid, Tag)]

    @property
    def links(self) -> list[Any]:
        return [kid for kid in self.kids if isinstance(kid, pikepdf.Object)]

    def walk(self) -> "Iterator[Tag]":
        yield self
        for kid in self.tags:
            yield from kid.walk()

    def all(self, role: str) -> "list[Tag]":
        return [tag for tag in self.walk() if tag.role == role]

    def get(self, key: str) -> str:
        value = self.element.get(f"/{key}")
        return "" if value is None else str(value)

    def attribute(self, name: str) -> Any:
        for owner in self.element.get("/A", []):
            if f"/{name}" in owner:
                return owner[f"/{name}"]
        return None

    @property
    def painted(self) -> str:
        """The words as painted, in reading order, a space between pieces of different lines or tags."""
        return " ".join(
            kid.painted if isinstance(kid, Tag) else kid
            for kid in self.kids
            if not isinstance(kid, pikepdf.Object)
        )

    def outline(self, depth: int = 0) -> Iterator[str]:
        about = [
            f"{key}={self.get(key)!r}"
            for key in ("Lang", "Alt", "ActualText", "E", "ID", "T")
            if self.get(key)
        ]
        yield "  " * depth + " ".join([self.role, *about])
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.outline(depth + 1)
            else:
                words = f"-> {kid.Contents}" if isinstance(kid, pikepdf.Object) else repr(kid)
                yield "  " * (depth + 1) + words


class Tagged:
    """A tagged PDF file."""

    def __init__(self, path: Path) -> None:
        self.pdf = pikepdf.open(path)
        self._indexes = {page.obj.objgen: at for at, page in enumerate(self.pdf.pages)}
        self._words = _words(path)
        self.root = self._tag(self.pdf.Root.StructTreeRoot.K)

    def _tag(self, element: Any) -> Tag:
        tag = Tag(str(element.S)[1:], element)
        page = element.get("/Pg")
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                tag.kids.append(self._piece(page, kid))
            elif "/MCID" in kid:
                tag.kids.append(self._piece(kid.get("/Pg", page), int(kid.MCID)))
            elif kid.get("/Type") == "/OBJR":
                tag.kids.append(kid.Obj)
            else:
                tag.kids.append(self._tag(kid))
        return tag

    def _piece(self, page: Any, number: int) -> str:
        return self._words.get((self._indexes[page.objgen], number), "")


def _words(path: Path) -> dict[tuple[int, int], str]:
    """Give the text of every marked-content sequence, by page and number, as pdfium reads it."""
    found: dict[tuple[int, int], str] = {}
    document = pypdfium2.PdfDocument(path)
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=4):
            number = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
            if number >= 0:
                length = pdfium.FPDFTextObj_GetText(item.raw, text.raw, None, 0)
                buffer = ctypes.create_string_buffer(length)
                short = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
                pdfium.FPDFTextObj_GetText(item.raw, text.raw, short, length)
                words = buffer.raw[: max(0, length - 2)].decode("utf-16-le")
                found[index, number] = found.get((index, number), "") + words
        text.close()
        page.close()
    document.close()
    return found
