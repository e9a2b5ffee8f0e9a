"""Styles that elements share are those that the engine computes for each."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from weasyprint import CSS, HTML
from weasyprint.css import ComputedStyle
from weasyprint.css.properties import INITIAL_VALUES

from issuepress.pdf.private.kinds import Kinds
from issuepress.pdf.private.patches import page_box
from issuepress.pdf.private.styles import computed_once

SHEET = """
@page { size: 200px 300px; margin: 20px; @bottom-left { content: counter(page) } }
:root { --ink: #123456; --gap: 3px; font: 10px serif }
body { padding: 2px } p { margin: var(--gap) 0; color: var(--ink) } p:first-child { text-indent: 1.5em }
p + p { margin-top: inherit } [lang=de] { quotes: "a" "b" } .red, p::before { content: normal }
.deep { margin-block-start: inherit; width: inherit } em { font-size: 0.5em } em em { line-height: 2 }
.one { padding-inline-start: 1em; padding-left: 2em }
.two { padding-inline-start: 1em } .two.two { padding-left: 2em }
.left { padding-left: 1em } .right { padding-right: 1em }
i { display: inline-block; float: left } .fixed { position: absolute } i::before { content: attr(data-word) }
q::before { content: open-quote } li::marker { color: red } .note { float: footnote }
.bent { margin-bottom: calc(1em + var(--gap)) } h2 { bookmark-label: attr(id); string-set: head content() }
p::first-letter { font-weight: 700 } table { border-collapse: collapse; padding: 9px }
u { letter-spacing: 1ex } .loud { color: #0f0 !important; width: 9px } @layer one, two;
@layer two { .loud { height: 3px; width: 5px } b { height: 5px } } @layer one { b { height: 7px } }
"""
PAGES = (
    "<p>One <em>two <em>three</em></em></p><p>Four <b>five</b> <i data-word='six'>seven</i></p>",
    "<p>One <em>two <em>three</em></em></p><p>Four <b>five</b> <i data-word='eight'>nine</i></p>",
    "<p>One <span class=red>two</span></p><p><b class=one>Three</b> <b class=two>four</b></p>",
    "<p><b class=left>One</b> <b class=right>two</b></p>",
    "<div dir=rtl><p>One <b class=one>two</b></p><p>Three <i>four</i></p></div><p class=deep>Five</p>",
    "<p><b class=fixed id=a>One</b> <b class=fixed id=b>two</b> <b class=fixed>three</b> <b>four</b></p>",
    "<div lang=de><p>One <q>two</q></p></div><div lang=fr><p>One <q>two</q></p></div><p><q>Three</q>",
    "<div lang=hu><p>One</p></div><div lang=fr><p>One</p></div>",
    "<div style='--ink: red; --gap: 7px'><p>One</p><p>Two</p></div><div><p>Three</p><p>Four</p></div>",
    "<div style='margin-top: 5px'><div class=deep>One</div></div><div><div class=deep>Two</div></div>",
    "<div style='margin-top: 6px'><div class=deep>One</div></div><div><div class=deep>Two</div></div>",
    "<div style='width: 50%'><p class=deep>One</p></div><div style='width: 60%'><p class=deep>Two</p></div>",
    "<h2 id=a>One</h2><h2 id=b>Two</h2><h2>Three</h2><p style='color: blue'>Four</p><p>Five</p>",
    "<ol start=4><li>One<li value=9>Two</ol><ul><li>Three</ul><table><tr><td>Four<td>Five</table>",
    "<p class=loud style='color: #f00; width: 7px; height: 1px'>One <b class=loud>two</b> <b>three</b></p>",
    "<p class=bent>One<span class=note>Two</span></p><p class=bent style='font-size: 20px'><u>x</u></p>",
)


NAMES = [name for name in INITIAL_VALUES if "block" not in name and "inline" not in name]
"""What the engine computes: of sides by where they are, not by how text runs."""


def _values(page: str, sheet: CSS, kinds: Kinds | None) -> Iterator[dict[str, Any]]:
    with computed_once(kinds) if kinds else nullcontext():
        document = HTML(string=page).render(stylesheets=[sheet], presentational_hints=True)
    for box in (box for each in document.pages for box in page_box(each).descendants()):
        yield {"tag": box.element_tag, **{name: box.style[name] for name in NAMES}}
        if isinstance(box.style, ComputedStyle):
            yield box.style.specified


def _computed(pages: tuple[str, ...], kinds: Kinds | None, sheet: str = SHEET) -> list[list[dict[str, Any]]]:
    read = CSS(string=sheet)
    return [list(_values(page, read, kinds)) for page in pages]


def test_every_value_is_the_one_that_the_engine_computes() -> None:
    """Kinds of a document are known from those before it, whose elements stand and say otherwise."""
    plain, kinds = _computed(PAGES, None), Kinds()
    assert _computed(PAGES * 2, kinds) == plain * 2
    assert not kinds.is_closed


def test_a_document_computes_next_to_nothing_of_what_one_before_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    computed: list[str] = []
    missing = ComputedStyle.__missing__

    def counted(self: ComputedStyle, name: str) -> object:
        computed.append(name)
        return missing(self, name)

    monkeypatch.setattr(ComputedStyle, "__missing__", counted)
    _computed(PAGES[:1], Kinds())
    once = len(computed)
    _computed(PAGES[:1] * 3, Kinds())
    assert len(computed) - once < once * 1.1


def test_lengths_of_the_viewport_follow_the_first_page_of_each_document() -> None:
    sheet = SHEET + "p { margin-left: 10vw } em { margin-left: 1em; font-size: 10vw }"
    pages = tuple(f"<style>@page {{ size: {width}px 300px }}</style>{PAGES[0]}" for width in (300, 400, 300))
    assert _computed(pages, Kinds(), sheet) == _computed(pages, None, sheet)


def test_many_kinds_are_forgotten() -> None:
    kinds = Kinds()
    for at in range(2001):
        kinds.kind(None, {"width": (str(at), (1, 2, (0, 0, 1)))}, None)
        kinds.cascade._known[at,] = [], {}
    kinds.settle()
    assert not kinds._known
    assert not kinds.cascade._known
