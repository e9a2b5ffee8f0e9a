"""A build: what it is asked for, whether there is anything to do, and who does it.

Nothing that reads an issue is imported here, so that a worker gets ready while the rest is.
"""

import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from issuepress.docket import Order, is_new, is_set, keep, unchanged
from issuepress.lazily import staying
from issuepress.summary import SUFFIXES, Output, Report, Summary, silent
from issuepress.upkeep import tidy

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuepress.pdf.crew import Crew
    from issuepress.rendition import Rendition


def build(  # noqa: PLR0913 - all but the path have defaults
    path: Path | str,
    targets: dict[Output, Path] | None = None,
    *,
    outputs: tuple[Output, ...] = tuple(SUFFIXES),
    folder: Path | None = None,
    folios: bool = True,
    jobs: int = 0,
    report: Report = silent,
) -> Summary:
    """Make the outputs of an issue, all of them or none.

    Files go to `targets`, else into `folder`, else into `build/<folder name>/`, under names that begin
    with the name of the issue's folder; a cover printed by itself is made where the issue asks for it.
    Without `folios` the EPUB says nothing of the pages of print, and needs no layout. So many `jobs` set
    stories at once, each in a process of its own; 0 sets them in this one. Raises IssuepressError; the
    former outputs are then untouched.
    """
    order = Order(Path(path), targets, outputs, folder, folios)
    if (summary := unchanged(order)) is not None:
        return summary
    from issuepress.pdf.crew import Crew  # noqa: PLC0415 - not needed where there is nothing to do

    with Crew(jobs, stays=False) as crew:
        if not is_set(order):
            crew.start(for_press=order.is_printed and is_new(order))
        return make(order, crew, report)[1]


def make(order: Order, crew: "Crew", report: Report) -> "tuple[Rendition, Summary]":
    """Make what an order asks for, whether or not it is there, and note it; see `issuepress.road.take`."""
    take = _road()
    began = time.time()
    rendition, summary = take(order, crew, report)
    keep(order, rendition, summary, began)
    tidy()
    return rendition, summary


@cache
def _road() -> "Callable[[Order, Crew, Report], tuple[Rendition, Summary]]":
    with staying():
        from issuepress.road import take  # noqa: PLC0415 - see above
    return take
