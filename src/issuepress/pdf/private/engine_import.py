"""How a worker imports the engine: without what that would look up, load or parse for nothing."""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, cast

from _cffi_backend import FFI

from issuepress.lazily import staying
from issuepress.pdf.private import is_plain
from issuepress.pdf.private.declared import OF, TABLES

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

_LATE: Final = (
    "fontTools.subset",  # where there is no HarfBuzz
    "fontTools.ttLib.woff2",  # fonts that are packed
    "fontTools.varLib.instancer",  # fonts that vary
    "tinyhtml5",  # pages that are given as text
    "weasyprint.svg",  # pictures that are drawn
)
"""What the engine imports for what galleys seldom need: a sixth of its import."""


def import_engine() -> None:
    """Import the engine before the first task asks for it."""
    with ExitStack() as stack:
        if not is_plain():
            for each in (staying(), _declared(), _sheets_kept(), _late(_LATE)):
                stack.enter_context(each)
        import issuepress.pdf.setting  # noqa: F401, PLC0415 - see above


@contextmanager
def _libraries_by_soname() -> Iterator[None]:
    """Keep the engine from asking where libraries are.

    It opens each by the names of several systems in turn. On Linux the compiler would be asked where each of
    them is, for a third of a second; their sonames, which are among the names, need no search.
    """
    import ctypes.util  # noqa: PLC0415 - seldom needed

    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 - its signature
    try:
        yield
    finally:
        ctypes.util.find_library = search


@contextmanager
def _declared() -> Iterator[None]:
    """Keep cffi from parsing what the engine declares in C, and the parser of C from being imported.

    That is in tables which cffi has made of it before, 0.003 in place of 0.1, as long as it is the same.
    """
    folder = cast("ModuleSpec", find_spec("weasyprint")).submodule_search_locations or [""]
    source = Path(folder[0], "text", "ffi.py").read_bytes()
    # Elsewhere cffi knows more places to look for a library than its tables do.
    if hashlib.sha256(source).hexdigest() != OF or "cffi" in sys.modules or sys.platform != "linux":
        with _libraries_by_soname():
            yield
        return
    sys.modules["cffi"] = stand = ModuleType("cffi")
    stand.__dict__["FFI"] = _Declared
    try:
        yield
    finally:
        del sys.modules["cffi"]


class _Declared(FFI):  # type: ignore[misc] # it has no types
    """A library of C that is declared already."""

    def __init__(self) -> None:
        super().__init__("declared", **TABLES)

    def cdef(self, source: str) -> None:
        """Declare what is in the tables."""


@contextmanager
def _sheets_kept() -> Iterator[None]:
    """Keep the engine from parsing its own style sheets, and give it what was kept of them."""
    import tinycss2  # noqa: PLC0415 - see `import_engine`

    parse, is_new = tinycss2.parse_stylesheet, "weasyprint" not in sys.modules
    if is_new:
        tinycss2.parse_stylesheet = lambda *_: []
    try:
        yield
    finally:
        tinycss2.parse_stylesheet = parse
    if is_new:
        from issuepress.pdf.private.sheets import read_engine_s_own  # noqa: PLC0415 - see `import_engine`

        read_engine_s_own()


@contextmanager
def _late(names: tuple[str, ...]) -> Iterator[None]:
    """Put modules whose functions import the real ones when they are called in the place of these."""
    stands = {name: _Late(name) for name in names if name not in sys.modules}
    sys.modules |= stands
    try:
        yield
    finally:
        for name in stands:
            del sys.modules[name]


class _Late(ModuleType):
    """A module that can be imported from at once, and is loaded when something of it is called."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*args: object, **named: object) -> object:
            return getattr(import_module(self.__name__), name)(*args, **named)

        return call
