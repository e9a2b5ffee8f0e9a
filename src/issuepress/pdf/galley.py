"""Galleys: each part set in pages by itself, without running heads and folios, and kept for next time.

What a galley looks like depends on its part, the style, the pictures and the side of its first page, but
not on what stands before it in the issue. So it is set anew only when one of these changes, in any
process; numbers, running heads and the pages that links lead to are added when the issue is made up.
This module knows no engine: what is kept needs none.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple, Self
from urllib.parse import quote, urljoin

from issuepress import cache
from issuepress.errors import Finding
from issuepress.pdf.faces import Faces, are_stored
from issuepress.pdf.versions import pango_version
from issuepress.pictures import NOTHING, Besides
from issuepress.places import PagePlaces
from issuepress.rendition import Part, Rendition
from issuepress.snapshot import Snapshot

ROOT: Final = "https://issue.invalid/"
"""The virtual base: its host can't exist (RFC 6761, 6.4), so a leak can't reach anything."""
PICTURES: Final = f"{ROOT}issue/"
"""Where the engine finds the issue's pictures."""
Start = tuple[str, int]
"""Where a page begins: an id, and the characters before it in the element of that id."""


AREAS, GROUPS, TELLS = "/ISPR_Areas", "/ISPR_Groups", "/ISPR_Tells"
"""Keys of our own (ISO 32000-1, annex E) that a galley carries for the make-up, which takes them out: in
the tree, elements that have an area with the index of its page, and groups with numbers of their own; in a
link, the language in which to tell the page that it leads to."""


class Mark(NamedTuple):
    """A bookmark: its words, its page in the galley, and where it leads, in points from bottom left."""

    words: str
    page: int
    left: float
    top: float
    below: tuple["Mark", ...] = ()


class GalleyPage(NamedTuple):
    """A page of a galley."""

    name: str
    """The name that styles give to such pages; empty for the common ones."""
    strings: tuple[tuple[str, str], ...]
    """The texts that running heads take up on it, by name, in order."""
    start: Start | None
    """Where in its part's text it begins."""
    anchors: dict[str, tuple[float, float]]
    """Where each id stands, in points from the bottom left of the trimmed page."""
    shift: float
    """By how many points its content moves to the right when it stands on the other side of the spread."""


@dataclass(frozen=True, slots=True)
class Galley:
    """A part in pages, with its PDF: tagged, fonts named but not embedded, trim at the origin."""

    key: str
    recto: bool
    """Whether it was set with a right-hand page first, or a left-hand one read from right to left."""
    sided: bool
    """Whether it would look different, not only moved, if it began on the other side."""
    size: tuple[float, float]
    """Width and height of the trimmed pages in points."""
    pages: tuple[GalleyPage, ...]
    places: tuple[PagePlaces, ...]
    """What stands where on each page."""
    marks: tuple[Mark, ...]
    faces: Faces
    findings: tuple[Finding, ...]
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What surrounds the text of a part's pages: running heads and folios, in a PDF like a galley's."""

    key: str
    labels: tuple[tuple[str, bool], ...]
    """Each page's number as printed, and whether it is."""
    faces: Faces
    findings: tuple[Finding, ...]
    pdf: bytes = field(repr=False)


class Around(NamedTuple):
    """What a part's structure has to know of the rest of the issue."""

    language: str
    """The issue's."""
    titles: Mapping[str, str]
    """The titles of the parts that links lead to, by the id that is linked."""
    headings: int
    """1 where the issue's own title stands above the part's headings, else 0."""


@dataclass(frozen=True)
class Copy(Snapshot):
    """What a compositor gets: one part, all that it needs of its issue, and the side to begin on."""

    rendition: Rendition
    """The issue without its stories, in its theme; its one part is to be set."""
    recto: bool
    around: Around
    dress: str
    """The digest of all that shapes every part alike: sheet, theme's files, page, engine."""
    besides: Besides = NOTHING
    """What will be asked for of its pictures besides, and shapes no galley."""

    @property
    def part(self) -> Part:
        """The part."""
        return self.rendition.parts[0]

    @cached_property
    def key(self) -> str:
        """The digest of all that shapes the galley."""
        part, around = self.part, self.around
        told = [f"{name} {title}" for name, title in sorted(around.titles.items())]
        place = f"{self.rendition.issue.direction} {self.recto} {around.headings}"
        shape = (self.dress, around.language, place, part.title, part.kind)
        return cache.digest(*shape, part.html, *self.pictures, "", *told)

    @cached_property
    def pictures(self) -> list[str]:
        """The part's pictures, each with the digest of its content."""
        files = self.rendition.issue.files
        return [f"{name} {cache.file_digest(files[name])}" for name in self.part.pictures()]


