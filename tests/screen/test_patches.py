"""The engine's private side is the one our code was written for."""

import contextlib
import hashlib
import inspect
import re
import zlib

import pydyf
import weasyprint
from weasyprint.images import RasterImage
from weasyprint.text import line_break

from issuepress.pdf import patches, repeats, resuming, strokes
from issuepress.pdf.shaping import TEXTUAL

_CHECKSUM = "e5b5a9860e0bc44c3579d00a7d4d86bc54ec7f59ff756420e7f88bd22078fbb4"


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
    deflate = pydyf.zlib
    with contextlib.ExitStack() as stack:
        stack.enter_context(patches.tagged_by(lambda *_: None))
        stack.enter_context(patches.links_kept())
        stack.enter_context(patches.fonts_apart())
        stack.enter_context(patches.pictures_through(lambda *_: None))
        stack.enter_context(patches.deflated_quickly())
        for name, original in zip(replaced, before[0], strict=True):
            assert getattr(weasyprint.pdf, name) is not original
    after = [getattr(weasyprint.pdf, name) for name in replaced], RasterImage.draw, RasterImage.get_x_object
    assert after == before
    assert pydyf.zlib is deflate


def test_pages_are_deflated_at_the_level_that_takes_a_third_of_the_time_of_the_best() -> None:
    text = b" ".join(b"%d 0 0 %d re" % (at, at * at) for at in range(999))
    with patches.deflated_quickly():
        written = pydyf.Stream([text], compress=True).data
    assert zlib.compress(text, 6) in written
    assert zlib.compress(text, 9) in pydyf.Stream([text], compress=True).data
    assert len(zlib.compress(text, 6)) != len(zlib.compress(text, 9))
