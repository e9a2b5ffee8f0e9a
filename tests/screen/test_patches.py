"""The engine's private side is the one our code was written for."""

import ast
import contextlib
import hashlib
import inspect
import pkgutil
import re
import zlib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pydyf
import weasyprint
from lxml import etree
from weasyprint.images import RasterImage
from weasyprint.text import line_break

import issuepress
from declaring import DECLARED, declared
from issuepress.pdf import private
from issuepress.pdf.engine import Tree
from issuepress.pdf.galley import PICTURES
from issuepress.pdf.private import patches
from issuepress.pdf.private.shaping import TEXTUAL

_CHECKSUMS = {
    "cascade": "e83bae2479ee43c3f8f3eb4b3e0a6c636621190fa316f656a8334dcd28358f97",
    "composing": "9b72fd5255e2987b5e4ffc7d49e95519cf9bc793fccec3e590966fd37dc75257",
    "flow": "ccbd2a6af620389c2b2026f3225de6eae16f8fb179195ee5d3652d32872501de",
    "kerning": "e35741064c06885295ee9519f6874f2953187b61ff33aaf344f51ea1d9114361",
    "lettering": "c2719c1af525976fd654a0ead18c35e2dc08f49080a8063d1dcd4f8ca5947780",
    "lines": "8eaf069a79f39a593fa78677dbcb746ef1bec420a92dc6fcbc3a31d7f1aed186",
    "measures": "a3aa350a846a7b2375fa964f025142f38cd9a102c225664775f2f417be8d777d",
    "patches": "33c927b23270565f29ad6483c3c0d5170f5253f8bbdbc720c96eaec88b94109e",
    "plain_lines": "2a5f1d3b71f31ad6f17cc0161251d22af9e8c16dc0ef4231584a5cfbd2887c1b",
    "repeats": "3210bf92b00dba6725a1dd4956895248d69a2043a0f2f1d26a3d4699a6b3b1aa",
    "resuming": "bfc3be44a27ad4c72c82ef2fdcde8d500a969f759aa1016cb911ece7dc5edb54",
    "sheets": "373f16c3c7a11b262a73d27a18cec336ab47e796d86f187de9fb1100a9b400f0",
    "strokes": "779529894d1e3921d8b912b8aef0c1991504e6aa9c231eb45d5dec777f85cf87",
    "styles": "927530f18768c56cea15a721a47ecfd28089dbff8b60b27b14d64c46b716573b",
    "widths": "e942b813041b036ead77cdff55ca46f1c0fc806785537933ad3fb4a12eeffcf8",
    "words": "681b737d1ba5e004efdc3ee409478b6b3e05ee0662142c5875b188bc9eefa698",
}
"""Of the engine's code that each module relies on."""


_SHOWN = {
    "weasyprint": {"CSS", "HTML", "DEFAULT_OPTIONS", "Document"},
    "weasyprint.document": {"Page"},
    "weasyprint.text.fonts": {"FontConfiguration"},
    "weasyprint.urls": {"FatalURLFetchingError", "URLFetcher", "URLFetcherResponse"},
    # What is looked at and never called:
    "weasyprint.css.properties": {"INITIAL_VALUES"},
    "weasyprint.formatting_structure": {"boxes"},
    "weasyprint.formatting_structure.boxes": {"Box", "MarginBox"},
    "weasyprint.html": {"UA_COUNTER_STYLE"},
    "weasyprint.pdf.stream": {"Stream"},
}
"""What any module may use of the engine; all else of it is touched by `pdf/private` alone."""


def _private() -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(private.__path__):
        yield import_module(f"{private.__name__}.{module.name}")


def test_no_other_module_touches_the_engine_s_private_side() -> None:
    package = Path(issuepress.__file__).parent
    others = [path for path in package.rglob("*.py") if path.parent.name != "private"]
    assert len(others) < len(list(package.rglob("*.py")))
    touching = {f"{path.name}: {name}" for path in others for name in _of_the_engine(path)}
    assert touching == {"versions.py: weasyprint.text.ffi.pango"}  # which asks for the version


def _of_the_engine(path: Path) -> Iterator[str]:
    """Give what a module uses of the engine beyond what is shown."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("weasyprint."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "weasyprint":
            shown = _SHOWN.get(node.module or "", set[str]())
            yield from (f"{node.module}.{alias.name}" for alias in node.names if alias.name not in shown)
        elif isinstance(node, ast.Attribute) and node.attr == "_page_box":
            yield node.attr


def test_what_the_patches_rely_on_has_not_changed() -> None:
    """When this fails, read the engine's changes, run tests/screen, then write the new checksums here."""
    relied_on = {module.__name__.rpartition(".")[2]: getattr(module, "TOUCHED", ()) for module in _private()}
    code = {name: "".join(map(inspect.getsource, touched)) for name, touched in relied_on.items() if touched}
    found = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in code.items()}
    assert found == _CHECKSUMS, weasyprint.__version__


def test_what_is_declared_in_c_was_parsed_as_it_is_declared() -> None:
    assert DECLARED.read_text(encoding="utf-8") == declared(), "run `make declared`"


def test_styles_are_told_apart_by_all_that_the_engine_shapes_text_by() -> None:
    shaping = line_break.split_first_line, line_break.Layout, line_break.get_font_description
    asked = {name for each in shaping for name in re.findall(r"style\['(\w+)'\]", inspect.getsource(each))}
    assert {"font_size", "word_spacing", "hyphens"} <= asked
    assert asked == set(TEXTUAL)


def test_a_page_given_as_a_tree_is_what_the_engine_makes_of_a_text() -> None:
    parsed = weasyprint.HTML(string="<html>", base_url=PICTURES)
    given = vars(Tree(etree.Element("html"), parsed.url_fetcher))
    assert given.keys() == vars(parsed).keys()
    assert all(given[name] == vars(parsed)[name] for name in ("base_url", "url_fetcher", "media_type"))


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
