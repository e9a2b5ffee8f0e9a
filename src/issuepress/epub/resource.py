"""What an EPUB is made of: files with an id, a media type and properties."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple


class Resource(NamedTuple):
    """A file of the package, as the manifest lists it (EPUB 3.3, 5.6)."""

    id: str
    """Unique in the package, and an XML name: it begins with a letter."""
    file: str
    """Its path from the package document."""
    media_type: str
    content: bytes
    properties: tuple[str, ...] = ()


@dataclass
class Names:
    """Gives out file names that are readable, plain ASCII and used once.

    Stores rename or refuse others, and some file systems take `A.jpg` and `a.jpg` for one.
    """

    taken: set[str] = field(default_factory=set)

    def name(self, folder: str, stem: str, suffix: str) -> str:
        """Give `folder/stem.suffix`, numbered from 2 on where that is taken."""
        plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
        readable = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "file"
        number, name = 1, f"{folder}/{readable}{suffix}"
        while name in self.taken:
            number += 1
            name = f"{folder}/{readable}-{number}{suffix}"
        self.taken.add(name)
        return name
