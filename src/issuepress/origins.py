"""Where in the manuscripts stands what a document of the EPUB says: its elements have lost their lines.

They are found again by the words of the blocks, which the fragment of the part has with their lines.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Final
from xml.parsers import expat

from lxml import etree

from issuepress import fragment
from issuepress.rendition import Part

_LINE: Final = "data-line"
_TELLING: Final = 24
"""So many letters are hardly the same in two blocks by chance."""
_FORGIVING: Final = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)


def mark_origins(root: etree._Element, part: Part) -> None:
    """Give the blocks of a document the lines that the fragment of its part has, as `data-line`."""
    known = list(_lined(fragment.parsed(part.html)))
    places = defaultdict[tuple[str, str], list[int]](list)
    for at, (block, _) in enumerate(known):
        places[block].append(at)
    begin = 0
    for element in root.iter(etree.Element):
        block = (etree.QName(element).localname, _letters(element))
        at = next((each for each in places.get(block, ()) if each >= begin), -1)
        if at == begin or (at > begin and len(block[1]) >= _TELLING):
            element.set(_LINE, known[at][1])
            begin = at + 1


class Origins:
    """A part's document, to be asked from which line of the manuscript something in it came."""

    def __init__(self, content: bytes, part: Part) -> None:
        """Take the document as it stands in the EPUB; it need not be well-formed."""
        root = etree.fromstring(content, _FORGIVING)
        self._text = content.decode(errors="replace").split("\n")
        self._tags = _tags(content)
        self._elements = [] if root is None else list(root.iter(etree.Element))
        if root is not None:
            mark_origins(root, part)

    def line_of(self, line: int, column: int) -> int | None:
        """Give the manuscript's line of what stands at a place of the document.

        `line` and `column` count from 1, the column in units of UTF-16, and name the place behind a tag,
        as Java's parsers do. It is the line of the innermost block around that tag, or of the last one
        before it; None where there is neither.
        """
        before = bisect_left(self._tags, (line, self._letters_before(line, column), 0))
        if line < 1 or before == 0 or not self._elements:
            return None
        numbers = [number for *_, number in self._tags[:before]]
        begun = self._elements[: max(numbers) + 1]
        last = begun[min(numbers[-1], len(begun) - 1)]
        near = (last, *last.iterancestors(), *reversed(begun))
        return next((int(each.get(_LINE, "")) for each in near if each.get(_LINE)), None)

    def _letters_before(self, line: int, column: int) -> int:
        """Turn a column of UTF-16 into the number of characters before it."""
        text = "".join(self._text[line - 1 : line])
        return len(text.encode("utf-16-le")[: 2 * max(column - 1, 0)].decode("utf-16-le", "ignore"))


def _lined(wrapper: etree._Element) -> Iterator[tuple[tuple[str, str], str]]:
    for element in wrapper.iter(etree.Element):
        if (line := element.get(_LINE)) and element.tag not in {"a", "section"}:
            yield (element.tag, _letters(element)), line


def _letters(element: etree._Element) -> str:
    return "".join("".join(map(str, element.itertext())).split())


def _tags(content: bytes) -> list[tuple[int, int, int]]:
    """Give the place of each tag, and the number of its element, from 0 in the order of the document."""
    parser = expat.ParserCreate()
    found: list[tuple[int, int, int]] = []
    within: list[int] = []
    numbers = count()

    def note(number: int) -> None:
        found.append((parser.CurrentLineNumber, parser.CurrentColumnNumber, number))

    def start(_name: str, _attributes: object) -> None:
        within.append(next(numbers))
        note(within[-1])

    parser.StartElementHandler, parser.EndElementHandler = start, lambda _name: note(within.pop())
    with suppress(expat.ExpatError):  # what follows is not well-formed
        parser.Parse(content, True)  # noqa: FBT003 - that it is all
    return found
