"""The flatplan as a drawing: an SVG that any browser shows and the engine turns into a PDF."""

from collections.abc import Iterator, Mapping
from html import escape
from math import ceil
from typing import Final, NamedTuple

from issuepress.flatplan import Flatplan, PlannedPage, PlannedStory
from issuepress.flatplan.listing import fit, name, share, summary
from issuepress.places import Block, PagePlaces, Rectangle

_ACROSS: Final = 4
"""Spreads in a row."""
_PAGE: Final = 96.0
"""The width of a page in the drawing, in points."""
_GAP: Final = 30.0
_MARGIN: Final = 36.0
_HEAD: Final = 84.0
_CAPTION: Final = 46.0
"""Above each row: the sections and the titles; below it: the folios."""
_ROW: Final = 17.0
"""The height of a line of the table."""
_COLOURS: Final = ("#8a3324", "#2f5d62", "#8a6d1f", "#4d4a7d", "#4f6b3a", "#86476a", "#3c5a80", "#6b5344")
_INK, _MUTED, _FAINT, _TINT = "#1b1b1b", "#5f5f5f", "#c9c6c0", "#e4dfd6"
_STYLE: Final = f"""
text {{ font-family: "Source Sans", "Helvetica Neue", Arial, sans-serif; font-size: 8px; fill: {_INK} }}
.title {{ font-family: "Source Serif Display", "Source Serif 4", Georgia, serif; font-size: 24px }}
.small {{ font-size: 7px; fill: {_MUTED} }}
.strong {{ font-weight: 600 }}
.folio {{ font-weight: 600; font-size: 8.5px }}
"""


class Drawing(NamedTuple):
    """An SVG, with its width and its height in points."""

    svg: str
    width: float
    height: float


def draw(plan: Flatplan, places: Mapping[int, PagePlaces]) -> Drawing:
    """Draw a plan; `places` are the pages' skeletons by number."""
    return _Drawing(plan, places).whole()


