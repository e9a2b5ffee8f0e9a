"""An issue in which pages break everywhere: small pages, and every shape of text that could mislead.

Its words come from a seeded generator, so that breaks fall at arbitrary places, many inside words, and
yet at the same ones each time.
"""

import random
from collections.abc import Callable
from pathlib import Path

_PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="40" height="30">
<rect x="0" y="0" width="40" height="30" fill="#2f5d62"/></svg>
"""
_THEME = "title: Nasty\ndescription: Transforms, counters and generated text.\nextends: house\n"
_STYLE = """
:root { --picture-lines: 8; }
.body h2 { text-transform: uppercase; }
.letter { text-transform: uppercase; }
.note { text-transform: capitalize; }
.stanza::before { content: "Said again: "; }
li::before { content: "\\2192"; }
"""
_PRINT = """
.kind-intro { page: front; }
@page front:left { @bottom-left { content: "p. " counter(page, lower-roman); } }
@page front:right { @bottom-right { content: "p. " counter(page, lower-roman); } }
.body, .letter, .sidebar, .footnote { hyphens: auto; text-align: justify; }
"""
_WORDS = {
    "en": "of the and remembering to uncharacteristically it was a responsibility misunderstanding tide in"
    " photographer's he “well-established” incomprehensible she window-ledge understanding ﬁnal œuvre",
    "de": "und die der Verantwortungslosigkeit in Straßenbahn Fußgängerübergang er sie weiß Größenverhältnis"
    " Donaudampfschifffahrt es muß heißen zu Wissenschaftsgeschichte",
    "hu": "az hogy asszonnyal meggyőződéssel hosszú és könnyebbség a vissza"
    " megbecsülhetetlenség egy olvassák",
    "el": "και το ο άνθρωπος στην καθημερινότητα ευτυχισμένος ήταν παραδείγματος χάριν μαΐου ώρες",
    "tr": "ve bir sıkıntılı istanbulluların değerlendirilmesi için ışık iyileştirilmiş olarak ki",
    "he": "את של שלום הילדים בבוקר הלכו אל הים והרוח נשבה כל היום עד הערב",
}
_ISSUE = """publication: {{title: The Nasty Quarterly, issn: 1535-573X}}
title: Breaks
date: 2026-02
language: en-GB
cover: {{image: art/cover.svg, alt: A ground}}
theme: theme
print: {{trim: 150mm x 160mm}}
contents:
{contents}
"""
_STORIES = (
    ("front", "en", "intro"),
    ("mixed", "en", "story"),
    ("lists", "en", "story"),
    ("notes", "en", "story"),
    ("verse", "en", "poem"),
    ("tables", "en", "notice"),
    ("german", "de", "story"),
    ("hungarian", "hu", "story"),
    ("greek", "el", "review"),
    ("turkish", "tr", "story"),
    ("hebrew", "he", "story"),
    ("spread", "en", "story"),
    ("whole", "en", "story"),
    ("page-31", "en", "letter"),
    ("references", "en", "notice"),
)


def write_nasty(folder: Path) -> Path:
    """Write the issue into a folder and give it."""
    contents = "\n".join(f"  - {name}.md" for name, _, _ in _STORIES)
    files = {
        "issue.yaml": _ISSUE.format(contents=contents),
        "art/cover.svg": _PICTURE,
        "theme/theme.yaml": _THEME,
        "theme/theme.css": _STYLE,
        "theme/print.css": _PRINT,
        **{f"{name}.md": _story(name, language, kind) for name, language, kind in _STORIES},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


class _Writer:
    """Writes blocks of words; `calls` are the notes it has called."""

    def __init__(self, name: str, language: str) -> None:
        self.random = random.Random(name)  # noqa: S311 - not for secrets
        self.words = _WORDS[language].split()
        self.notes: list[str] = []

    def run(self, count: int) -> str:
        return " ".join(self.random.choice(self.words) for _ in range(count))

    def text(self, count: int = 60) -> str:
        """Write a paragraph with emphasis, small caps, a soft hyphen, struck text and sometimes a note."""
        pieces = [
            self.run(count // 3),
            f"*{self.run(4)}* ^^{self.run(3)}^^ un\u00adwork\u00adman\u00adlike [{self.run(2)}](https://example.org/)",
            self.run(count // 3) + (self.call() if self.random.random() < 0.3 else ","),
            f"**{self.run(2)}** {self.run(count // 3)}.",
        ]
        return " ".join(pieces)

    def call(self, count: int = 20) -> str:
        self.notes.append(f"{self.run(count)}.")
        return f"[^{len(self.notes)}]"

    def several(self, count: int) -> str:
        return "\n\n".join(self.text(self.random.randint(12, 110)) for _ in range(count))

    def items(self, mark: str, count: int = 9) -> str:
        return "\n".join(f"{mark} {self.run(self.random.randint(3, 40))}" for _ in range(count))

    def lines(self, count: int = 60) -> str:
        rows = (self.run(5) + ("\n" if at % 7 == 6 else "") for at, _ in enumerate(range(count)))
        return "\n".join(rows)

    def table(self, rows: int = 30) -> str:
        cells = (f"| {self.run(3)} | {self.run(6)} | {at} |" for at in range(rows))
        return "\n".join(("| one | two | three |", "|---|---|---|", *cells))


def _story(name: str, language: str, kind: str) -> str:
    writer = _Writer(name, language)
    body = _BODIES.get(name, _plain)(writer)
    notes = "\n".join(f"[^{at}]: {note}" for at, note in enumerate(writer.notes, start=1))
    place = {"spread": "spread", "whole": "full-page"}.get(name)
    picture = (
        f"illustration: {{image: art/cover.svg, alt: A ground, place: {place}, credit: Nobody}}\n"
        if place
        else ""
    )
    tag = {"en": "en-GB"}.get(language, language)
    head = f"title: {name.title()}\nkind: {kind}\nlanguage: {tag}\nauthors: [Ann O]\n{picture}"
    return f"---\n{head}---\n{body}\n\n{notes}\n"


def _plain(writer: _Writer) -> str:
    shout = f"::: letter\n{writer.several(2)}\n:::"
    return f"{writer.several(3)}\n\n## {writer.run(4)}\n\n{shout}\n\n{writer.several(2)}"


def _mixed(writer: _Writer) -> str:
    blocks: tuple[Callable[[], str], ...] = (
        lambda: writer.several(2),
        lambda: f"## {writer.run(3)}",
        lambda: f"::: pullquote\n{writer.run(12)}\n:::",
        lambda: f"::: sidebar {writer.run(2)}\n{writer.several(3)}\n:::",
        lambda: f"::: note\n{writer.run(40)}\n:::",
        lambda: "\n>\n".join(f"> {writer.run(50)}" for _ in range(3)),
        lambda: "* * *",
        lambda: f'![A ground](art/cover.svg "{writer.run(4)}")',
        lambda: f"::: questions\nAnn: {writer.run(30)}\n\n**{writer.run(8)}**\n:::",
    )
    return "\n\n".join(block() for _ in range(2) for block in blocks)


def _lists(writer: _Writer) -> str:
    nested = "\n".join(f"- {writer.run(9)}\n  - {writer.run(12)}\n  - {writer.run(30)}" for _ in range(5))
    return "\n\n".join(
        (writer.items("1."), writer.several(1), nested, writer.several(1), writer.items("-", 20))
    )


def _notes(writer: _Writer) -> str:
    """Write notes for which a page has no room, so that the last of them have a page of their own."""
    pairs = (f"{writer.run(30)}{writer.call(40)} {writer.run(30)}{writer.call(5)}" for _ in range(9))
    return "\n\n".join((*pairs, *(f"{writer.run(9)}{writer.call(110)}" for _ in range(2))))


def _references(writer: _Writer) -> str:
    """Write of pages so often that some begin with the number of another."""
    names = [name for name, _, _ in _STORIES]

    def paragraph() -> str:
        return " ".join(f"{writer.run(2)} [{{page}}]({writer.random.choice(names)}.md)" for _ in range(40))

    return "\n\n".join(paragraph() for _ in range(12))


_BODIES: dict[str, Callable[[_Writer], str]] = {
    "mixed": _mixed,
    "lists": _lists,
    "notes": _notes,
    "references": _references,
    "verse": lambda writer: f"::: verse\n{writer.lines()}\n:::",
    "tables": lambda writer: f"{writer.several(1)}\n\n{writer.table()}\n\n{writer.several(1)}",
}
