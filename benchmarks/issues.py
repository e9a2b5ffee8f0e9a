"""Issues to measure with: folders of our own prose and pictures, the same ones for the same numbers."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.pictures import landscape
from benchmarks.prose import Writer

_PAGES_OF_A_STORY: Final = 4
_WORDS: Final = 2100
"""What fills the four pages of a story in the house theme, its picture and its headline beside them."""
_FRONT: Final = 4
"""Cover, masthead, contents and the editors' page."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an issue is to hold."""

    stories: int
    pictures: int = 1
    """Pictures a story: the opener, and others in the text."""

    @classmethod
    def of_pages(cls, pages: int) -> "Order":
        """Order the stories that make about that many pages."""
        return cls(max(1, round((pages - _FRONT) / _PAGES_OF_A_STORY)))

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"the-estuary-{self.stories}-{self.pictures}"


def make_issue(order: Order, home: Path) -> Path:
    """Write an issue into a folder below `home`, unless it is there, and give the folder.

    Two columns, hyphenation and running heads are the house theme's; each story has a drop cap, an opening
    picture, subheads, pull quotes and footnotes.
    """
    folder = home / order.name
    if folder.is_dir():
        return folder
    draft = home / f".{order.name}"
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "art").mkdir(parents=True)
    landscape(draft / "art" / "cover.jpg", seed=0, size=(1900, 2500))
    names = [_write_story(draft, number, order.pictures) for number in range(1, order.stories + 1)]
    (draft / "intro.md").write_text(_intro(), encoding="utf-8")
    listed = "".join(f"      - {name}\n" for name in names)
    (draft / "issue.yaml").write_text(_ISSUE.format(number=order.stories, listed=listed), encoding="utf-8")
    draft.replace(folder)
    return folder


def change_a_word(folder: Path, story: int) -> None:
    """Change one word in the middle of a story: no page begins elsewhere."""
    path = _story_file(folder, story)
    paragraphs = path.read_text(encoding="utf-8").split("\n\n")
    at = next(at for at in range(len(paragraphs) // 2, 0, -1) if "nobody" in paragraphs[at])
    paragraphs[at] = paragraphs[at].replace("nobody", "no soul", 1)
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")


def add_a_page(folder: Path, story: int) -> None:
    """Add to the end of a story what needs a further page: all later folios shift."""
    path = _story_file(folder, story)
    added = "\n\n".join(Writer(1000 + story).passage(900))
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{added}\n", encoding="utf-8")


def _story_file(folder: Path, story: int) -> Path:
    return folder / f"{story:03}.md"


def _write_story(folder: Path, number: int, pictures: int) -> str:
    writer = Writer(number)
    for at in range(1, pictures + 1):
        landscape(folder / "art" / f"{number:03}-{at}.jpg", seed=100 * number + at)
    path = _story_file(folder, number)
    head = _HEAD.format(
        title=writer.headline(), standfirst=writer.standfirst(), author=writer.subject["name"], number=number,
        slug=f"story-{number}", trade=writer.subject["trade"], town=writer.subject["town"],
    )  # fmt: skip
    path.write_text(head + "\n\n".join(_body(writer, number, pictures)) + "\n", encoding="utf-8")
    return path.name


def _body(writer: Writer, number: int, pictures: int) -> Iterator[str]:
    """Give the blocks of a story: four sections, with a pull quote, footnotes and further pictures."""
    for section in range(4):
        first, *rest = writer.passage(_WORDS // 4)
        if section:
            yield f"## {writer.heading()}"
        yield f"{first}[^{section}]"
        if section == 1:
            yield f"::: pullquote\n{writer.pull_quote()}\n:::"
        if 0 < section < pictures:
            yield f"![Hills under a cloudy sky]({_art(number, section + 1)})"
        yield from rest
        yield f"[^{section}]: {writer.aside()}"


def _art(number: int, at: int) -> str:
    return f"art/{number:03}-{at}.jpg"


def _intro() -> str:
    return _INTRO + "\n\n".join(Writer(0).passage(400)) + "\n"


_ISSUE: Final = """\
publication:
  title: The Estuary
  publisher: The issuepress authors
title: Made to Be Measured
date: 2026-04
date_label: Spring 2026
number: {number}
language: en-GB
cover:
  image: art/cover.jpg
  alt: Hills under a cloudy sky.
contents:
  - intro.md
  - section: Stories
    items:
{listed}"""
_HEAD: Final = """\
---
title: "{title}"
slug: {slug}
kicker: Estuary
standfirst: "{standfirst}"
authors:
  - name: {author}
    bio: has been a {trade} in {town} for longer than anybody asked.
illustration:
  image: art/{number:03}-1.jpg
  alt: Hills under a cloudy sky.
  credit: Picture by a program
---
"""
_INTRO: Final = """\
---
title: To Be Read Aloud
kind: intro
---
"""
