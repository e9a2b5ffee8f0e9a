"""Where a finding about a part's fragment belongs: the manuscript and its line."""

from lxml import etree

from issuepress.errors import Place
from issuepress.rendition import Part


def where(part: Part, element: etree._Element | None = None) -> Place:
    """Give the file that a part was written in, and the line an element, or what it stands in, came from."""
    file = part.story.file if part.story else "issue.yaml"
    around = () if element is None else (element, *element.iterancestors())
    line = next((each.get("data-line") for each in around if each.get("data-line")), None)
    return Place(file, int(line) if line else None)
