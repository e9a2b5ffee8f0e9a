"""Checks that look at one part at a time: what all of them found in it is remembered as one."""

from collections.abc import Callable, Iterator
from functools import partial

from issuepress.cache import kept_value
from issuepress.errors import Finding
from issuepress.rendition import Part, Rendition

PartCheck = Callable[[Part], Iterator[Finding]]
_Found = tuple[tuple[Finding, ...], ...]
"""What was found in a part, by check."""


def in_each_part(*checks: PartCheck) -> Callable[[Rendition], Iterator[Finding]]:
    """Make one check of a whole issue of several that look at a part alone; each speaks of all parts."""
    names = [check.__name__ for check in checks]

    def found(part: Part) -> _Found:
        return tuple(tuple(check(part)) for check in checks)

    def checked(rendition: Rendition) -> Iterator[Finding]:
        in_parts = [
            kept_value("found", (*names, "", *_key(part)), partial(found, part)) for part in rendition.parts
        ]
        for of_check in zip(*in_parts, strict=True):
            for of_part in of_check:
                yield from of_part

    return checked


def _key(part: Part) -> tuple[str, ...]:
    """Give all that such a check may look at."""
    return part.name, part.language, part.story.file if part.story else "", part.html
