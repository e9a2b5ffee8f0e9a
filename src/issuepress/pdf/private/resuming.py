"""Resuming: a part that was laid out before and then edited is laid out again from the edit on.

WeasyPrint's state between two pages is a path into the tree of boxes and a few values. Where the trees of
both texts are the same up to a place, a page that begins before it begins alike, and the pages before
that page need not be laid out. This is for the eye alone: galleys are always set from their beginning.
"""

import copy
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, Final

from lxml import etree
from weasyprint.document import CounterStyle, Document, DocumentMetadata, Page
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.boxes import Box
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.layout import initialize_page_maker, layout_document
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import make_all_pages, make_page, remake_page

from issuepress.pdf.engine import Engine
from issuepress.pdf.likeness import Likeness, Path, compare
from issuepress.pdf.private.patches import real_box
from issuepress.pdf.private.repeats import Repeats, nothing_repeated
from issuepress.pdf.private.strokes import Strokes
from issuepress.pdf.private.styles import computed_once

TOUCHED: Final = (
    Document._build_layout_context,  # noqa: SLF001 - its checksum is taken
    Document._render,  # noqa: SLF001
    initialize_page_maker,
    layout_document,
    make_all_pages,
    make_page,
    remake_page,
)

_EDITS: Final = 40
"""How many edits of a part what is remembered of its lines outlives; then it is forgotten, to save memory."""
Owed = tuple[int, ...] | None
"""Notes, by their order in the text."""
Look = tuple[tuple[Any, ...], ...]
"""What stands where on a page: pages of the same look are the same to the eye."""


class NotResumableError(Exception):
    """A part whose pages depend on more than what stands before them."""


