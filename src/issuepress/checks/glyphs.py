"""The theme's fonts hold every sign the issue uses."""

import unicodedata
from collections.abc import Iterator

from issuepress import fragment
from issuepress.css import font_faces
from issuepress.errors import Finding, Place
from issuepress.fonts import covers
from issuepress.rendition import Rendition


def missing_glyphs(rendition: Rendition) -> Iterator[Finding]:
    """Warn of characters in no font of the theme: another font would slip in, or a box."""
    theme = rendition.theme
    fonts = {theme.file(face.url) for face in font_faces(theme.sheet("print"))}
    if not fonts:
        return
    for part in rendition.parts:
        text = fragment.text(part.html)
        missing = set.intersection(*(set(covers(font, text)) for font in fonts))
        signs = sorted(sign for sign in missing if unicodedata.category(sign)[0] not in "CZ")
        if signs:
            shown = " ".join(f"{sign} (U+{ord(sign):04X})" for sign in signs[:12])
            message = f"the fonts of the theme '{theme.name}' lack {len(signs)} signs: {shown}"
            hint = "choose a theme whose fonts hold them, or add a font to the theme"
            where = Place(part.story.file if part.story else "issue.yaml")
            yield Finding(message, where, hint, level="warning")
