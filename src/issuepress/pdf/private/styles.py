"""Styles: what elements of one kind have computed is not computed again, nor by the next document.

Elements are of one kind when their parents are, and the same is declared for them. What WeasyPrint works out
of a style then follows, but for the viewport, which is asked for where lengths are counted in it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any, Final

from weasyprint import css
from weasyprint.css import (
    AnonymousStyle,
    ComputedStyle,
    InitialStyle,
    Style,
    StyleFor,
    computed_values,
    to_pixels,
)
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import Dimension

from issuepress.pdf.private import is_plain
from issuepress.pdf.private.cascade import Cascade, Declared, Own, Together, in_attributes, over

TOUCHED: Final = (
    css.get_all_computed_styles,
    StyleFor,
    Style,
    AnonymousStyle,
    ComputedStyle,
    computed_values.display,
    computed_values.compute_float,
    to_pixels,
)

_MOST: Final = 2000
"""How many kinds are remembered: some 5 kB each, of a theme 200."""
_OWN: Final = ("anchor", "string_set", "counter_reset")
"""What single elements and pages declare for themselves, and from which no other value follows."""
_STYLE: Final = (1, 0, 0)
"""How specific a declaration in an element's attribute is."""
_MARGIN: Final = ("margin_top", "margin_block_start", "margin_block_end")
"""What the top margin may be declared by: a story's body has its own, from which nothing else follows."""
_SAID: Final = (str, Dimension)
"""What a margin is declared by where nothing is left to be solved."""
_LOGICAL: Final = frozenset(
    function(block="ttb", inline=direction)
    for function in PHYSICAL_FUNCTIONS.values()
    for direction in ("ltr", "rtl")
)
"""Properties that compete by their weight with others, of the sides of the page."""
_SPECIFIED: Final = frozenset(("position", "float", "display"))


class Kind:
    """What elements of one kind have in common."""

    __slots__ = ("anonymous", "apart", "kinds", "specified", "values")

    def __init__(self, kinds: "Kinds", apart: tuple[str, ...]) -> None:
        """Begin with nothing computed; `apart` names what each element computes for itself."""
        self.kinds, self.apart = kinds, apart
        self.values: dict[str, Any] = {}
        self.specified: dict[str, Any] = {}
        """What the engine keeps of the values that it computes from others of these three."""
        self.anonymous: dict[str, Any] = {}
        """What boxes without an element, in one of these, have computed."""


class Kinds:
    """The kinds of elements that one dress has shown."""

    def __init__(self) -> None:
        """Begin with none."""
        self.cascade = Cascade()
        """What is declared for elements, by what selectors match."""
        self.heard = 0
        """How often the engine has warned, or asked how large the first page is."""
        self.is_closed = False
        """Whether something was computed that others can't take over, from which more may follow."""
        self._known: dict[tuple[Any, ...], Kind] = {}
        self._together: dict[tuple[Any, ...], tuple[object, Kind]] = {}
        """The kinds of those for which groups of selectors declare all, by what these declare together."""
        self._held: dict[int, object] = {}
        """Values that kinds are told by: another could take the place of one in memory."""
        self._tokens: dict[int, tuple[object, object]] = {}

    def settle(self) -> None:
        """Forget all kinds when they are many."""
        self.cascade.settle()
        if max(len(self._known), len(self._held), len(self._together)) > _MOST:
            self._known.clear()
            self._together.clear()
            self._held.clear()
        if len(self._tokens) > _MOST or not self._held:
            self._tokens.clear()

    def kind(self, parent: Kind | None, cascaded: dict[str, Any], pseudo_type: str | None) -> Kind:
        """Give the kind of an element, or of a part of it, for which this is declared."""
        if type(cascaded) is not Together:
            return self._kind(parent, cascaded, pseudo_type)
        place = parent, id(cascaded), pseudo_type
        if place not in self._together:
            self._together[place] = cascaded, self._kind(parent, cascaded, pseudo_type)
        return self._together[place][1]

    def _kind(self, parent: Kind | None, cascaded: dict[str, Any], pseudo_type: str | None) -> Kind:
        apart = _apart(cascaded)
        tokens = self._tokens
        key: list[object] = [parent, pseudo_type, *apart]
        for name, declared in cascaded.items():
            if name not in apart:
                value = declared[0]
                known = tokens.get(id(value))
                key += name, known[1] if known else self._token(value)
        if not _LOGICAL.isdisjoint(cascaded):
            key += [(*weight[:2], *weight[2]) for _, weight in cascaded.values()]
        fixed = tuple(key)
        if fixed not in self._known:
            self._known[fixed] = Kind(self, apart)
        return self._known[fixed]

    def _token(self, value: Any) -> object:  # noqa: ANN401 - the engine has no types
        """Give what a value can be told by, as long as this remembers."""
        token: object = repr(value)
        if not _is_plain(value):
            token = id(value)
            self._held[token] = value
        self._tokens[id(value)] = value, token
        return token


