"""What the browser is told of an edition: one record of plain values, the same for preview and proof."""

from collections.abc import Iterable, Mapping
from typing import Any

from issuepress.errors import Finding, Place
from issuepress.flatplan import PlannedStory
from issuepress.flatplan.listing import fit, summary
from issuepress.preview.edition import Edition, Press
from issuepress.preview.reading import Reading
from issuepress.story import Story

Plain = dict[str, Any]
Area = tuple[float, float, float, float]
"""Left, top, width and height in points of the trimmed page."""


def of_edition(edition: Edition) -> Plain:
    """Tell an edition: the issue, its pages with all that stands on them, its stories and the flatplan."""
    issue, plan = edition.rendition.issue, edition.plan.as_json()
    fits = [
        {**told, "fit": fit(story)}
        for told, story in zip(plan.pop("stories"), edition.plan.stories, strict=True)
    ]
    stories = {story.slug: story for story in issue.stories}
    pages = [{**page, **_page(edition, stories, page["number"])} for page in plan.pop("pages")]
    bleed = issue.print.bleed
    return {
        **plan,
        "stories": fits,
        "summary": summary(edition.plan),
        "isSketch": edition.is_sketch,
        "publication": issue.publication.title.plain,
        "dateline": issue.dateline,
        "language": issue.language,
        "bleed": {edge: getattr(bleed, edge).points for edge in ("top", "outside", "bottom", "inside")},
        "pages": pages,
        "contents": [_entry(edition, part.name) for part in edition.rendition.parts],
    }


def of_pages(edition: Edition, numbers: Iterable[int]) -> list[Plain]:
    """Tell some pages of an edition as they look now, by their numbers."""
    stories = {story.slug: story for story in edition.rendition.issue.stories}
    return [{"number": number, **_page(edition, stories, number)} for number in numbers]


def of_reading(reading: Reading) -> Plain:
    """Tell an EPUB: its documents in the order of reading, without what they say."""
    names = ("file", "part", "title", "language", "direction")
    pages = [{name: getattr(page, name) for name in names} for page in reading.pages]
    return {"digest": reading.digest, "pages": pages}


def of_press(press: Press, first: int) -> Plain:
    """Tell a print PDF: the picture of each page, and the paper around its trim.

    `first` is the number of the page with which it begins; those before it are printed elsewhere.
    """
    pages = zip(press.raster.digests, press.raster.sheets, strict=True)
    told = [{"digest": digest, "sheet": list(sheet)} for digest, sheet in pages]
    return {"pages": [*[None] * (first - 1), *told]}


def of_findings(findings: Iterable[Finding], edition: Edition | None) -> list[Plain]:
    """Tell findings, errors first, each with its page and area where the edition has its place."""
    told = [_finding(finding, edition) for finding in dict.fromkeys(findings)]
    return sorted(told, key=lambda each: each["level"] != "error")


def copyfit(edition: Edition) -> list[Finding]:
    """Warn of the stories that take more pages than the running order gives them."""
    over = [story for story in edition.plan.stories if story.budget and story.pages > story.budget]
    return [_over_budget(story) for story in over]


def changed(edition: Edition, former: Edition | None) -> list[Plain]:
    """Tell which pages look different from a former edition's, and where on them."""
    if former is None or former.is_sketch:
        return []
    before = former.raster.digests
    pages = [
        at for at, digest in enumerate(edition.raster.digests) if at >= len(before) or before[at] != digest
    ]
    return [
        {"page": at + 1, "area": edition.raster.difference(former.raster, at) if len(pages) <= 8 else None}
        for at in pages
    ]


def _page(edition: Edition, stories: Mapping[str, Story], number: int) -> Plain:
    ltr = edition.plan.direction == "ltr"
    side = "right" if (number % 2 == 1) == ltr else "left"
    if number not in edition.places:
        return {"digest": None, "side": side, "title": "", "file": "", "places": None}
    part = edition.parts[number]
    title = stories[part.name].title.plain if part.name in stories else part.title
    return {
        "digest": edition.raster.digests[number - 1],
        "side": side,
        "title": title,
        "file": part.story.file if part.story else "issue.yaml",
        "places": edition.places[number].as_json(),
    }


def _entry(edition: Edition, name: str) -> Plain:
    part = edition.rendition.part(name)
    pages = [number for number, each in edition.parts.items() if each.name == name]
    title = part.story.title.plain if part.story else part.title
    section = part.story.section.plain if part.story and part.story.section else ""
    return {"part": name, "title": title, "section": section, "page": pages[0], "pages": len(pages)}


def _finding(finding: Finding, edition: Edition | None) -> Plain:
    where = finding.where
    page, area = _seen(edition, where.file, where.line) if edition and where else (None, None)
    return {
        "level": finding.level,
        "message": finding.message,
        "hint": finding.hint,
        "file": where.file if where else None,
        "line": where.line if where else None,
        "page": page,
        "area": area,
    }


def _seen(edition: Edition, file: str, line: int | None) -> tuple[int | None, Area | None]:
    """Find where a line of a file stands: the nearest block that begins on it or above it."""
    shown = [
        (number, edition.places[number])
        for number, part in edition.parts.items()
        if (part.story.file if part.story else "issue.yaml") == file and part.kind != "blank"
    ]
    if line is None or not shown:
        return (shown[0][0] if shown else None), None
    blocks = [
        (number, block)
        for number, places in shown
        for block in places.blocks
        if (block.line or line + 1) <= line
    ]
    if not blocks:
        return shown[0][0], None
    number, block = max(blocks, key=lambda found: (found[1].line or 0, -found[0], found[1].kind != "figure"))
    return number, block.area


def _over_budget(story: PlannedStory) -> Finding:
    message = f"it takes {story.pages} pages of its {story.budget}: about {story.over} words are over"
    return Finding(message, Place(story.file, 1), "cut it, or give it more 'pages' in issue.yaml", "warning")