class _Drawing:
    def __init__(self, plan: Flatplan, places: Mapping[int, PagePlaces]) -> None:
        self.plan, self.places = plan, places
        self.scale = _PAGE / plan.width
        self.height = plan.height * self.scale
        self.colours = {section: _COLOURS[at % len(_COLOURS)] for at, section in enumerate(plan.sections)}
        self.firsts = {self._first(story): story for story in plan.stories}

    def whole(self) -> Drawing:
        across = min(_ACROSS, len(self.plan.spreads))
        width = max(2 * _MARGIN + across * (2 * _PAGE + _GAP) - _GAP, 520.0)
        table = _HEAD + ceil(len(self.plan.spreads) / _ACROSS) * (self.height + _CAPTION) + 24
        height = table + (len(self.plan.stories) + 2) * _ROW + _MARGIN
        inside = "".join((*self._heading(), *self._rows(), *self._table(table, width)))
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}pt" height="{height:.1f}pt" '
            f'viewBox="0 0 {width:g} {height:.1f}" role="img" aria-label="{escape(summary(self.plan))}">'
            f"<title>{escape(summary(self.plan))}</title><style>{_STYLE}</style>"
            f'<rect width="{width:g}" height="{height:.1f}" fill="#ffffff"/>{inside}</svg>'
        )
        return Drawing(svg, width, height)

    def _first(self, story: PlannedStory) -> int:
        return next(
            page.number for page in self.plan.pages if page.part == story.slug and page.sort != "blank"
        )

    def _heading(self) -> Iterator[str]:
        yield _text(_MARGIN, _MARGIN + 14, self.plan.title, "title")
        yield _text(_MARGIN, _MARGIN + 29, summary(self.plan).removeprefix(f"{self.plan.title}: "), "small")
        x = _MARGIN
        for section, colour in self.colours.items():
            yield f'<rect x="{x:.1f}" y="{_MARGIN + 38:g}" width="8" height="8" fill="{colour}"/>'
            yield _text(x + 12, _MARGIN + 45, section)
            x += 26 + 4.2 * len(section)

    def _rows(self) -> Iterator[str]:
        for at, spread in enumerate(self.plan.spreads):
            x = _MARGIN + at % _ACROSS * (2 * _PAGE + _GAP)
            y = _HEAD + at // _ACROSS * (self.height + _CAPTION) + 28
            for side, page in enumerate(spread):
                if page:
                    yield from self._page(page, x + side * _PAGE, y, is_left=side == 0)

    def _page(self, page: PlannedPage, x: float, y: float, *, is_left: bool) -> Iterator[str]:
        edge = ' stroke-dasharray="2 2"' if page.sort in {"blank", "filler"} else ""
        yield f'<svg x="{x:g}" y="{y:.1f}" width="{_PAGE:g}" height="{self.height:.1f}" overflow="hidden">'
        yield from self._skeleton(self.places[page.number]) if page.number in self.places else ()
        yield "</svg>"
        yield (
            f'<rect x="{x:g}" y="{y:.1f}" width="{_PAGE:g}" height="{self.height:.1f}" fill="none" '
            f'stroke="{_MUTED}" stroke-width="0.5"{edge}/>'
        )
        if page.section:
            colour = self.colours[page.section]
            yield f'<rect x="{x:g}" y="{y - 6:.1f}" width="{_PAGE:g}" height="4" fill="{colour}"/>'
        if story := self.firsts.get(page.number):
            alone = is_left and page.number + 1 not in self.firsts
            yield _text(x, y - 10, _cut(story.title, _PAGE / (2.2 if alone else 4.4)), "strong")
        elif page.sort in {"cover", "masthead", "contents"}:
            yield _text(x, y - 10, name(page))
        if page.sort in {"blank", "filler"}:
            yield _text(x + _PAGE / 2, y + self.height / 2, page.sort, "small", anchor="middle")
        anchor, at = ("start", x) if is_left else ("end", x + _PAGE)
        yield _text(at, y + self.height + 11, page.label, "folio", anchor=anchor)
        fill = "" if page.fill is None or page.fill > 0.98 else f", {share(page.fill)}"
        other, far = ("end", x + _PAGE - 3) if is_left else ("start", x + 3)
        sheet = f"sheet {page.sheet}" if page.sheet else "cover"
        yield _text(far, y + self.height + 11, f"{sheet}{fill}", "small", anchor=other)

    def _skeleton(self, page: PagePlaces) -> Iterator[str]:
        """Draw a page's blocks: pictures as areas, headlines as bars, text as lines."""
        rules: list[str] = []
        bars: list[str] = []
        for block in page.blocks:
            area = Rectangle(*(round(edge * self.scale, 2) for edge in block.area))
            match block.kind:
                case "picture":
                    left, top, width, height = area
                    yield f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="{_TINT}"/>'
                case "headline" | "publication":
                    bars += _lines(area, block, self.scale, step=2.5 * page.leading, share=0.75)
                case "figure" | "table" | "sidebar" | "pullquote" | "quotation" | "note" | "aside" | "entry":
                    continue
                case _:
                    rules += _lines(area, block, self.scale, step=page.leading, share=1)
        yield f'<path d="{"".join(rules)}" stroke="{_FAINT}" stroke-width="0.8"/>' if rules else ""
        yield f'<path d="{"".join(bars)}" stroke="{_INK}" stroke-width="2.6"/>' if bars else ""

    def _table(self, y: float, width: float) -> Iterator[str]:
        columns = (_MARGIN, _MARGIN + 30, width * 0.5, width * 0.58, width * 0.68, width * 0.76)
        heads = ("page", "story", "words", "pages", "last page", "copyfit")
        for x, head in zip(columns, heads, strict=True):
            yield _text(x, y, head, "small")
        for at, story in enumerate(self.plan.stories, start=1):
            line = y + at * _ROW
            rule = f"M{_MARGIN:g} {line - 11:.1f}H{width - _MARGIN:g}"
            yield f'<path d="{rule}" stroke="{_FAINT}" stroke-width="0.4"/>'
            numbers = f"{story.words:,}", str(story.pages), share(story.last_page)
            cells = (story.first, _cut(story.title, 70), *numbers, fit(story))
            for x, cell, look in zip(columns, cells, ("folio", "strong", "", "", "", ""), strict=True):
                yield _text(x, line, cell, look)


def _lines(area: Rectangle, block: Block, scale: float, *, step: float, share: float) -> Iterator[str]:
    count = max(1, round(block.area.height / step))
    for at in range(count):
        width = area.width * (share if at < count - 1 or count == 1 else share * 0.6)
        yield f"M{area.left} {area.top + (at + 0.6) * step * scale:.2f}h{width:.2f}"


def _text(x: float, y: float, text: str, look: str = "", *, anchor: str = "start") -> str:
    turned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    looks = f' class="{look}"' if look else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{looks}{turned}>{escape(text)}</text>'


def _cut(text: str, most: float) -> str:
    return text if len(text) <= most else text[: int(most) - 1].rstrip() + "…"