class Run:
    """A part laid out page by page, beginning with the first page that an edit of it may have changed."""

    def __init__(self, engine: Engine, tree: etree._Element, former: "Run | None" = None) -> None:
        """Take a part as an HTML tree, and what was laid out of it before the edit.

        Raises NotResumableError where pages count other pages, OutputError when the engine fails.
        """
        self._engine = engine
        with engine.listening(), computed_once(engine.kinds):
            html, options, fonts = engine.prepared(tree)
            counters = CounterStyle()
            self.context = Document._build_layout_context(html, fonts, counters, {}, options)  # noqa: SLF001
            self.root: Box = build_formatting_structure(
                html.etree_element,
                self.context.style_for,
                self.context.get_image_from_uri,
                html.base_url,
                self.context.target_collector,
                counters,
                self.context.footnotes,
            )
        if self.context.target_collector.counter_lookup_items:
            raise NotResumableError
        self._html, self._fonts = html, fonts
        self.context.rendered_notes = []
        initialize_page_maker(self.context, self.root)
        self.looks: list[Look | None] = []
        """Of each page that was laid out, or taken over as it was."""
        self.owed: list[Owed] = [()]
        """Before each page, the notes that the page before had no room for; None for owing anything else."""
        self.former, self._likeness, self._is_as_before = former, Likeness(), False
        self.repeats, self.strokes, self.edits = Repeats(engine.sticks), Strokes(engine.shapes), 0
        if former:
            if lasts := former.edits < _EDITS:
                self.repeats, self.strokes, self.edits = former.repeats, former.strokes, former.edits + 1
            self._likeness = compare(self.root, former.root, keeps_lines=lasts)
            former.former = None
        kept = self._likeness.notes
        self._notes = [kept.get(id(note), note) for note in self.context.footnotes]
        self.context.footnotes = list(self._notes)
        if former:
            self._take_over(former)

    @property
    def states(self) -> list[Any]:
        """The engine's state before each page, and behind the last that was laid out."""
        states: list[Any] = self.context.page_maker
        return states

    @property
    def ended(self) -> bool:
        """Whether there is no page left to lay out."""
        return bool(self.looks) and self.states[-1][0] is None

    @property
    def is_known(self) -> bool:
        """Whether no page to come looks different than before."""
        return self.ended or self._is_as_before

    def _take_over(self, former: "Run") -> None:
        """Begin on the page on which the first difference stands, or before it."""
        places = self._likeness.places
        if not places:
            self.looks, self.context.page_maker = list(former.looks), copy.deepcopy(former.states)
            self.owed, self._is_as_before = list(former.owed), True
            return
        first = former.page_of(min(places))
        self.looks, self.owed = former.looks[:first], former.owed[: first + 1]
        self.context.reported_footnotes = [self._notes[at] for at in self.owed[first] or ()]
        for note in self.context.reported_footnotes:
            self.context.footnotes.remove(note)
        self.context.page_maker = copy.deepcopy(former.states[: first + 1])
        sizes = self.context.style_for.initial_page_sizes
        sizes.update(former.context.style_for.initial_page_sizes)

    def page_of(self, place: Path) -> int:
        """Give the page from which on a change at a place can show, and lay out as far as that."""
        while not self.ended and _path(self.states[-1][0]) <= place:
            self.lay_out()
        begun = [(), *(_path(state[0]) for state in self.states[1:] if state[0])]
        page = sum(1 for _ in takewhile(lambda start: start <= place, begun)) - 1
        page -= page > 0 and self._is_near(begun[page], place)
        return next(at for at in range(page, -1, -1) if self.owed[at] is not None)

    def _is_near(self, start: Path, place: Path) -> bool:
        """Tell whether what stands at a place decides where the page before begins a new one."""
        common = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(start, place, strict=False))))
        if common in {len(start), len(place)}:
            return True
        box = self.root
        for at in start[:common]:
            box = box.children[at]
        return not isinstance(box, boxes.BlockContainerBox) or place[common] - start[common] <= 1

    def lay_out(self) -> Page:
        """Lay out the next page; raises OutputError, and NotResumableError like the beginning."""
        at, context = len(self.looks), self.context
        with self._engine.listening(), nothing_repeated(self.repeats):
            box, _ = remake_page(at, context, self.root, self._html)
            root, *others = box.children
            box.children = (root, *(each for each in others if each.children))
            layout_backgrounds(box, context.get_image_from_uri)
        self.looks.append(tuple(_look(box)))
        owed = tuple(map(self._notes.index, context.reported_footnotes))
        self.owed.append(None if context.broken_out_of_flow else owed)
        if box.fixed_boxes or (self.states[-1][0] is None and self.owed[-1] != ()):
            raise NotResumableError
        return Page(box)

    def changed(self) -> Iterator[tuple[int, Page]]:
        """Lay out, as they are asked for, the pages that look different than before, by their index."""
        while not self.is_known:
            at, page = len(self.looks), self.lay_out()
            before = self.former.looks[at : at + 1] if self.former else []
            self._is_as_before = self._catches_up()
            if before != [self.looks[at]]:
                yield at, page

    def _catches_up(self) -> bool:
        """Tell whether all pages to come are as they were, and take them over if they are."""
        at, former = len(self.looks), self.former
        if former is None or at >= len(former.states) or (self.owed[at], former.owed[at]) != ((), ()):
            return False
        start, *rest = self.states[at][:4]
        start_before, *rest_before = former.states[at][:4]
        if start_before is None or self._likeness.moved(_path(start_before)) != _path(start):
            return False
        if rest != rest_before:
            return False
        for state in former.states[at + 1 :]:
            where = self._likeness.moved(_path(state[0]))
            self.states.append((_stack(where) if state[0] else None, *copy.deepcopy(state[1:])))
        self.looks += former.looks[at:]
        self.owed += former.owed[at + 1 :]
        return True

    def document(self, pages: list[Page]) -> Document:
        """Give some pages as a document, to be painted."""
        return Document(pages, DocumentMetadata(), self._html.url_fetcher, self._fonts, {}, None)


def _path(stack: Any) -> Path:  # noqa: ANN401 - nested mappings of one entry, or None
    path: list[int] = []
    while stack:
        ((at, stack),) = stack.items()
        path.append(at)
    return tuple(path)


def _stack(path: Path | None) -> Any:  # noqa: ANN401 - see above
    stack: Any = None
    for at in reversed(path or ()):
        stack = {at: stack}
    return stack


def _look(box: Box) -> Iterator[tuple[Any, ...]]:
    for each in box.descendants():
        inner = real_box(each)
        if isinstance(inner, boxes.TextBox):
            yield inner.text, round(inner.position_x, 2), round(inner.position_y, 2), round(inner.width, 2)
        elif isinstance(inner, boxes.ReplacedBox):
            yield inner.position_x, inner.position_y, inner.width, inner.height
