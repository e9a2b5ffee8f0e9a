"""What is found in fewer steps is what the engine finds."""

from collections.abc import Iterator
from itertools import combinations, permutations
from typing import Any

import pytest
from weasyprint import HTML
from weasyprint.formatting_structure.boxes import Box, ParentBox
from weasyprint.layout.background import Background
from weasyprint.layout.block import collapse_margin

from issuepress.pdf.private.flow import copied_deeply, descendants, fewer_steps
from issuepress.pdf.private.patches import page_box

PAGE = """<style>
@page { size: 300px 400px; margin: 20px; @bottom-left { content: element(foot) } }
@page wide { background: silver }
p { margin: 12px 0 -4px } .wide { page: wide } .foot { position: running(foot) } .cut { height: 900px }
.note { float: footnote } .left { float: left } .placed { position: absolute } .near { position: relative }
.round { border-radius: 5px } .half { border-radius: 0 5px } .ground { background: red }
.hidden { visibility: hidden } .shade { box-shadow: 2px 2px black }
.grade { background-image: linear-gradient(red, blue) }
.framed { border: 5px solid; border-image: linear-gradient(red, blue) 5 }
</style><body><p class=foot>One
<p class='wide ground'>Two<span class=note>three</span><p class='wide left round'>Four
<div><p class=placed>Five<p class='near half'>Six <b class=ground>7</b> <b class=ground>seven</b>
<i class=shade>8</i> <i class=shade>eight</i></div>
<div class=wide><p class=left>Nine</div><p class='grade hidden'>Ten
<div class='cut round ground'><p>Eleven</div><div><div><p class='framed wide'>Twelve</div></div>
<p class=framed>Thirteen<p class=framed>13
<p class=grade>Fourteen<p class=grade>14<p class=round>15<p class=round>15<ul><li>Fifteen</ul>
"""


def _found() -> Iterator[tuple[Any, ...]]:
    for page in HTML(string=PAGE).render().pages:
        for box in page_box(page).descendants():
            place = box.position_x, box.position_y, box.margin_width(), box.margin_height()
            round_ = [value for name, value in sorted(box.__dict__.items()) if name.endswith("_radius")]
            ground = box.background
            # Of a picture, which the engine makes anew for each document, what kind of thing it is.
            shown = isinstance(ground, Background) and (ground.color, *map(repr, map(len, ground.layers)))
            flows = box.is_in_normal_flow(), box.page_values()
            yield box.element_tag, *place, round_, shown, hasattr(box, "border_image"), *flows


def test_every_box_stands_where_the_engine_has_it_on_its_ground(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = list(_found())
    originals = [getattr(owner, name) for owner, name, _ in fewer_steps()]
    for owner, name, function in fewer_steps():
        monkeypatch.setattr(owner, name, function)
    assert {Box.is_in_normal_flow, ParentBox.page_values}.isdisjoint(originals)
    assert list(_found()) == expected


def test_all_boxes_of_a_page_are_found_in_the_engine_s_order() -> None:
    for page in map(page_box, HTML(string=PAGE).render().pages):
        for placeholders in (False, True):
            assert list(descendants(page, placeholders)) == list(page.descendants(placeholders))


def test_what_a_page_begins_with_is_copied_with_all_that_can_be_changed_in_it() -> None:
    state = [0], {"page": [1]}, [{"page"}, set()], [["story", 0, {0: {2: None}}]], bytearray(b"a")
    copied = copied_deeply(state)
    assert copied == state
    copied[0][0], copied[3][0][2][0][2] = 7, "elsewhere"
    copied[1]["page"].append(2)
    copied[2][1].add("note")
    copied[4].append(1)
    assert state == ([0], {"page": [1]}, [{"page"}, set()], [["story", 0, {0: {2: None}}]], bytearray(b"a"))


def _quick(name: str) -> Any:
    return next(function for _, each, function in fewer_steps() if each == name)


def _box(float_: str, position: object, page: str, children: tuple[Box, ...] = ()) -> ParentBox:
    style = {"float": float_, "position": position, "page": page}
    return ParentBox("p", style, None, children)


BOXES = [
    _box(float_, position, page)
    for float_ in ("none", "left", "right", "inline-start", "inline-end", "footnote")
    for position in ("static", "relative", "absolute", "fixed", ("running()", "foot"), ("note()", "note"))
    for page in ("", "wide")
]


def test_what_is_in_the_flow_and_on_which_pages_it_stands_is_the_engine_s() -> None:
    for box in BOXES:
        assert _quick("is_in_normal_flow")(box) == box.is_in_normal_flow()
    for some in (*combinations(BOXES, 2), *zip(BOXES), ()):
        around = _box("none", "static", "near", some)
        assert _quick("page_values")(around) == around.page_values()


def test_margins_collapse_as_the_engine_has_them() -> None:
    collapsed = _quick("collapse_margin")
    for margins in permutations((-3, -0.5, 0, 0.0, 1.25, 4), 3):
        assert repr(collapsed(margins)) == repr(collapse_margin(margins))
    assert repr(collapsed([])) == repr(collapse_margin([]))