def _apart(cascaded: dict[str, Any]) -> tuple[str, ...]:
    """Name what an element computes for itself: what it says of itself, or may take from its parent."""
    own = [name for name in _OWN if name in cascaded]
    for name in _MARGIN:
        if name in cascaded:
            value, weight = cascaded[name]
            if weight[2] == _STYLE or value == "inherit" or type(value) not in _SAID:
                return (*own, "margin_top")
    return tuple(own)


def _is_plain(value: object) -> bool:
    if type(value) in {tuple, Dimension}:
        return all(map(_is_plain, value))  # type: ignore[call-overload] # see above
    return value is None or type(value) in {str, int, float}


class _Sizes(dict[str, Any]):
    """How large the first page is; remembers that this was asked for."""

    def __init__(self, sizes: dict[str, Any], kinds: Kinds) -> None:
        super().__init__(sizes)
        self._kinds = kinds

    def __getitem__(self, key: str) -> object:
        self._kinds.heard += 1
        return super().__getitem__(key)


class _Computed(ComputedStyle):  # type: ignore[misc] # WeasyPrint has no types
    """The style of an element of a kind."""

    kind: Kind

    @cached_property
    def anonymous_style(self) -> AnonymousStyle:
        return _Anonymous(self)

    def __missing__(self, key: str) -> object:
        kind = self.kind
        if key in kind.values:
            if key in _SPECIFIED:
                self.specified[key] = kind.specified[key]
            self[key] = kind.values[key]
            return self[key]
        heard = kind.kinds.heard
        value = super().__missing__(key)
        kind.kinds.is_closed |= kind.kinds.heard != heard
        if not kind.kinds.is_closed and key not in kind.apart:
            kind.values[key] = value
            if key in _SPECIFIED:
                kind.specified[key] = self.specified[key]
        return value


class _Anonymous(AnonymousStyle):  # type: ignore[misc] # WeasyPrint has no types
    """The style of boxes without an element in one of a kind."""

    def __init__(self, parent: _Computed) -> None:
        super().__init__(parent)
        self._kind = parent.kind
        self.update(self._kind.anonymous)

    def __missing__(self, key: str) -> object:
        known, kinds = self._kind.anonymous, self._kind.kinds
        if key in known:
            self[key] = known[key]
            return known[key]
        value = super().__missing__(key)
        if not kinds.is_closed and key != "display":  # which follows from where the engine places the box
            known[key] = value
        return value


