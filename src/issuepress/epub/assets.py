"""What the documents draw on: pictures made fit for screens, the style sheet and its fonts."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import Final

from issuepress import css, fonts
from issuepress.epub.documents import COVER_IMAGE, STYLE_SHEETS
from issuepress.epub.resource import Names, Resource
from issuepress.errors import OutputError, ThemeError
from issuepress.flatten import flatten_apart
from issuepress.pictures import PictureError, Prepared, Wanted, is_ready, prepare
from issuepress.rendition import Part, Rendition
from issuepress.themes import Theme

_WIDEST: Final = 1600
_HIGHEST: Final = 2400
"""Sharp on a tablet, and below the 4 million pixels a picture that stores take."""

_AT_ONCE: Final = 4
_SUFFIXES: Final = {"image/jpeg": ".jpg", "image/png": ".png", "image/svg+xml": ".svg"}
_ORNAMENTS: Final = {suffix: kind for kind, suffix in _SUFFIXES.items()}
_FATAL: Final = frozenset(("min", "max", "clamp", "env"))
"""Functions over which Adobe's engine refuses the whole book."""


def package_pictures(rendition: Rendition, put: Callable[[Resource], Resource]) -> dict[str, Resource]:
    """Prepare every picture of the documents, by its path from the issue folder, in order of first use.

    Each is `put` where it belongs as soon as it is there. The cover's own art is not among them: the finished
    cover stands for it. Raises OutputError for a picture that can't be used.
    """
    shown, files = _shown(rendition), rendition.issue.files
    sources = list(shown)

    def made(source: str) -> Prepared:
        return _prepared(source, files, shown[source])

    names = Names({COVER_IMAGE})
    ready = all(map(is_ready, wanted_pictures(rendition)))
    # Pillow leaves Python alone while it scales and encodes; each picture takes up to 40 MB meanwhile.
    with ThreadPoolExecutor(min(_AT_ONCE, os.cpu_count() or 1)) as pool:
        prepared = (map if ready else pool.map)(made, sources)
        return {
            source: put(
                Resource(
                    f"picture-{at}",
                    names.name("images", PurePosixPath(source).stem, _SUFFIXES[picture.media_type]),
                    picture.media_type,
                    picture.content,
                )
            )
            for at, (source, picture) in enumerate(zip(sources, prepared, strict=True), start=1)
        }


def wanted_pictures(rendition: Rendition) -> tuple[Wanted, ...]:
    """Give the pictures that `package_pictures` will prepare."""
    return tuple(Wanted(rendition.issue.files[source], _WIDEST, _HIGHEST) for source in _shown(rendition))


def _shown(rendition: Rendition) -> dict[str, Part]:
    """Give the first part that shows each picture."""
    shown: dict[str, Part] = {}
    for part in rendition.parts:
        if part.name != "cover":
            shown |= {source: shown.get(source, part) for source in part.pictures()}
    return shown


def package_style(theme: Theme, text: str) -> tuple[Resource, ...]:
    """Flatten the theme's sheet and give it with the fonts and ornaments it links to.

    Fonts are cut down to `text` and what the sheet itself sets. Raises ThemeError where a file is
    missing or a sheet would make reading systems stumble.
    """
    flat = flatten_apart(theme.sheet("epub"))
    plain = css.without_unused_faces(flat.plain, beside=flat.conditional)
    both = plain + flat.conditional
    if fatal := sorted(css.functions(both) & _FATAL):
        hint = (
            "Adobe's reading systems refuse a book over it: give a plain value, or move the rule to print.css"
        )
        raise ThemeError(f"the theme '{theme.name}' uses {fatal[0]}() in a sheet for EPUB", hint=hint)
    names, wanted = Names(), fonts.letters(text + "".join(css.strings(both)))
    linked = [url for url in css.urls(both) if not url.startswith(("data:", "#"))]
    assets = {url: _asset(at, url, theme, names, wanted) for at, url in enumerate(linked, start=1)}
    files = tuple((url, asset.file) for url, asset in assets.items())
    sheets = (css.with_urls_named(sheet, files) for sheet in (plain, flat.conditional))
    style = (
        Resource(PurePosixPath(file).stem, file, "text/css", sheet.encode())
        for file, sheet in zip(STYLE_SHEETS, sheets, strict=True)
        if sheet.strip()
    )
    return (*style, *assets.values())


def _prepared(source: str, files: Mapping[str, Path], part: Part) -> Prepared:
    try:
        return prepare(files[source], widest=_WIDEST, highest=_HIGHEST)
    except PictureError as error:
        message = f"the picture '{source}' can't be used: {error}"
        raise OutputError(message, where=part.place_of(source)) from error


def _asset(at: int, url: str, theme: Theme, names: Names, wanted: str) -> Resource:
    path = theme.file(url)
    suffix = path.suffix.lower()
    if suffix in fonts.SUFFIXES:
        font = fonts.subset(path, wanted)
        return Resource(
            f"font-{at}", names.name("fonts", path.stem, font.suffix), font.media_type, font.content
        )
    if suffix not in _ORNAMENTS:
        raise ThemeError(f"the theme '{theme.name}' links to '{path.name}', which no EPUB can hold")
    name = names.name("ornaments", path.stem, suffix)
    return Resource(f"ornament-{at}", name, _ORNAMENTS[suffix], path.read_bytes())
