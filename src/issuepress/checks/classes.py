"""A class in a manuscript means something to the theme."""

from collections.abc import Iterator

from lxml import etree

from issuepress import fragment
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
        for prose in (story.body, *story.notes):
            line = 1
            for element in fragment.parsed(prose).iter(etree.Element):
                line = int(element.get("data-line", line))
                for name in element.get("class", "").split():
                    if name not in known and not name.startswith("language-"):
                        message = f"no sheet of the theme '{theme.name}' styles the class '{name}'"
                        yield Finding(message, Place(story.file, line), nearest(name, known))
