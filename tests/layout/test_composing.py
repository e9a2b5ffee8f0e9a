"""Lines break, and measure, as the engine alone would have it, whatever is spared."""

import contextlib
from collections.abc import Iterable, Iterator

import pytest
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration

from issuepress import load_theme
from issuepress.pdf.private.patches import page_box
from issuepress.pdf.private.repeats import Repeats, nothing_repeated
from issuepress.pdf.private.shaping import Shapes
from issuepress.pdf.private.widths import Sticks
from issuepress.pdf.private.words import Words

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
    "spaces kerned with letters": "To Ty V. We, TV 7 Yes W AT P. Vow ‘Tis “We” F. Tow! Av? " * 5,
    "figures and fractions": "1984 1985, 3⁄4 of 1,024 (or 2) 7/8 in 1913/14 at 10.30; " * 5,
    "narrow letters": "ill till it fill if lilt tilt I’ll fit in it still, " * 14,
    "plain prose": (
        "The ferryman, who hadn’t spoken since the estuary’s misunderstandings, folded incomprehensible "
        "maps. “Nobody,” he said, “remembers the keeper’s daughter, or her mysterious disappearance.” "
    )
    * 3,
    "a last word that is broken": "In a word, incomprehensible",
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
    "no space between letters": "hyphens: auto; letter-spacing: 0",
}
_FONTS = {"a font that is there": ("serif", (90, 211.3)), "the house's font": ("House", (130.2,))}


@pytest.fixture(scope="module")
def fonts() -> FontConfiguration:
    """Open fonts once for all that is laid out."""
    return FontConfiguration()


@pytest.mark.parametrize(("font", "widths"), _FONTS.values(), ids=_FONTS)
@pytest.mark.parametrize("style", _STYLES.values(), ids=_STYLES)
def test_lines_are_those_of_the_engine(
    fonts: FontConfiguration, style: str, font: str, widths: tuple[float, ...]
) -> None:
    page = _page(f"font: 11px/14px {font}; {style}", widths)
    with nothing_repeated(_repeats()), _layouts() as made:
        lines = _lines(page, fonts)
    with _layouts() as needed:
        assert _lines(page, fonts) == lines
    assert len(lines) > 150
    assert len(made) < len(needed)


def test_lines_of_any_width_are_composed_from_words_that_are_known(fonts: FontConfiguration) -> None:
    style = "font: 11px/14px House; text-align: justify; hyphens: auto"
    page = _page(style, range(150, 430, 7), ["plain prose"])
    repeats = _repeats()
    with nothing_repeated(repeats), _layouts() as made:
        lines = _lines(page, fonts)
    assert len(made) < len(lines) / 2
    with nothing_repeated(repeats), _layouts() as made:
        assert _lines(page, fonts) == lines
    assert len(made) < len(lines) / 4
    assert _lines(page, fonts) == lines


def test_a_line_may_take_all_that_pango_is_given_of_a_text(fonts: FontConfiguration) -> None:
    page = _page("font: 11px/14px House", range(150, 430, 5), ["narrow letters"])
    with nothing_repeated(_repeats()):
        lines = _lines(page, fonts)
    assert lines == _lines(page, fonts)


@pytest.mark.parametrize("text", ["prose", "soft hyphens", "plain prose"])
def test_lines_beside_what_floats_are_those_of_the_engine(fonts: FontConfiguration, text: str) -> None:
    more = "text-align: justify; hyphens: auto; orphans: 1; widows: 1"
    floats = "p::before { content: 'T'; float: left; font-size: 40px; line-height: 1; width: 1em }"
    page = _page(f"font: 11px/14px House; {more}", range(50, 400, 35), [text], floats)
    with nothing_repeated(_repeats()), _layouts() as made:
        lines = _lines(page, fonts)
    with _layouts() as needed:
        assert _lines(page, fonts) == lines
    assert len(made) < len(needed)


def _repeats() -> Repeats:
    return Repeats(Sticks(Words(Shapes())))


def _page(style: str, widths: Iterable[float], texts: Iterable[str] = _TEXTS, rules: str = "") -> HTML:
    """Put texts on a page, each in columns of all widths."""
    file = load_theme("house").file("theme/house/fonts/SourceSerif4SmText-Regular.otf")
    body = "".join(
        f'<p lang="en" style="{style}; width: {width}px">{_TEXTS[name]}</p>'
        for name in texts
        for width in widths
    )
    face = f"@font-face {{ font-family: House; src: url({file.as_uri()}) }}"
    sheet = f"@page {{ size: 500px 3000px; margin: 0 }} {face} {rules}"
    return HTML(string=f"<style>{sheet}</style>{body}")


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


def _lines(page: HTML, fonts: FontConfiguration) -> list[tuple[object, ...]]:
    """Give the text of each line box, its place and its measures."""
    return [
        (box.text, box.pango_layout.text, box.position_x, box.position_y, box.width, box.height, box.baseline)
        for each in page.render(font_config=fonts).pages
        for box in page_box(each).descendants()
        if isinstance(box, TextBox)
    ]
