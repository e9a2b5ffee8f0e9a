"""Checks that look at one part at a time: what they found in it is remembered."""

from collections.abc import Callable, Iterator
from functools import partial, wraps

from issuepress.cache import kept_value
from issuepress.errors import Finding
from issuepress.rendition import Part, Rendition


def in_each_part(check: Callable[[Part], Iterator[Finding]]) -> Callable[[Rendition], Iterator[Finding]]:
    """Make a check of a whole issue of one that looks at nothing but a part."""

    @wraps(check)
    def checked(rendition: Rendition) -> Iterator[Finding]:
        for part in rendition.parts:
            key = (part.name, part.language, part.story.file if part.story else "", part.html)
            yield from kept_value(check.__name__, key, partial(_found, check, part))

    return checked


def _found(check: Callable[[Part], Iterator[Finding]], part: Part) -> tuple[Finding, ...]:
    return tuple(check(part))
