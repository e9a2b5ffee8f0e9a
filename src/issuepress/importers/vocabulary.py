"""The allow-list: the elements and attributes that a manuscript may hold, and where.

Content models follow the HTML Standard, 4.3 to 4.9, as far as EPUBCheck enforces them; what depends on
the order of an element's children is told in `issuepress.importers.models`. An entry for an element
inside a certain parent is named by both: `dl div`.
"""

import re

from issuepress.fields import LANGUAGE_TAG

PHRASING = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q ruby rt rp s samp small span strong"
    " sub sup time u var wbr".split()
)
"""Elements that stand inside a line."""
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
"""The headings."""
BLOCKS = (
    frozenset(
        "section div p blockquote aside figure figcaption ul ol li dl dt dd table caption colgroup col thead"
        " tbody tfoot tr th td hr pre".split()
    )
    | HEADINGS
)
"""Elements that are blocks."""
ELEMENTS = PHRASING | BLOCKS
"""Every element that a manuscript may hold."""
HOLD_A_LINE = (PHRASING - {"a", "del", "ins"}) | HEADINGS | {"p", "pre"}
"""Elements that hold no block; `a`, `del` and `ins` hold what their parent holds."""
WITHOUT_WORDS = frozenset("script style template iframe object embed svg math noscript head".split())
"""Elements whose content is not prose and goes with them."""

PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl", "dl div"},
    "dd": {"dl", "dl div"},
    "figcaption": {"figure"},
    "rt": {"ruby"},
    "rp": {"ruby"},
    "caption": {"table"},
    "colgroup": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "col": {"colgroup"},
    "tr": {"thead", "tbody", "tfoot", "table"},
    "th": {"tr"},
    "td": {"tr"},
}
"""The parents that an element needs."""
CHILDREN = {"ul": {"li"}, "ol": {"li"}}
"""The only children that an element takes."""
NEVER_INSIDE = {"a": "a", "dfn": "dfn", "table": "caption"}
"""What an element can't stand in, however deep."""
WITHOUT_TEXT = frozenset(["dl div", *"ul ol dl table colgroup thead tbody tfoot tr".split()])
"""Elements that hold no text of their own."""

_EVERYWHERE = {"id", "class", "lang", "xml:lang", "dir", "title"}
_SPECIAL = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start", "type", "reversed"},
    "ol li": {"value"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "time": {"datetime"},
    "ins": {"datetime", "cite"},
    "del": {"datetime", "cite"},
    "q": {"cite"},
    "blockquote": {"cite"},
}
_WHOLE = (re.compile(r"-?[0-9]{1,6}"), "a whole number")
_SPAN = (re.compile(r"[1-9][0-9]{0,2}"), "a number from 1 to 999")
_LANGUAGE = (re.compile(LANGUAGE_TAG), "a language tag such as fr or pt-BR")
_YEAR = "(?!0000)[0-9]{4}"
_MONTH = "(0[1-9]|1[0-2])"
_DAY = "((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))"
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,3})?)?"
_ZONE = "(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])"
_DATE = f"{_YEAR}-{_DAY}([T ]{_CLOCK}{_ZONE}?)?"
_WEEK = f"{_YEAR}-W(0[1-9]|[1-4][0-9]|5[0-3])"
_TIME_OF = r"T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]{1,3})?S)?"
_DURATION = f"P([0-9]+D({_TIME_OF})?|{_TIME_OF})"
VALUES = {
    "id": (re.compile(r"\^\S+|\w[\w.:-]*"), "an id: letters, digits and hyphens"),
    "lang": _LANGUAGE,
    "xml:lang": _LANGUAGE,
    "dir": (re.compile("ltr|rtl|auto"), "ltr, rtl or auto"),
    "bdo dir": (re.compile("ltr|rtl"), "ltr or rtl"),
    "start": _WHOLE,
    "value": _WHOLE,
    "type": (re.compile("[1aAiI]"), "1, a, A, i or I"),
    "colspan": _SPAN,
    "rowspan": _SPAN,
    "span": _SPAN,
    "scope": (re.compile("row|col|rowgroup|colgroup"), "row, col, rowgroup or colgroup"),
    "reversed": (re.compile("|reversed"), "reversed"),
    "headers": (re.compile(r"[\w.: \t\n-]*"), "the ids of heads, with spaces between"),
    "datetime": (re.compile(_DATE), "a date such as 2026-05-01, or with a time: 2026-05-01T12:30Z"),
    "time datetime": (
        re.compile(f"{_YEAR}(-{_MONTH})?|{_DATE}|(--)?{_DAY}|{_CLOCK}|{_WEEK}|{_DURATION}"),
        "a date or a time such as 2026-05, 2026-05-01, 05-01, 12:30, 2026-05-01T12:30Z, 2026-W18, PT1H30M",
    ),
}
"""What a value must look like, as a pattern and in words; by the attribute, or by element and attribute."""
CLASS = re.compile(r"[a-z][a-z0-9-]*")
"""A class name."""
RESERVED = frozenset(
    "cover contents story opener running-head folio body notes footnote-list biographies biography byline"
    " kicker standfirst subtitle masthead illustration backlink portrait".split()
)
"""The class names that belong to the templates; no manuscript may use them."""
MADE_HERE = {
    "role": "roles follow from the directives",
    "epub:type": "semantics follow from the directives",
    "style": "looks belong to the theme: give the text a class",
    "align": "looks belong to the theme: give the text a class",
    "width": "sizes belong to the theme",
    "height": "sizes belong to the theme",
    "abbr": "no EPUB may have it: keep the words of the head short",
    "value": "only in <ol>, whose items have numbers",
}
"""Hints for attributes that are not a manuscript's business."""
INSTEAD = {
    "font": "use a span with a class",
    "center": "use a div with a class",
    "strike": "write ~~struck~~",
    "tt": "write `code`",
    "big": "use a span with a class",
    "video": "link to it",
    "audio": "link to it",
    "iframe": "link to it",
    "svg": "save it as a file and place it as an image",
    "main": "use section or div",
    "article": "use section or div",
    "header": "use section or div",
    "footer": "use section or div",
    "nav": "use section or div",
}
"""What to use instead of elements that staff are used to."""


def attributes_of(element: str, parent: str = "") -> set[str]:
    """Give the attributes that an element may have."""
    return _EVERYWHERE | _SPECIAL.get(element, set()) | _SPECIAL.get(f"{parent} {element}", set())
