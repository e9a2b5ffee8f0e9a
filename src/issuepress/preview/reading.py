"""The reading view: the EPUB that was just made, taken apart again for the browser."""

import hashlib
import mimetypes
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from posixpath import normpath

from lxml import etree

from issuepress import fragment
from issuepress.origins import mark_origins
from issuepress.rendition import Part, Rendition

_OPF = {"opf": "http://www.idpf.org/2007/opf", "c": "urn:oasis:names:tc:opendocument:xmlns:container"}
_XHTML = "{http://www.w3.org/1999/xhtml}"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the EPUB, in the order of reading."""

    file: str
    """Its path inside the EPUB."""
    part: str
    """The part of the issue that it shows."""
    title: str
    language: str
    direction: str
    html: str
    """The document as HTML, its blocks with the line of the manuscript in `data-line`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An EPUB, opened."""

    digest: str
    """Of the whole file."""
    pages: tuple[Document, ...]
    files: Mapping[str, tuple[str, bytes]]
    """Media type and content of style sheets, fonts and pictures, by their paths inside the EPUB."""


def open_epub(path: Path, rendition: Rendition) -> Reading:
    """Open an EPUB of ours that was made from a rendition."""
    with zipfile.ZipFile(path) as book:
        package = _package(book)
        home = PurePosixPath(package)
        opf = etree.fromstring(book.read(package), _PARSER)
        items = {item.get("id", ""): item for item in opf.iterfind(".//opf:item", _OPF)}
        spine = [items[str(ref.get("idref"))] for ref in opf.iterfind(".//opf:itemref", _OPF)]
        pages = [
            _page(book, normpath(home.parent / str(item.get("href"))), _part(rendition, str(item.get("id"))))
            for item in spine
        ]
        shown = {page.file for page in pages}
        files = {name: (_type(name), book.read(name)) for name in book.namelist() if name not in shown}
    return Reading(hashlib.sha256(path.read_bytes()).hexdigest()[:32], tuple(pages), files)


def _package(book: zipfile.ZipFile) -> str:
    container = etree.fromstring(book.read("META-INF/container.xml"), _PARSER)
    return str(next(container.iterfind(".//c:rootfile", _OPF)).get("full-path"))


def _part(rendition: Rendition, identifier: str) -> Part | None:
    name = identifier.removeprefix("document-")
    return next((part for part in rendition.parts if part.name == name), None)


def _page(book: zipfile.ZipFile, file: str, part: Part | None) -> Document:
    root = etree.fromstring(book.read(file), _PARSER)
    if part is not None:
        mark_origins(root, part)
    title = root.findtext(f".//{_XHTML}title") or file
    language = root.get("lang") or root.get(f"{{{fragment.XML}}}lang") or ""
    for element in root.iter(etree.Element):
        element.tag = _name(element)  # HTML's own serialiser knows elements without a namespace only
    etree.cleanup_namespaces(root)
    html = "<!DOCTYPE html>" + etree.tostring(root, encoding="unicode", method="html")
    return Document(file, part.name if part else "", title, language, root.get("dir") or "ltr", html)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