class _StyleFor(StyleFor):  # type: ignore[misc] # WeasyPrint has no types
    """The styles of a document: of page margins and parts of elements not before they are asked for."""

    def __init__(  # noqa: PLR0913 - the engine's signature
        self,
        kinds: Kinds,
        html: Any,  # noqa: ANN401 - the engine has no types
        sheets: Any,  # noqa: ANN401
        hints: bool,  # noqa: FBT001
        font_config: Any,  # noqa: ANN401
        target_collector: Any,  # noqa: ANN401
    ) -> None:
        self._kinds = kinds
        self._waiting: dict[Any, tuple[Mapping[str | None, Declared], tuple[Any, ...]]] = {}
        """For each element and page what is declared for its parts, and where their styles belong."""
        self.initial_page_sizes = {"box": None, "area": None}
        self._sheets, self.font_config = sheets, font_config
        self._cascaded_styles: dict[tuple[Any, str | None], Declared] = {}
        self._of_page: Mapping[str | None, Declared] = {}
        """What is declared for the page whose styles the engine asks for, and for its margins."""
        self._computed_styles: dict[tuple[Any, str | None], ComputedStyle] = {}
        about = html.etree_element, html.base_url, target_collector
        shared: dict[tuple[Any, ...], ComputedStyle] = {}
        own = in_attributes(html, hints=hints)
        for element in html.wrapper_element.iter_subtree():
            self._compute_element(element, own.get(element.etree_element), shared, about)
        for element, (declared, given) in self._waiting.items():
            for part, each in declared.items():
                if part and "anchor" in each:
                    self._compute((element, part), each, given)

    def _compute_element(
        self,
        wrapper: Any,  # noqa: ANN401
        own: Own | None,
        shared: dict[tuple[Any, ...], ComputedStyle],
        about: tuple[Any, ...],
    ) -> None:
        """Compute the style of an element; those of one parent that are declared alike share one."""
        element, styles = wrapper.etree_element, self._computed_styles
        parent = wrapper.parent.etree_element if wrapper.parent else None
        key, declared = self._kinds.cascade.of(wrapper, self._sheets)
        self._waiting[element] = declared, (element, *about)
        place = (parent is not None and id(styles[parent, None]), own and own.said, key)
        if place not in shared:
            all_: Declared = declared.get(None, {})
            self._compute((element, None), over(own.declared, all_) if own else all_, (parent, *about))
            shared[place] = styles[element, None]
        styles[element, None] = shared[place]

    @property
    def initial_page_sizes(self) -> "_Sizes":
        return self._sizes

    @initial_page_sizes.setter
    def initial_page_sizes(self, sizes: dict[str, Any]) -> None:
        self._sizes = _Sizes(sizes, self._kinds)

    def __call__(self, element: Any, pseudo_type: str | None = None) -> Any:  # noqa: ANN401
        place = element, pseudo_type
        if pseudo_type and place not in self._computed_styles and element in self._waiting:
            declared, given = self._waiting[element]
            if pseudo_type in declared:
                self._compute(place, declared[pseudo_type], given)
        return super().__call__(element, pseudo_type)

    def add_page_declarations(self, page_type: Any) -> None:  # noqa: ANN401
        """Find what is declared for a page and its margins."""
        declared = self._kinds.cascade.of_page(page_type, self._sheets, self._page_type_match)
        self._of_page = declared
        self._cascaded_styles |= {(page_type, part): each for part, each in declared.items()}

    def set_computed_styles(  # noqa: PLR0913 - the engine's signature
        self,
        element: Any,  # noqa: ANN401
        parent: Any,  # noqa: ANN401
        root: Any = None,  # noqa: ANN401
        pseudo_type: str | None = None,
        base_url: str | None = None,
        target_collector: Any = None,  # noqa: ANN401
    ) -> None:
        """Compute the style of a page; those of its margins when they are asked for."""
        given = parent, root, base_url, target_collector
        if pseudo_type:
            self._waiting[element] = self._of_page, given
            self._computed_styles.pop((element, pseudo_type), None)
        else:
            self._compute((element, None), self._of_page.get(None, {}), given)

    def _compute(
        self, place: tuple[Any, str | None], cascaded: dict[str, Any], given: tuple[Any, ...]
    ) -> None:
        styles, fonts = self._computed_styles, self.font_config
        parent, root, base_url, target_collector = given
        above = None if parent is None else styles[parent, None]
        top = InitialStyle(fonts) if parent is None else styles[root, None]
        made = _Computed(above, cascaded, place[1], top, base_url, fonts, self._sizes)
        made.kind = self._kinds.kind(None if above is None else above.kind, cascaded, place[1])
        styles[place] = made
        # The engine leaves the padding of tables alone where nothing was computed, as it is of pages.
        if target_collector or "display" not in cascaded:
            made.update(made.kind.values)
            made.specified.update(made.kind.specified)
        if target_collector and made["anchor"]:
            target_collector.collect_anchor(made["anchor"])


@contextmanager
def computed_once(kinds: Kinds) -> Iterator[None]:
    """Compute no style of documents that are begun inside the block twice for elements of one kind."""
    if is_plain():
        yield
        return
    css.StyleFor = partial(_StyleFor, kinds)
    try:
        yield
    finally:
        css.StyleFor = StyleFor
