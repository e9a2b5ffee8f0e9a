"""The flatplan as lines of text."""

import json
from collections.abc import Iterator

from issuepress.flatplan import Flatplan, PlannedPage, PlannedStory

_OWN_NAMES = frozenset(("cover", "masthead", "contents", "blank", "filler"))


def as_text(plan: Flatplan) -> str:
    """Set the plan as text: what it adds up to, the spreads, and how the stories fit."""
    return "\n".join([summary(plan), "", *_spreads(plan), "", *_stories(plan)])


def as_json(plan: Flatplan) -> str:
    """Write the plan as JSON."""
    return json.dumps(plan.as_json(), indent=2, ensure_ascii=False)


def summary(plan: Flatplan) -> str:
    """Say in a line how many pages and sheets the issue has."""
    pages = counted(len(plan.pages) - plan.fillers, "page")
    made_up = f" and {counted(plan.fillers, 'filler')}" if plan.fillers else ""
    bound = "stitched" if plan.binding == "saddle" else "glued"
    sheets = ("" if plan.pages[0].sheet else "a cover and ") + counted(plan.sheets, "sheet")
    return f"{plan.title}: {pages}{made_up} on {sheets} of {plan.multiple}, {bound}"


def counted(count: int, noun: str) -> str:
    """Write a number with its noun."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def share(part: float) -> str:
    """Write a part of one in per cent."""
    return f"{round(100 * part)} %"


def fit(story: PlannedStory) -> str:
    """Say how a story fits the pages it was given, or what room its last page has."""
    if story.over is None or story.budget is None:
        return f"{counted(story.room, 'word')} would fill it"
    pages = counted(story.budget, "page")
    if story.pages > story.budget:
        return f"{counted(story.over, 'word')} over its {pages}"
    return f"{counted(-story.over, 'word')} under its {pages}"


def name(page: PlannedPage) -> str:
    """Name what a page holds."""
    if page.sort in _OWN_NAMES:
        return page.sort
    return f"{page.part}: picture" if page.sort == "picture" else page.part


def _spreads(plan: Flatplan) -> Iterator[str]:
    sides = [[_side(page) for page in spread] for spread in plan.spreads]
    width = max(len(left) for left, _ in sides)
    for left, right in sides:
        yield f"{left:>{width}} | {right}".rstrip()


def _side(page: PlannedPage | None) -> str:
    return f"{page.label:>4}  {name(page)}" if page else ""


def _stories(plan: Flatplan) -> Iterator[str]:
    width = max((len(story.title) for story in plan.stories), default=0)
    yield f"  page  {'story':{width}}   words  pages  last page"
    for story in plan.stories:
        numbers = f"{story.words:>6,}  {story.pages:>5}  {share(story.last_page):>9}"
        yield f"{story.first:>6}  {story.title:{width}}  {numbers}  {fit(story)}"
