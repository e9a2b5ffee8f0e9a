"""Quotes follow the language; dashes and the ellipsis are set; nothing else changes."""

import re

import pytest

from issuepress.importers import typeset

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-US", "“a ‘b’ c”"),
        ("en", "“a ‘b’ c”"),
        ("x-unknown", "“a ‘b’ c”"),
        ("de", "„a ‚b‘ c“"),
        ("de-CH", "«a ‹b› c»"),
        ("fr", f"«{NARROW}a “b” c{NARROW}»"),
        ("fr-CH", f"«{NARROW}a ‹{NARROW}b{NARROW}› c{NARROW}»"),
        ("es-MX", "«a “b” c»"),
        ("sv", "”a ’b’ c”"),
        ("pl", "„a «b» c”"),
        ("da", "»a ›b‹ c«"),
        ("pt", "«a “b” c»"),
        ("pt-BR", "“a ‘b’ c”"),
        ("ja", "\"a 'b' c\""),
        ("he", "\"a 'b' c\""),
        ("zh-Hant", "\"a 'b' c\""),
    ],
)
def test_quotes_follow_the_language(language: str, expected: str) -> None:
    assert typeset("\"a 'b' c\"", language) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            '"He said [le "mot" juste]{lang=fr}," she said',
            f"“He said [le «{NARROW}mot{NARROW}» juste],” she said",
        ),
        (
            '["Ja," sagt er, ["oui," dit-il]{lang=fr}]{lang=de}',
            f"[„Ja,“ sagt er, [«{NARROW}oui,{NARROW}» dit-il]]",
        ),
        ("[the \"x\"]{lang=he} it's [l'eau]{lang=fr}'s", '[the "x"] it’s [l’eau]’s'),
        ('*["A"]{lang=de} "b"*', "<em>[„A“] “b”</em>"),
    ],
)
def test_quotes_follow_the_language_of_a_passage(typed: str, expected: str) -> None:
    found = re.sub("<span [^>]*>", "[", typeset(typed, "en")).replace("</span>", "]")
    assert found == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("it's the '90s", "it’s the ’90s"),
        ("'Tis rock 'n' roll", "’Tis rock ’n’ roll"),
        ("the '20s' sound", "the ‘20s’ sound"),
        ('"Speech that runs on', "“Speech that runs on"),
        ('"*Speech* that runs on', "“<em>Speech</em> that runs on"),
        ("'Speech that runs on", "‘Speech that runs on"),
        ('and ends here"', "and ends here”"),
        ('"I said--"', "“I said–”"),
        ("6'2\" tall", '6’2" tall'),
        ("the Joneses' house", "the Joneses’ house"),
        ('(*"Yes,"* she said)', "(<em>“Yes,”</em> she said)"),
        ("a -- b", "a – b"),
        ("1914--18", "1914–18"),
        ("wait---no", "wait—no"),
        ("well...", "well…"),
        ("four....", "four...."),
        ("a ---- b", "a ---- b"),
        ("(c) (tm) +- 1/2", "(c) (tm) +- 1/2"),
        ("see https://a.org/x--y", "see https://a.org/x--y"),
        ('`--flag "x"...`', '<code>--flag "x"...</code>'),
        ("<span title=\"a -- 'b'\">c</span>", "<span title=\"a -- 'b'\">c</span>"),
        ('\\"plain\\" \\--', '"plain" --'),
    ],
)
def test_english_is_set_as_a_copy_editor_would(typed: str, expected: str) -> None:
    assert typeset(typed, "en") == expected


def test_front_matter_may_be_emphasised_linked_and_set_in_small_caps() -> None:
    assert typeset("*A* **b** ^^c^^ [d](https://e.org) `f`{.g}\nh", "en") == (
        '<em>A</em> <strong>b</strong> <span class="smallcaps">c</span> <a href="https://e.org">d</a>'
        ' <code class="g">f</code>\nh'
    )


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("a <script>x</script>", "<script> is not allowed here"),
        ("![a](b.png)", "<img> is not allowed here"),
        ("<p>a</p>", "<p> is not allowed here"),
        ("a[^1]", "a footnote can't be called here"),
        ("[a]{#b}", "the attribute 'id' is not allowed"),
        ("[a]{colour=red}", "unknown attribute 'colour'"),
        ("[a](javascript:b)", "javascript:"),
        ("<b onclick=x>a</b>", "onclick"),
        ("<i>a", "<i> is never closed"),
        ("a \x07", "control character"),
        ("<b style=x>a</b> <u style=x>b</u> [c](/d)", "<b>; .*<u>; .*absolute"),
    ],
)
def test_front_matter_that_is_more_than_a_line_is_refused(typed: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        typeset(typed, "en")


def test_typesetting_leaves_words_of_every_script() -> None:
    for words in ("Größe", "žluťoučký kůň", "Ελληνικά", "русский", "עברית", "日本語", "हिन्दी", "🙂"):
        assert re.sub("<[^>]*>", "", typeset(f"*{words}*", "en")) == words
