"""What the issue says of its printing can be done."""

from collections.abc import Iterator

from issuepress.builds import theme_spots
from issuepress.errors import Finding, ManuscriptError, Place, nearest
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


def spot_colours(rendition: Rendition) -> Iterator[Finding]:
    """Refuse a spot colour that the theme does not know, and tell which of the theme's are separated."""
    printed, place = rendition.issue.print.spots, Place("issue.yaml")
    known = dict.fromkeys(spot.name for spot in theme_spots(rendition.theme.sheet("print")).values())
    for name in printed:
        if name not in known:
            message = f"the theme '{rendition.theme.name}' prints nothing in the spot colour '{name}'"
            yield Finding(message, place, nearest(name, known))
    for name in known:
        if name not in printed:
            message = f"the theme's spot colour '{name}' is printed as a build of the four inks"
            yield Finding(
                message, place, f"list it for a plate of its own: 'spots: [{name}]' under 'print'", "warning"
            )
