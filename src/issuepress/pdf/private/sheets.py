"""Sheets: what the engine has made of a style sheet, its selectors compiled, is kept for the next process."""

import io
import logging
import marshal
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any, Final, NamedTuple

from cssselect2 import Matcher, compiler
from weasyprint import CSS, html, preprocess_stylesheet
from weasyprint.css import StyleFor
from weasyprint.urls import URLFetcher

from issuepress import cache
from issuepress.pdf.private import is_plain

TOUCHED: Final = (CSS, preprocess_stylesheet, StyleFor, compiler.CompiledSelector, Matcher)

_SEEN: Final = {name: getattr(compiler, name) for name in ("split_whitespace", "ascii_lower", "urlparse")}
"""What the code of a selector calls."""
_LOGGER: Final = logging.getLogger("weasyprint")


class Sheet(NamedTuple):
    """What a style sheet is to the engine."""

    css: CSS
    faces: list[dict[str, Any]]
    """What its `@font-face` rules say, in their order."""
    counters: dict[str, Any]
    """Its counter styles."""
    said: tuple[str, ...] = ()
    """What the engine has to say of it."""


def read(text: str, base_url: str | None, fetcher: URLFetcher | None = None) -> Sheet:
    """Read a sheet, or take what was read of the very same before; nobody may change it.

    A sheet of which the engine says something, or that fetches others, is read again each time.
    """
    name = cache.digest(text, base_url or "")
    if not is_plain() and (kept := cache.find("sheet", name)) is not None:
        return pickle.loads(kept)  # type: ignore[no-any-return] # noqa: S301 - written by ourselves
    watched = _Watched(fetcher or URLFetcher())
    with _said() as said:
        sheet = _read(text, base_url, watched)
    if not (is_plain() or said or watched.was_asked):
        cache.keep("sheet", name, _pickled(sheet))
    return sheet._replace(said=tuple(record.getMessage() for record in said))


def read_engine_s_own() -> None:
    """Put its own sheets into the engine, which was imported while `parse_stylesheet` gave nothing."""
    for name in ("UA", "UA_FORM", "PH"):
        sheet = read(getattr(html, name), None)
        vars(getattr(html, f"{name}_STYLESHEET")).update(vars(sheet.css))
        html.UA_COUNTER_STYLE.update(sheet.counters)


def _read(text: str, base_url: str | None, fetcher: URLFetcher | None) -> Sheet:
    noted, counters = _Faces(), dict[str, Any]()
    known = {"url_fetcher": fetcher, "font_config": noted, "counter_style": counters}
    return Sheet(CSS(string=text, base_url=base_url, **known), noted.faces, counters)


class _Faces:
    """Stands for the engine's fonts, and notes those of a sheet."""

    def __init__(self) -> None:
        self.faces: list[dict[str, Any]] = []

    def add_font_face(self, descriptors: dict[str, Any], _: URLFetcher) -> None:
        self.faces.append(descriptors)


class _Watched(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Remembers whether anything was fetched."""

    def __init__(self, fetcher: URLFetcher) -> None:
        super().__init__()
        self._fetcher = fetcher
        self.was_asked = False

    def fetch(self, url: str, headers: object = None) -> object:
        self.was_asked = True
        return self._fetcher.fetch(url, headers)


@contextmanager
def _said() -> Iterator[list[logging.LogRecord]]:
    """Hear what the engine says inside the block."""
    records: list[logging.LogRecord] = []
    listener = logging.Handler()
    listener.emit = records.append  # type: ignore[method-assign, assignment]
    _LOGGER.addHandler(listener)
    try:
        yield records
    finally:
        _LOGGER.removeHandler(listener)


def _pickled(sheet: Sheet) -> bytes:
    sheet.css.page_rules = [(None, *rule[1:]) for rule in sheet.css.page_rules]  # the engine skips the first
    written = io.BytesIO()
    _Pickler(written, pickle.HIGHEST_PROTOCOL).dump(sheet)
    return written.getvalue()


class _Pickler(pickle.Pickler):
    """Writes selectors, too: functions that the compiler has made, of which Python's own writes the names."""

    def reducer_override(self, made: object) -> Any:  # noqa: ANN401 - as in pickle
        if isinstance(made, FunctionType) and made.__name__ == "<lambda>":
            return _selector, (marshal.dumps(made.__code__),)
        return NotImplemented


def _selector(code: bytes) -> FunctionType:
    """Make a selector of what was kept; Python's version is part of every key of the cache."""
    loaded: CodeType = marshal.loads(code)  # noqa: S302 - written by ourselves
    return FunctionType(loaded, _SEEN)
