"""The package: EbookLib as model of manifest, spine and metadata, and as writer of the zip file.

The only module that imports ebooklib. It gets finished bytes for every file, navigation included:
EbookLib's own pages would be parsed as HTML and written anew, which loses spaces and attributes.
"""

import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final, Literal, NamedTuple

from ebooklib import epub
from lxml import etree

from issuepress.cache import kept
from issuepress.epub.metadata import IDENTIFIER_ID, PREFIXES, Statement
from issuepress.epub.resource import Resource

_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip file knows (APPNOTE 4.4.6): the same bytes whenever it is written."""

_FOLDER: Final = "EPUB"
"""Where all is but what a zip file says of itself."""
_STORED: Final = frozenset((".jpg", ".png"))
"""Packed already: deflating them again costs time and saves nothing."""

_LEVEL: Final = 6
"""How hard the rest is deflated, of 9: fonts take a quarter of the time and 0.4 % more room."""


class Package(NamedTuple):
    """All that goes into an EPUB."""

    resources: tuple[Resource, ...]
    spine: tuple[str, ...]
    """The ids of the documents in reading order."""
    statements: tuple[Statement, ...]
    language: str
    direction: Literal["ltr", "rtl"]
    modified: datetime
    """The last change; taken for UTC where it names no zone."""


def write_package(package: Package, archive: "Archive") -> None:
    """Write an EPUB 3.3 package into an archive, the same bytes on each run, bar what is there already.

    Raises OSError when that can't be done.
    """
    book = epub.EpubBook()
    book.metadata, book.IDENTIFIER_ID = {}, IDENTIFIER_ID  # it begins with a random identifier
    book.FOLDER_NAME = _FOLDER
    book.language, book.direction = package.language, package.direction
    for name, value, attributes in package.statements:
        space, _, local = name.rpartition(":")
        book.add_metadata(space.upper() or None, local, value, dict(attributes))
    for resource in package.resources:
        item = epub.EpubItem(resource.id, resource.file, resource.media_type, resource.content)
        item.properties = list(resource.properties)
        book.add_item(item)
    book.spine = list(package.spine)
    modified = package.modified
    moment = modified.astimezone(UTC) if modified.tzinfo else modified
    writer = _Writer("", book, {"mtime": moment, "raise_exceptions": True})
    writer.out = archive
    writer.write()


class _Writer(epub.EpubWriter):  # type: ignore[misc] # ebooklib has no types
    """EbookLib's writer, with a package that names its language."""

    def write(self) -> None:
        self._write_container()
        self._write_opf()
        self._write_items()

    def _write_opf_file(self, root: Any) -> None:  # noqa: ANN401 - an lxml element
        root.set("prefix", " ".join(f"{prefix}: {address}" for prefix, address in PREFIXES.items()))
        root.set("{http://www.w3.org/XML/1998/namespace}lang", self.book.language)
        if self.book.direction == "rtl":
            root.set("dir", "rtl")
        etree.cleanup_namespaces(root)
        super()._write_opf_file(root)


class Archive(zipfile.ZipFile):
    """An EPUB's zip file, without a clock; it begins with its media type (OCF 3.3, 4.3)."""

    def __init__(self, target: Path) -> None:
        """Begin it; raises OSError when the target can't be written."""
        super().__init__(target, "w")
        self.writestr("mimetype", b"application/epub+zip")

    def put(self, resource: Resource) -> Resource:
        """Write a file of the package ahead, so that nobody need hold it; give what else is known of it."""
        self.writestr(f"{_FOLDER}/{resource.file}", resource.content)
        return resource._replace(content=b"")

    def writestr(self, name: Any, data: Any, *_: object, **__: object) -> None:  # type: ignore[override] # noqa: ANN401
        """Write a file without date, for all to read, unless it is there."""
        if name in self.NameToInfo:
            return
        content = data.encode() if isinstance(data, str) else bytes(data)
        entry = zipfile.ZipInfo(str(name), _NO_TIME)
        entry.create_system, entry.external_attr = 3, 0o100644 << 16
        bare = name == "mimetype" or PurePosixPath(str(name)).suffix in _STORED
        entry.compress_type = zipfile.ZIP_STORED if bare else zipfile.ZIP_DEFLATED
        key = (zlib.ZLIB_RUNTIME_VERSION, content)  # another zlib may deflate otherwise
        packed = content if bare else kept("deflated", key, lambda: _deflated(content))
        entry.CRC, entry.file_size, entry.compress_size = zlib.crc32(content), len(content), len(packed)
        self._append(entry, packed)

    def _append(self, entry: zipfile.ZipInfo, packed: bytes) -> None:
        """Write what is deflated already, for which zipfile has no way."""
        assert self.fp  # noqa: S101 - open for as long as it is written
        entry.header_offset = self.start_dir
        self.fp.write(entry.FileHeader())
        self.fp.write(packed)
        self.start_dir = self.fp.tell()
        self.filelist.append(entry)
        self.NameToInfo[entry.filename] = entry
        self._didModify = True


def _deflated(content: bytes) -> bytes:
    """Deflate without a header around it, as archives hold it (APPNOTE 4.4.5)."""
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(content) + deflate.flush()
