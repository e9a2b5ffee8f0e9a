"""Lines painted from words that are known look as the engine paints them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from lxml import html
from weasyprint.text import line_break

from conftest import ISSUE, PICTURE, STORY
from issuepress import load_issue, load_theme, render
from issuepress.pdf.engine import Engine
from issuepress.pdf.faces import Faces
from issuepress.pdf.private import words
from issuepress.pdf.screen.tagging import as_artifacts

_PROSE: Final = (
    "AVALON, To Wit: the ferryman\u2019s “office” had flown \u2013 in 1984 \u2013 by a coefficient of 3 %, "
    "and Ty\u2019s naïve café in Łódź waved (or so she said) at half-past ten\u2014twice\u2014in all. "
)
_TEXTS: Final = {
    "prose": _PROSE * 4,
    "emphasis among words": f"{_PROSE}<em>had <b>flown</b> by</em> 7<sup>th</sup>, H<sub>2</sub>O {_PROSE}"
    * 2,
    "numbers alone": "<p>1984 1985 1986 1987 1988 1989 1990 1991 1992 1993 1994 1995 1996 1997</p><b>7</b>",
    "spaces that don\u2019t break": "in\xa01984 and\xa0so on, to\u2009wit,  by\u2003and by. " * 6,
    "hyphens that show at the ends of lines": "super\xadcali\xadfragi\xadlistic flight. " * 9,
    "letters apart": f'<p style="letter-spacing: .1em">{_PROSE}</p>',
    "letters not apart": f'<p style="letter-spacing: 0">{_PROSE}</p>',
    "words apart": f'<p style="word-spacing: .2em">{_PROSE}</p>',
    "words together": f'<p style="word-spacing: -.4em">{_PROSE}</p>',
    "small capitals and old figures": f'<p style="font-variant: small-caps oldstyle-nums">{_PROSE}</p>',
    "lines and links": f'<p style="text-decoration: underline">{_PROSE}</p>',
    "other scripts": f"Θάλασσα, море, שלום עולם, سلام, № ﬁn\u0301 → ½. {_PROSE}" * 2,
    "right to left": f'<p dir="rtl">שלום עולם, {_PROSE} 1984 שלום</p>',
    "white space kept": '<pre style="white-space: pre-wrap">a\tb  c\n   d e f  </pre> <p>  </p>',
    "cut short": f'<p style="overflow: hidden; text-overflow: ellipsis; white-space: nowrap">{_PROSE}</p>',
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Prepare an engine for an issue of nothing."""
    folder = tmp_path_factory.mktemp("lettering")
    for name, text in (("issue.yaml", ISSUE), ("one.md", STORY), ("cover.svg", PICTURE)):
        (folder / name).write_text(text, encoding="utf-8")
    return Engine(render(load_issue(folder), load_theme("house")))


def _painted(engine: Engine, text: str) -> tuple[bytes, Faces]:
    """Paint a text, justified in a narrow column."""
    style = "width: 40mm; text-align: justify; hyphens: manual"
    tree = html.document_fromstring(f'<html lang="en"><body><div style="{style}">{text}</div></body></html>')
    document = engine.lay_out(tree, furnished=False)
    return engine.paint(document, as_artifacts, lambda *_: None)


@contextmanager
def _by_the_engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as alone:
        alone.setenv("ISSUEPRESS_ENGINE", "plain")
        yield


@pytest.mark.parametrize("what", _TEXTS)
def test_text_is_painted_as_the_engine_paints_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The first time, and from memory; the fonts are told of the same glyphs in the same order."""
    with _by_the_engine(monkeypatch):
        wanted = _painted(engine, _TEXTS[what])
    assert _painted(engine, _TEXTS[what]) == wanted
    assert _painted(engine, _TEXTS[what]) == wanted


def test_a_sign_that_no_font_has_is_painted_as_the_engine_paints_it(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"There were \U0010fffd and \U0010fffe there. {_PROSE}" * 2
    logging.disable()
    with _by_the_engine(monkeypatch):
        wanted = _painted(engine, text)
    found = _painted(engine, text)
    logging.disable(logging.NOTSET)
    assert found == wanted
    assert any(face.missing for face in found[1])


def _shaped(engine: Engine, monkeypatch: pytest.MonkeyPatch, text: str) -> list[str]:
    """Paint a text, and give what is shaped for that."""
    shaped: list[str] = []

    class Layout(line_break.Layout):  # type: ignore[misc] # WeasyPrint has no types
        def set_text(self, text: str, **how: object) -> None:
            shaped.append(text)
            super().set_text(text, **how)

    with monkeypatch.context() as watched:
        watched.setattr(words, "Layout", Layout)
        _painted(engine, text)
    return shaped


def test_a_word_of_justified_lines_is_shaped_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "They rowed over and nobody there had minded it so far, or said so, before the thaw. "
    first = _shaped(engine, monkeypatch, sentence * 4)
    assert len(first) < 8
    other = " ".join(sorted(sentence.split()))
    again = " ".join(_shaped(engine, monkeypatch, f"{other} the ferryman {other} it was so."))
    assert "ferryman" in again
    assert "minded" not in again


def test_lines_are_left_to_pango_where_it_widens_spaces_otherwise(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _by_the_engine(monkeypatch):
        wanted = _painted(engine, _TEXTS["prose"])
    fresh = Engine(engine.rendition)
    monkeypatch.setattr(words, "widened", lambda space, _units: space)
    assert _painted(fresh, _TEXTS["prose"]) == wanted
