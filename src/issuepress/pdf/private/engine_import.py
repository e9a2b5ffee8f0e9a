"""How a worker imports the engine: without what that would look up, load or parse for nothing."""

import ctypes.util
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from types import ModuleType
from typing import Final

from issuepress.lazily import staying
from issuepress.pdf.private import is_plain

_LATE: Final = ("fontTools.subset", "fontTools.varLib.instancer")
"""What the engine imports for fonts that vary, and for systems without HarfBuzz: a seventh of its import."""
_WORD: Final = re.compile(r"\w+")


def import_engine() -> None:
    """Import the engine before the first task asks for it."""
    with ExitStack() as stack:
        if not is_plain():
            _parse_types_alone()
            for each in (_libraries_by_soname(), _late(_LATE), staying()):
                stack.enter_context(each)
        import issuepress.pdf.setting  # noqa: F401, PLC0415 - see above


@contextmanager
def _libraries_by_soname() -> Iterator[None]:
    """Keep the engine from asking where libraries are.

    It opens each by the names of several systems in turn. On Linux the compiler would be asked where each of
    them is, for a third of a second; their sonames, which are among the names, need no search.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 - its signature
    try:
        yield
    finally:
        ctypes.util.find_library = search


def _parse_types_alone() -> None:
    """Have each type of C parsed without the names of all others that were declared.

    cffi writes them before it, 66 for each that the engine asks for, and parses them anew: a twentieth of a
    worker's start. What a name stands for doesn't matter to the parser, only which names are types.
    """
    from cffi.cparser import Parser  # noqa: PLC0415 - whoever hires a worker imports this module

    parse = Parser._parse  # noqa: SLF001 - see above

    def parsed(parser: Parser, source: str) -> object:
        known, words = parser._declarations, set(_WORD.findall(source))  # noqa: SLF001
        parser._declarations = {  # noqa: SLF001
            name: known[name] for name in known if name.removeprefix("typedef ") in words
        }
        try:
            return parse(parser, source)
        finally:
            parser._declarations = known  # noqa: SLF001

    Parser._parse = parsed  # noqa: SLF001


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
