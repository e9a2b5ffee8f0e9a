"""Step 5, check: the house rules, one family to a file, gathered in one tuple."""

from collections.abc import Callable, Iterator

from issuepress.checks.classes import unknown_classes
from issuepress.checks.glyphs import missing_glyphs
from issuepress.checks.pictures import missing_alt_text
from issuepress.errors import Finding
from issuepress.rendition import Rendition

Check = Callable[[Rendition], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (missing_alt_text, unknown_classes, missing_glyphs)
"""Every check, in the order in which it speaks."""


def check(rendition: Rendition) -> tuple[Finding, ...]:
    """Run every check over a rendition."""
    return tuple(finding for one in CHECKS for finding in one(rendition))
