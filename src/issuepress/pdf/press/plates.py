"""Plates: one part's pages in ink, made from its galley or its furniture, and kept for next time."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, Self

import pikepdf
from pydantic import TypeAdapter

from issuepress import cache
from issuepress.builds import Build, Rgb, Spot, theme_builds, theme_spots
from issuepress.pdf.galley import GROUPS, picture_name
from issuepress.pdf.press.images import Pictures
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
    pdf: bytes = field(repr=False, default=b"")


_ADAPTER: Final = TypeAdapter(Plates)


@dataclass(frozen=True)
class Original:
    """What plates are made from."""

    rendition: Rendition
    """The issue without its stories and parts, in its theme."""
    key: str
    """The digest of what made the PDF."""
    pdf: bytes = field(repr=False)

    @cached_property
    def profile(self) -> PrintProfile:
        """The printing condition."""
        return load_profile(self.rendition.issue)

    @cached_property
    def files(self) -> Mapping[str, tuple[str, Path]]:
        """The path in the issue and the file behind each name that the engine gives to a picture."""
        return {
            f"/i{picture_name(name)}{smooth}": (name, path)
            for name, path in self.rendition.issue.files.items()
            if path.suffix.lower() != ".svg"
            for smooth in "01"
        }

    @cached_property
    def plates_key(self) -> str:
        """The digest of all that shapes the plates: the press, the theme's builds, the pictures."""
        press = _Press.of(self)
        inks = (
            press.icc,
            f"{press.total_ink} {self.profile.limits.maximum_ppi} {press.builds} {press.spots}",
        )
        named = {name: path for name, path in self.files.values() if picture_name(name).encode() in self.pdf}
        pictures = [f"{name} {cache.file_digest(path)}" for name, path in sorted(named.items())]
        return cache.digest(self.key, *inks, *pictures)


def separate(original: Original) -> Plates:
    """Bring a part's pages to ink, or take what was made of the very same before.

    Raises OutputError for what can't be brought to ink; nothing is left in another colour.
    """
    if (plates := stored_plates(original)) is None:
        plates = _separated(original)
        record = _ADAPTER.dump_json(replace(plates, pdf=b""))
        cache.keep("pages-in-ink", original.plates_key, b"%d\n%b%b" % (len(record), record, plates.pdf))
    return plates


def stored_plates(original: Original) -> Plates | None:
    """Give what was made of the very same before."""
    if (stored := cache.find("pages-in-ink", original.plates_key)) is None:
        return None
    length, _, rest = stored.partition(b"\n")
    return replace(_ADAPTER.validate_json(rest[: int(length)]), pdf=rest[int(length) :])


def _separated(original: Original) -> Plates:
    limits = original.profile.limits
    inks = _inks(_Press.of(original))
    with pikepdf.open(io.BytesIO(original.pdf)) as pdf:
        tree = pdf.Root.get("/StructTreeRoot")
        for group in tree[GROUPS] if tree is not None else ():
            del group.StructParents
        strip(pdf)
        files = original.files
        originals = {name: path for name, (_, path) in files.items()}
        separation = Separation(pdf, inks, originals)
        for number, page in enumerate(pdf.pages, start=1):
            separation.page(page, number)
        sizes = {
            placed.name: (
                files.get(placed.name, (placed.name, None))[0],
                separation.size_of(placed.name, placed.image)[0],
            )
            for placed in separation.placed.values()
        }
        pictures = Pictures(inks, limits.maximum_ppi, originals)
        for placed in separation.placed.values():
            pictures.separate(placed)
        target = io.BytesIO()
        pdf.save(target, static_id=True)
        return Plates(separation.seen, sizes, target.getvalue())


@dataclass(frozen=True, slots=True)
class _Press:
    """A printing condition with the exact inks that a theme states, as far as the issue prints them."""

    icc: bytes
    total_ink: float
    builds: tuple[tuple[Rgb, Build], ...]
    spots: tuple[tuple[Rgb, Spot], ...]

    @classmethod
    def of(cls, original: Original) -> Self:
        sheet, printed = original.rendition.theme.sheet("print"), original.rendition.issue.print.spots
        spots = ((colour, spot) for colour, spot in theme_spots(sheet).items() if spot.name in printed)
        builds = theme_builds(sheet).items()
        return cls(original.profile.icc, original.profile.limits.total_ink, (*builds,), (*spots,))


@lru_cache(maxsize=2)
def _inks(press: _Press) -> Inks:
    """Open a profile once for all the parts that this process separates."""
    return Inks(press.icc, total_ink=press.total_ink, builds=dict(press.builds), spots=dict(press.spots))
