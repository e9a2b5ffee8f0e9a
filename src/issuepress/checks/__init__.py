"""Step 5, check: the house rules, one family to a file, gathered in one tuple."""

from collections.abc import Callable, Iterator

from issuepress.checks.classes import unknown_classes
from issuepress.checks.conformance import no_claim
from issuepress.checks.contrast import theme_contrast
from issuepress.checks.glyphs import missing_glyphs
from issuepress.checks.languages import passages_without_language
from issuepress.checks.outline import heading_order, nameless_headings
from issuepress.checks.parts import in_each_part
from issuepress.checks.pictures import altered_pictures, missing_alt_text
from issuepress.checks.printing import print_settings, spot_colours
from issuepress.checks.tables import tables_without_headers
from issuepress.errors import Finding
from issuepress.rendition import Rendition

Check = Callable[[Rendition], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    missing_alt_text,
    altered_pictures,
    in_each_part(heading_order, nameless_headings, tables_without_headers, passages_without_language),
    unknown_classes,
    missing_glyphs,
    theme_contrast,
    print_settings,
    spot_colours,
)
"""Every check, in the order in which it speaks."""


def check(rendition: Rendition) -> tuple[Finding, ...]:
    """Run every check over a rendition, and say last whether the EPUB may claim to be accessible."""
    found = tuple(finding for one in CHECKS for finding in one(rendition))
    return (*found, *no_claim(found))
