"""What a manuscript points at: other manuscripts, headings and pictures, all inside the issue's folder."""

import posixpath
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from lxml import etree

from issuepress import fragment
from issuepress.errors import Finding, Place, nearest
from issuepress.importers import IMPORTERS
from issuepress.pictures import SUFFIXES, PictureError, inspect, remark


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
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(parts.path)))
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
        path = self.folder / file
        inside = not name.startswith("/") and not {"\\", "\0"} & set(file)
        if not inside or not path.resolve().is_relative_to(self.folder):
            message = f"the {what} '{name}' lies outside the issue's folder"
            self.findings.append(Finding(message, place, "copy the file into the issue's folder"))
            return None
        if not _is_file(path):
            shelf = path if path == self.folder else path.parent
            near = (other for other in shelf.glob("*") if other.is_file())
            siblings = (other.relative_to(self.folder).as_posix() for other in near)
            message = f"the {what} '{name}' does not exist"
            self.findings.append(Finding(message, place, nearest(file, siblings)))
            return None
        return file


def resolved(shelf: Shelf, prose: str, place: Place) -> str:
    """Resolve the links and pictures of a fragment; `place` is where it stands in its manuscript."""
    if "<a" not in prose and "<img" not in prose:
        return prose
    wrapper = fragment.parse(prose)
    for element in wrapper.iter("a", "img"):
        where = Place(place.file, _line(element) or place.line)
        if element.tag == "img":
            if src := element.get("src"):  # a bad address was reported and taken off
                element.set("src", shelf.picture(src, place.file, where))
        elif (href := element.get("href", "")) and not urlsplit(href).scheme and not href.startswith("#"):
            element.set("href", shelf.link(href, place.file, where))
    return fragment.serialise(wrapper)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the disk takes
        return False


def _line(element: etree._Element) -> int | None:
    for near in (element, *element.iterancestors()):
        if line := near.get("data-line"):
            return int(line)
    return None
