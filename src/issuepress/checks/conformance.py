"""Whether the EPUB may be said to meet WCAG 2.2 at level AA, by what the other checks found."""

from collections.abc import Iterable, Iterator

from issuepress.errors import Finding, Place


def no_claim(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Say that the EPUB claims no conformance, and over which criteria."""
    failed = sorted({finding.criterion for finding in findings if finding.criterion})
    if failed:
        message = f"the EPUB makes no claim to meet WCAG 2.2 at level AA: it fails {', '.join(failed)}"
        hint = "put right what the other findings name, and it may"
        yield Finding(message, Place("issue.yaml"), hint, "warning")
