"""Hyphens: the same patterns as the engine's hyphenator parses, and the same when they were kept."""

from pathlib import Path

import pyphen
import pytest

from issuepress import cache
from issuepress.pdf import hyphens

WORDS = "hyphenation paral·lel col·lecció PROGRAMMES".split()
"""Catalan changes letters where such a word breaks."""


@pytest.mark.parametrize("language", ["fr", "eo", "el", "ru", "eu", "nn-NO", "zu"])
def test_patterns_are_those_that_the_hyphenator_parses(
    language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Some have spaces around them, a slash within, digits in a row, or nothing but noughts."""
    monkeypatch.setattr(pyphen, "hdcache", {})
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    hyphens.have_ready([language])
    ((path, read),) = pyphen.hdcache.items()
    parsed = pyphen.HyphDict(path)
    assert read.patterns == parsed.patterns
    assert (read.maxlen, read.cache) == (parsed.maxlen, parsed.cache)


@pytest.mark.parametrize("language", ["ca", "fr-CA", "xx"])
def test_kept_patterns_break_words_as_the_file_does(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = []
    for _ in range(2):  # parsed, then fetched
        monkeypatch.setattr(pyphen, "hdcache", {})
        hyphens.have_ready([language])
        broken.append(
            {path: [list(hyphenator.iterate(word)) for word in WORDS] for path, hyphenator in _known()}
        )
    expected = {}
    if name := pyphen.language_fallback(language):
        path = pyphen.LANGUAGES[name]
        expected = {path: [list(pyphen.Pyphen(filename=path, cache=False).iterate(word)) for word in WORDS]}
    assert broken == [expected, expected]


def _known() -> list[tuple[object, pyphen.Pyphen]]:
    return [(path, pyphen.Pyphen(filename=path)) for path in pyphen.hdcache]
