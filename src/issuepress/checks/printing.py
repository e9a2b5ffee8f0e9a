"""What the issue says of its printing can be done."""

from collections.abc import Iterator

from issuepress.errors import Finding, ManuscriptError, Place
from issuepress.profiles import load_profile
from issuepress.rendition import Rendition


def print_settings(rendition: Rendition) -> Iterator[Finding]:
    """Refuse an unknown print profile, and warn of less bleed than the printer wants."""
    issue = rendition.issue
    try:
        profile = load_profile(issue)
    except ManuscriptError as error:
        yield from error.findings
        return
    wanted = profile.limits.minimum_bleed
    for edge in ("top", "outside", "bottom"):  # some printers want none at the binding edge
        given = getattr(issue.print.bleed, edge)
        if given.points < wanted.points - 0.01:
            message = f"the bleed at the {edge} is {given}; the profile '{profile.name}' wants {wanted}"
            hint = f"set 'bleed: {wanted}' under 'print', or the printer's own wish under 'limits'"
            yield Finding(message, Place("issue.yaml"), hint, "warning")
