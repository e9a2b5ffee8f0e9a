"""The theme's fonts hold every character the issue uses."""

import unicodedata
from collections.abc import Iterable, Iterator

from issuepress.css import font_faces
from issuepress.errors import Finding, Place
from issuepress.fonts import covers
from issuepress.rendition import Rendition

_SHOWN = 12


def missing_glyphs(rendition: Rendition) -> Iterator[Finding]:
    """Warn of characters in no font of the theme: another font would slip in, or a box."""
    theme = rendition.theme
    fonts = sorted({theme.file(face.url) for face in font_faces(theme.sheet("print"))})
    if not fonts:
        return
    lacking: Iterable[str] = sorted({sign for part in rendition.parts for sign in part.inventory.signs})
    for font in fonts:
        lacking = covers(font, lacking) if lacking else ()
    told = {sign for sign in lacking if unicodedata.category(sign)[0] not in "CZ"}
    missing: dict[str, set[str]] = {}
    for part in rendition.parts if told else ():
        if signs := told.intersection(part.inventory.signs):
            missing.setdefault(part.story.file if part.story else "issue.yaml", set()).update(signs)
    if missing:
        files = sorted(missing, key=lambda file: -len(missing[file]))
        yield _finding(theme.name, sorted(told), files)


def _finding(theme: str, signs: list[str], files: list[str]) -> Finding:
    shown = " ".join(f"{sign} (U+{ord(sign):04X})" for sign in signs[:_SHOWN])
    shown += " …" if len(signs) > _SHOWN else ""
    lost = "1 character" if len(signs) == 1 else f"{len(signs)} characters"
    others = f", used here and in {', '.join(files[1:])}" if files[1:] else ""
    hint = (
        "add a font that has them to the theme; till then each reading system sets them in a font of its own,"
        " and the PDFs in one of this machine, if it has any"
    )
    message = f"the fonts of the theme '{theme}' lack {lost}{others}: {shown}"
    return Finding(message, Place(files[0]), hint, level="warning")
