"""Plates: one part's pages in ink, made from its galley or its furniture, and kept for next time."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Self

import pikepdf

from issuepress import cache
from issuepress.builds import Build, Rgb, Spot, theme_builds, theme_spots
from issuepress.pdf.galley import GROUPS, picture_name
from issuepress.pdf.press import warehouse
from issuepress.pdf.press.images import LOSSY, Pictures
from issuepress.pdf.press.inks import Inks
from issuepress.pdf.press.intent import strip
from issuepress.pdf.press.separation import Separation
from issuepress.pdf.press.sightings import Sightings
from issuepress.profiles import PrintProfile, load_profile
from issuepress.rendition import Rendition


@dataclass(frozen=True, slots=True)
class Plates:
    """Pages in DeviceCMYK, without anything that only a screen needs."""

    seen: Sightings
    """What stands on them, pages counted from 1."""
    pictures: dict[str, tuple[str, int]]
    """The path and the pixels across of each picture, by its name in the file."""
    inks: tuple[str, ...]
    """The names in the warehouse of what the pictures hold."""
    pdf: bytes = field(repr=False)


@dataclass(frozen=True)
class Press:
    """A printing condition, the exact inks that a theme states for it, and the pictures as given."""

    profile: PrintProfile
    builds: Mapping[Rgb, Build]
    spots: Mapping[Rgb, Spot]
    files: Mapping[str, tuple[str, Path]]
    """The path in the issue and the file behind each picture, by the name that the engine gives to it."""

    @classmethod
    def of(cls, rendition: Rendition) -> Self:
        """Set up the press that an issue is printed on."""
        sheet, printed = rendition.theme.sheet("print"), rendition.issue.print.spots
        spots = {colour: spot for colour, spot in theme_spots(sheet).items() if spot.name in printed}
        files = {
            picture_name(name): (name, path)
            for name, path in rendition.issue.files.items()
            if path.suffix.lower() != ".svg"
        }
        return cls(load_profile(rendition.issue), theme_builds(sheet), spots, files)

    @cached_property
    def key(self) -> str:
        """The digest of all but the pictures."""
        limits = f"{self.profile.limits.total_ink} {self.profile.limits.maximum_ppi}"
        inks = f"{dict(self.builds)} {dict(self.spots)}"
        return cache.digest(self.profile.icc, limits, inks)

    @cached_property
    def inks(self) -> Inks:
        """The conversion to its inks."""
        total_ink = self.profile.limits.total_ink
        return Inks(self.profile.icc, total_ink=total_ink, builds=self.builds, spots=self.spots)


@dataclass(frozen=True)
class Original:
    """What plates are made from."""

    rendition: Rendition
    """The issue without its stories and parts, in its theme."""
    press: str
    """The key of the press that it is printed on."""
    made: str
    """The digest of what made the PDF."""
    pictures: tuple[str, ...]
    """The pictures in it, with the digest of each."""
    pdf: bytes = field(repr=False)

    @classmethod
    def of(cls, rendition: Rendition, press: Press, made: str, pdf: bytes) -> Self:
        """Take what there is to be brought to ink; the names of its pictures stand in the PDF as they are."""
        held = [press.files[name] for name in _named(pdf) & press.files.keys()]
        pictures = (f"{name} {cache.file_digest(path)}" for name, path in sorted(held))
        return cls(rendition, press.key, made, tuple(pictures), pdf)

    @property
    def key(self) -> str:
        """The digest of all that shapes the plates."""
        return cache.digest(self.press, self.made, *self.pictures)


def _named(pdf: bytes) -> set[str]:
    """Give what may be the names of pictures in a PDF: those that the engine gives have 32 letters."""
    found, at = set[str](), pdf.find(b"/i")
    while at >= 0:
        found.add(pdf[at + 2 : at + 34].decode("latin-1"))
        at = pdf.find(b"/i", at + 2)
    return found


def get_ready(bare: Rendition, photographs: bool) -> None:  # noqa: FBT001 - as it is told to a worker
    """Set up the press for an issue without its stories and parts, and for its photographs, if it has some.

    Raises OutputError for a profile that can't be used.
    """
    press = _press(bare, Press.of(bare).key)
    inks = press.inks
    if photographs and any(path.suffix.lower() in LOSSY for _, path in press.files.values()):
        inks.get_ready_for_photographs()


def separate(original: Original) -> Plates:
    """Bring a part's pages to ink, or take what was made of the very same before.

    Raises OutputError for what can't be brought to ink; nothing is left in another colour.
    """
    if (plates := stored_plates(original)) is None:
        plates = _separated(original)
        cache.keep_value("pages-in-ink", original.key, plates)
    return plates


def separate_all(originals: Sequence[Original]) -> list[Plates]:
    """Bring several to ink; see `separate`."""
    return [separate(each) for each in originals]


def stored_plates(original: Original) -> Plates | None:
    """Give what was made of the very same before."""
    plates: Plates | None = cache.find_value("pages-in-ink", original.key)
    return plates if plates and all(map(warehouse.holds, plates.inks)) else None


def _separated(original: Original) -> Plates:
    press = _press(original.rendition, original.press)
    with pikepdf.open(io.BytesIO(original.pdf)) as pdf:
        tree = pdf.Root.get("/StructTreeRoot")
        for group in tree[GROUPS] if tree is not None else ():
            del group.StructParents
        strip(pdf)
        files = {f"/i{name}{smooth}": each for name, each in press.files.items() for smooth in "01"}
        originals = {name: path for name, (_, path) in files.items()}
        separation = Separation(pdf, press.inks, originals)
        for number, page in enumerate(pdf.pages, start=1):
            separation.page(page, number)
        sizes = {
            placed.name: (
                files.get(placed.name, (placed.name, None))[0],
                separation.size_of(placed.name, placed.image)[0],
            )
            for placed in separation.placed.values()
        }
        pictures = Pictures(press.inks, press.profile.limits.maximum_ppi, originals)
        for placed in separation.placed.values():
            pictures.separate(placed)
        target = io.BytesIO()
        pdf.save(target, static_id=True)
        return Plates(separation.seen, sizes, warehouse.named(pdf), pdf=target.getvalue())


_presses: dict[str, Press] = {}


def _press(rendition: Rendition, press: str) -> Press:
    """Give this process's press by its key; one is kept, for as long as the issue has the same pictures."""
    files = rendition.issue.files
    key = cache.digest(press, *(f"{name} {path}" for name, path in sorted(files.items())))
    if key not in _presses:
        _presses.clear()
        _presses[key] = Press.of(rendition)
    return _presses[key]
