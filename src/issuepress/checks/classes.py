"""A class in a manuscript means something to the theme."""

from collections.abc import Iterator
from functools import partial

from lxml import etree

from issuepress import fragment
from issuepress.cache import kept_value
from issuepress.css import classes
from issuepress.errors import Finding, Place, nearest
from issuepress.rendition import Rendition

_OF_THE_IMPORTERS = frozenset(("question",))
"""Classes that no manuscript wrote: a theme may style them, and need not."""


def unknown_classes(rendition: Rendition) -> Iterator[Finding]:
    """Refuse classes that no sheet of the theme styles: they would do nothing, in silence."""
    theme = rendition.theme
    known = classes(theme.sheet("print")) | classes(theme.sheet("epub")) | _OF_THE_IMPORTERS
    for story in rendition.issue.stories:
        prose = (story.body, *story.notes)
        for name, line in kept_value("classes-used", prose, partial(_used, prose)):
            if name not in known and not name.startswith("language-"):
                message = f"no sheet of the theme '{theme.name}' styles the class '{name}'"
                yield Finding(message, Place(story.file, line), nearest(name, known))


def _used(prose: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Give the classes of a story's elements, each with the line that it came from."""
    return tuple(
        (name, line)
        for html in prose
        for element, line in _lined(html)
        for name in element.get("class", "").split()
    )


def _lined(html: str) -> Iterator[tuple[etree._Element, int]]:
    line = 1
    for element in fragment.parsed(html).iter(etree.Element):
        line = int(element.get("data-line", line))
        yield element, line
