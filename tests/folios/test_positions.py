"""What is read off the engine's boxes, and what of it would break with another engine."""

import inspect

import pytest
import weasyprint
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from conftest import WriteIssue
from issuepress import lay_out, load_issue, load_theme, render
from issuepress.pdf import Layout
from issuepress.pdf.engine import Engine
from issuepress.pdf.page import lower_body, opener_alone, page_tree
from issuepress.pdf.positions import _folded, starts

_BOXES = ("MarginBox", "TextBox", "PageBox")


def _pages(folder: object) -> tuple[Layout, list[Page]]:
    """Lay an issue out, and its last part once more for the boxes of its pages."""
    issue = load_issue(str(folder))
    layout = lay_out(render(issue, load_theme(issue.theme, issue.folder)))
    tree = page_tree(issue, layout.parts[-1].part, recto=True)
    engine = Engine(layout.rendition)
    lower_body(tree, engine.off_grid(opener_alone(tree)))
    return layout, list(engine.lay_out(tree, furnished=False).pages)


def test_the_engine_is_the_one_whose_boxes_are_known() -> None:
    """When this fails: walk `page._page_box` of the new version by hand, then the proof, then raise it."""
    assert weasyprint.__version__.split(".")[0] == "70"
    assert all(hasattr(boxes, name) for name in _BOXES)
    assert "_box" in inspect.getsource(AbsolutePlaceholder.__init__)


def test_boxes_say_their_element_their_text_and_whether_they_are_generated(write_issue: WriteIssue) -> None:
    story = "---\ntitle: One\n---\n- A *word* in a list\n"
    _, (page,) = _pages(write_issue({"one.md": story}))
    found = {
        (box.element_tag, box.text)
        for box in page._page_box.descendants(placeholders=True)
        if isinstance(box, boxes.TextBox)
    }
    assert {("li", "A "), ("em", "word"), ("li", " in a list")} <= found
    assert any(tag == "li::marker" for tag, _ in found)
    assert type(page._page_box.children[0]) is boxes.BlockBox


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Straße", "STRASSE"),
        ("ﬁnal", "FINAL"),
        ("ευτυχισμένος", "ΕΥΤΥΧΙΣΜΕΝΟΣ"),
        ("sıkı iki", "SIKI İKİ"),
        ("Ａb", "ＡＢ"),
    ],
)
def test_a_transformed_word_is_still_known(written: str, printed: str) -> None:
    assert "".join(map(_folded, written)) == "".join(map(_folded, printed))


def test_a_part_is_mapped_by_itself(write_issue: WriteIssue) -> None:
    story = "---\ntitle: One\n---\n" + "\n\n".join(
        "It was raining uncharacteristically. " * 40 for _ in range(12)
    )
    layout, pages = _pages(write_issue({"one.md": story}))
    own = [(page.at, page.before) for page in layout.folio_map if page.part == layout.parts[-1].part.name]
    assert own == starts(pages)
    assert len(pages) > 1
