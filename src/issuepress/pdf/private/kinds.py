"""Kinds: elements whose parents are of one kind, and for which the same is declared, compute the same."""

from typing import Any, Final

from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import Dimension

from issuepress.pdf.private.cascade import Cascade, Together

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
