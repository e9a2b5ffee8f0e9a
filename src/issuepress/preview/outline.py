"""The outline: what stands before the stories, laid out before these are read, and before all is imported."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from issuepress.issue import PART_NAMES
from issuepress.manuscript import load_outline
from issuepress.pdf.crew import Crew
from issuepress.pdf.layout import Layout
from issuepress.pdf.make_up import get_ready, lay_out_first
from issuepress.rendition import render_outline
from issuepress.themes import load_theme


def begin_outline(path: Path, crew: Crew) -> Iterator[Layout]:
    """Begin to lay out cover, masthead and contents, and give them as they are set, by ever more of them.

    None come of an issue with a fault in it: whoever reads the whole of it hears of that.
    """
    with suppress(Exception):
        issue = load_outline(path)
        theme = load_theme(issue.theme, issue.folder)
        get_ready(crew, issue, theme)
        return lay_out_first(render_outline(issue, theme), crew, most=len(PART_NAMES))
    return iter(())
