"""Fonts over many parts: each part says which glyphs it uses, and one subset of each face is embedded.

A part's own PDF only names its fonts. What the engine knows of a font is kept as a record, and the
records of all parts become the font objects of the whole file, by the engine's own writer.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from issuepress import cache

STORED: Final = "face"


class Face(NamedTuple):
    """A font as one part uses it."""

    key: str
    """The engine's name for the face in the resources of pages."""
    name: str
    """The name in the file (ISO 32000-1, 9.6.4: with a tag, as for every subset)."""
    about: dict[str, Any]
    """What else the engine's font writer asks for."""
    file: str
    """The digest under which the font file is stored."""
    widths: dict[int, int]
    """The width of each glyph in thousandths of an em."""
    to_unicode: dict[int, str]
    """The text of each glyph."""
    missing: dict[int, int]
    """The glyph that stands for each character that the font lacks."""


Faces = tuple[Face, ...]


def are_stored(faces: Iterable[Face]) -> bool:
    """Tell whether the font files are still there."""
    return all(cache.touch(STORED, face.file) for face in faces)


def united(faces: Faces, more: Faces) -> Faces:
    """Give what two parts use of the same theme's faces as if they were one part."""
    found = {face.key: face for face in faces}
    for face in more:
        known = found.get(face.key)
        if known is None:
            found[face.key] = face
        elif face.to_unicode.keys() - known.to_unicode.keys() or face.missing.keys() - known.missing.keys():
            found[face.key] = _joined(known, face)
    return tuple(found.values())


def fonts_of(faces: Faces) -> bytes:
    """Give a PDF whose catalog holds, under `/Fonts`, the font dictionaries of faces by their keys.

    Raises OutputError when a font file is no longer stored.
    """

    def written() -> bytes:
        from issuepress.pdf.private.embedding import write_fonts  # noqa: PLC0415 - the engine is slow to import

        return write_fonts(faces)

    return cache.kept("fonts", _key(faces), written)


def stored_fonts(faces: Faces) -> bytes | None:
    """Give what was made of the very same faces before."""
    return cache.find("fonts", cache.digest(*_key(faces)))


def _key(faces: Faces) -> tuple[str, ...]:
    """Give all that is asked of fonts, in whatever order their glyphs were first used."""
    glyphs = (
        [sorted(each.items()) for each in (face.widths, face.to_unicode, face.missing)] for face in faces
    )
    return *(f"{face.key} {face.name} {face.about} {face.file}" for face in faces), repr(list(glyphs))


class Wardrobe:
    """The faces of a whole file: what several parts use of one is put together."""

    def __init__(self) -> None:
        """Begin with none."""
        self._faces: list[Face] = []

    def names(self, faces: Faces) -> dict[str, str]:
        """Take in a part's faces; give the key in the whole file for each key in the part."""
        return {face.key: self._take(face) for face in faces}

    def _take(self, face: Face) -> str:
        """Join a face to its like, unless the same glyph stands for two characters that the font lacks."""
        for at, known in enumerate(self._faces):
            if (known.name, known.file) == (face.name, face.file) and _agree(known.missing, face.missing):
                self._faces[at] = _joined(known, face)
                return known.key
        taken = sum(known.name == face.name for known in self._faces)
        key = face.key if not taken else f"{face.key}{taken}"
        name = face.name if not taken else f"/{_tag(key)}+{face.name.partition('+')[2]}"
        self._faces.append(Face(key, name, face.about, face.file, face.widths, face.to_unicode, face.missing))
        return key

    @property
    def faces(self) -> Faces:
        """The faces."""
        return tuple(self._faces)


def _agree(one: Mapping[int, int], other: Mapping[int, int]) -> bool:
    if one.keys() == other.keys():
        return one == other
    return not (set(one.values()) & set(other.values()))


def _joined(known: Face, face: Face) -> Face:
    """Put two uses together; where a width was measured twice, the first stands."""
    return Face(
        known.key,
        known.name,
        known.about,
        known.file,
        face.widths | known.widths,
        face.to_unicode | known.to_unicode,
        face.missing | known.missing,
    )


def _tag(key: str) -> str:
    """Make the six capitals that tell subsets apart (ISO 32000-1, 9.6.4)."""
    return "".join(chr(65 + byte % 26) for byte in hashlib.sha256(key.encode()).digest()[:6])
