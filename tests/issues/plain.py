"""What a manuscript says, in plain words: the tests' own reading of it.

It shares nothing with the importers of issuepress, on purpose, and knows far less of Markdown: it takes
off what is markup and keeps what is words. `tests/issues/stress/README.txt` says what it can't follow.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

_MARKER = "\ue000{}\ue001"
"""Around the number of a list's item: PDFs print it, in an EPUB the reading system does."""
_PAINTED = "\ue002{}\ue003"
"""Around the words of a drawing: they can be read in a PDF, in an EPUB they are inside the picture."""

_TOLD = "\ue004{}\ue005"
"""Around the description of a picture: the EPUB has it, and no page."""

_ATTRIBUTES = re.compile(r"\{[ ]*(?:[.#]\w|(?:class|id|lang|dir|credit)=)[^{}]*\}")
_NOTE = re.compile(r"^\[\^(\w[\w-]*)\]:[ ]*(.*(?:\n(?:[ ]{4}.*|[ ]*)$)*)", re.MULTILINE)
_IMAGE = re.compile(r'!\[[^\]]*\]\((<[^>]*>|[^\s)]+)(?:\s+"((?:\\.|[^"\\])*)")?\)')
_PAGE = re.compile(r"\[([^\]{]*)\{page\}\]\((?:[^)]*/)?(?:\d+-)?([\w-]+)\.\w+\)")
_DESCRIPTION = re.compile(r"^:::[ ]*description\n(.*?)^:::$", re.MULTILINE | re.DOTALL)
_BLOCK_TAGS = re.compile(r"</?(?:p|div|section|br|hr|li|[uod]l|table|t[rdh]|h\d)\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Plain:
    """A manuscript's words; numbers of lists and words of drawings are marked, see `words_beside`."""

    matter: dict[str, Any]
    """The front matter as written."""
    caption: str
    """Caption, credit and rights of the picture that opens the story."""
    opener: str
    """From the kicker to the standfirst."""
    names: tuple[str, ...]
    body: str
    biographies: str
    notes: tuple[str, ...]
    """In order of their first call, each with its number before it."""


def plain(path: Path, pages: Mapping[str, str]) -> Plain:
    """Read a manuscript; `pages` gives the number of the page on which a story begins, by its slug."""
    source = path.read_text(encoding="utf-8")
    source = _PAGE.sub(lambda asked: f"{asked[1]} {pages[asked[2]]}", source)
    if path.suffix != ".md":
        return _of_page(source)
    _, front, text = re.split(r"^---$", source, maxsplit=2, flags=re.MULTILINE)
    matter = yaml.load(front, yaml.BaseLoader)  # noqa: S506 - it makes only texts, lists and records
    body, notes = _body(text, path.parent)
    picture = matter.get("illustration", {})
    people = _people(matter.get("authors", []))
    return Plain(
        matter,
        _joined(picture.get(key, "") for key in ("caption", "credit", "rights")),
        _joined(matter.get(key, "") for key in ("kicker", "title", "subtitle", "standfirst")),
        tuple(person["name"] for person in people),
        body,
        " ".join(f"{person['name']} {inline(person['bio'])}" for person in people if "bio" in person),
        notes,
    )


def words(text: str) -> list[str]:
    """Give a text's words: runs of letters and digits, capitals and ligatures evened out.

    Neither numbers of lists nor what a drawing shows is among them.
    """
    return re.findall(r"[^\W_]+", even(re.sub("[\ue000\ue002].*?[\ue001\ue003]", " ", text)))


def on_paper(text: str) -> str:
    """Leave out what no page shows: the descriptions of pictures."""
    return re.sub("\ue004.*?\ue005", " ", text, flags=re.DOTALL)


def words_beside(text: str) -> list[str]:
    """Give what only a page shows: the numbers of a text's lists and the words in its drawings."""
    return re.findall(r"[^\W_]+", even(" ".join(re.findall("[\ue000\ue002](.*?)[\ue001\ue003]", text))))


def even(text: str) -> str:
    """Even out what typesetting may change: capitals, ligatures, signs that can't be seen."""
    seen = (sign for sign in text if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", "".join(seen)).casefold()


def _joined(parts: Iterator[str]) -> str:
    return " ".join(inline(part) for part in parts if part)


def _people(authors: Any) -> list[dict[str, str]]:
    listed = [authors] if isinstance(authors, str | dict) else authors
    return [{"name": each} if isinstance(each, str) else each for each in listed]


def _body(text: str, folder: Path) -> tuple[str, tuple[str, ...]]:
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"^```\w*\n(.*?)^```$", lambda code: _code(code[1]), text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^(?:    .*\n)+(?=\n|\Z)", _indented_code, text, flags=re.MULTILINE)
    notes = {label: re.sub(r"^    ", "", note, flags=re.MULTILINE) for label, note in _NOTE.findall(text)}
    text = _NOTE.sub("", text)
    numbers: dict[str, int] = {}
    waiting, called = [text], 0
    read: list[str] = []
    while called < len(waiting):
        number = partial(_number, numbers=numbers, notes=notes, waiting=waiting)
        read.append(inline(_blocks(re.sub(r"\[\^(\w[\w-]*)\]", number, waiting[called]), folder)))
        called += 1
    return read[0], tuple(f"{at} {note}" for at, note in enumerate(read[1:], start=1))


def _number(
    call: re.Match[str], *, numbers: dict[str, int], notes: dict[str, str], waiting: list[str]
) -> str:
    label = call[1]
    if label not in numbers:
        numbers[label] = len(numbers) + 1
        waiting.append(notes[label])
    return str(numbers[label])


def _indented_code(match: re.Match[str]) -> str:
    before = match.string[: match.start()].rstrip("\n")
    in_a_list_or_a_note = before.rpartition("\n")[2].startswith((" ", "-", "[^", "1.", "2.", ":"))
    return match[0] if in_a_list_or_a_note or not before else _code(match[0])


def _code(text: str) -> str:
    return escape(text, quote=False).replace("{", "&#123;").replace("\n", "\n\n") + "\n"


def _blocks(text: str, folder: Path) -> str:
    text = _DESCRIPTION.sub(lambda told: _TOLD.format(f"Description of the picture {told[1]}"), text)
    text = re.sub(r"^[ ]*:{3,}[ ]*(?:\w+)?[ ]*(.*)$", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"^\[[^\]^][^\]]*\]:.*$", "", text, flags=re.MULTILINE)
    text = _ATTRIBUTES.sub(lambda braces: " ".join(re.findall(r'credit="([^"]*)"', braces[0])), text)
    text = _IMAGE.sub(lambda image: f"{_drawn(folder, image[1])} {image[2] or ''} ", text)
    number = re.compile(r"^((?:[ ]|>)*)(\d+)([.)])(?=[ ])", re.MULTILINE)
    return number.sub(lambda item: item[1] + _MARKER.format(item[2]), text)


def _drawn(folder: Path, image: str) -> str:
    if not image.endswith(".svg"):
        return ""
    texts = re.findall(r"<text\b[^>]*>([^<]*)<", (folder / image).read_text(encoding="utf-8"))
    return _PAINTED.format(" ".join(texts)) if texts else ""


def inline(text: str) -> str:
    """Take the markup off a line of text."""
    text = re.sub(r"(`+)(.+?)\1", lambda code: escape(code[2], quote=False), text)
    text = re.sub(r"\[([^\]]*)\]\((?:<[^>]*>|[^)]*)\)", r"\1", text)
    text = re.sub(r"\[([^\]]*)\]\[[^\]]*\]", r"\1", text)
    text = re.sub(r"<(https?:[^>]+|[\w.]+@[\w.]+)>", r"\1", text)
    text = re.sub(r"</?[A-Za-z][^<>]*>", "", _BLOCK_TAGS.sub(" ", text))
    text = re.sub(r"\*+|~~|\^\^", "", text)
    return re.sub(r"&#?\w+;", lambda entity: unescape(entity[0]), text)


def _of_page(source: str) -> Plain:
    page = _Page()
    page.feed(source)
    matter = {"title": page.title, **dict(page.metas)}
    names = tuple(content for name, content in page.metas if name == "author")
    opener = " ".join(matter[key] for key in ("kicker", "title", "subtitle", "standfirst") if key in matter)
    notes = tuple(f"{at} {page.notes[key]}" for at, key in enumerate(page.calls, start=1))
    return Plain(matter, "", opener, names, page.body, "", notes)


class _Page(HTMLParser):
    """Takes a page of XHTML apart: head, body, and notes by their id."""

    inline = frozenset("a abbr b em i span strong sub sup".split())

    def __init__(self) -> None:
        super().__init__()
        self.title = self.body = ""
        self.metas: list[tuple[str, str]] = []
        self.notes: dict[str, str] = {}
        self.calls: list[str] = []
        self.open: list[tuple[str, str]] = []
        """The open elements: a name, and the note or the list's next marker that goes with it."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {key: value or "" for key, value in attrs}
        if tag == "meta":
            self.metas.append((known["name"], known["content"]))
        if tag in {"meta", "br", "hr", "img"}:
            self.handle_data(" ")
            return
        detail = known.get("start", "1") + known.get("type", "1") if tag == "ol" else ""
        if tag == "aside" and known.get("class") == "footnote":
            detail = known["id"]
            self.notes[detail] = ""
        if tag == "a" and "noteref" in known.get("class", "").split():
            detail = known["href"][1:]
            self.calls += [] if detail in self.calls else [detail]
            self.handle_data(str(self.calls.index(detail) + 1))
        if tag == "li":
            self._mark()
        self.handle_data("" if tag in self.inline else " ")
        self.open.append((tag, detail))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"meta", "br", "hr", "img"}:
            return
        while self.open.pop()[0] != tag:
            pass
        self.handle_data("" if tag in self.inline else " ")

    def handle_data(self, data: str) -> None:
        tags = dict(self.open)
        if "title" in tags:
            self.title += data
        elif tags.get("a"):
            return  # what a call to a note says is replaced by its number
        elif tags.get("aside"):
            self.notes[tags["aside"]] += data
        elif "body" in tags:
            self.body += data

    def _mark(self) -> None:
        name, detail = self.open[-1]
        if name == "ol":
            at, style = int(detail[:-1]), detail[-1]
            self.open[-1] = (name, f"{at + 1}{style}")
            self.handle_data(_MARKER.format(chr(ord("a") + at - 1) if style == "a" else at))
