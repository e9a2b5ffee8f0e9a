"""Preflight: what a printer would send the file back for, said with the page and the manuscript."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from issuepress.builds import Build
from issuepress.errors import Finding, Place
from issuepress.pdf.press.inks import PAPER
from issuepress.pdf.press.sightings import Inked, Sightings
from issuepress.printing import PrintLimits

Where = Callable[[int, str], Place | None]
"""Finds the place in the manuscripts of a picture on a page; the picture is named by its path."""
SHEET: Final = 0
"""Stands for the sheet of a cover printed by itself where else a page's number stands."""
_FEW_PIXELS: Final = 16
"""A picture so small is a dot of colour, not a picture (GWG 2022)."""


def preflight(
    seen: Sightings, limits: PrintLimits, pictures: Mapping[str, tuple[str, int]], where: Where
) -> Iterator[Finding]:
    """Judge what was seen by the limits of the press; `pictures` gives path and pixels across by name.

    All of it is said as warnings: a proof with a coarse picture is of use, and the printer has the last word.
    """
    yield from _coarse_pictures(seen, limits, pictures, where)
    thin = _grouped(
        seen.lines, lambda inked: inked.size < limits.thinnest_line.points and _is_delicate(inked.build)
    )
    for (size, build), pages in thin.items():
        message = f"a line of {size:g} pt is printed {_inks(build)} on {_pages(pages)}"
        yield Finding(message, None, "make it thicker, or give its colour a build of one ink", "warning")
    small = _grouped(
        seen.types, lambda inked: inked.size < limits.smallest_tint_text.points and _is_delicate(inked.build)
    )
    for (size, build), pages in small.items():
        message = f"type of {size:g} pt is printed {_inks(build)} on {_pages(pages)}"
        yield Finding(message, None, "set it larger, or give its colour a build of one ink", "warning")
    rich = _grouped(seen.types, lambda inked: inked.build[3] >= 0.85 and sum(inked.build) > 2.8)
    for (size, build), pages in rich.items():
        message = f"type of {size:g} pt is printed in rich black, {_inks(build)}, on {_pages(pages)}"
        yield Finding(message, None, "print it in black alone", "warning")


def idle_spots(seen: Sightings, printed: Iterable[str]) -> Iterator[Finding]:
    """Say which spot colours have a plate and are on no page."""
    used = set[str]().union(*seen.spots.values())
    for name in printed:
        if name not in used:
            message = f"no page has the spot colour '{name}': its plate would be empty"
            yield Finding(message, Place("issue.yaml"), "take it off 'spots' under 'print'", "warning")


def _coarse_pictures(
    seen: Sightings, limits: PrintLimits, pictures: Mapping[str, tuple[str, int]], where: Where
) -> Iterator[Finding]:
    for page, found in seen.pictures.items():
        for name, ppi in found.items():
            path, across = pictures.get(name, (name, 0))
            if ppi >= limits.minimum_ppi or across <= _FEW_PIXELS:
                continue
            wants = f"the press wants {limits.minimum_ppi:.0f}"
            if ppi < limits.lowest_ppi:
                wants += f" and refuses less than {limits.lowest_ppi:.0f}"
            message = f"'{path}' has {ppi:.0f} ppi as placed on {_pages([page])}; {wants}"
            hint = f"ask for {round(across * limits.minimum_ppi / ppi):,} pixels across, or place it smaller"
            yield Finding(message, where(page, path), hint, "warning")


def _grouped(seen: Mapping[int, Iterable[Inked]], unfit: Callable[[Inked], bool]) -> dict[Inked, list[int]]:
    """Gather the pages of each unfit thing."""
    found: dict[Inked, list[int]] = defaultdict(list)
    for page, things in seen.items():
        for inked in sorted(things):
            if unfit(inked):
                found[inked].append(page)
    return dict(sorted(found.items()))


def _is_delicate(build: Build) -> bool:
    """Tell what fills up or shows a plate out of register: white, and more than one ink."""
    return build == PAPER or sum(ink > 0 for ink in build) > 1


def _inks(build: Build) -> str:
    if build == PAPER:
        return "in white"
    named = (f"{letter}{round(100 * ink)}" for letter, ink in zip("CMYK", build, strict=True) if ink)
    return f"in {sum(ink > 0 for ink in build)} inks ({' '.join(named)})"


def _pages(pages: list[int]) -> str:
    shown = ", ".join(str(page) for page in pages[:8] if page) + (" and others" if len(pages) > 8 else "")
    if pages[0] == SHEET:
        return f"the cover's sheet and page {shown}" if shown else "the cover's sheet"
    return f"page {shown}" if len(pages) == 1 else f"pages {shown}"
