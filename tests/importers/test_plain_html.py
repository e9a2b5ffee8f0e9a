"""Plain HTML is read as HTML's own parser reads it, and all else is left to that."""

import random
from xml.etree.ElementTree import Element

import pytest

from issuepress.importers import markdown, plain_html
from issuepress.importers.html5 import parse_html
from issuepress.importers.source import Report, Source

_PIECES = (
    "a b", "*c*", "**d *e***", "[f](#g)", "[h *i* ![j](k.png)](l.md)", "`m`", "~~n~~", "\n\n", "\n",
    "> ", "- ", "1. ", "# ", "![p](q.jpg)", "[^1]", "\n\n[^1]: o\n\n", "{.x}", "&amp;", "&nbsp;", "<",
    '"', "  \n", "---\n", "<em>r</em>", "<b>", "</p>", "|a|b|\n|-|-|\n|c|d|\n", "***s***", "\u00a0", "é",
    "\t", "\n    code\n",
)  # fmt: skip


def _told(tree: Element) -> list[object]:
    return [(each.tag, list(each.attrib.items()), each.text, each.tail) for each in tree.iter()]


def _both(html: str) -> tuple[Element | None, Element, Report]:
    report = Report("one.md")
    parsed = parse_html(html, report, lambda line: line + 7)
    return plain_html.plain(html, lambda line: line + 7), parsed, report


@pytest.mark.parametrize(
    "html",
    [
        '<p class="a" id="b">A &amp; B &lt;&gt; &quot;c&quot;<em>d<br/>e</em>\nf</p>\n<hr/>\n',
        '<ul>\n<li>a\n<ol start="3">\n<li><p>b</p></li>\n</ol></li>\n</ul>',
        '<figure class="x"><img src="a.jpg" alt=""/><figcaption>b</figcaption></figure>',
        '<blockquote>\n<p>a</p>\n<section><h2>b</h2></section></blockquote><aside id="^1">c</aside>',
        "words\u00a0alone",
    ],
)
def test_plain_html_is_read_as_html_is(html: str) -> None:
    plain, parsed, report = _both(html)
    assert plain is not None
    assert _told(plain) == _told(parsed)
    assert not report.findings


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>a",
        "<p>a<div>b</div></p>",
        "<h1>a<h2>b</h2></h1>",
        '<a href="#a">b<em><a href="#c">d</a></em></a>',
        "<li>a</li>",
        "<ul><p>a</p></ul>",
        "<span/>a",
        "<br>",
        "<table><tr><td>a</td></tr></table>",
        "<pre>\na</pre>",
        "<P>a</P>",
        "<p title='a'>b</p>",
        '<p title="a\nb">c</p>',
        '<p id="a" id="b">c</p>',
        "<p>a &nbsp; b</p>",
        "<!-- a -->",
        "<script>a</script>",
        "<p>a\x0cb</p>",
        "<p>a\ud800b</p>",
        "<em>" * 99 + "</em>" * 99,
    ],
)
def test_what_html_reads_in_its_own_way_is_left_to_its_parser(html: str) -> None:
    assert plain_html.plain(html, lambda line: line) is None


def test_what_becomes_of_markdown_is_read_as_html_is(monkeypatch: pytest.MonkeyPatch) -> None:
    written = list[str]()

    def note(html: str, report: Report, locate: object) -> Element:
        written.append(html)
        return parse_html(html, report, locate)  # type: ignore[arg-type] # as it was given

    monkeypatch.setattr(markdown, "parse_fragment", note)
    chance = random.Random(1)  # noqa: S311 - the same each time
    for _ in range(200):
        text = "".join(chance.choices(_PIECES, k=12))
        markdown.read_markdown(Source(text, "one.md", 1, "one", "en"))
    read = [(plain, parsed, report) for plain, parsed, report in map(_both, written) if plain is not None]
    assert len(read) > 50
    for plain, parsed, report in read:
        assert _told(plain) == _told(parsed)
        assert not report.findings
