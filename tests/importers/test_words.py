"""No word of a manuscript is lost, doubled, moved or changed."""

import random
import re

import pytest
from lxml import etree

from issuepress import fragment
from issuepress.importers import IMPORTERS, Body, Source

INLINE = [
    "{}",
    "*{}*",
    "**{}**",
    "^^{}^^",
    "~~{}~~",
    "`{}`",
    "[{}](a.md)",
    "[{}]{{lang=fr}}",
    '"{}"',
    "'{}'",
    "({})",
    "{}--",
    "{}...",
    "<b>{}</b>",
    "\\*{}",
    "&amp;{}",
    "{}'s",
    "*{}*{{.x}}",
    "{{{{ {} }}}}",
]
BLOCKS = [
    "{}\n",
    "## {}\n",
    "> {}\n",
    "- {}\n- end of the list\n",
    "1. {}\n",
    "::: note\n{}\n:::\n",
    "::: verse\n  {}\n:::\n",
    "::: pullquote\n{}\n:::\n",
    "::: questions\n**Ann:** {}\n:::\n",
    "Term\n: {}\n",
    "| head |\n|---|\n| {} |\n",
    ":::: sidebar {}\nText\n\n::: letter\nDear\n:::\n::::\n",
    "> said\n> -- {}\n",
    "```\n{}\n```\n",
    '![](a.png "{}")\n',
    "<section>\n\n{}\n\n</section>\n",
    "    {}\n",
    "***\n\n{}\n",
]


def text_of(part: str) -> str:
    return etree.tostring(fragment.parse(part), method="text", encoding="unicode")


def read(text: str) -> Body:
    return IMPORTERS[".md"](Source(text, "a.md", 1, "a", "en"))


def marks_in(body: Body) -> list[str]:
    text = "".join(text_of(part) for part in (body.html, *body.notes))
    return re.findall(r"w\d+w", text)


@pytest.mark.parametrize("seed", range(60))
def test_every_word_appears_once_and_in_order(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same manuscript each time
    blocks, count = [], 0
    for _ in range(25):
        block = chance.choice(BLOCKS)
        plain = block.startswith(("```", "    ", "![", "##", ":::: sidebar"))
        pieces = []
        for _ in range(chance.randint(1, 6)):
            piece = "{}" if plain else chance.choice(INLINE)
            pieces.append(piece.format(f"w{count}w"))
            count += 1
        blocks.append(block.replace("{}", " ".join(pieces)))
    body = read("\n".join(blocks))
    assert marks_in(body) == [f"w{number}w" for number in range(count)]
    assert body.findings == ()


def test_words_of_notes_follow_the_words_of_the_body() -> None:
    body = read("w0w[^b] w1w[^a]\n\n[^a]: w3w\n\n[^b]: w2w\n")
    assert marks_in(body) == ["w0w", "w1w", "w2w", "w3w"]


@pytest.mark.parametrize(
    "text", ["{{ x }}", "{% if x %}", "{% raw %}", "{{ '{' }}", "${x}", "<%= x %>", "{# x #}"]
)
def test_template_syntax_is_plain_text(text: str) -> None:
    body = read(f"Before {text} after\n\n{text}\n")
    assert text_of(body.html).count(text.replace("'", "")) or "'" in text
    assert [found for found in body.findings if "attributes" in found.message] == []


def test_comments_are_no_words() -> None:
    body = read("A <!-- hidden --> b\n\n<!--\nhidden\n\ntoo\n-->\n\nc\n")
    assert "hidden" not in body.html
    assert "too" not in body.html
    assert body.findings == ()


def test_a_mark_that_is_no_markup_stays() -> None:
    body = read("2 * 3 * 4, a_b_c, 5 ^^ 6, ~x~, #tag, 1) x, {sic}, [sic], x[1][2]\n")
    text = text_of(body.html)
    assert text.strip() == "2 * 3 * 4, a_b_c, 5 ^^ 6, ~x~, #tag, 1) x, {sic}, [sic], x[1][2]"
    assert body.findings == ()