@dataclass(frozen=True)
class Furnishing(Snapshot):
    """What furniture follows from: the pages of a galley, and the number of the first."""

    rendition: Rendition
    """The issue without its stories and parts, in its theme."""
    pages: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """The name of each page, and the texts that it sets for running heads."""
    number: int
    recto: bool
    dress: str

    @classmethod
    def of(cls, rendition: Rendition, galley: Galley, number: int, dress: str) -> Self:
        """Take what stands around a galley whose first page has a number."""
        pages = tuple((page.name, page.strings) for page in galley.pages)
        return cls(rendition, pages, number, recto=number % 2 == 1, dress=dress)

    @cached_property
    def key(self) -> str:
        """The digest of all that shapes the furniture."""
        issue = self.rendition.issue
        shape = (self.dress, issue.language, issue.direction, f"{self.number} {self.recto}")
        return cache.digest(*shape, json.dumps(self.pages))


def around(rendition: Rendition, part: Part) -> Around:
    """Tell what a part's structure has to know of the rest of its issue."""
    titles = {each.name: each.title for each in rendition.parts}
    known = {name: titles[rendition.home[name]] for name in part.links() if name in rendition.home}
    titled = part.name != "cover" and "cover-title" in rendition.part("cover").html
    return Around(rendition.issue.language, known, int(titled))


def dress_of(rendition: Rendition) -> str:
    """Give the digest of all that shapes every part alike."""
    theme = rendition.theme
    files = [path for folder in theme.folders for path in sorted(folder.rglob("*")) if path.is_file()]
    held = [f"{path.parent.name}/{path.name} {cache.file_digest(path)}" for path in files]
    return cache.digest(page_tokens(rendition), theme.sheet("print"), pango_version(), *held)


def make_ready(dressed: tuple[Rendition, str]) -> None:
    """Do once for a rendition in its dress what the first part would wait for.

    Raises OutputError when the engine fails.
    """
    from issuepress.pdf.engine import engine_for  # noqa: PLC0415 - the engine is slow to import

    engine_for(*dressed).warm_up()


def set_galley(copy: Copy) -> Galley:
    """Set a part, or take what was set of the very same before.

    Raises OutputError when the engine fails; its warnings are among the galley's findings.
    """
    if (galley := stored_galley(copy)) is None:
        from issuepress.pdf.setting import set_part  # noqa: PLC0415 - the engine is slow to import

        galley = set_part(copy)
        cache.keep_value("galley", copy.key, galley)
    return galley


def set_furniture(furnishing: Furnishing) -> Furniture:
    """Set the running heads and folios of a part's pages, or take what was set of the very same before.

    Raises OutputError when the engine fails.
    """
    if (furniture := stored_furniture(furnishing)) is None:
        from issuepress.pdf.setting import furnish  # noqa: PLC0415 - the engine is slow to import

        furniture = furnish(furnishing)
        cache.keep_value("furniture", furnishing.key, furniture)
    return furniture


def stored_galley(copy: Copy) -> Galley | None:
    """Give what was set of the very same part before; without the files of its fonts it is of no use."""
    galley: Galley | None = cache.find_value("galley", copy.key)
    return galley if galley and are_stored(galley.faces) else None


def stored_furniture(furnishing: Furnishing) -> Furniture | None:
    """Give what was set of the very same pages before; see `stored_galley`."""
    furniture: Furniture | None = cache.find_value("furniture", furnishing.key)
    return furniture if furniture and are_stored(furniture.faces) else None


def picture_name(name: str) -> str:
    """Give the engine's name for a picture of the issue: the MD5 of its address."""
    return hashlib.md5(
        quote(urljoin(PICTURES, name), safe="/:?#[]@!$&'()*+,;=~%").encode(), usedforsecurity=False
    ).hexdigest()


def page_tokens(rendition: Rendition) -> str:
    """Give the custom properties that the issue, not the theme, decides: the page and its names."""
    issue = rendition.issue
    width, height = issue.print.trim
    bleed = issue.print.bleed
    tokens = {
        "trim-width": width,
        "trim-height": height,
        "bleed-top": bleed.top,
        "bleed-outside": bleed.outside,
        "bleed-bottom": bleed.bottom,
        "bleed-inside": bleed.inside,
        "spine": "0pt",  # but on the sheet of a cover
        "publication": css_string(issue.publication.title.plain),
        "dateline": css_string(issue.dateline),
        "issue-title": css_string(issue.title.plain),
    }
    return ":root{" + "".join(f"--{name}:{value};" for name, value in tokens.items()) + "}"


def css_string(text: str) -> str:
    """Quote a text for CSS so that nothing in it can end the string (CSS Syntax 3, 4.3.5)."""
    signs = (sign if sign.isalnum() or sign in " .,/–—-’" else f"\\{ord(sign):x} " for sign in text)
    return f'"{"".join(signs)}"'
