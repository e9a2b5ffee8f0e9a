"""The engine's private side is the one our code was written for."""

import contextlib
import hashlib
import inspect
import re

import weasyprint
from weasyprint.images import RasterImage
from weasyprint.text import line_break

from issuepress.pdf import patches, repeats, resuming, strokes
from issuepress.pdf.shaping import TEXTUAL

_CHECKSUM = "b619425c88f8df48472e0fa5639a73c52edb80dbae56093f7098d3a64b6518ba"


def test_what_the_patches_rely_on_has_not_changed() -> None:
    """When this fails, read the engine's changes, run tests/screen, then write the new checksum here."""
    relied_on = *patches.TOUCHED, *repeats.REPEATED, *resuming.RESUMED, *strokes.STROKED
    code = "".join(inspect.getsource(each) for each in relied_on)
    assert hashlib.sha256(code.encode()).hexdigest() == _CHECKSUM, weasyprint.__version__


def test_styles_are_told_apart_by_all_that_the_engine_shapes_text_by() -> None:
    shaping = line_break.split_first_line, line_break.Layout, line_break.get_font_description
    asked = {name for each in shaping for name in re.findall(r"style\['(\w+)'\]", inspect.getsource(each))}
    assert {"font_size", "word_spacing", "hyphens"} <= asked
    assert asked == set(TEXTUAL)


def test_the_engine_is_itself_again_after_writing() -> None:
    replaced = "add_tags", "resolve_links", "build_fonts_dictionary"
    before = [getattr(weasyprint.pdf, name) for name in replaced], RasterImage.draw, RasterImage.get_x_object
    with contextlib.ExitStack() as stack:
        stack.enter_context(patches.tagged_by(lambda *_: None))
        stack.enter_context(patches.links_kept())
        stack.enter_context(patches.fonts_apart())
        stack.enter_context(patches.pictures_through(lambda *_: None))
        for name, original in zip(replaced, before[0], strict=True):
            assert getattr(weasyprint.pdf, name) is not original
    after = [getattr(weasyprint.pdf, name) for name in replaced], RasterImage.draw, RasterImage.get_x_object
    assert after == before
