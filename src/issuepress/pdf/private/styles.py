"""Styles: what elements of one kind have computed is not computed again, nor by the next document.

What WeasyPrint works out of a style follows from its kind, but for the viewport, which is asked for where
lengths are counted in it.
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

from issuepress.pdf.private import is_plain
from issuepress.pdf.private.cascade import Declared, Own, in_attributes, over
from issuepress.pdf.private.kinds import Kind, Kinds

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

_SPECIFIED: Final = frozenset(("position", "float", "display"))


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
