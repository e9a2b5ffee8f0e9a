"""What a manuscript points at: other manuscripts, headings and pictures, all inside the issue's folder."""

import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree

from issuepress import fragment
from issuepress.cache import kept_value
from issuepress.errors import Finding, Place, nearest
from issuepress.importers import IMPORTERS
from issuepress.pictures import SUFFIXES, PictureError, inspect, remark

_ADDRESS: Final = {"a": "href", "img": "src"}


@dataclass(slots=True)
class Shelf:
    """The files of an issue that may be used, and those that are."""

    folder: Path
    opens: bool = True
    """Whether pictures are opened to see if they can be used; else those who use them say it."""
    slugs: dict[str, str] = field(default_factory=dict)
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _folders: dict[str, str] = field(default_factory=dict)
    """Where folders lie, by their paths from the issue folder, links followed."""

    def add(self, file: str, slug: str, ids: frozenset[str]) -> None:
        """Make a manuscript and its ids known as targets of links."""
        self.slugs[file] = slug
        self.ids[slug] = ids

    def manuscript(self, name: str, place: Place) -> str | None:
        """Find a manuscript of the running order and give its path from the issue folder."""
        file = self._inside(name, "", place, "manuscript")
        if file and PurePosixPath(file).suffix.lower() not in IMPORTERS:
            hint = f"manuscripts end in {', '.join(IMPORTERS)}"
            self.findings.append(Finding(f"'{name}' is not a manuscript that can be read", place, hint))
            return None
        return file

    def picture(self, name: str, source: str, place: Place) -> str:
        """Find a picture named in a manuscript and give its path from the issue folder."""
        file = self._inside(name, source, place, "picture")
        if file is None or file in self.files:
            return file or name
        self.files[file] = path = self.folder / file
        if self.opens:
            self._open(name, path, place)
        return file

    def _open(self, name: str, path: Path, place: Place) -> None:
        try:
            inspect(path)
            refused = remark(path) if path.suffix.lower() == ".svg" else None
        except PictureError as error:
            hint = f"pictures end in {', '.join(sorted(SUFFIXES))}"
            self.findings.append(Finding(f"the picture '{name}' can't be used: {error}", place, hint))
        else:
            if refused:
                hint = "export it again without these, as paths and shapes"
                self.findings.append(Finding(f"the picture '{name}': {refused}", place, hint))

    def link(self, href: str, source: str, place: Place) -> str:
        """Turn a link to a manuscript or a heading of one into `#id`."""
        parts = urlsplit(href)
        path = unquote(parts.path) or posixpath.basename(source)
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        slug = self.slugs.get(file)
        if slug is None:
            message = f"the link to '{href}' leads to no manuscript of the issue"
            self.findings.append(Finding(message, place, nearest(file, self.slugs)))
            return href
        if not parts.fragment:
            return f"#{slug}"
        target = f"{slug}--{unquote(parts.fragment)}"
        if target not in self.ids[slug]:
            headings = [known.removeprefix(f"{slug}--") for known in self.ids[slug]]
            hint = nearest(unquote(parts.fragment), headings)
            self.findings.append(Finding(f"'{file}' has no heading '{parts.fragment}'", place, hint))
        return f"#{target}"

    def _inside(self, name: str, source: str, place: Place, what: str) -> str | None:
        """Give a path from the issue folder, refusing what leads out of it, symbolic links too."""
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(name)))
        inside = not name.startswith("/") and not {"\\", "\0"} & set(file)
        if not inside or self._leads_out(file):
            message = f"the {what} '{name}' lies outside the issue's folder"
            self.findings.append(Finding(message, place, "copy the file into the issue's folder"))
            return None
        if not os.path.isfile(f"{self.folder}/{file}"):  # noqa: PTH113 - paths as texts, a hundred times
            path = self.folder / file
            shelf = path if path == self.folder else path.parent
            near = (other for other in shelf.glob("*") if other.is_file())
            siblings = (other.relative_to(self.folder).as_posix() for other in near)
            message = f"the {what} '{name}' does not exist"
            self.findings.append(Finding(message, place, nearest(file, siblings)))
            return None
        return file

    def _leads_out(self, file: str) -> bool:
        """Follow the symbolic links of a path from the issue folder, those of one folder once."""
        home = str(self.folder)
        folder, _, name = file.rpartition("/")
        if name in {".", ".."} or os.path.islink(f"{home}/{file}"):  # noqa: PTH114 - see `_inside`
            real = os.path.realpath(f"{home}/{file}")
        else:
            if folder not in self._folders:
                self._folders[folder] = os.path.realpath(f"{home}/{folder}")
            real = f"{self._folders[folder]}/{name}"
        return real != home and not real.startswith(os.path.join(home, ""))  # noqa: PTH118


class Reference(NamedTuple):
    """A link to another manuscript, or a picture, in a fragment."""

    address: str
    is_picture: bool
    line: int | None
    """The line of the manuscript that it came from."""


def references(wrappers: Iterable[etree._Element], *, head: bool = False) -> tuple[Reference, ...]:
    """Give what parsed fragments refer to, in order.

    Links to a heading of the same manuscript were settled when that was read, but for those at its `head`.
    """
    return tuple(
        Reference(element.get(_ADDRESS[element.tag], ""), element.tag == "img", _line(element))
        for wrapper in wrappers
        for element in _referring(wrapper, head=head)
    )


def resolved(
    shelf: Shelf, prose: tuple[str, ...], place: Place, found: Sequence[Reference], *, head: bool = False
) -> tuple[str, ...]:
    """Resolve the references found in fragments; `place` is where these stand in their manuscript."""
    addresses = []
    for each in found:
        where = Place(place.file, each.line or place.line)
        settle = shelf.picture if each.is_picture else shelf.link
        addresses.append(settle(each.address, place.file, where))
    if addresses == [each.address for each in found]:
        return prose
    known = ("head" if head else "text", f"{len(prose)}", *prose, *addresses)
    return kept_value("resolved", known, lambda: _resolved(prose, addresses, head=head))


def resolved_head(shelf: Shelf, prose: str, place: Place) -> str:
    """Resolve the references in a line of a manuscript's head, or of `issue.yaml`."""
    if "<a" not in prose and "<img" not in prose:
        return prose
    found = references([fragment.parse(prose)], head=True)
    return resolved(shelf, (prose,), place, found, head=True)[0]


def _resolved(prose: tuple[str, ...], found: Iterable[str], *, head: bool) -> tuple[str, ...]:
    wrappers = [fragment.parse(each) for each in prose]
    elements = (element for wrapper in wrappers for element in _referring(wrapper, head=head))
    for element, address in zip(elements, found, strict=True):
        element.set(_ADDRESS[element.tag], address)
    return tuple(map(fragment.serialise, wrappers))


def _referring(wrapper: etree._Element, *, head: bool) -> Iterator[etree._Element]:
    """Give the links and pictures of a fragment that lead to files of the issue."""
    for element in wrapper.iter("a", "img"):
        address = element.get(_ADDRESS[element.tag], "")
        is_own = element.tag == "img" or not (urlsplit(address).scheme or (address[:1] == "#" and not head))
        if address and is_own:  # a bad address of a picture was reported and taken off
            yield element


def _line(element: etree._Element) -> int | None:
    for near in (element, *element.iterancestors()):
        if line := near.get("data-line"):
            return int(line)
    return None
