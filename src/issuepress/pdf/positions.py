"""Read off the laid-out pages where in the text each of them begins.

Boxes of text come in reading order, columns and cells included, but say only which element they are
from, not where in it. So a cursor is kept for each element: its letters come in order and once, and what
doesn't follow is said again (the head of a table) or by the engine (a hyphen at a line's end).
Letters are compared without case, accents and widths, which `text-transform` may change.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from lxml import etree
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.html import UA_COUNTER_STYLE

from issuepress.folios import counted, counts, runs
from issuepress.pdf.galley import Start
from issuepress.pdf.private.patches import page_box

_DRIFT: Final = (0, 1, -1, 2, -2, 3, -3)
"""By how many letters a line may miss its place where the engine respelt a word before it."""


def starts(pages: Sequence[Page]) -> list[Start | None]:
    """Tell where in a part's fragment each of its pages begins, by these pages alone.

    None stands for a page without a word or picture of its own.
    """
    root = page_box(pages[0]).children[0].element
    text = _Text(next(root.iter("section")))
    return [text.start(page_box(page)) for page in pages]


def labels(pages: Sequence[Page], first: int) -> list[tuple[str, bool]]:
    """Give each page's number as printed, and whether it is; `first` is the number of the first page.

    A page that shows none is numbered like the nearest page that does, in decimals where there is none.
    """
    styles = [_numbering(page_box(page)) for page in pages]
    return [
        (str(UA_COUNTER_STYLE.render_value(first + at, _nearest(styles, at))), style is not None)
        for at, style in enumerate(styles)
    ]


def _nearest(styles: list[Any], at: int) -> Any:  # noqa: ANN401 - a counter style as the engine has it
    order = sorted(range(len(styles)), key=lambda other: (abs(other - at), -other))
    return next((styles[other] for other in order if styles[other] is not None), "decimal")


def _numbering(page: boxes.PageBox) -> Any:  # noqa: ANN401
    """Find the counter style in which a page's margin shows its number."""
    margins = (box for box in page.children if isinstance(box, boxes.MarginBox))
    contents = (box.style["content"] for box in margins)
    pieces = (piece for content in contents if isinstance(content, tuple) for piece in content)
    return next((value[1] for kind, value in pieces if kind == "counter()" and value[0] == "page"), None)


class _Text:
    """A part's text, read from page to page."""

    def __init__(self, root: etree._Element) -> None:
        self.letters: dict[etree._Element, str] = defaultdict(str)
        """For each element its own letters: those of its text and of its children's tails."""
        self.counts: dict[etree._Element, list[int]] = defaultdict(list)
        """Which character each of these letters is."""
        self.read: dict[etree._Element, int] = defaultdict(int)
        self.things: dict[etree._Element, int] = {}
        """Pictures, rules and calls still to come."""
        self.opened: dict[etree._Element, int] = {}
        """How many characters come before each element."""
        notes = [each for each in root.iter("span") if "footnote" in each.get("class", "").split()]
        self.streams = frozenset((root, *notes))
        """What is counted by itself: the part, and each note, which a page has elsewhere."""
        for stream in self.streams:
            self._learn(stream)
        for end in [each for each in root.iter("div") if each.get("class") == "spread-end"]:
            picture = next(each for each in end.getparent().iter("img"))  # type: ignore[union-attr]
            self.things[end], self.opened[end] = self.things[picture], self.things[picture]

    def start(self, page: boxes.PageBox) -> Start | None:
        """Read a page to its end and tell where it began; what flows comes before notes."""
        found = [place for box in _leaves(page) if (place := self._take(box)) is not None]
        return self._place(*found[0]) if found else None

    def _learn(self, stream: etree._Element) -> None:
        count = 0
        for node, where, text in runs(stream):
            owner = node.getparent() if where == "tail" else node
            assert owner is not None  # noqa: S101 - a tail stands in an element
            if where != "tail":
                self.opened[node] = count
            if where == "itself":
                self.things[node] = count
                count += 1
                continue
            count = self._add(owner, counted(text), count)

    def _add(self, owner: etree._Element, signs: str, count: int) -> int:
        """Add characters to an element, the first having `count` before it; give how many the next has."""
        letters, behind = _letters(signs), count + len(signs)
        self.letters[owner] += letters
        if _LETTERS.uneven.isdisjoint(signs):
            self.counts[owner] += range(count, behind)
        else:
            self.counts[owner] += [at for at, sign in enumerate(signs, start=count) for _ in _folded(sign)]
        return behind

    def _take(self, box: boxes.Box) -> tuple[etree._Element, int] | None:
        """Move on by a box; give its element, and the number of the character that it begins with."""
        element = box.element
        if "::footnote-call" in box.element_tag:
            element = element.getparent()
        if element in self.things:
            return element.getparent(), self.things.pop(element)
        if isinstance(box, boxes.TextBox) and (count := self._follow(box)) is not None:
            return element, count
        return None

    def _follow(self, box: boxes.TextBox) -> int | None:
        """Move on by a text box; give which character it begins with, or None if it was said before."""
        own, read = self.letters.get(box.element, ""), self.read[box.element]
        place = self.counts[box.element]
        said = _letters(box.text)
        if not said or read >= len(own):
            return None
        if own.startswith(said, read):
            self.read[box.element] = read + len(said)
            return place[read]
        hyphen = box.style["hyphenate_character"]
        bare = _letters(box.text.removesuffix(hyphen)) if hyphen else said
        for line in (said, bare):
            for drift in _DRIFT if len(line) > len(_DRIFT) else _DRIFT[:1]:
                begin = read + drift
                if line and begin >= 0 and own.startswith(line, begin):
                    self.read[box.element] = begin + len(line)
                    return place[begin]
        self.read[box.element] = read + len(bare)  # respelt at its hyphen, as Hungarian does: same length
        return place[read] if bare else None

    def _place(self, element: etree._Element, count: int) -> Start:
        """Name a character by the nearest id: the part's or note's own where nothing comes before."""
        around: list[etree._Element] = []
        for each in (element, *element.iterancestors()):
            around += [each] if each.get("id") else []
            if each in self.streams:
                break
        nearest = around[-1] if count == 0 else around[0]
        return str(nearest.get("id")), count - self.opened[nearest]


def _leaves(page: boxes.PageBox) -> Iterator[boxes.Box]:
    """Give the boxes that may begin a page, in reading order, without what the style sheet says."""
    left: list[Any] = [page]  # boxes, and what stands for those out of the flow
    while left:
        box = left.pop()
        box = getattr(box, "_box", box)
        if isinstance(box, boxes.MarginBox):
            continue
        if box.element is not None:
            generated = box.element_tag.partition("::")[2]
            if generated and generated not in {"first-letter", "footnote-call"}:
                continue
            yield box
            if generated == "footnote-call":
                continue
        left += reversed(box.children)


class _Letters(dict[int, str]):
    """What `str.translate` needs to give the letters of a text."""

    def __init__(self) -> None:
        self.uneven: set[str] = set()
        """The characters met so far that stand for no letter, as an accent alone, or for several."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = _folded(sign) if counts(sign) else ""
        if counts(sign) and len(self[code]) != 1:
            self.uneven.add(sign)
        return self[code]


_LETTERS: Final = _Letters()


def _letters(text: str) -> str:
    return text.translate(_LETTERS)


def _folded(sign: str) -> str:
    """Take case, width, ligature and accents off a sign; a sign that is but an accent gives none."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
    kept = "".join(letter for letter in plain if unicodedata.category(letter) != "Mn" and counts(letter))
    return kept.replace("ı", "i")  # Turkish capitals have the dot, or not, by the language
