"""A rehearsal: what workers do while nothing is saved makes the next save quicker."""

from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ISSUE, WriteIssue
from issuepress import lay_out, load_issue, load_theme, render
from issuepress.errors import OutputError
from issuepress.pdf import Crew, Layout
from issuepress.pdf.engine import Engine, engine_for
from issuepress.pdf.galley import Copy, Furnishing, around, dress_of, stored_furniture
from issuepress.pdf.layout import bare_rendition
from issuepress.pdf.press.plates import Original, Press, stored_plates
from issuepress.pdf.rehearsal import Rehearsal
from issuepress.pdf.setting import rehearse, set_part

_TEXT = "".join(f"It rained for {days} days on the quay, and nobody minded it much.\n\n" for days in range(9))
_TWO = {"issue.yaml": f"{ISSUE}  - two.md\n", "two.md": f"---\ntitle: Two\n---\n{_TEXT}"}


@pytest.fixture
def layout(write_issue: WriteIssue) -> Layout:
    """Lay out two stories."""
    issue = load_issue(write_issue(_TWO))
    return lay_out(render(issue, load_theme(issue.theme, issue.folder)))


def _copy(layout: Layout, name: str) -> Copy:
    rendition = layout.rendition
    part = rendition.part(name)
    return Copy(bare_rendition(rendition, part), True, around(rendition, part), dress_of(rendition))  # noqa: FBT003


def test_a_story_that_was_rehearsed_is_shaped_already(layout: Layout) -> None:
    copy, engine = _unknown(layout)
    rehearse(copy, lambda: None)
    assert (known := engine.sticks.number)
    lines = len(engine.shapes.splits)
    set_part(copy)
    assert (engine.sticks.number, len(engine.shapes.splits)) == (known, lines)


def test_a_rehearsal_ends_in_the_middle_of_a_story_when_something_else_waits(layout: Layout) -> None:
    (copy, engine), heard = _unknown(layout), list[int]()

    def heed() -> None:
        heard.append(1)
        if len(heard) > 5:
            raise OutputError("something waits")

    with pytest.raises(OutputError, match="something waits"):
        rehearse(copy, heed)
    assert engine.sticks.number
    set_part(copy)
    assert len(heard) == 6


def _unknown(layout: Layout) -> tuple[Copy, Engine]:
    """Give a part for an engine that has seen none, as each dress has its own."""
    copy = replace(_copy(layout, "two"), dress="another")
    return copy, engine_for(copy.rendition, copy.dress)


def test_after_a_rehearsal_stories_are_known_and_running_heads_are_there_for_a_page_more_or_less(
    layout: Layout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ISSUEPRESS_CACHE", str(tmp_path / "kept"))
    bare, last = bare_rendition(layout.rendition), layout.parts[-1]
    press = Press.of(bare)
    with Crew(1) as crew:
        with Rehearsal(crew, layout.rendition, is_printed=True) as rehearsal:
            rehearsal.wait()
        assert all(crew.knows(part.name) for part in layout.rendition.parts)
    for number in (last.number - 1, last.number + 1):
        furniture = stored_furniture(Furnishing.of(bare, last.galley, number, dress_of(layout.rendition)))
        assert furniture
        assert furniture.labels[0][0] == str(number)
        assert stored_plates(Original.of(bare, press, furniture.key, furniture.pdf))
