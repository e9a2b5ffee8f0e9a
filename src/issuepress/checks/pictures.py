"""Pictures are described, or said to be decoration, and look as they were meant to."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from issuepress.errors import Finding, Place
from issuepress.pictures import PictureError, remark
from issuepress.rendition import Rendition


class _Used(NamedTuple):
    """A picture where it is first used, and its alternative text."""

    source: str
    alt: str | None
    where: Place
    is_cover: bool = False

    @property
    def name(self) -> str:
        return "the cover" if self.is_cover else f"'{self.source}'"


def missing_alt_text(rendition: Rendition) -> Iterator[Finding]:
    """Warn of pictures without alternative text, or with a file's name for one (WCAG 2.2, 1.1.1)."""
    hint = "say in 'alt' what it shows, or give an empty text if it is decoration"
    for picture in _pictures(rendition):
        if picture.alt is None:
            message = f"{picture.name} has no alternative text"
            yield Finding(message, picture.where, hint, "warning", "1.1.1")
        elif picture.alt and picture.alt.strip().lower() in _file_names(picture.source):
            message = f"the alternative text of {picture.name} is the name of its file"
            yield Finding(message, picture.where, hint, "warning", "1.1.1")


def altered_pictures(rendition: Rendition) -> Iterator[Finding]:
    """Warn of what had to be left out of a picture file, or guessed, to show it on a screen."""
    files, seen = rendition.issue.files, set[str]()
    for picture in _pictures(rendition):
        if picture.source in files and picture.source not in seen:
            seen.add(picture.source)
            try:
                note = remark(files[picture.source])
            except PictureError as error:  # changed since the issue was read
                note = str(error)
            if note:
                yield Finding(f"'{picture.source}': {note}", picture.where, level="warning")


def _pictures(rendition: Rendition) -> Iterator[_Used]:
    cover = rendition.issue.cover
    yield _Used(cover.image, cover.alt, Place("issue.yaml"), is_cover=True)
    for part in rendition.parts:
        if part.story is not None:
            for picture in part.inventory.pictures:
                yield _Used(picture.source, picture.alt, Place(part.story.file, picture.line))


def _file_names(source: str) -> set[str]:
    path = PurePosixPath(source.lower())
    return {str(path), path.name, path.stem}
