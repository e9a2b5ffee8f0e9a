"""Our Hebrew and Japanese issues, made to turn pages anywhere, in a font that has all their letters.

Machines need not have such a font, and without one the words of a page can't be read off it. So one is made
in which every letter is a square, but known to a program as the letter that it is.
"""

import random
import shutil
from pathlib import Path

from epub.books import font
from issuepress import labels

_ISSUES = Path(__file__).parent.parent / "issues"
_THEME = "title: Squares\ndescription: A box for each letter.\nextends: plain\n"
_SHEET = """
@font-face { font-family: Square; src: url(fonts/square.ttf); }
:root { --serif: Square; --display: Square; --sans: Square; --mono: Square; --picture-lines: 8; }
"""
_LONG = 100
_PIECES = 2400


def write_foreign(name: str, folder: Path) -> Path:
    """Copy an issue into a folder, with small pages and a story of many pages, and give it."""
    shutil.copytree(_ISSUES / name, folder)
    (folder / "look" / "fonts").mkdir(parents=True)
    for file, text in (("theme.yaml", _THEME), ("theme.css", _SHEET)):
        (folder / "look" / file).write_text(text, encoding="utf-8")
    with (folder / "issue.yaml").open("a", encoding="utf-8") as issue:
        issue.write("theme: look\nprint: {trim: 150mm x 160mm}\n")
    story = folder / "lighthouse.md"
    text = story.read_text(encoding="utf-8")
    story.write_text(f"{text}\n{_long_text(name, text)}\n", encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in (*folder.glob("*.md"), folder / "issue.yaml")]
    known = "".join(texts) + Path(labels.__file__).read_text(encoding="utf-8")
    letters = {sign for sign in known if sign.isprintable()} | set(map(chr, range(0x20, 0x180)))
    (folder / "look" / "fonts" / "square.ttf").write_bytes(font("".join(sorted(letters | set("“”‘’…–—•")))))
    return folder


def _long_text(name: str, text: str) -> str:
    """Write a long paragraph of words that stand in a story, or of signs where words have no spaces."""
    chance = random.Random(name)  # noqa: S311 - not for secrets
    (*_, paragraph) = (part for part in text.split("\n\n") if len(part) > _LONG and "[" not in part)
    pieces, space = (list(paragraph), "") if " " not in paragraph else (paragraph.split(), " ")
    return space.join(chance.choice(pieces) for _ in range(_PIECES))
