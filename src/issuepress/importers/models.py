"""Content models: what stands in an element, and in which order, where its parts depend on one another.

They follow the HTML Standard, 4.3 to 4.9, and where EPUBCheck is stricter, EPUBCheck. What may stand
where at all is told in `issuepress.importers.vocabulary`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

WORDS: Final = "words"
"""The name in a row of text that is not blank."""
_OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Model:
    """The row of attributes and children that an element may have."""

    pattern: str
    """Names, grouped and counted as in a regular expression: `@key` is an attribute that the element has,
    `words` text, `other` whatever has no name in the pattern."""
    said: str
    """What the element must be, to be read after its name."""
    hint: str
    row: re.Pattern[str] = field(init=False)
    attributes: frozenset[str] = field(init=False)
    """The attributes that the pattern names."""

    def __post_init__(self) -> None:
        """Make the pattern one over names that each have a comma behind."""
        names = set(re.findall("@?[a-z]+", self.pattern)) - {_OTHER}
        other = f"(?:(?!(?:{'|'.join(sorted(names))}),)[^,]+,)"
        row = re.sub("@?[a-z]+", lambda name: other if name[0] == _OTHER else f"(?:{name[0]},)", self.pattern)
        object.__setattr__(self, "row", re.compile(row.replace(" ", "")))
        object.__setattr__(self, "attributes", frozenset(name[1:] for name in names if name[0] == "@"))

    def fits(self, keys: Sequence[str], children: Sequence[str]) -> bool:
        """Tell whether an element with these attributes and children is as it must be."""
        row = [f"@{key}" for key in sorted(self.attributes.intersection(keys))]
        return self.row.fullmatch("".join(f"{name}," for name in (*row, *children))) is not None


_RUBY: Final = "write <ruby>漢<rt>kan</rt></ruby>, or with signs around: <rp>(</rp><rt>kan</rt><rp>)</rp>"
_TERMS: Final = "write <dl><dt>Verso</dt><dd>The left-hand page.</dd></dl>"

MODELS: Final = {
    "ruby": Model(
        # possessive: there is one way to read a row, and none is tried twice
        "(other*+ (rt | rp (rt rp)++))+",
        "must end in an <rt>, each with an <rp> before and behind it or neither",
        _RUBY,
    ),
    "rp": Model("words?", "must hold words and nothing else", _RUBY),
    "dl": Model(
        "(dt+ dd+)* | div*",
        "must hold terms in <dt>, each followed by its <dd>, or such groups, each in a <div>",
        _TERMS,
    ),
    "dl div": Model("dt+ dd+", "must hold terms in <dt>, then what they mean in <dd>", _TERMS),
    "table": Model(
        "caption? colgroup* thead? (tbody* | tr*) tfoot?",
        "must hold its parts in this order: one <caption>, <colgroup>s, one <thead>, the rows, one <tfoot>",
        "leave out what there is none of",
    ),
    "colgroup": Model("@span? | col*", "can't have both 'span' and a <col>", "leave out one of them"),
    "figure": Model(
        "figcaption? other* | other* figcaption",
        "must have its <figcaption> at its beginning or its end, and one at most",
        "write <figure><img …><figcaption>…</figcaption></figure>",
    ),
    "bdo": Model("@dir other*", "must say in which direction its words run", 'add dir="ltr" or dir="rtl"'),
    "time": Model(
        "@datetime other*",
        "names no time that programs can read",
        'add one, as in datetime="2026-05-01", or take <time> away',
    ),
}
"""The models, by the element, or by its parent and the element."""
