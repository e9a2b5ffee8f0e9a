"""Setting: WeasyPrint makes a galley of a part's copy."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from lxml import etree
from weasyprint.document import Page

from issuepress.cache import file_digest, kept, kept_value
from issuepress.decoding import decoded_once, is_at_hand
from issuepress.errors import OutputError
from issuepress.pdf.cover import COVER_WIDTH
from issuepress.pdf.engine import Engine, engine_for
from issuepress.pdf.galley import Copy, Furnishing, Furniture, Galley, GalleyPage, Mark, Start, picture_name
from issuepress.pdf.page import furniture_tree, lower_body, opener_alone, page_tree
from issuepress.pdf.places import places
from issuepress.pdf.positions import labels, starts
from issuepress.pdf.private.flow import descendants
from issuepress.pdf.private.patches import page_box
from issuepress.pdf.screen.pictures import SCREEN_PPI, for_screen
from issuepress.pdf.screen.tagging import Tagger, as_artifacts
from issuepress.pictures import is_ready, make_ready

_POINTS: Final = 0.75
"""Points in a CSS pixel."""
_SIDES: Final = frozenset(("left", "right", "recto", "verso"))


def set_part(copy: Copy) -> Galley:
    """Lay a part out and paint it.

    Raises OutputError when the engine fails; its warnings are among the galley's findings.
    """
    engine = engine_for(copy.rendition, copy.dress)
    document = engine.lay_out(tree_of(engine, copy), furnished=False)
    pdf, faces = engine.paint(document, Tagger(copy.part, copy.around), Shrink(copy))
    engine.put_pictures_away()
    pages = list(document.pages)
    return Galley(
        key=copy.key,
        recto=copy.recto,
        sided=_is_sided(engine, pages),
        size=(pages[0].width * _POINTS, pages[0].height * _POINTS),
        pages=tuple(_page(engine, page, start) for page, start in zip(pages, starts(pages), strict=True)),
        places=places(pages),
        marks=tuple(_marks(document.make_bookmark_tree(_POINTS, transform_pages=True))),
        faces=faces,
        findings=tuple(engine.findings),
        pdf=pdf,
    )


def rehearse(copy: Copy, heed: Callable[[], object]) -> None:
    """Lay a part out for nothing but to know how its words are shaped, if there is room to remember that.

    `heed` is called again and again meanwhile, and may raise OutputError to end it. Raises OutputError.
    """
    engine = engine_for(copy.rendition, copy.dress)
    if not engine.sticks.has_room:
        return
    before, engine.shapes.before_splitting = engine.shapes.before_splitting, heed
    try:
        engine.lay_out(tree_of(engine, copy), furnished=False)
    finally:
        engine.shapes.before_splitting = before


def tree_of(engine: Engine, copy: Copy) -> etree._Element:
    """Build the tree that a part is laid out from, a story's body moved down from its opener to the grid.

    Most edits leave the opener alone: the measure of each is kept. Raises OutputError.
    """
    tree = page_tree(copy.rendition.issue, copy.part, recto=copy.recto)
    if copy.part.story:
        opener = opener_alone(tree)
        key = [copy.dress, *copy.pictures, etree.tostring(opener, encoding="unicode")]
        lower_body(tree, kept_value("off-grid", key, lambda: engine.off_grid(opener)))
    return tree


def furnish(furnishing: Furnishing) -> Furniture:
    """Lay out and paint the running heads and folios of a part's pages.

    Raises OutputError when the engine fails, or where a theme's rules make other pages of them.
    """
    engine = engine_for(furnishing.rendition, furnishing.dress)
    document = engine.lay_out(furniture_tree(furnishing))
    pages = list(document.pages)
    if len(pages) != len(furnishing.pages):
        raise OutputError(f"the theme '{furnishing.rendition.theme.name}' makes empty pages break")
    pdf, faces = engine.paint(document, as_artifacts, lambda *_: None)
    told = tuple(labels(pages, furnishing.number))
    return Furniture(furnishing.key, told, faces, tuple(engine.findings), pdf=pdf)


class Shrink:
    """Scales the issue's own pictures for the screen; the press works from their originals.

    What else is wanted of a picture is made of it besides, while its pixels are at hand.
    """

    def __init__(self, copy: Copy) -> None:
        """Take the part whose pictures these are."""
        self._issue, self._in_ink = copy.rendition.issue, copy.besides.in_ink
        self._files = {picture_name(name): path for name, path in self._issue.files.items()}
        self._wanted = [each for each in copy.besides.wanted if not is_ready(each)]
        width = self._issue.print.trim[0].points / 72
        self._ppi = max(SCREEN_PPI, COVER_WIDTH / width) if copy.part.kind == "cover" else SCREEN_PPI

    def __call__(self, name: str, content: bytes, width: float, height: float) -> bytes | None:
        """Give a picture made smaller, or None where it stays as it is; see `patches.Shrink`."""
        if (path := self._files.get(name)) is None:
            return None
        digest = hashlib.sha256(content).hexdigest()
        sizes = width, height, self._ppi
        key = digest, f"{width} {height} {self._ppi}"
        with decoded_once():
            small = kept("screen", key, lambda: for_screen(content, *sizes, digest) or b"")
            for each in self._wanted:
                if each.source == path:
                    make_ready(each)
            self._bring_to_ink(path, (width / 72, height / 72))  # at last: it uses the pixels up
        return small or None

    def _bring_to_ink(self, path: Path, inches: tuple[float, float]) -> None:
        """Have a photograph ready for the press; what else there is needs more memory than boxes leave."""
        if self._in_ink and is_at_hand(file_digest(path), "RGB"):
            from issuepress.pdf.press.images import Pictures  # noqa: PLC0415 - slow to import

            Pictures.of(self._issue).have_ready(path, inches)


def _point(page: Page, place: tuple[float, ...]) -> tuple[float, float]:
    return round(place[0] * _POINTS, 3), round((page.height - place[1]) * _POINTS, 3)


def _strings(page: Page) -> Iterator[tuple[str, str]]:
    for box in descendants(page_box(page)):
        if box.string_set and box.string_set != "none":
            yield from box.string_set


def _page(engine: Engine, page: Page, start: Start | None) -> GalleyPage:
    kind = page_box(page).page_type
    over = engine.sides(kind.name).shift
    anchors = {name: _point(page, place) for name, place in page.anchors.items()}
    shift = over if kind.side == "left" else -over
    return GalleyPage(kind.name, tuple(_strings(page)), start, anchors, shift)


def _is_sided(engine: Engine, pages: list[Page]) -> bool:
    """Tell whether pages differ by their side, or something begins on a side of its own choice."""
    root = page_box(pages[0]).children[0].element
    for page in map(page_box, pages):
        if page.page_type.blank or not engine.sides(page.page_type.name).alike:
            return True
        for box in descendants(page):
            chosen = {box.style["break_before"], box.style["break_after"]} & _SIDES
            if chosen and box.element is not root:
                return True
    return False


def _marks(tree: list[tuple[str, tuple[int, float, float], list[object], str]]) -> Iterator[Mark]:
    for words, (page, left, top), below, _state in tree:
        nested = tuple(_marks(below))  # type: ignore[arg-type] # the engine's own recursive tuples
        yield Mark(" ".join(words.split()), page, round(left, 3), round(top, 3), nested)
