"""Which line of `issue.yaml`, or of a manuscript's head, a template's element came from.

Bodies bring their lines along; what the templates print of the front matter is known by its class,
which is the same in every theme's templates.
"""

from collections.abc import Mapping
from typing import Final

from lxml import etree

_STORY: Final = {
    "illustration": "illustration",
    "kicker": "kicker",
    "subtitle": "subtitle",
    "standfirst": "standfirst",
    "byline": "authors",
    "biographies": "authors",
}
_ISSUE: Final = {
    "cover-art": "cover",
    "publication": "publication",
    "dateline": "date",
    "cover-title": "title",
    "cover-subtitle": "subtitle",
    "cover-lines": "cover",
    "standfirst": "description",
    "contributors": "contributors",
    "imprint": "publication",
    "contents": "contents",
}
_LINE: Final = "data-line"


def mark_lines(wrapper: etree._Element, lines: Mapping[str, int], *, of_story: bool) -> None:
    """Say on the elements of a part's parsed fragment which line the key that they print stands on.

    `lines` holds the line of each key as written. Elements that know their line keep it.
    """
    keys = _STORY if of_story else _ISSUE
    for element in wrapper.iter(etree.Element):
        names = element.get("class", "").split()
        key = next((keys[name] for name in names if name in keys), None)
        if key is None and element.tag == "h1":
            key = "title" if of_story else "publication"
        if (line := lines.get(key or "")) and _LINE not in element.attrib:
            for each in (element, *element.iter("img")):
                each.set(_LINE, str(line))


def lines_of_keys(lines: Mapping[tuple[str | int, ...], int]) -> dict[str, int]:
    """Give the line of each key at the top of a record as written."""
    return {str(path[0]): line for path, line in lines.items() if len(path) == 1}
