"""Lines break, and measure, as the engine alone would have it, whatever is spared."""

import contextlib
from collections.abc import Iterator

import pytest
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.text import line_break

from issuepress.pdf.private.patches import page_box
from issuepress.pdf.private.repeats import Repeats, nothing_repeated
from issuepress.pdf.private.shaping import Shapes

_PROSE = (
    "The ferryman, who hadn't spoken since the estuary's misunderstandings, folded incomprehensible maps; "
    "“Nobody,” he said—quietly, as ever—“remembers the lighthouse-keeper’s daughter, or her well-documented "
    "extraordinary disappearance in 1913/14 between Tollesbury… and Brightlingsea.” AV To VA Wy, "
)
_TEXTS = {
    "prose": _PROSE * 3,
    "soft hyphens": _PROSE.replace("incompre", "incom\u00adpre").replace("docu", "do\u00adcu") * 2,
    "no-break and wide spaces": _PROSE.replace(", ", ",\u00a0").replace("; ", ";\u2002") * 2,
    "doubled spaces": _PROSE.replace(" ", "  "),
    "an endless word": "a" * 200 + " " + _PROSE,
    "Hebrew within": _PROSE + "שלום עולם, הספרן לא דיבר מאז " + _PROSE,
    "Greek, Cyrillic and Thai": "Ο περαματάρης δεν είχε μιλήσει. Паромщик молчал. คนพายเรือไม่ได้พูดอะไรเลย " * 3,
    "Vietnamese": "Người lái đò không nói gì từ khi những hiểu lầm ở cửa sông, gấp những tấm bản đồ khó hiểu "
    * 2,
    "emphasis": _PROSE.replace("maps", "<em>maps</em>").replace("daughter", "<b>daughter</b>") * 2,
    "dashes at ends": "word – " * 20 + "word— " * 20 + "word-word-word-" * 9,
}
_STYLES = {
    "justified": "text-align: justify; hyphens: auto",
    "ragged, no hyphens": "hyphens: none",
    "long hyphen": "hyphens: auto; hyphenate-character: '~~~'",
    "tracked": "hyphens: auto; letter-spacing: 0.1em",
    "wide spaces": "hyphens: auto; word-spacing: 0.2em",
    "small capitals": "hyphens: auto; font-variant: all-small-caps",
    "kept spaces": "hyphens: auto; white-space: pre-wrap",
    "broken anywhere": "hyphens: auto; overflow-wrap: anywhere",
    "from the right": "hyphens: auto; direction: rtl",
    "a zone": "hyphens: auto; hyphenate-limit-zone: 15%; hyphenate-limit-chars: 6 3 3",
}


@pytest.mark.parametrize("style", _STYLES.values(), ids=_STYLES)
def test_lines_are_those_of_the_engine(style: str) -> None:
    body = "".join(
        f'<p lang="en" style="{style}; width: {width}px">{text}</p>'
        for text in _TEXTS.values()
        for width in (90, 211.3)
    )
    html = f"<style>@page {{ size: 400px 3000px; margin: 0 }} p {{ font: 11px/14px serif }}</style>{body}"
    with nothing_repeated(Repeats(Shapes())), _layouts() as made:
        lines = _lines(html)
    with _layouts() as needed:
        assert _lines(html) == lines
    assert len(lines) > 200
    assert len(made) < len(needed)


@contextlib.contextmanager
def _layouts() -> Iterator[list[str]]:
    """Note the text of each layout that Pango breaks."""
    texts: list[str] = []
    lines = line_break.Layout.get_first_line

    def noted(self: line_break.Layout) -> object:
        texts.append(self.text)
        return lines(self)

    line_break.Layout.get_first_line = noted
    try:
        yield texts
    finally:
        line_break.Layout.get_first_line = lines


def _lines(html: str) -> list[tuple[object, ...]]:
    """Give the text of each line box, its place and its measures."""
    return [
        (box.text, box.pango_layout.text, box.position_x, box.position_y, box.width, box.height, box.baseline)
        for page in HTML(string=html).render().pages
        for box in page_box(page).descendants()
        if isinstance(box, TextBox)
    ]
