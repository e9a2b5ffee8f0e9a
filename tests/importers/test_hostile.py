"""No manuscript makes the reading fail, hang or let anything harmful through."""

import random
import re
import time

import pytest
from lxml import etree

from issuepress import fragment
from issuepress.importers import IMPORTERS, Body, Source
from issuepress.importers.vocabulary import ELEMENTS

DEEP = {
    "quotes": ">" * 5000,
    "brackets": "[" * 5000,
    "images": "![" * 5000,
    "links": "[a](" * 3000,
    "stars": "*a **b " * 2000,
    "lists": "- " * 3000 + "x",
    "elements": "<b>" * 5000,
    "blocks": "<div>" * 5000,
    "reopened elements": "".join(f"<b id=x{number}>\n\n" for number in range(2000)),
    "calls": "[^a]" * 2000,
    "braces": "a*{" * 5000,
    "spans": "[" * 3000 + "x]{.y}" * 3000,
    "directives": "::: note\n" * 2000,
    "code marks": "".join("`" * length + " " for length in range(300)),
    "small caps": "^^a " * 3000,
    "speech": '"a ' * 5000,
    "cells": "|a" * 500 + "\n" + "|-" * 500 + "\n" + "|b" * 500 + "\n",
    "angles": "<" * 5000,
    "entities": "&#" * 5000,
    "comments": "<!--" * 2000,
    "definitions": "a\n: b\n" * 1000,
    "classes": "*a*{" + ".a " * 3000,
    "readings": "<ruby>" + "<rt>a</rt><rp>(</rp>" * 2000,
    "terms": "<dl>" + "<dt>a</dt><dd>b</dd>" * 2000 + "<dt>",
    "rows": "<table>" + "<tr><td headers=a>b</td></tr>" * 1000 + "<caption>",
    "captions": "<figure>" + "<b>a</b>" * 2000 + "<figcaption>",
}
HARMFUL = re.compile(r"\s*(?:javascript|vbscript|data|file):|\s*[/\\]", re.IGNORECASE)
PIECES = [
    *"<>&\"'`*_~^[](){}!:|#-.=\n\t \\/",
    *"<b <script> </p> <table> <td> javascript: <![CDATA[ <?x <!-- --> [^1] {.a} <svg> <math>".split(),
    *"<select> <template> <title> <textarea> <plaintext> <p/> <br/> &#x1; &#xD800; word".split(),
    *"&lt;script&gt; <ruby><rt> <frameset> </br> <image> LINE <noscript> <iframe> {#b}".split(),
    *(
        "<a href='",
        "::: note\n",
        ":::\n",
        "[^1]: ",
        "> ",
        "\n\n",
        "- ",
        " LINE=9",
        "<b LINE='9'>",
        "<body x>",
    ),
    *("| a | b |\n|---|---|\n", "\x00", "\x0c", "\ud7ff", "\ufffe", "\u202e"),
]


def read(text: str, suffix: str = ".md") -> Body:
    return IMPORTERS[suffix](Source(text, f"a{suffix}", 1, "a", "en"))


def sound(body: Body) -> None:
    """Assert that a body is a fragment without anything harmful."""
    for part in (body.html, *body.notes):
        for element in fragment.parse(part).iter(etree.Element):
            assert element.tag in {*ELEMENTS, "fragment"}
            names = map(str, element.attrib)
            assert not [name for name in names if re.match("on|style|form|srcset", name)]
            for name in ("href", "src", "cite"):
                assert not HARMFUL.match(element.get(name, ""))
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", part)


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_manuscript_of_nothing_but_openings_is_read_at_once(text: str) -> None:
    begun = time.process_time()
    sound(read(text))
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("name", ["quotes", "lists", "elements", "blocks"])
def test_too_deep_a_nesting_is_a_finding(name: str) -> None:
    assert any("deep" in finding.message for finding in read(DEEP[name]).findings)


@pytest.mark.parametrize("suffix", [".md", ".html"])
@pytest.mark.parametrize("seed", range(150))
def test_any_jumble_becomes_a_sound_fragment(suffix: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same jumble each time
    sound(read("".join(chance.choice(PIECES) for _ in range(chance.randint(1, 120))), suffix))


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<a href='java\nscript:alert(1)'>x</a>",
        "<svg/onload=alert(1)>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<form action='//host'><button formaction=javascript:x>",
        "<p style='background: url(//host/x)'>",
        "<base href='//host/'>",
        "<meta http-equiv=refresh content='0;url=//host'>",
        "<link rel=stylesheet href=//host/x.css>",
        "<img src='//host/x.png'>",
        "<img src='file:///etc/passwd'>",
        "<img srcset='//host/x.png 2x' src='a.png'>",
        "<a href='a.md' target=_blank ping='//host'>x</a>",
        "<p data-line='9' data-x='1'>x</p>",
        "<details open ontoggle=alert(1)>",
    ],
)
def test_harmful_markup_is_taken_out_and_named(markup: str) -> None:
    for body in (read(f"Text\n\n{markup}\n"), read(f"<p>Text</p>{markup}", ".html")):
        sound(body)
        # What CommonMark takes for text is printed as text.
        assert body.findings or markup in etree.tostring(
            fragment.parse(body.html), method="text", encoding="unicode"
        )
        assert "=alert" not in re.sub(r">[^<]*<|\"[^\"]*\"", "", body.html)


def test_control_characters_are_findings_with_their_line() -> None:
    body = read("one\n\ntwo \x07 three\r\nfour\x00\n")
    assert [str(finding) for finding in body.findings] == [
        "a.md:3: the control character U+0007 can't be set",
        "a.md:4: the control character U+0000 can't be set",
    ]


def test_a_manuscript_cannot_forge_lines_or_semantics() -> None:
    body = read("<p LINE='7' data-line='7' epub:type='cover' role='x'>x</p>")
    assert body.html.strip() == '<p data-line="1">x</p>'
    assert len(body.findings) == 4
