"""A passage in another script says in which language it is."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from lxml import etree

from issuepress import fragment
from issuepress.checks.places import where
from issuepress.errors import Finding
from issuepress.rendition import Part

_SCRIPTS: Final = {
    "GREEK": "el grc",
    "CYRILLIC": "ru be bg ce cv kk ky mk mn os sr tg tt uk",
    "HEBREW": "he arc iw ji yi",
    "ARABIC": "ar ckb dv fa ks ku pa ps sd ug ur",
    "DEVANAGARI": "hi bho kok mai mr ne sa",
    "THAI": "th",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "CJK": "zh ja ko lzh wuu yue",
}
"""Scripts by the first word of their letters' names in Unicode, with the languages written in them.

Latin is not among them: names and terms in Latin letters stand in every language's text.
"""
_WORD: Final = re.compile(r"[\u0370-\U0010ffff](?<=[^\W\d_])(?<![^\W\d_].)[^\W\d_]+")
"""Two letters or more that begin with one of a script behind Latin in Unicode."""
_XML_LANG: Final = f"{{{fragment.XML}}}lang"


def passages_without_language(part: Part) -> Iterator[Finding]:
    """Warn of words in a script that their language is not written in (WCAG 2.2, 3.1.2).

    A screen reader would spell them, or say nothing. A single letter, such as α, is let be, and so are
    the names of authors: the criterion leaves proper names out.
    """
    seen: set[str] = set()
    for element, text in _runs(fragment.parsed(part.html)):
        if "byline" in element.get("class", ""):
            continue
        for word in _WORD.findall(text):
            script = _script(word)
            if script is None or script in seen:
                continue
            language = _language(element, part.language)
            if not _is_written_in(language, script):
                seen.add(script)
                message = f"'{word}' is not {language}, and nothing says what it is"
                hint = f"mark the passage: [{word}]{{lang={_SCRIPTS[script].split()[0]}}}"
                yield Finding(message, where(part, element), hint, "warning", "3.1.2")


def _runs(wrapper: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for element in wrapper.iter(etree.Element):
        if element.text:
            yield element, element.text
        parent = element.getparent()
        if element.tail and parent is not None:
            yield parent, element.tail


def _language(element: etree._Element, around: str) -> str:
    marked = (each.get("lang") or each.get(_XML_LANG) for each in (element, *element.iterancestors()))
    return next((language for language in marked if language), around)


def _script(word: str) -> str | None:
    name = unicodedata.name(word[0], "").partition(" ")[0]
    return name if name in _SCRIPTS else None


def _is_written_in(language: str, script: str) -> bool:
    return language.partition("-")[0].lower() in _SCRIPTS[script].split()
