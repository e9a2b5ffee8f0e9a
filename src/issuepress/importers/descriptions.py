"""Long descriptions: what a chart or a map shows, told behind its figure to those who can't see it.

A description is written as `<aside class="description">` right behind its figure, which is also what
the directive becomes. In the body it is `<details>` that `aria-details` on the picture names.
"""

from lxml import etree

from issuepress.importers.source import Report, Source
from issuepress.labels import label

_HINT = "let it follow the paragraph that holds the picture"


def take_descriptions(part: etree._Element, source: Source, report: Report) -> None:
    """Tie the descriptions of a part to their pictures; report those without one, and calls of notes."""
    for aside in [each for each in part.iter("aside") if "description" in each.get("class", "").split()]:
        line = int(aside.get("data-line", 0)) or None
        figure = aside.getprevious()
        pictures = [] if figure is None or figure.tag != "figure" else list(figure.iter("img"))
        if len(pictures) != 1 or pictures[0].get("aria-details"):
            report.add("the description follows no figure", line, _HINT)
        elif pictures[0].get("alt") == "":
            report.add(
                "a picture that is decoration has a description", line, "say in a few words what it shows"
            )
        else:
            _tie(aside, pictures[0], source)
        if next(aside.iterancestors("a"), None) is not None:
            report.add("a description can't stand inside a link", line, "let the link hold the figure alone")
        if any(link.get("role") == "doc-noteref" for link in aside.iter("a")):
            hint = "no page shows a description: write the note's words into it"
            report.add("a footnote is called in a description", line, hint)


def _tie(aside: etree._Element, picture: etree._Element, source: Source) -> None:
    root = aside.getroottree().getroot()
    count = 1 + sum(1 for _ in root.iter("details"))
    name = aside.get("id") or f"{source.slug}--description-{count}"
    aside.tag = "details"
    aside.set("id", name)
    picture.set("aria-details", name)
    summary = etree.Element("summary")
    summary.text, summary.tail, aside.text = label("description", source.language), aside.text, None
    aside.insert(0, summary)
