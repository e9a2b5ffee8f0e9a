"""Writes the tokens of a Markdown manuscript as an HTML manuscript.

The HTML goes through the same parser and the same cleaning as a manuscript written in HTML. A
footnote's call is written `<a class="noteref" href="#^label">` and its text
`<aside class="footnote" id="^label">`, which is also how an HTML manuscript may write them.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from markdown_it.common.utils import escapeHtml, unescapeAll
from markdown_it.token import Token

from issuepress.importers.source import Report

_SILENT = frozenset({"attributes", "text_special"})


class Writer:
    """Writes tokens and remembers which line of the manuscript each line of HTML came from."""

    def __init__(self, report: Report, typeset: Callable[[str, str], Sequence[Token]]) -> None:
        """Report to `report`; `typeset` reads the Markdown of a caption, in a language if it has one."""
        self._report = report
        self._typeset = typeset
        self._pieces: list[str] = []
        self._line = 1
        self._lines = [0]
        self._sources = [report.line(0)]
        self._writers: dict[str, Callable[[Token], None]] = {
            "inline": self._inline,
            "softbreak": lambda _token: self._put("\n"),
            "hardbreak": lambda _token: self._put("<br/>\n"),
            "text": lambda token: self._put(escapeHtml(token.content)),
            "text_special": lambda token: self._put(escapeHtml(token.content)),
            "html_inline": lambda token: self._put(token.content),
            "html_block": lambda token: self._put(token.content),
            "code_inline": self._code,
            "code_block": self._listing,
            "fence": self._listing,
            "image": self._image,
            "figure": self._figure,
            "page_reference": lambda _token: self._put('<span class="page-reference"></span>'),
            "footnote_ref": self._call,
            "footnote_reference_open": self._note,
            "footnote_reference_close": lambda _token: self._put("</aside>"),
        }

    @property
    def html(self) -> str:
        """The HTML written so far."""
        return "".join(self._pieces)

    def source_line(self, line: int) -> int:
        """Give the manuscript's line for a line of the HTML, both counted from 1."""
        index = bisect_right(self._lines, line) - 1
        return self._sources[index] + max(0, line - max(1, self._lines[index]))

    def write(self, tokens: Sequence[Token]) -> None:
        """Write block or inline tokens in order."""
        for token in tokens:
            if token.map and token.nesting >= 0:
                self._mark(token)
            if not token.hidden:
                self._writers.get(token.type, self._tag)(token)

    def _mark(self, token: Token) -> None:
        if token.type != "inline":
            self._put("\n")
        self._lines.append(self._line)
        self._sources.append(self._report.line((token.map or [0])[0]))

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._line += text.count("\n")

    def _inline(self, token: Token) -> None:
        self.write(token.children or [])

    def _tag(self, token: Token) -> None:
        tag = "del" if token.tag == "s" else token.tag
        if token.nesting < 0:
            self._put(f"</{tag}>")
        elif tag:
            self._put(f"<{tag}{_attributes(token)}{'' if token.nesting else '/'}>")
        if token.nesting < 0 and token.block:
            self._put("\n")

    def _code(self, token: Token) -> None:
        self._put(f"<code{_attributes(token)}>{escapeHtml(token.content)}</code>")

    def _listing(self, token: Token) -> None:
        info = unescapeAll(token.info).split()
        language = ""
        if info and re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", info[0]):
            language = f' class="language-{info[0].lower()}"'
        if info[1 if language else 0 :]:
            message = f"the words '{token.info.strip()}' after the code fence are not a language's name"
            self._report.add(message, self._report.line((token.map or [0])[0]))
        self._put(f"<pre{_attributes(token)}><code{language}>{escapeHtml(token.content)}</code></pre>")

    def _image(self, token: Token) -> None:
        token.attrs["alt"] = " ".join(_plain(token.children or []).split())
        self._put(f"<img{_attributes(token)}/>")

    def _figure(self, token: Token) -> None:
        image = (token.children or [])[0]
        described = bool(_plain(image.children or []).strip())
        decoration = "decoration" in str(token.attrs.get("class", "")).split()
        language = str(token.attrs.get("lang", ""))
        caption, credit = image.attrs.pop("title", ""), token.attrs.pop("credit", "")
        self._put(f"<figure{_attributes(token)}>")
        if described or decoration:
            self._image(image)
        else:  # a figure without words was forgotten, until its class says otherwise
            image.attrs.pop("alt", None)
            self._put(f"<img{_attributes(image)}/>")
        if caption or credit:
            self._put("<figcaption>")
            self.write(self._typeset(str(caption), language))
            if credit:
                self._put(f'{" " if caption else ""}<span class="credit">')
                self.write(self._typeset(str(credit), language))
                self._put("</span>")
            self._put("</figcaption>")
        self._put("</figure>")

    def _call(self, token: Token) -> None:
        label = escapeHtml(f"^{token.meta['label']}")
        self._put(f'<a class="noteref" href="#{label}">[{label}]</a>')

    def _note(self, token: Token) -> None:
        label = escapeHtml(f"^{token.meta['label']}")
        self._put(f'<aside class="footnote" id="{label}">')


def _attributes(token: Token) -> str:
    return "".join(f' {key}="{escapeHtml(str(value))}"' for key, value in token.attrs.items())


def _plain(tokens: Sequence[Token]) -> str:
    words = {"softbreak": " ", "hardbreak": " ", "footnote_ref": ""}
    return "".join(
        words.get(token.type, _plain(token.children) if token.children else token.content) for token in tokens
    )
