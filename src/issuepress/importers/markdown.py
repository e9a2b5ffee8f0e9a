"""Markdown manuscripts: CommonMark with the syntax of a magazine."""

import re
from collections.abc import Sequence
from functools import lru_cache

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from issuepress import fragment
from issuepress.importers.addresses import bare
from issuepress.importers.attributes import attributes
from issuepress.importers.blocks import blocks
from issuepress.importers.cleaning import CONTROLS, clean
from issuepress.importers.directives import directives
from issuepress.importers.finishing import finish, tidy
from issuepress.importers.page_references import check_page_references, page_references
from issuepress.importers.plain_html import parse_fragment
from issuepress.importers.smallcaps import small_caps
from issuepress.importers.source import Body, Report, Source
from issuepress.importers.typography import typography
from issuepress.importers.writer import Writer

NESTING = 60
"""How deep blocks may be nested; the parser leaves out what lies deeper, so that is reported."""

_LEFTOVER = re.compile(r"\]\([^()\n]*\)|\]\[[^\W\d][^\[\]\n]*\]")
_LEFTOVER_HINT = (
    r"put < and > around a path with spaces; give a [name] its line '[name]: address'; or write \["
)


def read_markdown(source: Source) -> Body:
    """Read a Markdown manuscript into a clean body with every finding."""
    report = Report(source.file, source.line)
    text = plain_characters(source.text, report)
    parser = _parser(source.language)
    env: dict[str, object] = {"report": report}
    tokens = parser.parse(text, env)
    writer = Writer(report, lambda words, own: _inline_tokens(parser, words, {**env, "language": own}))
    writer.write(tokens)
    tree = parse_fragment(writer.html, report, writer.source_line)
    return finish(clean(tree, report), source, report)


def typeset(text: str, language: str) -> str:
    """Typeset the inline Markdown of a front matter value as inline XHTML.

    Raises ValueError, which names everything at fault, when the text holds what can't stand inside
    a line: blocks, images, footnotes, ids, script.
    """
    report = Report("")
    parser = _parser(language)
    writer = Writer(report, lambda _words, _own: [])
    tokens = _inline_tokens(parser, plain_characters(text, report), {"report": report})
    if any(token.type == "footnote_ref" for token in tokens):
        report.add("a footnote can't be called here", None)
    writer.write(tokens)
    wrapper = clean(parse_fragment(writer.html, report, lambda line: line), report, inline=True)
    check_page_references(wrapper, report)
    if report.findings:
        raise ValueError("; ".join(dict.fromkeys(found.message for found in report.findings)))
    tidy(wrapper)
    etree.strip_attributes(wrapper, "data-line")  # the reader knows the line of a front matter value
    return fragment.serialise(wrapper).strip()


def plain_characters(text: str, report: Report) -> str:
    """Take control characters out of a manuscript and report them; line ends become line feeds."""
    text = re.sub(r"\r\n?", "\n", text)
    for row, line in enumerate(text.split("\n") if CONTROLS.search(text) else []):
        for character in sorted(set(CONTROLS.findall(line))):
            report.add(f"the control character U+{ord(character):04X} can't be set", report.line(row))
    return CONTROLS.sub("", text)


@lru_cache(maxsize=32)
def _parser(language: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": NESTING, "store_labels": True})
    parser.enable(["table", "strikethrough"])
    # Every address becomes a link or an image, as written: the cleaning sees and reports the bad ones.
    parser.validateLink = lambda url: True  # type: ignore[method-assign] # noqa: ARG005
    parser.normalizeLink = bare  # type: ignore[method-assign]
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.use(deflist_plugin).use(attributes).use(directives).use(small_caps).use(page_references)
    parser.use(blocks).use(typography, language)
    parser.core.ruler.after("block", "depth", _report_depth)
    parser.core.ruler.push("references", _report_references)
    parser.core.ruler.before("dashes", "leftovers", _report_leftovers)
    return parser


def _inline_tokens(parser: MarkdownIt, text: str, env: dict[str, object]) -> Sequence[Token]:
    inner = {
        "report": env["report"],
        "references": env.get("references", {}),
        "language": env.get("language"),
        "inline": True,
    }
    return parser.parseInline(text, inner)[0].children or []


def _report_depth(state: StateCore) -> None:
    for token in state.tokens:
        if token.level >= NESTING - 1 and token.nesting == 1:
            report: Report = state.env["report"]
            report.add(f"blocks are nested more than {NESTING} deep", report.line((token.map or [0])[0]))
            return


def _report_references(state: StateCore) -> None:
    """Report link definitions that no link uses: the parser would leave their words out."""
    if state.env.get("inline"):
        return
    report: Report = state.env["report"]
    used = {label for token in state.tokens for label in _labels(token)}
    for label, reference in state.env.get("references", {}).items():
        if label not in used:
            message = f"the link definition '[{label.lower()}]:' is used by no link"
            report.add(message, report.line(reference["map"][0]), r"if it is text, write \[ for the bracket")
    for reference in state.env.get("duplicate_refs", ()):
        message = f"the link definition '[{reference['label'].lower()}]:' is given twice"
        report.add(message, report.line(reference["map"][0]))


def _report_leftovers(state: StateCore) -> None:
    """Report what was meant as a link or an image but is none, so would be printed as typed."""
    report: Report = state.env["report"]
    for inline in state.tokens:
        row = (inline.map or [0])[0]
        for token in inline.children or []:
            row += token.type in ("softbreak", "hardbreak")
            for match in _LEFTOVER.finditer(token.content) if token.type == "text" else ():
                message = f"'{match[0]}' looks like a link or an image, but can't be read as one"
                report.add(message, report.line(row), _LEFTOVER_HINT)


def _labels(token: Token) -> set[str]:
    found = {token.meta["label"]} if token.type in ("link_open", "image") and "label" in token.meta else set()
    return found.union(*(_labels(child) for child in token.children or []))
