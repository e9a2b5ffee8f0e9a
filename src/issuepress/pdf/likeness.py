"""Likeness: where two trees of WeasyPrint's boxes, made of one part before and after an edit, differ.

A place in a tree is a path: the index of a child in each box from the root down. Boxes are alike when they
lay out alike: of one kind, with the same attributes, words and cascaded styles.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.boxes import Box

from issuepress.pdf.private.measures import has_its_own_style

Path = tuple[int, ...]


class Shift(NamedTuple):
    """That boxes came into a parent, or went: by how many its children move, from which on."""

    parent: Path
    start: int
    """The index in the former tree of the first child that moved."""
    by: int


@dataclass(slots=True)
class Likeness:
    """How a tree differs from a former one."""

    places: list[Path] = field(default_factory=list)
    """Where it differs, in its own order."""
    shifts: list[Shift] = field(default_factory=list)
    notes: dict[int, Box] = field(default_factory=dict)
    """The former notes of lines that were kept, by the identity of those that they take the place of."""

    def moved(self, path: Path) -> Path | None:
        """Give where a place of the former tree is now; None unless all behind it is as it was."""
        for parent, start, by in self.shifts:
            at = len(parent)
            if path[:at] == parent and len(path) > at and path[at] >= start:
                path = (*parent, path[at] + by, *path[at + 1 :])
        last = self.places[-1] if self.places else ()
        # Where in a text that has changed something stands says nothing of the text behind it.
        return path if not last or (path > last and path[: len(last)] != last) else None


def compare(new: Box, former: Box, *, keeps_lines: bool) -> Likeness:
    """Compare two trees.

    Styles of blocks of the new one that are as before are replaced by the former's, computed already. With
    `keeps_lines` so are the boxes of its lines, so that what was remembered of them (see `repeats`) is found
    again.
    """
    return _Comparison(keeps_lines).whole(new, former)


class _Comparison:
    def __init__(self, keeps_lines: bool) -> None:  # noqa: FBT001 - see `compare`
        self._keeps_lines = keeps_lines
        self._styles: dict[tuple[int, int], bool] = {}

    def whole(self, new: Box, former: Box) -> Likeness:
        likeness = Likeness()
        self._compare(new, former, (), likeness)
        return likeness

    def _compare(self, new: Box, former: Box, path: Path, likeness: Likeness) -> None:
        if not self._alike(new, former):
            likeness.places.append(path)
            return
        if type(new) is boxes.BlockBox and has_its_own_style(former):
            new.style = former.style
        ours, theirs = _children(new), _children(former)
        if len(ours) == len(theirs):
            for at, pair in enumerate(zip(ours, theirs, strict=True)):
                self._pair(new, at, pair, path, likeness)
            return
        head = _same(self._equal(*pair) for pair in zip(ours, theirs, strict=False))
        left = min(len(ours), len(theirs)) - head
        tails = zip(reversed(ours), reversed(theirs), strict=False)
        tail = _same(self._equal(*pair) for _, pair in zip(range(left), tails, strict=False))
        likeness.places += [(*path, head), (*path, max(head, len(ours) - tail - 1), _BEHIND_ALL)]
        likeness.shifts.append(Shift(path, len(theirs) - tail, len(ours) - len(theirs)))
        kept = [*range(head), *range(len(ours) - tail, len(ours))]
        for at in kept:
            before = at if at < head else at - len(ours) + len(theirs)
            self._pair(new, at, (ours[at], theirs[before]), path, likeness)

    def _pair(self, new: Box, at: int, pair: tuple[Box, Box], path: Path, likeness: Likeness) -> None:
        before = len(likeness.places)
        self._compare(*pair, (*path, at), likeness)
        is_same = len(likeness.places) == before
        if self._keeps_lines and is_same and isinstance(pair[0], boxes.LineBox):
            new.children = [*new.children[:at], pair[1], *new.children[at + 1 :]]
            likeness.notes |= {id(note): former for note, former in _notes(*pair)}

    def _equal(self, new: Box, former: Box) -> bool:
        ours, theirs = _children(new), _children(former)
        if len(ours) != len(theirs) or not self._alike(new, former):
            return False
        return all(self._equal(*pair) for pair in zip(ours, theirs, strict=True))

    def _alike(self, new: Box, former: Box) -> bool:
        if new is former:
            return True
        same = type(new) is type(former) and new.element_tag == former.element_tag
        if not same or getattr(new, "text", None) != getattr(former, "text", None):
            return False
        if _attributes(new) != _attributes(former) or (new.footnote is None) != (former.footnote is None):
            return False
        if new.footnote is not None and not self._equal(new.footnote, former.footnote):
            return False
        return self._styled_alike(new.style, former.style)

    def _styled_alike(self, new: Any, former: Any) -> bool:  # noqa: ANN401 - the engine has no types
        if new is former or new is None or former is None:
            return new is former
        key = id(new), id(former)
        if key not in self._styles:
            cascaded = getattr(new, "cascaded", None) == getattr(former, "cascaded", None)
            self._styles[key] = cascaded and self._styled_alike(new.parent_style, former.parent_style)
        return self._styles[key]


_BEHIND_ALL = 1 << 30
"""Stands, at the end of a path, behind every child of a box."""


def _same(found: Iterator[bool]) -> int:
    """Count what is true before the first that is not."""
    count = 0
    for each in found:
        if not each:
            break
        count += 1
    return count


def _children(box: Box) -> Sequence[Box]:
    return getattr(box, "children", ())


def _attributes(box: Box) -> dict[str, str]:
    """Give what an element says of itself, but for the line that it was written on."""
    if box.element is None:
        return {}
    return {name: value for name, value in box.element.items() if name != "data-line"}


def _notes(new: Box, former: Box) -> Iterator[tuple[Box, Box]]:
    """Give the notes of two lines of the same words, and tell the former's where in the text they stand."""
    if new.footnote is not None:
        _place(new.footnote, former.footnote)
        yield new.footnote, former.footnote
    for pair in zip(_children(new), _children(former), strict=True):
        yield from _notes(*pair)


def _place(new: Box, former: Box) -> None:
    former.element = new.element
    for pair in zip(_children(new), _children(former), strict=True):
        _place(*pair)
