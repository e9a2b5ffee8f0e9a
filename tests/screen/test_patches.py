"""The engine's private side is the one our code was written for."""

import contextlib
import hashlib
import inspect

import weasyprint
from weasyprint.images import RasterImage

from issuepress.pdf import patches

_CHECKSUM = "79c7a490aae878024d42b91c223495a34f6c8fcfeedd839ed16473af31a86bc5"


def test_what_the_patches_rely_on_has_not_changed() -> None:
    """When this fails, read the engine's changes, run tests/screen, then write the new checksum here."""
    code = "".join(inspect.getsource(each) for each in patches.TOUCHED)
    assert hashlib.sha256(code.encode()).hexdigest() == _CHECKSUM, weasyprint.__version__


def test_the_engine_is_itself_again_after_writing() -> None:
    before = weasyprint.pdf.add_tags, RasterImage.draw, RasterImage.get_x_object
    with contextlib.ExitStack() as stack:
        stack.enter_context(patches.tagged_by(lambda *_: None))
        stack.enter_context(patches.pictures_through(lambda *_: None))
        assert weasyprint.pdf.add_tags is not before[0]
    assert (weasyprint.pdf.add_tags, RasterImage.draw, RasterImage.get_x_object) == before
