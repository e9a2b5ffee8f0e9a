"""Hyphens: the patterns of a language are parsed once, not again by every worker."""

from collections.abc import Iterable

import pyphen

from issuepress.cache import kept_value


def have_ready(languages: Iterable[str]) -> None:
    """Put the patterns of languages, by their BCP 47 tags, where the engine's hyphenator looks for them.

    Of 5,000 lines, they are parsed in a tenth of a second, and fetched in a tenth of that.
    """
    for language in set(languages):
        if known := pyphen.language_fallback(language):
            path = pyphen.LANGUAGES[known]
            if path not in pyphen.hdcache:
                pyphen.hdcache[path] = kept_value("hyphens", [str(path)], lambda: pyphen.HyphDict(path))  # noqa: B023 - called at once
