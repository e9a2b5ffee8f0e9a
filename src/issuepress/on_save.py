"""A build that stays: it makes the outputs again whenever something is saved, with everything at hand."""

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Final

from issuepress.build import make
from issuepress.catalogue import Outcome
from issuepress.docket import Order, unchanged
from issuepress.errors import IssuepressError
from issuepress.following import Follower, home_of
from issuepress.pdf.crew import TERM, Crew
from issuepress.summary import SUFFIXES, Output, Report, silent

if TYPE_CHECKING:
    from issuepress.rendition import Rendition

Reporting = Callable[[], AbstractContextManager[Report]]
"""Gives what is told of the steps of one build."""

_MOMENT: Final = 0.5
"""Seconds after which all files are looked at when other folders are followed than before."""


def build_on_save(  # noqa: PLR0913 - all but the path have defaults
    path: Path | str,
    targets: dict[Output, Path] | None = None,
    *,
    outputs: tuple[Output, ...] = tuple(SUFFIXES),
    folder: Path | None = None,
    folios: bool = True,
    jobs: int = 0,
    reporting: Reporting = lambda: nullcontext(silent),
) -> Generator[Outcome]:
    """Build an issue, then again after each save in its folder or its theme's, and give what became of each.

    What is built and where it goes is told as for `issuepress.build.build`. A build that fails leaves the
    former outputs untouched, and the next save is waited for. Ends when what it gives is closed.
    """
    order = Order(Path(path), targets, outputs, folder, folios)
    saved = Event()
    follower = Follower(saved, home_of(order.issue))
    follower.start()
    try:
        while True:
            with Crew(jobs) as crew:
                crew.start()
                for _ in range(TERM):
                    outcome, rendition = _built(order, crew, reporting)
                    is_turned = rendition is not None and follower.follow(*rendition.folders)
                    with _rehearsal(order, crew, rendition, outcome):
                        yield outcome
                        _wait(saved, _MOMENT if is_turned else None)
                        while outcome.summary and unchanged(order):
                            _wait(saved)
    finally:
        follower.stop()


def _built(order: Order, crew: Crew, reporting: Reporting) -> tuple[Outcome, "Rendition | None"]:
    """Build; give what became of it, and what was rendered."""
    try:
        with reporting() as report:
            rendition, summary = make(order, crew, report)
    except IssuepressError as error:
        return Outcome(order.issue, error=error), None
    return Outcome(order.issue, summary), rendition


def _rehearsal(
    order: Order, crew: Crew, rendition: "Rendition | None", outcome: Outcome
) -> AbstractContextManager[object]:
    """Have workers get ready for the next save, where a build has laid pages out."""
    if rendition is None or outcome.summary is None or not outcome.summary.pages:
        return nullcontext()
    from issuepress.pdf.rehearsal import Rehearsal  # noqa: PLC0415 - not before the first build

    return Rehearsal(crew, rendition, is_printed=order.is_printed)


def _wait(saved: Event, seconds: float | None = None) -> None:
    saved.wait(seconds)
    saved.clear()
