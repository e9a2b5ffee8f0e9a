"""Pictures are described, or said to be decoration."""

from collections.abc import Iterator

from issuepress import fragment
from issuepress.errors import Finding, Place
from issuepress.rendition import Rendition


def missing_alt_text(rendition: Rendition) -> Iterator[Finding]:
    """Warn of pictures without alternative text (WCAG 2.2, 1.1.1)."""
    if rendition.issue.cover.alt is None:
        yield _finding("the cover", Place("issue.yaml"))
    for part in rendition.parts:
        if part.story is None:
            continue
        for picture in fragment.parse(part.html).iter("img"):
            if picture.get("alt") is None:
                line = picture.get("data-line")
                yield _finding(f"'{picture.get('src')}'", Place(part.story.file, int(line) if line else None))


def _finding(picture: str, where: Place) -> Finding:
    hint = "say in 'alt' what it shows, or give an empty text if it is decoration"
    return Finding(f"{picture} has no alternative text", where, hint, level="warning")
